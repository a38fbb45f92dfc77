"""The list of pictures and the page of one: what it is, who shows it, what one may do to it."""

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from articles.models import Article, Gallery, Image, ImageAddress, Status
from tests.admin.helpers import HOSTILE, change_url, errors_of, form_of, messages_of
from tests.admin.pictures import (
    address_for,
    make_image,
    picture,
    shop,
    show,
    with_files,
)  # fmt: skip
from tests.admin.test_lists import assert_bounded, statements
from tests.admin.test_site import assert_harmless
from tests.factories import make_article

pytestmark = pytest.mark.django_db
__all__ = ["shop"]
PICTURES = reverse("admin:articles_image_changelist")


def listed(client, **query) -> list[Image]:
    response = client.get(PICTURES, query)
    assert response.status_code == 200
    return list(response.context["cl"].result_list)


def save(client, image: Image, **changes):
    url = change_url(image)
    response = client.post(url, form_of(client, url, "image_form") | changes, follow=True)
    image.refresh_from_db()
    return response


def question(client, image: Image, name: str) -> str:
    response = client.get(change_url(image, name))
    assert response.status_code == 200
    return response.content.decode()


def test_the_list_tells_what_a_picture_is_and_who_shows_it(desk):
    image = make_image(alt="A chip", credit="Ann", frames=3)
    first, _second = show(image, title="Chips are up"), show(image, title="Chips are down")

    html = desk.get(PICTURES).content.decode()

    for said in (f"/media/{image.folder}/640.jpg", "JPEG · 640 × 480 · 1000", "A chip", "Ann",
                 "copied", "animation", "Chips are up", "2 stories"):  # fmt: skip
        assert said in html
    assert "Chips are down" not in html
    assert change_url(first) in html


@pytest.mark.parametrize("rows", [2, 12])
def test_the_list_takes_the_same_queries_at_any_size(desk, rows):
    for _ in range(rows):
        show(make_image())

    sql = statements(desk, PICTURES)

    # session, user; number, rows; uses and their stories
    assert len(sql) == 6, "\n".join(sql)
    uses = [statement for statement in sql if "articles_imageuse" in statement]
    assert [statement.count("LIMIT 101)") for statement in uses] == [3]
    assert_bounded([statement for statement in sql if statement not in uses])


def test_no_more_than_some_uses_of_a_popular_picture_are_looked_at(desk, monkeypatch):
    from articles.admin import image_facts

    monkeypatch.setattr(image_facts, "COUNTED", 2)
    image = make_image()
    for _ in range(4):
        show(image)

    assert "2+ stories" in desk.get(PICTURES).content.decode()


@pytest.mark.parametrize(
    ("query", "which"),
    [
        ({"uploaded": "yes"}, ["upload"]),
        ({"uploaded": "no"}, ["shown", "plain"]),
        ({"alt": "yes"}, ["shown"]),
        ({"used": "yes"}, ["shown"]),
        ({"used": "no"}, ["upload", "plain"]),
        ({"animated": "yes"}, ["plain"]),
        ({"rejected": "yes"}, ["plain"]),
        ({"used": "perhaps"}, ["upload", "shown", "plain"]),
    ],
)
def test_filters(desk, query, which):
    images = {
        "plain": make_image(is_rejected=True, frames=2),
        "shown": make_image(),
        "upload": make_image(is_upload=True, is_decorative=True),
    }
    show(images["shown"])

    assert listed(desk, **query) == [images[name] for name in which]


def test_a_search_finds_titles_texts_credits_and_addresses(desk):
    chip, fab = make_image(alt="A chip on a table"), make_image(credit="Ann Other")
    upload = make_image(is_upload=True)
    show(chip, title="Prices of memory")
    address_for(fab, "https://fabs.example/2nm.jpg")

    assert listed(desk, q="memory prices") == [chip]
    assert listed(desk, q="table CHIP") == [chip]
    assert listed(desk, q="other") == [fab]
    assert listed(desk, q="fabs.example") == [fab]
    assert listed(desk, q="https://fabs.example/2nm.jpg") == [fab]
    assert listed(desk, q=f"/media/{upload.folder}/640.jpg") == [upload]
    assert listed(desk, q="/media/uploads/") == listed(desk, q="https://no.example/1.jpg") == []
    assert listed(desk, q="nothing of the kind") == []


def test_the_page_of_a_picture_shows_its_files_addresses_and_stories(desk):
    image = with_files(make_image())
    story = show(image, title="Chips are up")

    html = desk.get(change_url(image)).content.decode()

    for said in (f'src="/media/{image.folder}/640.jpg"', "WEBP", ">320</a>", "4\xa0bytes",
                 image.addresses.get().url, change_url(story), image.digest):  # fmt: skip
        assert said in html


def test_a_file_that_is_missing_is_told(desk):
    assert "the file is missing" in desk.get(change_url(make_image())).content.decode()


def test_what_is_saved_stands_in_the_galleries_of_its_stories(desk):
    image = make_image()
    story = show(image)

    save(desk, image, alt="  A chip\r\non a table ", credit="Ann", licence="CC BY",
         licence_url="https://cc.example/", focal_x="10", focal_y="90")  # fmt: skip

    (entry,) = Gallery.objects.get(article=story).body.values()
    assert (entry["alt"], entry["credit"]) == ("A chip on a table", "Ann")
    assert entry["focus"] == [10, 90]
    assert LogEntry.objects.get().user.username == "chief"


