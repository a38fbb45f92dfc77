"""A story's fields: found where its file keeps them, with their fallbacks and warnings."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from tests.importer.documents import BODY, DATED, NOW, built, codes, story, the_problem

SEED = "headimg: ''\nauthor: The Wire"
SHOT = "https://a.example/i.jpg"


def test_a_sound_file_has_no_problems():
    found = story("source: A", path="a.md")

    assert (found.problems, found.notes, found.draft) == ((), {}, False)
    assert found.body == f"<p>{BODY.strip()}</p>\n".strip()
    assert (found.language, found.word_count, found.reading_minutes) == ("en", 18, 1)


# -------------------------------------------------------------------------------------- dates

DATES = {
    "zoned": ("date: 2021-10-12T22:21:29+08:00", "exact", {}),
    "naive": ("date: 2021-10-12T14:21:29", "assumed", {"N_DATE_ZONE_ASSUMED": 1}),
    "naive, in the fetch time's form": (
        "date: 2021-10-12 14:21:29",
        "assumed",
        {"N_DATE_ZONE_ASSUMED": 1},
    ),
    "the seed's, zoned": (f"date: Tue, 12 Oct 2021 14:21:29 GMT\n{SEED}", "exact", {}),
    "the seed's fetch time": (
        f"date: 2021-10-12 14:21:29\n{SEED}",
        "fetched",
        {"N_DATE_FETCHED": 1},
    ),
    "the seed's, another form": (
        f"date: 2021-10-12T14:21:29\n{SEED}",
        "assumed",
        {"N_DATE_ZONE_ASSUMED": 1},
    ),
}


@pytest.mark.parametrize(("matter", "confidence", "notes"), DATES.values(), ids=DATES)
def test_a_date_is_in_utc_with_its_confidence_and_its_text(matter, confidence, notes):
    found = story(matter)

    assert found.published_at == datetime(2021, 10, 12, 14, 21, 29, tzinfo=UTC)
    assert (found.date_confidence, found.notes) == (confidence, notes)
    assert found.date_raw in matter
    assert found.date_raw
    assert not found.draft


UNDATED = {
    "none": ("date: ''", "W_DATE_MISSING", ""),
    "bare null": ("date: null", "W_DATE_MISSING", ""),
    "only a yes": ("date: true", "W_DATE_MISSING", ""),
    "Invalid Date": ("date: Invalid Date", "W_DATE_BAD", "Invalid Date"),
    "impossible": ("date: 2021-02-30", "W_DATE_BAD", "2021-02-30"),
    "without a year": (f"date: 2001-10-12\n{SEED}", "W_DATE_YEARLESS", "2001-10-12"),
}


@pytest.mark.parametrize(("matter", "code", "raw"), UNDATED.values(), ids=UNDATED)
def test_without_a_date_a_story_is_a_draft_and_never_of_now(matter, code, raw):
    found = story(matter)

    assert (found.published_at, found.date_confidence, found.date_raw) == (None, "none", raw)
    assert code in codes(found)
    assert found.draft


def test_a_story_of_2001_is_one_where_dates_are_not_rewritten():
    assert story("date: 2001-10-12").published_at == datetime(2001, 10, 12, tzinfo=UTC)


def test_a_future_date_is_kept_and_told():
    found = story(f"source: A\ndate: {(NOW + timedelta(days=1)).isoformat()}")

    assert found.published_at == NOW + timedelta(days=1)
    assert codes(found) == ["W_DATE_FUTURE"]
    assert not found.draft


def test_a_naive_date_is_in_the_zone_of_the_run():
    found = story("date: 2021-10-12 14:21:29", naive_tz=timezone(timedelta(hours=8)))

    assert found.published_at == datetime(2021, 10, 12, 6, 21, 29, tzinfo=UTC)


def test_jekylls_published_is_no_date():
    assert story("published: true\ncreated: 2021-10-12\ndate: ''").date_raw == "2021-10-12"


@pytest.mark.parametrize(
    ("matter", "year"),
    [("updated: 2022-01-01", 2022), ("lastmod: 2022-01-01", 2022), ("updated: never", None)],
)
def test_the_date_of_an_update_is_read(matter, year):
    found = story(matter).updated_at

    assert (found and found.year) == year


def test_an_update_in_the_future_is_none():
    assert story("updated: 2031-01-01").updated_at is None


# ------------------------------------------------------------------------------------- source

SOURCES = {
    "named": ("source: The Wire", "The Wire"),
    "an address": ("source: https://www.Wire.example/a", "wire.example"),
    "the seed's author": (SEED, "The Wire"),
    "the seed's path": ("headimg: ''\ncategories: [News, The Wire, Chips]", "The Wire"),
    "the seed's older path": ("headimg: ''\ncategories: [News, The Wire - Chips]", "The Wire"),
    "the original's host": ("link: https://www.wire.example/1", "wire.example"),
    "no path of Hexo": ("categories: [News, The Wire]\nlink: https://b.example/", "b.example"),
    "a long one": (f"source: {'x' * 300}", "x" * 200),
}


@pytest.mark.parametrize(("matter", "source"), SOURCES.values(), ids=SOURCES)
def test_the_source_is_found(matter, source):
    found = story(matter)

    assert found.source == source
    assert "W_SOURCE_GUESSED" not in codes(found)


@pytest.mark.parametrize("matter", ["", "author: null\nheadimg: ''", "source: ~"])
def test_a_file_that_names_no_source_has_the_folders_name(matter):
    found = story(matter, root="archive")

    assert found.source == "archive"
    assert the_problem(found, "W_SOURCE_GUESSED").detail == {"source": "archive"}


ORIGINALS = {
    "a link": ("link: https://a.example/b", "https://a.example/b"),
    "the surest key": (
        "url: https://a.example/1\noriginal_url: https://a.example/2",
        "https://a.example/2",
    ),
    "a source that is an address": ("source: https://a.example/b", "https://a.example/b"),
    "a relative url, then a link": ("url: /b\nvia: https://a.example/c", "https://a.example/c"),
    "a script": ("link: javascript:x", None),
    "nothing": ("", None),
}


@pytest.mark.parametrize(("matter", "original"), ORIGINALS.values(), ids=ORIGINALS)
def test_the_originals_address_is_found(matter, original):
    assert story(matter).original_url == original


@pytest.mark.parametrize("url", ["https://[::1/", "http://", "https://a.example/" + "x" * 2_000])
def test_an_original_that_is_no_address_is_dropped_and_told_once(url):
    found = story(f"link: {url}")

    assert found.original_url is None
    assert the_problem(found, "W_URL_DROPPED").detail == {"url": url[:100]}


BYLINES = {
    "one": ("author: Ann", "Ann"),
    "several": ("authors: [Ann, Bob]", "Ann, Bob"),
    "tables": ("authors: [{name: Ann}, {name: Bob}]", "Ann, Bob"),
    "a table": ("author: {name: Ann, email: x}", "Ann"),
    "none": ("", ""),
    "entities": ("author: Ann &amp; Bob", "Ann & Bob"),
}


@pytest.mark.parametrize(("matter", "byline"), BYLINES.values(), ids=BYLINES)
def test_the_byline_names_people(matter, byline):
    assert story(matter).byline == byline


# ------------------------------------------------------------------------------------- filing

CATEGORIES = {
    "Hexo, a path": ("categories: [A, B, C]", (("A", "B", "C"),)),
    "Hexo, several paths": ("categories: [[A, B], [C]]", (("A", "B"), ("C",))),
    "Hexo, paths and a name": ("categories:\n- [A, B]\n- C", (("A", "B"), ("C",))),
    "Hexo, one": ("categories: Service Mesh", (("Service Mesh",),)),
    "Hexo, commas in a name": ("category: A, B", (("A, B",),)),
    "Hugo, several": ("draft: false\ncategories: [A, B]", (("A",), ("B",))),
    "Jekyll, several": ("layout: post\ncategories: [A, B]", (("A",), ("B",))),
    "twice": ("categories: [[A, B], [A, B]]", (("A", "B"),)),
    "none": ("", ()),
    "empty": ("categories: ['', ~]", ()),
    "uncategorized": ("categories: [Uncategorized]", ()),
    "未分类": ("categories: 未分类", ()),
    "white space and entities": ('categories: [" A ", "B&amp;C"]', (("A", "B&C"),)),
    "deep": (f"categories: [{', '.join('ABCDEFGHIJ')}]", (tuple("ABCDEFGH"),)),
    "long": (f"categories: {'x' * 300}", (("x" * 200,),)),
}


@pytest.mark.parametrize(("matter", "paths"), CATEGORIES.values(), ids=CATEGORIES)
def test_categories_are_paths(matter, paths):
    assert story(matter).categories == paths


TAGS = {
    "a list": ("tags: [A, B]", ("A", "B")),
    "commas": ("tags: A, B，C、D", ("A", "B", "C", "D")),
    "one": ("tag: Service Mesh", ("Service Mesh",)),
    "a list over lines": ("tags:\n- A\n- B", ("A", "B")),
    "hashes": ("tags: ['#A', '# B']", ("A", "B")),
    "twice": ("tags: [Go, go, GO]", ("Go",)),
    "empty": ("tags: ['', '#', ~]", ()),
    "keywords": ("keywords: A, B", ("A", "B")),
    "numbers": ("tags: [2021, 1.10]", ("2021", "1.10")),
    "many": (f"tags: [{', '.join(map(str, range(40)))}]", tuple(map(str, range(30)))),
    "long": (f"tags: [{'x' * 200}]", ("x" * 100,)),
}


@pytest.mark.parametrize(("matter", "tags"), TAGS.values(), ids=TAGS)
def test_tags_are_read(matter, tags):
    assert story(matter).tags == tags


# ------------------------------------------------------------------------------------ picture

PICTURES = {
    "an address": (f"cover: {SHOT}", SHOT, {}),
    "a table": (f"cover: {{image: {SHOT}, alt: A chip}}", SHOT, {}),
    "a list": (f"images: [{SHOT}, x]", SHOT, {}),
    "without a scheme": ("cover: //a.example/i.jpg", SHOT, {}),
    "behind a proxy": (
        f"cover: https://cors.zfour.workers.dev/?{SHOT}",
        SHOT,
        {"N_IMAGE_UNWRAPPED": 1},
    ),
    "a placeholder": ("cover: https://picsum.photos/400", "", {"N_IMAGE_PLACEHOLDER": 1}),
    "our media": ("cover: /media/demo/i.jpg", "/media/demo/i.jpg", {}),
    "relative to the original": ("cover: i.jpg\nlink: https://a.example/b", SHOT, {}),
    "relative to the homepage": ("cover: /i.jpg\nsource: Wire", SHOT, {}),
    "null": ("cover: null", "", {}),
}


@pytest.mark.parametrize(("matter", "address", "notes"), PICTURES.values(), ids=PICTURES)
def test_the_lead_picture_is_found(matter, address, notes):
    found = story(matter, homepages={"Wire": "https://a.example/"})

    assert (found.lead_image, found.notes) == (address, notes)
    assert "W_IMAGE_DROPPED" not in codes(found)


@pytest.mark.parametrize(
    "url", ["javascript:x", "data:image/png;base64,x", "i.jpg", "mailto:a@b", "//" + "x." * 1_001]
)
def test_an_address_that_leads_to_no_picture_is_dropped_and_told(url):
    for matter in (f"cover: '{url}'", f"cover:\n  image: '{url}'"):
        found = story(matter)
        problem = the_problem(found, "W_IMAGE_DROPPED")

        assert found.lead_image == ""
        assert (problem.line, problem.detail) == (4, {"url": url[:100]})


def test_the_bodys_first_picture_leads_where_the_file_names_none():
    body = f'<p>a<img src="{SHOT}?b=1&amp;c=2" alt="A &quot;chip&quot;" width=640 height=480></p>'
    found = story("source: A", body, "a.html")

    assert (found.lead_image, found.lead_alt) == (f"{SHOT}?b=1&c=2", 'A "chip"')
    assert found.lead_size == (640, 480)
    assert found.notes == {"N_IMAGE_FROM_BODY": 1}


def test_a_named_picture_takes_its_size_from_the_body():
    body = f'<p><img src="https://b.example/x.png"><img src="{SHOT}" width=640 height=480></p>'
    found = story(f"cover: {SHOT}\nimage_alt: A chip", body, "a.html")

    assert (found.lead_image, found.lead_alt, found.lead_size) == (SHOT, "A chip", (640, 480))


# --------------------------------------------------------------------------------------- body


def test_an_empty_body_makes_a_draft():
    found = story("source: A", "<div><p>&nbsp;</p></div>", "a.html")

    assert (found.body, found.summary, found.reading_minutes, found.draft) == ("", "", 0, True)
    assert codes(found) == ["W_BODY_EMPTY"]


def test_a_body_that_was_escaped_as_a_whole_is_read():
    assert story(SEED, "&lt;p&gt;text&lt;/p&gt;").body == "<p>text</p>"
    assert story(SEED, "<p>&lt;p&gt;</p>").body == "<p>&lt;p&gt;</p>"


def test_relative_links_hang_on_the_original_or_the_sources_homepage():
    body = '<p><a href="b">x</a></p>'
    original = story("link: https://a.example/a", body, "a.html")
    homepage = story("source: Wire", body, "a.html", homepages={"Wire": "https://a.example/"})

    assert 'href="https://a.example/b"' in original.body
    assert original.body == homepage.body


def test_what_cleaning_did_is_counted():
    found = story(SEED, f'<p><img data-src="{SHOT}"><img><a href="b">x</a></p>')

    assert found.notes == {
        "N_IMAGE_REPAIRED": 1,
        "N_IMAGE_REMOVED": 1,
        "N_LINK_REMOVED": 1,
        "N_IMAGE_FROM_BODY": 1,
    }


def test_a_summary_is_the_files_or_the_texts_beginning():
    assert story("description: 'A &amp; B'").summary == "A & B"
    assert story("").summary == BODY.strip()


@pytest.mark.parametrize(
    ("matter", "body", "language"),
    [
        ("lang: de", "text", "de"),
        ("", "芯片由沙子制成。", "zh-Hans"),
        ("", "Chips are sand.", "en"),
    ],
)
def test_the_language_is_the_files_or_told_from_the_text(matter, body, language):
    assert story(matter, body).language == language


def test_a_slug_is_kept():
    assert story("slug: new-chips").slug == "new-chips"


def test_the_problems_of_every_step_are_together():
    found = built(f"---\ntitle: A\ntitle: B\n{DATED}---\na\x00".encode())

    assert codes(found) == ["W_CONTROL", "W_DUP_KEY", "W_SOURCE_GUESSED"]
    assert the_problem(found, "W_DUP_KEY").line == 3
