"""The order in which files are read decides nothing that a reader could see."""

import random
from collections import Counter
from pathlib import Path

import pytest
from django.db import transaction

from articles.importer import pipeline
from articles.models import Article, Category, Source, Status
from tests.importer import mixed
from tests.importer.corpus import Folder, html, seed_file, sentences

DAY = "Tue, 10 Mar 2020 08:30:00 GMT"
NEXT_DAY = "Wed, 11 Mar 2020 08:30:00 GMT"
pytestmark = pytest.mark.django_db


def stories() -> Counter:
    """What the archive shows, by story: no paths, no numbers."""
    return Counter(
        (
            article.title, article.source.name, article.status, article.published_at,
            article.date_raw, article.updated_at, article.lead_image, article.summary,
            article.body, article.byline, article.slug,
            frozenset(category.title for category in article.categories.all()),
            frozenset(tag.name.casefold() for tag in article.tags.all()),
            frozenset(entry.category.title for entry in article.entries.all()),
            article.sightings.count(),
        )
        for article in Article.objects.select_related("source")
    )  # fmt: skip


def imported(top: Path, files: list[bytes], *, backwards: bool) -> tuple[Counter, dict]:
    """What this archive becomes, and the outcomes; taken back again."""
    folder = Folder(top)
    mixed.write(folder.top, files, backwards=backwards)
    with transaction.atomic():
        report = folder.run()
        addresses = {
            kind: set(model.objects.values_list(address, flat=True))
            for kind, model, address in (
                ("sources", Source, "slug"), ("categories", Category, "path"),
            )
        }  # fmt: skip
        found = stories()
        transaction.set_rollback(True)
    return found, addresses | {"files": report.counts["files"], "drafts": report.counts["drafts"]}


def assert_same_both_ways(folder: Path, files: list[bytes]) -> None:
    forwards = imported(folder / "forwards", files, backwards=False)
    backwards = imported(folder / "backwards", files, backwards=True)

    assert forwards[0] - backwards[0] == Counter()
    assert forwards == backwards


def variants(count: int, seed: int) -> list[bytes]:
    """Files of a third as many stories, each with one of three texts that are versions of one
    another, under one of three categories, with other tags."""
    chance = random.Random(seed)
    found = []
    for _ in range(count):
        number = chance.randrange(count // 3)
        wire = f"Wire {number % 5}"
        lines = sentences(number, 24)[: 20 + chance.choice([0, 0, 1, 2])]
        file = seed_file(
            f"Story {number}",
            html(lines, chance.choice("ab")),
            source=wire,
            filed=chance.choice([("Science", wire), ("C", wire), ("C#", wire)]),
            more={"tags": chance.choice(["[a, b]", "[c]", "[C#, C]"])},
        )
        found.append(file.encode())
    return found


def test_a_mixed_archive_is_the_same_forwards_and_backwards(tmp_path, monkeypatch):
    monkeypatch.setattr(pipeline, "CHUNK", 20)

    assert_same_both_ways(tmp_path, mixed.contents(150, seed=1))


@pytest.mark.parametrize("chunk", [7, 500])
def test_versions_categories_and_tags_come_together_in_any_order(tmp_path, monkeypatch, chunk):
    monkeypatch.setattr(pipeline, "CHUNK", chunk)

    assert_same_both_ways(tmp_path, variants(60, seed=chunk))


class TestOfTwoCopiesTheOneReadFirst:
    """What docs/import.md says of copies: where nothing makes one better, the first one counts."""

    def both_ways(self, folder: Path, *files: str) -> list[Article]:
        found = []
        for name in ("forwards", "backwards"):
            top = Folder(folder / name)
            mixed.write(top.top, [file.encode() for file in files], backwards=name == "backwards")
            with transaction.atomic():
                top.run()
                found.append(Article.objects.select_related("source").get())
                transaction.set_rollback(True)
        return found

    def test_gives_title_source_picture_and_date(self, tmp_path):
        names = ("title", "source", "image", "date")
        one = dict(zip(names, ("One", "Wire 1", "https://img.example.com/1.jpg", DAY), strict=True))
        two = dict(
            zip(names, ("Two", "Wire 2", "https://img.example.com/2.jpg", NEXT_DAY), strict=True)
        )

        first, second = self.both_ways(tmp_path, seed_file(**one), seed_file(**two))

        for article, given in ((first, one), (second, two)):
            told = (article.title, article.source.name, article.lead_image, article.date_raw)
            assert told == tuple(given.values())

    def test_decides_whether_it_is_a_draft(self, tmp_path):
        """An import gives a draft its date, and never publishes what waits for an editor."""
        undated, dated = seed_file(date="Invalid Date"), seed_file(date=DAY)

        first, second = self.both_ways(tmp_path, undated, dated)

        assert (first.status, second.status) == (Status.DRAFT, Status.PUBLISHED)
        assert first.published_at == second.published_at is not None

    def test_and_of_a_tags_spellings_as_well(self, tmp_path):
        files = [seed_file(more={"tags": f"[{tag}]"}).encode() for tag in ("Chips", "chips")]
        top = Folder(tmp_path)
        mixed.write(top.top, files)
        top.run()

        assert [tag.name for tag in Article.objects.get().tags.all()] == ["Chips"]
