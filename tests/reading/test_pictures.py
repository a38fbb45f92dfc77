"""Which pictures pages, feeds and the API print, by rights and by what we hold."""

import re
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage, storages
from PIL import Image

from articles.images.develop import develop
from articles.models import Article, Gallery
from articles.reading import pictures
from articles.rights import rights_of
from tests.factories import make_article, make_source
from tests.images.pictures import corners, encoded
from tests.reading.helpers import page

pytestmark = pytest.mark.django_db

THERE = "https://img.example/a.jpg?w=1&h=2"
OURS = "/media/uploads/cd/" + "cd" * 16 + "/1280.jpg"
BODY = f'<p>Text.</p><figure><img src="{THERE.replace("&", "&amp;")}" alt="A chip"></figure>'

FILE = re.compile(r"\d+\.(?:avif|webp|jpg|png)")


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


def read_size(path: Path) -> tuple[int, int]:
    with Image.open(path) as image:
        return image.size


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
    "rejected": ("copy", "full", {THERE: {}}, (False, False)),
    "rejected where others are linked": ("link", "full", {THERE: {}}, (False, False)),
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


def test_without_hot_links_those_of_other_hosts_are_left_out_and_our_own_stay(client, settings):
    settings.HOT_LINK, settings.SITE_URL = False, "https://news.example"
    bodies = {
        "here": '<p><img src="/media/wire/a.jpg" alt=""></p>',
        "here, in full": '<p><img src="https://news.example/media/wire/a.jpg" alt=""></p>',
        "there": BODY,
        "there, copied before": BODY,
        "there, on a host that begins alike": '<img src="https://news.example.org/media/a.jpg">',
    }
    shown = {
        name: outputs(client, made(
            lead=re.search('src="([^"]*)"', body)[1].replace("&amp;", "&"), body=body, name=name,
            entries={THERE: entry()} if "copied" in name else None, image_rights="link",
        ))
        for name, body in bodies.items()
    }  # fmt: skip

    for name in bodies:
        one = shown[name]["page"] + shown[name]["api"]
        assert ("/media/wire/a.jpg" in one) is name.startswith("here"), name
    everything = "".join(shown["there"].values())
    assert "img.example" not in everything
    assert "news.example.org" not in everything
    assert "/copies/" not in everything


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


@pytest.mark.parametrize("size", [(1283, 723), (645, 1999), (700, 53)])
def test_the_sizes_told_are_those_of_the_files(size, tmp_path):
    (tmp_path / "came").write_bytes(encoded(corners(*size), "JPEG"))
    (tmp_path / "made").mkdir()
    developed = develop(tmp_path / "came", tmp_path / "made")
    entries = {THERE: entry(width=size[0], height=size[1], widths=developed.renditions)}

    story = made(entries=entries, image_rights="copy")
    picture = pictures.lead_of(story, rights_of(story))

    sizes = {read_size(path) for path in (tmp_path / "made").iterdir()}
    assert {(width, picture.height_of(width)) for width, _ in sizes} == sizes
    assert (picture.width, picture.height) == max(sizes)


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
    assert html.count("1280.avif 1280w") == 1, "the lead"
    (row,) = re.findall("<picture>.*?</picture>", page(client, "/sources/wire-1/"))
    assert FILE.findall(row) == ["320.avif", "640.avif", "640.jpg"]


def test_a_card_of_a_small_picture_has_what_there_is(client):
    widths = {"avif": [800], "jpg": [800]}
    made(entries={THERE: entry(widths=widths)}, image_rights="copy", name="Wire")

    (row,) = re.findall("<picture>.*?</picture>", page(client, "/sources/wire/"))

    assert FILE.findall(row) == ["800.avif", "800.jpg"]


def test_a_card_of_a_drawing_that_no_format_makes_smaller(client):
    made(entries={THERE: entry(widths={"png": [640, 1200]})}, image_rights="copy", name="Wire")

    html = page(client, "/sources/wire/")

    assert "/640.png" in html
    assert "<source" not in html
