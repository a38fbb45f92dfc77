"""What files may hold and where they are read: zones, hostile values, columns' widths."""

import time

import pytest
from django.utils import timezone

from articles.models import Article, Category, ImportProblem, Sighting
from tests.importer.corpus import Folder, codes, counted, html, json_file, sentences, tables

pytestmark = pytest.mark.django_db

DATES = (
    "Tue, 10 Mar 2020 23:30:00 GMT",
    "2020-03-10 23:30:00",
    "2020-03-10",
    "2020-03-10T23:30:00+08:00",
    "Invalid Date",
)
CLOCK = ("started_at", "finished_at", "created_at", "modified_at", "seen_at", "options")
ZONES = ("UTC", "Asia/Shanghai", "America/Los_Angeles")


@pytest.fixture
def folder(tmp_path) -> Folder:
    return Folder(tmp_path)


def comparable() -> dict[str, list[tuple]]:
    """The importer's tables without keys and clocks."""
    found = {}
    for model in (Article, Category, Sighting, ImportProblem):
        names = [
            field.attname
            for field in model._meta.concrete_fields
            if not field.primary_key and not field.is_relation and field.name not in CLOCK
        ]
        rows = model.objects.values_list(*names)
        found[model.__name__] = sorted(
            repr([bytes(v) if isinstance(v, memoryview) else v for v in row]) for row in rows
        )
    return found


def test_the_same_import_under_any_zone_gives_the_same_rows(folder, settings, monkeypatch):
    for number, date in enumerate(DATES):
        folder.write(f"{number}.md", title=f"Story {number}", date=date, body="<p>Short.</p>")
    found = []
    for zone in ZONES:
        settings.TIME_ZONE = zone
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        with timezone.override(zone):
            folder.run()
            found.append(comparable())
        for model in (Sighting, Article, Category, ImportProblem):
            model.objects.all().delete() if model is not Category else remove_categories()
    monkeypatch.undo()
    time.tzset()

    assert found[0] == found[1] == found[2]
    assert len(found[0]["Article"]) == len(DATES)


def remove_categories() -> None:
    for category in Category.objects.order_by("-path"):
        category.delete()


@pytest.mark.parametrize(
    ("zone", "day", "hour"),
    [(None, 10, 23), ("Asia/Shanghai", 10, 15), ("America/Los_Angeles", 11, 6)],
)
def test_a_date_without_zone_is_in_the_zone_asked_for(folder, zone, day, hour):
    folder.write("story.md", date="2020-03-10 23:30")
    folder.write("sure.md", title="Sure", body=html(sentences(2)))

    folder.run(naive_tz=timezone.zoneinfo.ZoneInfo(zone) if zone else None)

    article = Article.objects.get(title="A quiet launch")
    assert (article.published_at.day, article.published_at.hour) == (day, hour)
    assert article.date_confidence == "assumed"
    assert Article.objects.get(title="Sure").published_at.hour == 8


LONE = "\ud83d"  # half of an emoji: JSON can spell it, UTF-8 cannot
HOSTILE = {
    "NUL in the title": {"title": "Zero \x00 width"},
    "half an emoji in the title": {"title": f"Sad {LONE} story"},
    "half an emoji in the source": {"source": f"Wire {LONE}"},
    "half an emoji in the byline": {"author": f"Ana {LONE}"},
    "half an emoji in categories and tags": {"categories": [f"A{LONE}"], "tags": [f"B{LONE}"]},
    "half an emoji in the date": {"date": f"2020 {LONE}"},
    "half an emoji in an address": {"link": f"https://example.com/{LONE}"},
    "half an emoji in the picture": {"image": f"https://example.com/{LONE}.jpg"},
    "half an emoji in the summary": {"summary": f"So {LONE}"},
    "half an emoji in the slug": {"slug": f"a-{LONE}-b", "lang": f"e{LONE}"},
    "NUL everywhere": {
        "author": "A\x00", "categories": ["B\x00"], "tags": ["C\x00"], "slug": "d\x00",
        "image": "https://e.example/\x00.jpg", "lang": "\x00", "summary": "\x00", "date": "1\x00",
    },
    "NUL in addresses": {"link": "https://[\x00", "image": "http://[\x00"},
    "a title without letters": {"title": "？！"},
    "a very long title": {"title": "字" * 3000},
    "very long names": {"source": "源" * 999, "author": ["人" * 500] * 9, "lang": "x" * 99},
    "a very long address": {"link": "https://example.com/" + "a" * 3000, "slug": "b" * 999},
    "a very long picture": {"image": "https://example.com/" + "a" * 3000},
    "a very deep and wide path": {"categories": [[f"{n}{'类' * 300}" for n in range(20)]]},
    "very many tags": {"tags": [f"{n} {'签' * 300}" for n in range(300)]},
    "a very long date": {"date": "2020 " * 400},
    "names that share a slug": {"tags": ["C", "C++", "C#", "c ", "Ｃ"], "categories": ["a", "A"]},
}  # fmt: skip


