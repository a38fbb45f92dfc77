"""Which generator wrote a file, which key means what, and which of several counts."""

import pytest

from articles.importer import dialects
from articles.importer.dialects import COMMON, DIALECTS, detect, lookup, text_of, texts_of
from tests.importer.documents import BODY, built, parsed, story

HTML = f"<div>   <p>{BODY}</p> </div>"

DETECTED = {
    "the seed": ("headimg: ''", "text", "a.md", "rsshub"),
    "the seed, older": ("thumbnail: ''\nauthor: A\ncomments: true", HTML, "a.md", "rsshub"),
    "its keys, another body": ("thumbnail: ''\nauthor: A\ncomments: true", "text", "a.md", "hexo"),
    "Hexo": ("categories: [A]", "text", "a.md", "hexo"),
    "Hexo, dated name": ("tags: [A]", "text", "2021-10-12-a.md", "hexo"),
    "Hugo, draft": ("draft: false", "text", "a.md", "hugo"),
    "Hugo, lastmod": ("lastmod: 2021-10-12", "text", "a.md", "hugo"),
    "Jekyll": ("layout: post", "text", "a.md", "jekyll"),
    "Jekyll, dated name": ("permalink: /a", "text", "_posts/2021-10-12-a.md", "jekyll"),
    "a permalink alone": ("permalink: /a", "text", "a.md", "hexo"),
    "nothing": ("a: b", "text", "a.md", "hexo"),
}


@pytest.mark.parametrize(("matter", "body", "path", "name"), DETECTED.values(), ids=DETECTED)
def test_the_generator_is_told_from_keys_path_and_body(matter, body, path, name):
    assert detect(parsed(matter, body, path)).name == name


@pytest.mark.parametrize(
    ("matter", "name"),
    [
        ("title = 'x'\n", "hugo"),
        ("title = 'x'\n[taxonomies]\ntags = ['A']\n", "zola"),
        ("title = 'x'\n[extra]\nimage = 'a.jpg'\n", "zola"),
        ("title = 'x'\ntemplate = 'page.html'\n", "zola"),
    ],
)
def test_toml_is_hugos_or_zolas(matter, name):
    from articles.importer.frontmatter import parse

    assert detect(parse(f"+++\n{matter}+++\n".encode(), "a.md")).name == name


def test_json_is_hugos():
    from articles.importer.frontmatter import parse

    assert detect(parse(b'{"title": "x"}', "a.md")).name == "hugo"


@pytest.mark.parametrize(
    ("path", "asked", "is_html"),
    [
        ("a.md", "auto", False),
        ("a.mdx", "auto", False),
        ("a.HTML", "auto", True),
        ("a.htm", "hugo", True),
        ("a.md", "rsshub", True),
        ("a.txt", "jekyll", False),
    ],
)
def test_the_bodys_format_follows_suffix_and_dialect(path, asked, is_html):
    dialect = dialects.for_document(parsed("a: b", path=path), asked)

    assert dialect.html_body is is_html
    assert asked in ("auto", dialect.name)


@pytest.mark.parametrize("name", DIALECTS)
def test_every_dialect_reads_one_story_to_its_end(name):
    found = story("source: A\ncategories: [B]\ntags: [C]\ndescription: D", HTML, dialect=name)

    assert (found.title, found.source, found.summary) == ("A title", "A", "D")
    assert (found.categories, found.tags, found.date_confidence) == ((("B",),), ("C",), "exact")
    assert "A text that is long enough" in found.body


# ------------------------------------------------------------------------------- precedence


@pytest.mark.parametrize("name", DIALECTS)
def test_every_key_is_read_and_the_first_of_two_counts(name):
    for what, keys in DIALECTS[name].keys.items():
        for at, key in enumerate(keys):
            both = [key, *(later for later in keys[at + 1 : at + 2] if later not in keys[:at])]
            matter = "\n".join(nested(one, f"value {number}") for number, one in enumerate(both))
            if len({one.split(".")[0] for one in both}) == len(both):
                assert lookup(parsed(matter), keys) == ("value 0", key), (what, key)


def nested(key: str, value: str) -> str:
    top, _, below = key.partition(".")
    return f"{top}: {{{below}: {value}}}" if below else f"{top}: {value}"


def test_an_empty_value_gives_way_to_the_next_key():
    document = parsed("thumbnail: ''\nheadimg: []\ncover: {}\nimage: ~\nimg: a.jpg")

    assert lookup(document, COMMON["image"]) == ("a.jpg", "img")
    assert lookup(document, ("nowhere", "img.url")) == ("", "")


TEXT = {
    "text": (" a ", "a", ["a"]),
    "list": (["a", "b"], "a", ["a", "b"]),
    "empty list": ([], "", []),
    "list of lists": ([["a", "b"], ["c"]], "a", ["a", "c"]),
    "table": ({"name": "a", "url": "b"}, "a", ["a"]),
    "table without a name": ({"url": "b"}, "b", ["b"]),
    "table of tables": ({"src": {"path": "c"}}, "c", ["c"]),
    "table of others": ({"x": "y"}, "", []),
    "list of tables": ([{"name": "a"}, {"x": "y"}, {"title": "b"}], "a", ["a", "b"]),
    "commas": ("a, b，c、d;e；f", "a, b，c、d;e；f", ["a", "b", "c", "d", "e", "f"]),
    "brackets": ("[a, b]", "[a, b]", ["a", "b"]),
    "spaces": ("Service Mesh", "Service Mesh", ["Service Mesh"]),
    "only commas": (" , ,", ", ,", []),
}


@pytest.mark.parametrize(("value", "text", "texts"), TEXT.values(), ids=TEXT)
def test_a_value_has_one_text_or_several(value, text, texts):
    assert text_of(value) == text
    assert texts_of(value) == texts


DRAFTS = {
    "draft": ("draft: true", True),
    "draft, another yes": ("draft: yes", True),
    "no draft": ("draft: false", False),
    "no draft, another no": ("draft: 'No'", False),
    "an empty draft": ("draft:", False),
    "not published": ("published: false", True),
    "published": ("published: true", False),
    "published at": ("published: 2021-10-12", False),
    "nothing": ("", False),
}


@pytest.mark.parametrize(("matter", "draft"), DRAFTS.values(), ids=DRAFTS)
def test_a_file_says_that_it_is_a_draft(matter, draft):
    assert story(matter).draft is draft


def test_hugos_publishing_date_counts_before_its_date():
    found = story("draft: false\ndate: 2021-10-12\npublishDate: 2021-10-13T00:00:00Z")

    assert found.date_raw == "2021-10-13T00:00:00Z"


def test_the_seeds_author_is_its_source_and_elsewhere_a_person():
    seed = story("headimg: ''\nauthor: The Wire\nbyline: Ann", HTML)
    other = story("author: Ann\nsource: The Wire")

    assert (seed.source, seed.byline) == (other.source, other.byline) == ("The Wire", "Ann")


def test_zolas_tables_are_read():
    found = built(
        b"+++\ntitle = 'A title'\ndate = 2021-10-12\n[taxonomies]\ntags = ['A', 'B']\n"
        b"categories = ['C', 'D']\n[extra]\nimage = 'https://a.example/i.jpg'\n+++\ntext\n"
    )

    assert (found.tags, found.categories) == (("A", "B"), (("C",), ("D",)))
    assert found.lead_image == "https://a.example/i.jpg"
    assert found.published_at is not None
