"""Which pictures stories name, kept in step however a story or a picture changes."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.images import registering, storing
from articles.images.develop import Developed
from articles.models import (
    Article,
    Gallery,
    Image,
    ImageAddress,
    ImageRights,
    ImageUse,
    Source,
    Stamp,
)
from articles.models.images import LONGEST_ADDRESS
from tests.factories import make_article, make_source

pytestmark = pytest.mark.django_db
State = ImageAddress.State
A, B, C = (f"https://{host}.example/p.png" for host in "abc")
HEX = "cd" * 16
OWN = f"/media/uploads/cd/{HEX}/640.jpg"


def image_of(digest: str = "cd" * 32, **fields) -> Image:
    developed = Developed("png", 640, 360, 1, "888", {"webp": [320, 640], "jpg": [640]})
    image = storing.write_row(10, digest, developed, is_upload=fields.pop("is_upload", False))
    Image.objects.filter(pk=image.pk).update(**fields)
    return Image.objects.get(pk=image.pk)


def body(*urls: str) -> str:
    return "<p>Text</p>" + "".join(f'<img src="{url}" alt="">' for url in urls)


def story(*urls: str, **fields) -> Article:
    copier = make_source("Copier", image_rights=ImageRights.COPY)
    return make_article(**{"source": copier, "body": body(*urls)} | fields)


def named(article: Article) -> dict[str, bool]:
    return dict(article.image_uses.values_list("address__url", "is_lead"))


def lead_to(image: Image, url: str) -> None:
    registering.settle(ImageAddress.objects.filter(url=url), image)
    registering.refresh(registering.stories_of([image.pk]))


def shown(article: Article) -> set[str]:
    body = Gallery.objects.get(article=article).body
    return {url for url, entry in body.items() if entry}


@pytest.mark.parametrize(
    ("html", "urls"),
    {
        "none": ("<p>Text &lt;img src=1&gt;</p>", []),
        "twice": (f'<img src="{A}"><p><img alt="x" src="{A}" width="1"></p>', [A]),
        "a query": ('<img src="https://a.example/?a=1&amp;b=2">', ["https://a.example/?a=1&b=2"]),
        "a still": (f'<video src="{B}" poster="{A}" controls=""></video>', [A]),
        "a video without": (f'<video src="{B}"></video><video poster="{A}"></video>', [A]),
        "an alt like an attribute": (f'<img alt=" src=&quot;x&quot;" src="{A}">', [A]),
        "other media": (f'<audio src="{A}"></audio><iframe src="{B}"></iframe>', []),
    }.values(),
)
def test_a_bodys_pictures_are_found(html, urls):
    assert registering.named(html) == urls


def test_a_new_story_has_its_addresses_and_an_empty_gallery():
    article = story(A, lead_image=B)

    assert named(article) == {A: False, B: True}
    assert shown(article) == set()
    assert {*ImageAddress.objects.values_list("host", "state")} == {
        ("a.example", State.WAITING),
        ("b.example", State.WAITING),
    }


def test_a_text_that_changes_back_and_forth_doubles_nothing():
    article = story(A, B)
    first = set(ImageAddress.objects.values_list("pk", flat=True))
    for urls in ((B, C), (A, B)):
        article.body = body(*urls)
        article.save()
        assert set(named(article)) == set(urls)

    assert ImageUse.objects.count() == 2
    assert first < set(ImageAddress.objects.values_list("pk", flat=True)), "C waits for nobody"


def test_a_lead_image_that_changes_is_seen():
    article = story(A, lead_image=A)
    Article.objects.filter(pk=article.pk).update(lead_image=B)
    registering.register([article.pk])

    assert named(article) == {A: False, B: True}


def test_a_save_of_other_fields_looks_at_nothing():
    article = story(A)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        article.save(update_fields=["title"])

    assert not [query for query in queries if "image" in query["sql"]]


def test_stories_whose_pictures_are_not_copied_are_not_looked_through():
    article = make_article(body=body(A), lead_image=A)

    assert not ImageAddress.objects.exists()
    assert not Gallery.objects.filter(article=article).exists()
    assert list(registering.unregistered()) == []


def test_a_source_whose_rights_change_has_stories_to_look_through():
    article = make_article(body=body(A))
    Source.objects.update(image_rights=ImageRights.COPY)
    assert list(registering.unregistered()) == [article]

    registering.register([article.pk])

    assert list(registering.unregistered()) == []
    assert named(article) == {A: False}


def test_a_story_looked_through_once_keeps_in_step_whatever_its_rights_are():
    article = story(A)
    Source.objects.update(image_rights=ImageRights.LINK)
    article = Article.objects.get(pk=article.pk)
    article.body = body(B)
    article.save()

    assert named(article) == {B: False}


def test_an_uploaded_picture_is_shown_at_once_under_any_rights():
    image = image_of(is_upload=True)
    article = make_article(body=body(OWN, A), lead_image=OWN)

    row = ImageAddress.objects.get(url=OWN)
    assert (row.state, row.image, row.host, row.next_at) == (State.COPIED, image, "", None)
    gallery = Gallery.objects.get(article=article)
    assert (gallery.lead["url"], gallery.lead["folder"]) == (OWN, image.folder)
    assert set(gallery.body) == {OWN}


def test_a_copy_is_no_upload():
    image_of()
    story(OWN)

    assert ImageAddress.objects.get().state == State.WAITING


@pytest.mark.parametrize(
    ("url", "state", "reason", "host"),
    [
        ("/media/old/1.png", State.WAITING, "", ""),
        ("https://picsum.photos/200", State.NONE, "P_PLACEHOLDER", "picsum.photos"),
        ("http://127.0.0.1/p.png", State.REFUSED, "I_PRIVATE", ""),
        ("https://a.example:8080/p.png", State.REFUSED, "I_PORT", ""),
        ("images/p.png", State.REFUSED, "I_ADDRESS", ""),
    ],
)
def test_what_an_address_tells_by_itself_is_known_at_once(url, state, reason, host):
    story(lead_image=url)

    row = ImageAddress.objects.get()
    assert (row.state, row.reason, row.host) == (state, reason, host)
    assert (row.next_at is not None) == (state == State.WAITING)


def test_addresses_too_long_for_the_table_are_left_out():
    article = story(A, A + "?" + "x" * LONGEST_ADDRESS)

    assert named(article) == {A: False}


def test_many_articles_cost_few_queries():
    numbers = [story(f"https://a.example/{n}.png").pk for n in range(3)]
    counts = []
    for ids in (numbers[:1], numbers):
        with CaptureQueriesContext(connection) as queries:
            registering.register(ids)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_a_gallery_follows_its_picture(django_capture_on_commit_callbacks):
    article, image = story(A, lead_image=A), image_of()
    lead_to(image, A)
    with django_capture_on_commit_callbacks(execute=True):
        image.alt = "A chip"
        image.save()

    gallery = Gallery.objects.get(article=article)
    assert gallery.lead["alt"] == gallery.body[A]["alt"] == "A chip"
    assert Stamp.objects.filter(name="latest").exists(), "readers' pages are made anew"


def test_nobody_is_told_when_nothing_changes(django_capture_on_commit_callbacks):
    article, image = story(A), image_of()
    lead_to(image, A)
    with django_capture_on_commit_callbacks() as told:
        registering.refresh([article.pk])
        registering.register([article.pk])
        image.save(update_fields=["unused_since"])

    assert told == []


def test_a_rejected_picture_is_left_out_and_may_come_back():
    article, image = story(A), image_of()
    lead_to(image, A)
    for rejected, state, urls in ((True, State.NONE, set()), (False, State.COPIED, {A})):
        image.is_rejected = rejected
        image.save()
        assert (ImageAddress.objects.get().state, shown(article)) == (state, urls)


def test_a_deleted_picture_is_left_out_and_asked_for_again():
    article, image = story(A), image_of()
    lead_to(image, A)
    Image.objects.all().delete()

    row = ImageAddress.objects.get()
    assert (row.state, row.image, row.next_at is not None) == (State.WAITING, None, True)
    assert shown(article) == set()


def test_deleting_a_story_leaves_its_addresses_to_be_collected():
    article = story(A)
    article.delete()

    assert not Gallery.objects.exists()
    assert not ImageUse.objects.exists()
    assert ImageAddress.objects.get().url == A