@pytest.mark.parametrize("fields", HOSTILE.values(), ids=HOSTILE)
def test_one_strange_file_never_stops_a_run(folder, fields):
    folder.write("strange.md", json_file(**fields))
    folder.write("usual.md", title="A usual story", body=html(sentences(2)))

    report = folder.run()

    assert Article.objects.filter(title="A usual story").exists()
    assert sum(report.counts[name] for name in ("created", "refused")) == 2
    for article in Article.objects.all():
        article.clean_fields(exclude=("lead_image", "body", "slug"))
    for category in Category.objects.all():
        category.clean_fields()
    report.as_json()["problems"].__repr__().encode()
    assert folder.run().wrote_nothing


@pytest.mark.parametrize("depth", [4, 5])
def test_a_path_of_thousands_of_characters_is_refused_and_told(folder, depth):
    folder.write("/".join(["d" * 246] * depth) + "/story.md")
    folder.write("usual.md", title="A usual story", body=html(sentences(2)))

    for _ in range(2):
        report = pipeline_run_below(folder, "a-folder-of-many/")
        assert codes(report) == ["E_PATH_TOO_LONG"]

    assert counted(report) == {"unchanged": 1, "refused": 1}


def pipeline_run_below(folder: Folder, prefix: str):
    from articles.importer.pipeline import Options, run

    return run(folder.top, folder.root, Options(), prefix)


def test_paths_are_told_apart_by_their_prefix(folder):
    folder.write("story.md")
    pipeline_run_below(folder, "one/")

    assert counted(pipeline_run_below(folder, "two/")) == {"duplicates": 1}
    assert sorted(Sighting.objects.values_list("path", flat=True)) == [
        "one/story.md",
        "two/story.md",
    ]


def test_names_that_are_no_utf_8_are_shown_and_told_apart(folder):
    for number, name in enumerate((b"\xffa.md", b"\xfea.md")):
        file = folder.top / "x"
        file.write_text(json_file(title=f"Story {number}", body=html(sentences(number))))
        try:
            file.rename((str(folder.top).encode() + b"/" + name).decode("utf-8", "surrogateescape"))
        except OSError:
            pytest.skip("this file system takes UTF-8 names only")

    assert counted(folder.run()) == {"created": 2}
    assert sorted(Sighting.objects.values_list("path", flat=True)) == ["\\xfea.md", "\\xffa.md"]
    assert folder.run().wrote_nothing


def test_names_that_share_a_slug_get_addresses_of_their_own(folder):
    for number, name in enumerate(("C", "C++", "C#", "新闻", "C!")):
        folder.write(
            f"{number}.md",
            title=f"Story {number}",
            source=name,
            filed=(name,),
            body=html(sentences(number)),
        )
    folder.run()

    paths = dict(Category.objects.values_list("name", "path"))
    slugs = dict(Article.objects.values_list("source__name", "source__slug"))
    assert paths == slugs
    assert {name: paths[name] for name in ("C", "C++", "C#", "新闻")} == {
        "C": "c", "C++": "c-plus-plus", "C#": "c-sharp", "新闻": "新闻",
    }  # fmt: skip
    assert paths["C!"].startswith("c-")
    assert len(set(paths.values())) == 5


def test_nothing_of_the_page_is_trusted(folder):
    folder.write("story.md", body="<p onclick='x()'>Hi<script>x()</script></p><p>Text.</p>")
    folder.run()

    assert Article.objects.get().body == "<p>Hi</p><p>Text.</p>"


def test_all_tables_can_be_compared(folder):
    """The tests of "writes nothing" rest on this: a changed value anywhere is seen."""
    folder.write("story.md")
    folder.run()
    before = tables()
    Sighting.objects.update(title="Another")

    assert tables() != before