def test_only_what_was_changed_is_written(desk):
    image = make_image(credit="Ann")
    fields = form_of(desk, change_url(image), "image_form")
    Image.objects.update(credit="Bob")

    desk.post(change_url(image), fields | {"alt": "A chip", "credit": "Ann"})

    image.refresh_from_db()
    assert (image.alt, image.credit) == ("A chip", "Ann")
    fields = form_of(desk, change_url(image), "image_form")
    Image.objects.update(licence="CC0")
    save(desk, image, **(fields | {"alt": "Chips"}))
    assert image.alt == "Chips"


def test_decoration_has_no_text_and_a_focal_point_lies_within(desk):
    image = make_image()

    errors = errors_of(save(desk, image, alt="A chip", is_decorative="on", focal_x="101"))

    assert set(errors) == {"is_decorative", "focal_x"}


def test_no_picture_and_back(desk):
    image = make_image()
    story = show(image, title="Chips are up")
    assert "Chips are up" in question(desk, image, "reject")

    response = desk.post(change_url(image, "reject"), follow=True)

    assert "shown nowhere" in messages_of(response)
    assert not any(Gallery.objects.get(article=story).body.values())
    assert image.addresses.get().state == ImageAddress.State.NONE
    assert "back" in question(desk, image, "reject")
    desk.post(change_url(image, "reject"), {"back": "yes"})
    assert len(Gallery.objects.get(article=story).body) == 1
    assert image.addresses.get().state == ImageAddress.State.COPIED
    assert LogEntry.objects.count() == 2


def test_what_is_taken_down_is_gone_everywhere_and_known_again(
    desk, django_capture_on_commit_callbacks
):
    image = with_files(make_image())
    story = show(image, title="Chips are up")
    assert "Chips are up" in question(desk, image, "delete")
    assert default_storage.exists(f"{image.folder}/640.jpg")

    with django_capture_on_commit_callbacks(execute=True):
        response = desk.post(change_url(image, "delete"), follow=True)

    assert "The picture is gone" in messages_of(response)
    assert "taken down" in response.content.decode()
    assert not default_storage.exists(f"{image.folder}/640.jpg")
    assert not any(Gallery.objects.get(article=story).body.values())
    html = desk.get(change_url(image)).content.decode()
    assert "Its files are gone" in html
    assert change_url(image, "replace") not in html
    assert desk.get(change_url(image, "reject")).status_code == 302


def test_a_replaced_file_is_shown_by_the_stories_of_the_old_one(desk, shop):
    old = make_image(alt="A chip")
    story = show(old)

    response = desk.post(change_url(old, "replace"), {"file": picture()}, follow=True)

    assert "The file was replaced" in messages_of(response)
    new = Image.objects.get(is_upload=True)
    (entry,) = Gallery.objects.get(article=story).body.values()
    assert (entry["folder"], entry["alt"]) == (new.folder, "A chip")
    assert response.redirect_chain[0][0] == change_url(new)


def test_a_file_that_is_no_picture_replaces_nothing(desk, shop):
    image = make_image()
    text = SimpleUploadedFile("a.png", b"no picture", "image/png")

    html = desk.post(change_url(image, "replace"), {"file": text}).content.decode()

    assert "What came is no picture" in html
    assert "This field is required" in desk.post(change_url(image, "replace")).content.decode()


@pytest.mark.parametrize("name", ["replace", "reject", "delete"])
def test_who_may_only_look_changes_nothing(staff, name):
    image = make_image()
    viewer = staff("view_image")

    assert viewer.get(PICTURES).status_code == 200
    assert viewer.get(change_url(image)).status_code == 200
    assert viewer.get(change_url(image, name)).status_code == 403
    assert viewer.post(change_url(image, name)).status_code == 403
    image.refresh_from_db()
    assert not image.is_rejected


def test_changing_is_no_permission_to_take_down(staff):
    editor = staff("view_image", "change_image")
    image = make_image()

    assert editor.get(change_url(image, "delete")).status_code == 403
    assert "Take down" not in editor.get(change_url(image)).content.decode()
    assert editor.get(change_url(image, "reject")).status_code == 200


def test_a_picture_that_does_not_exist_is_not_found(desk):
    for name in ("replace", "reject", "delete"):
        url = reverse(f"admin:articles_image_{name}", args=[99])
        assert desk.get(url).status_code == 404


def test_strangers_texts_are_escaped(desk):
    image = make_image(alt=HOSTILE, credit=HOSTILE, licence=HOSTILE)
    story = make_article(HOSTILE, status=Status.PUBLISHED)
    url = f"https://pics.example/{HOSTILE}"
    story.image_uses.create(address=address_for(image, url))

    pages = [PICTURES, change_url(image), f"{PICTURES}?q={HOSTILE}"]
    pages += [change_url(image, name) for name in ("replace", "reject", "delete")]
    for page in pages:
        assert_harmless(desk.get(page).content.decode())
    assert Article.objects.get().title == HOSTILE
