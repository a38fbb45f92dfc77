"""Out of the house and in again: nothing is lost on the way, but for what docs/export.md names."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from taggit.models import Tag

from articles.importer import export as exporting
from articles.importer.export import Selection, export, path_of
from articles.importer.frontmatter import parse
from articles.importer.mirror import MANIFEST
from articles.importer.pipeline import Options, run
from articles.models import (
    Article,
    Category,
    ImportBatch,
    ImportProblem,
    Sighting,
    Source,
    Status,
)
from tests.factories import NOON, make_article, make_category, make_source
from tests.importer.corpus import Folder, counted

pytestmark = pytest.mark.django_db

DEMO = Path(__file__).resolve().parents[2] / "demo" / "corpus"


def found(top: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(top)): path.read_bytes()
        for path in top.rglob("*")
        if path.is_file() and path.name != MANIFEST
    }


def without_ids(top: Path) -> dict[str, bytes]:
    return {re.sub(r"/\d+-", "/", path): data for path, data in found(top).items()}


def values(top: Path) -> dict:
    """The front matter of the only file."""
    ((path, data),) = found(top).items()
    return dict(parse(data, path).values)


def empty_the_house() -> None:
    for model in (ImportProblem, Sighting, ImportBatch, Article, Source, Tag):
        model.objects.all().delete()
    while leaves := Category.objects.filter(children=None):
        leaves.delete()


# There and back -------------------------------------------------------------------------------


def test_what_is_exported_and_imported_is_exported_alike(tmp_path):
    run(DEMO, "demo", Options())
    first = export(Selection(), tmp_path / "a")
    assert first.articles == first.changes.written == len(found(tmp_path / "a")) > 50
    assert 0 < first.drafts < 20

    assert export(Selection(), tmp_path / "a").changes.written == 0
    again = run(tmp_path / "a", "again", Options())
    assert counted(again) == {"duplicates": first.articles}

    empty_the_house()
    fresh = run(tmp_path / "a", "a", Options())
    assert counted(fresh) == {"created": first.articles, "drafts": first.drafts}
    export(Selection(), tmp_path / "b")
    assert without_ids(tmp_path / "b") == without_ids(tmp_path / "a")


def test_categories_and_tags_come_back(tmp_path):
    chips = make_category("新闻", "Wire", "Chips")
    make_article(categories=(chips, make_category("News")), tags=("C#", "B", "No"))
    export(Selection(), tmp_path / "a")
    assert values(tmp_path / "a")["categories"] == [["News"], ["新闻", "Wire", "Chips"]]

    empty_the_house()
    run(tmp_path / "a", "a", Options())

    article = Article.objects.get()
    assert {category.title for category in article.categories.all()} == {
        "News",
        "新闻 / Wire / Chips",
    }
    assert {tag.name for tag in article.tags.all()} == {"C#", "B", "No"}


def test_a_category_that_is_made_during_the_export_is_written(tmp_path, monkeypatch):
    monkeypatch.setattr(exporting, "CHUNK", 1)
    make_article(categories=(make_category("News"),))
    late = make_article()

    def file_the_other(done):
        if not late.categories.exists():
            late.categories.set([make_category("News", "Late")])

    export(Selection(), tmp_path / "a", progress=file_the_other)

    assert b'["News", "Late"]' in found(tmp_path / "a")[path_of(late)]


SOON = timezone.now() + timedelta(days=400)
STATES = {
    "published": ({}, False),
    "a draft": ({"status": Status.DRAFT}, True),
    "in the inbox": ({"status": Status.INBOX}, True),
    "archived": ({"status": Status.ARCHIVED}, True),
    "shown since": ({"publish_at": NOON - timedelta(days=900)}, False),
    "not shown yet": ({"publish_at": SOON}, True),
    "from its own date on": ({"publish_at": SOON, "published_at": SOON}, False),
    "with an end": ({"expire_at": SOON}, True),
    "at its end": ({"expire_at": NOON - timedelta(days=900)}, True),
}


@pytest.mark.parametrize(("fields", "draft"), STATES.values(), ids=STATES)
def test_no_import_shows_what_newsdesk_would_not(tmp_path, fields, draft):
    shown = Article.objects.published(SOON + timedelta(days=1))
    make_article(**fields)

    assert export(Selection(), tmp_path / "a").drafts == draft
    empty_the_house()
    run(tmp_path / "a", "a", Options())

    assert shown.exists() is not draft
    assert Article.objects.published().exists() is (not draft and "published_at" not in fields)


def test_a_source_that_is_taken_off_the_site_stays_off(tmp_path):
    make_article(source=make_source("Hidden", is_public=False))

    assert export(Selection(), tmp_path / "a").drafts == 1


def test_what_the_import_cannot_read_is_there_for_people(tmp_path):
    make_article(
        status=Status.ARCHIVED, publish_at=NOON, expire_at=SOON, edited_fields=["title", "body"]
    )
    export(Selection(), tmp_path / "a")
    told = values(tmp_path / "a")

    assert (told["status"], told["edited"]) == ("archived", ["body", "title"])
    assert told["publish_at"] == "2026-11-10T12:00:00Z"
    assert told["expire_at"].startswith(f"{SOON.year}-")


# Which ----------------------------------------------------------------------------------------


def titles(top: Path, **asked) -> set[str]:
    export(Selection(**asked), top, force=True)
    return {parse(data, path).values["title"] for path, data in found(top).items()}


def test_only_what_was_asked_for_is_exported(tmp_path):
    other = make_source("Other Wire")
    make_article("old", published_at=datetime(2020, 1, 1, tzinfo=UTC))
    make_article("new")
    make_article("hidden", source=make_source("Hidden", is_public=False))
    make_article("theirs", source=other, status=Status.DRAFT, published_at=None)
    make_article("waiting", status=Status.INBOX)
    make_article("kept", status=Status.ARCHIVED)
    top = tmp_path / "a"

    assert titles(top) == {"old", "new", "hidden", "theirs", "waiting", "kept"}
    assert titles(top, status="published") == {"old", "new"}
    assert titles(top, status="draft") == {"theirs"}
    assert titles(top, status="inbox") == {"waiting"}
    assert titles(top, status="archived") == {"kept"}
    assert titles(top, sources=("Other Wire", "Hidden")) == {"theirs", "hidden"}
    assert titles(top, since=datetime(2020, 1, 2, tzinfo=UTC)) == {
        "new",
        "hidden",
        "waiting",
        "kept",
    }


# Names ----------------------------------------------------------------------------------------


def test_a_file_lies_below_its_source_and_year():
    source = make_source("Example Wire")
    new_year = datetime(2020, 12, 31, 23, 30, tzinfo=UTC)
    dated = make_article("A/B: C# & 新闻?", source=source, published_at=new_year)
    undated = make_article("..", source=source, published_at=None, status=Status.DRAFT)

    assert path_of(dated) == f"example-wire/2020/{dated.pk}-a-b-c-sharp-and-新闻.html"
    assert path_of(undated) == f"example-wire/undated/{undated.pk}-story.html"


def test_names_are_short_enough_for_every_file_system():
    source = make_source("𠀀" * 200, slug="𠀀" * 100)
    path = path_of(make_article("𠀀" * 300, source=source, slug="𠀀" * 120))

    assert all(len(part.encode()) <= 255 for part in path.split("/"))
    assert path.endswith("𠀀.html")


@pytest.mark.parametrize(("slug", "folder"), [("CON", "con-"), ("lpt1", "lpt1-"), ("-x_", "x")])
def test_no_folder_is_called_like_a_device(slug, folder):
    article = make_article(source=make_source(slug, slug=slug))

    assert path_of(article).split("/")[0] == folder


def test_the_file_of_a_moved_or_deleted_article_goes(tmp_path):
    moved, gone, stays = make_article("One"), make_article("Two"), make_article("Three")
    export(Selection(), tmp_path / "a")
    gone.delete()
    moved.slug = "uno"
    moved.save()

    changes = export(Selection(), tmp_path / "a").changes

    assert (changes.written, changes.unchanged, changes.removed) == (1, 1, 2)
    assert set(found(tmp_path / "a")) == {path_of(moved), path_of(stays)}


# Old addresses --------------------------------------------------------------------------------


def old_addresses() -> list[tuple[int | None, str | None]]:
    return list(Sighting.objects.values_list("old_number", "old_addresses__path"))


OLD = {
    "of the title": ({}, {}),
    "of a mended title": ({"title": "Is it_ A_B_"}, {"abbrlink": "233b"}),
    "of a draft": ({"more": {"published": "false"}}, {"abbrlink": "2dbc"}),
    "stated": ({"more": {"permalink": "/a%20%3F/"}}, {"abbrlink": "2dbc", "aliases": ["/a%20%3F"]}),
}


@pytest.mark.parametrize(("fields", "written"), OLD.values(), ids=OLD)
def test_old_addresses_come_along(tmp_path, fields, written):
    body = '<div><img title="Is it: A/B?" src="https://x.example/a.png"><p>Words.</p></div>'
    folder = Folder(tmp_path)
    folder.write("one.md", body=body, **fields)
    folder.run()
    told = old_addresses()
    export(Selection(), tmp_path / "a")
    found = values(tmp_path / "a")
    assert {key: found[key] for key in ("abbrlink", "aliases") if key in found} == written

    empty_the_house()
    run(tmp_path / "a", "a", Options())

    assert old_addresses() == told


# Cost -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("articles", "chunks"), [(3, 1), (9, 2), (18, 3)])
def test_queries_are_counted_by_chunks(
    tmp_path, monkeypatch, django_assert_num_queries, articles, chunks
):
    monkeypatch.setattr(exporting, "CHUNK", 8)
    for number in range(articles):
        source = make_source(f"Wire {number % 5}")
        make_article(source=source, categories=(make_category("A", str(number)),), tags=("x", "y"))

    with django_assert_num_queries(5 * chunks + 2):  # the categories, and the end
        assert export(Selection(), tmp_path / "a").articles == articles


def test_an_export_that_is_stopped_goes_on_where_it_was(tmp_path, monkeypatch):
    monkeypatch.setattr(exporting, "CHUNK", 1)
    for _ in range(3):
        make_article()

    def stop(done):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export(Selection(), tmp_path / "a", progress=stop)

    assert export(Selection(), tmp_path / "a").changes.unchanged == 1
    assert len(found(tmp_path / "a")) == 3


def test_the_originals_oddities_do_not_come_out_again(tmp_path):
    folder = Folder(tmp_path)
    folder.write("one.md", date="2021-10-12 14:21:29", image="https://picsum.photos/400/300")
    folder.run()
    export(Selection(), tmp_path / "a")

    assert values(tmp_path / "a") == {
        "title": "A quiet launch",
        "date": "2021-10-12 14:21:29",
        "source": "Example Wire",
        "categories": [["Industry", "Example Wire", "Chips"]],
        "headimg": "",
        "lang": "en",
        "slug": "a-quiet-launch",
    }
