"""The queue of missing alternative texts: what stands in it, and that nobody's words are lost."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from articles.admin import alt_queue
from articles.admin.surroundings import mentions
from articles.models import Gallery, Image, ImageRights, Status, TextRights
from tests.admin.helpers import HOSTILE, messages_of
from tests.admin.pictures import address_for, make_image, show
from tests.admin.test_lists import statements
from tests.admin.test_site import assert_harmless
from tests.factories import make_source

pytestmark = pytest.mark.django_db
QUEUE = reverse("admin:articles_image_texts")


def waiting(client, **query) -> list[Image]:
    response = client.get(QUEUE, query)
    assert response.status_code == 200
    return [row.image for row in response.context["rows"]]


def field(image: Image, name: str = "alt") -> str:
    return f"p{image.pk}-{name}"


def say(client, texts: dict[Image, str]):
    data = {field(image): text for image, text in texts.items()}
    data["picture"] = [image.pk for image in texts]
    return client.post(QUEUE, data, follow=True)


def test_what_readers_see_without_a_text_waits_newest_first(desk):
    first, second = make_image(), make_image()
    upload = make_image(is_upload=True)
    for image in (first, second):
        show(image)
    show(upload, source=make_source("Hot"), body=f'<img src="/media/{upload.folder}/640.jpg">')

    assert waiting(desk) == [upload, second, first]


@pytest.mark.parametrize(
    ("image", "story"),
    [
        ({"alt": "A chip"}, {}),
        ({"is_decorative": True}, {}),
        ({"is_rejected": True}, {}),
        ({}, {"status": Status.DRAFT}),
        ({}, {"expire_at": timezone.now()}),
    ],
    ids=["told", "decoration", "no picture", "draft", "over"],
)
def test_what_needs_none_or_nobody_sees_does_not_wait(desk, image, story):
    show(make_image(**image), **story)

    assert waiting(desk) == []
    assert "Nothing waits here" in desk.get(QUEUE).content.decode()


@pytest.mark.parametrize(
    "rights",
    [{"text_rights": TextRights.EXCERPT}, {"image_rights": ImageRights.LINK}, {"is_public": False}],
)
def test_a_source_that_shows_no_copy_has_none_in_the_queue(desk, rights):
    story = show(make_image())
    for name, value in rights.items():
        setattr(story.source, name, value)
    story.source.save()

    assert waiting(desk) == []


def test_a_row_tells_what_stories_say_of_the_picture(desk):
    image = make_image()
    show(image, title="Chips are up", alt="A wafer", before="<p>They fell.</p>",
         after="<p>They rose.</p>")  # fmt: skip
    show(image, title="Chips are down", alt="One chip")

    (row,) = desk.get(QUEUE).context["rows"]
    html = desk.get(QUEUE).content.decode()

    assert row.suggestions == ["A wafer", "One chip"]
    assert (row.place.before, row.place.after) == ("They fell.", "They rose.")
    for said in ('<option value="A wafer">', "Chips are up", "Chips are down"):
        assert said in html


def test_many_are_saved_at_once_and_stand_in_the_galleries(desk):
    chip, fab, later = make_image(), make_image(), make_image()
    story = show(chip)
    for image in (fab, later):
        show(image)

    response = desk.post(
        QUEUE,
        {"picture": [chip.pk, fab.pk, later.pk], field(chip): " A  chip ", field(later): "",
         field(fab, "is_decorative"): "on"},
        follow=True,
    )  # fmt: skip

    assert "2 pictures were saved" in messages_of(response)
    assert [row.image for row in response.context["rows"]] == [later]
    (entry,) = Gallery.objects.get(article=story).body.values()
    assert entry["alt"] == "A chip"
    fab.refresh_from_db()
    assert fab.is_decorative
    assert LogEntry.objects.count() == 2


def test_two_editors_at_once_lose_nothing(desk):
    chip, fab = make_image(), make_image()
    for image in (chip, fab):
        show(image)
    Image.objects.filter(pk=chip.pk).update(alt="The other's words", credit="Ann")

    response = say(desk, {chip: "My words", fab: "A factory"})

    html = response.content.decode()
    assert "Another editor was faster" in html
    assert "you wrote “My words”, there stands “The other&#x27;s words”" in html
    chip.refresh_from_db()
    fab.refresh_from_db()
    assert (chip.alt, chip.credit, fab.alt) == ("The other's words", "Ann", "A factory")


def test_who_says_the_same_is_not_told_of_a_quarrel(desk):
    image = make_image(alt="A chip")
    show(image)

    assert "faster" not in say(desk, {image: "A chip"}).content.decode()


def test_what_was_said_to_be_decoration_meanwhile_is_told_as_well(desk):
    image = make_image(is_decorative=True)

    html = say(desk, {image: "A chip"}).content.decode()

    assert "there stands “nothing: decoration, or no picture”" in html


def test_what_cannot_be_saved_stays_in_the_field(desk):
    images = [make_image() for _ in range(3)]
    for image in images:
        show(image)
    long, both, good = images

    response = desk.post(
        QUEUE,
        {"picture": [image.pk for image in images], field(long): "x" * 301, field(good): "Good",
         field(both): "A chip", field(both, "is_decorative"): "on"},
    )  # fmt: skip

    html = response.content.decode()
    assert "What is marked below was not saved" in html
    assert "x" * 301 in html
    assert "Decoration has no alternative text" in html
    good.refresh_from_db()
    assert good.alt == "Good"
    assert Image.objects.filter(alt="").count() == 2


def test_nothing_filled_in_changes_nothing(desk):
    image = make_image()
    show(image)

    response = say(desk, {image: "  "})

    assert not LogEntry.objects.exists()
    assert [row.image for row in response.context["rows"]] == [image]


def test_pages_follow_each_other_and_pass_over_what_nobody_sees(desk, monkeypatch):
    monkeypatch.setattr(alt_queue, "A_PAGE", 2)
    monkeypatch.setattr(alt_queue, "LOOKED_AT", 4)
    images = [make_image() for _ in range(8)]
    for number in (0, 5, 6, 7):
        show(images[number])

    assert waiting(desk) == [images[7], images[6]]
    following = desk.get(QUEUE).context["following"]
    assert waiting(desk, before=following) == [images[5]]
    following = desk.get(QUEUE, {"before": following}).context["following"]
    assert waiting(desk, before=following) == [images[0]]
    assert desk.get(QUEUE, {"before": following}).context["following"] is None
    assert waiting(desk, before="abc") == waiting(desk)
    html = desk.get(QUEUE).content.decode()
    assert f'name="_older" value="{images[6].pk}"' in html
    data = {"picture": images[7].pk, field(images[7]): "A chip", "_older": images[6].pk}
    assert desk.post(QUEUE, data).url == f"{QUEUE}?before={images[6].pk}"
    assert desk.post(QUEUE, data | {"_older": "x"}).url == QUEUE


@pytest.mark.parametrize("rows", [2, 12])
def test_a_page_takes_the_same_queries_at_any_size(desk, rows):
    for _ in range(rows):
        show(make_image())

    sql = statements(desk, QUEUE)

    # session, user; window, rows; uses, their stories, addresses, bodies
    assert len(sql) == 8, "\n".join(sql)


def test_it_takes_the_permission_to_change_pictures(staff):
    image = make_image()
    viewer = staff("view_image")

    assert viewer.get(QUEUE).status_code == 403
    assert viewer.post(QUEUE, {"picture": image.pk, field(image): "x"}).status_code == 403


def test_strangers_texts_are_escaped(desk):
    image = make_image()
    show(image, title=HOSTILE, alt="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;",
         after="<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>")  # fmt: skip

    assert_harmless(desk.get(QUEUE).content.decode())
    Image.objects.update(alt=HOSTILE)
    assert_harmless(say(desk, {image: HOSTILE + "!"}).content.decode())


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ('<figure><img src="/a"><figcaption>A <b>chip</b></figcaption></figure>No', ("A chip", "")),
        ('<p>One.</p><figure><img src="/a"></figure><p>Two &amp; 3.</p>', ("One.", "Two & 3.")),
        ('<img src="/a">', ("", "")),
        ('<figure><img src="/a"></figure><figure><img src="/b"><figcaption>B</figcaption></figure>',
         ("", "B")),
        ("<p>" + "x" * 400 + '</p><img src="/a">', ("…" + "x" * 100, "")),
        ('<img src="/b">', None),
    ],
)  # fmt: skip
def test_the_words_around_a_picture(body, words):
    found = [(mention.before, mention.after) for mention in mentions(body, {"/a"})]

    assert found == ([] if words is None else [words])


def test_an_address_is_read_as_it_is_meant(desk):
    (mention,) = mentions('<img alt="&quot;A&quot;" src="https://a.example/?a&amp;b">',
                          {"https://a.example/?a&b"})  # fmt: skip

    assert mention.alt == '"A"'
    assert address_for(make_image()).image
