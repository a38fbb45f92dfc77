"""Which pictures pages, feeds and the API print, by rights and by what we hold."""

import re

import pytest
from django.core.files.storage import FileSystemStorage, storages

from articles.models import Article, Gallery
from articles.reading import pictures
from articles.rights import rights_of
from tests.factories import make_article, make_source
from tests.reading.helpers import page

pytestmark = pytest.mark.django_db

THERE = "https://img.example/a.jpg?w=1&h=2"
OURS = "/media/uploads/cd/" + "cd" * 16 + "/1280.jpg"
BODY = f'<p>Text.</p><figure><img src="{THERE.replace("&", "&amp;")}" alt="A chip"></figure>'


def entry(folder="copies/ab/" + "ab" * 16, **values):
    return {
        "folder": folder, "width": 2000, "height": 1500, "colour": "a43", "focus": [50, 50],
        "widths": {"avif": [320, 640, 960, 1280], "webp": [320, 1280], "jpg": [640, 1280]},
        "alt": "Told by the desk", "credit": "", "licence": "", "licence_url": "",
    } | values  # fmt: skip


UPLOAD = entry("uploads/cd/" + "cd" * 16)


def made(lead=THERE, body=BODY, entries=None, **fields) -> Article:
    story = make_article(lead_image=lead, body=body, source=make_source(**fields))
    if entries is not None:
        shown = entries[lead] | {"url": lead} if lead in entries else {}
        Gallery.objects.update_or_create(article=story, defaults={"lead": shown, "body": entries})
    return story


def feed(client, address: str) -> str:
    return b"".join(client.get(address)).decode()


def outputs(client, story: Article) -> dict[str, str]:
    return {
        "page": page(client, story.get_absolute_url()),
        "cards": page(client, "/"),
        "feed": feed(client, "/feed.json"),
        "api": page(client, f"/api/articles/{story.pk}/"),
    }


POLICIES = {
    # images, text, lead image: is it shown here, from there
    "copied": ("copy", "full", {THERE: entry()}, (True, False)),
    "not copied yet": ("copy", "full", {}, (False, False)),
    "not looked through": ("copy", "full", None, (False, False)),
    "an excerpt": ("copy", "excerpt", {THERE: entry()}, (False, False)),
    "linked": ("link", "full", {THERE: entry()}, (False, True)),
    "not shown": ("none", "full", {THERE: entry()}, (False, False)),
    "replaced by an upload": ("link", "full", {THERE: UPLOAD}, (True, False)),
    "ours beside an excerpt": ("none", "excerpt", {THERE: UPLOAD}, (True, False)),
    "ours beside a headline": ("link", "link", {THERE: UPLOAD}, (True, False)),
}


@pytest.mark.parametrize("case", POLICIES)
def test_every_output_shows_what_the_rights_and_our_copies_allow(client, case):
    images, text, entries, (here, there) = POLICIES[case]
    story = made(entries=entries, image_rights=images, text_rights=text)

    found = outputs(client, story)

    assert {name: "/1280.jpg" in html or "/640.jpg" in html for name, html in found.items()} == (
        dict.fromkeys(found, here)
    )
    assert {name: "img.example" in html for name, html in found.items()} == (
        dict.fromkeys(found, there)
    )


def test_an_upload_is_known_by_its_address_and_gone_when_it_is(client):
    story = made(lead=OURS, body=f'<p><img src="{OURS}" alt=""></p>', entries={OURS: UPLOAD},
                 image_rights="none")  # fmt: skip
    assert OURS in page(client, story.get_absolute_url())

    Gallery.objects.update(lead={}, body={})

    assert OURS not in "".join(outputs(client, story).values())


def test_without_hot_links_a_linked_picture_is_none(client, settings):
    settings.HOT_LINK = False

    assert "img.example" not in "".join(outputs(client, made(image_rights="link")).values())


def test_a_gallery_of_another_lead_image_does_not_count(client):
    story = made(entries={THERE: entry()}, image_rights="copy")
    story.gallery.lead["url"] = "https://img.example/before.jpg"

    assert pictures.lead_of(story, rights_of(story)) is None


def test_the_picture_of_a_page_is_in_sizes_and_keeps_its_place(client):
    html = page(client, made(entries={THERE: entry()}, image_rights="copy").get_absolute_url())
    prose = html.partition('<div class="prose">')[2].partition("</figure>")[0]

    kinds = re.findall(r'<source type="([^"]*)" srcset="([^"]*)" sizes', prose)
    assert [kind for kind, _ in kinds] == ["image/avif", "image/webp"]
    assert kinds[0][1].endswith("/1280.avif 1280w")
    assert 'width="1280" height="960" alt="A chip" class="tint r-a g-4 b-3"' in prose
    assert 'fetchpriority="high"' in prose, "it is the lead picture, too"
    assert 'class="lead-picture"' not in html


def test_machines_are_told_of_the_largest_file_with_its_size(client, settings):
    settings.SITE_URL = "https://news.example"
    story = made(body="<p>x</p>", entries={THERE: entry(credit="Ada")}, image_rights="copy")

    html = page(client, story.get_absolute_url())
    image = client.get(f"/api/articles/{story.pk}/").json()["image"]

    address = f"https://news.example/media/copies/ab/{'ab' * 16}/1280.jpg"
    for said in (f'"og:image" content="{address}"', '"og:image:width" content="1280"',
                 '"og:image:height" content="960"', f'"url": "{address}"', '"creditText": "Ada"',
                 '<figcaption lang="en"><small class="credit">Ada</small>'):  # fmt: skip
        assert said in html
    assert (image["url"], image["width"], image["height"]) == (address, 1280, 960)
    assert image["credit"] == "Ada"
    assert len(image["renditions"]) == 8
    assert image["renditions"][0]["type"] == "image/avif"
    assert image["renditions"][0]["height"] == 240
    feed_html = feed(client, "/feed.xml")
    (media,) = re.findall("<media:content[^>]*>", feed_html)
    assert {f'url="{address}"', 'width="1280"', 'height="960"'} <= set(media[:-1].split())
    assert "<media:credit>Ada</media:credit>" in feed_html


def test_the_same_picture_under_another_address_is_not_shown_twice(client):
    other = "https://img.example/large.jpg"
    story = made(lead=other, entries={THERE: entry(), other: entry()}, image_rights="copy")

    assert 'class="lead-picture"' not in page(client, story.get_absolute_url())


class Signing(FileSystemStorage):
    def url(self, name):
        return f"https://bucket.example/{name}?signature={len(name)}"


def test_a_storage_elsewhere_is_asked_where_each_file_is(client, monkeypatch):
    monkeypatch.setitem(storages._storages, "default", Signing())
    story = made(entries={THERE: entry()}, image_rights="copy")
    monkeypatch.setattr(pictures, "default_storage", storages["default"])

    html = page(client, story.get_absolute_url())

    addresses = re.findall(r"https://bucket\.example/\S*?\?signature=\d+ \d+w", html)
    assert len(addresses) == len(set(addresses)) == 8


def test_a_feed_is_another_one_when_a_picture_was_copied(client):
    story = made(entries={}, image_rights="copy")
    before = client.get("/feed.xml")["ETag"]

    Gallery.objects.filter(article=story).update(body={THERE: entry()})

    response = client.get("/feed.xml", headers={"if-none-match": before})
    assert response.status_code == 200


def test_cards_load_what_they_can_show_and_the_lead_at_once(client):
    for number in range(12):
        made(lead=THERE, entries={THERE: entry(focus=[20, 50])}, name=f"Wire {number}",
             image_rights="copy")  # fmt: skip
    html = page(client, "/")

    assert html.count('fetchpriority="high"') == 1
    assert 'class="plate tint r-a g-4 b-3' in html
    assert 'class="fx-20" alt="" loading="lazy"' in html
    assert "1280.avif" not in page(client, "/sources/wire-1/"), "a row is small"
