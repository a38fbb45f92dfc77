"""A chunk is stored whole or not at all; a dry run stores nothing; queries go by chunks."""

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from articles.importer import pipeline
from articles.models import Article, Category, ImportBatch, ImportProblem, Sighting, Source, bulk
from tests.importer.corpus import Folder, codes, counted, html, sentences, tables


def fill(folder: Folder, *numbers: int, mark: str = "a") -> None:
    for number in numbers:
        folder.write(f"{number:03}.md", title=f"Story {number}", body=html(sentences(number), mark))


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Folder:
    monkeypatch.setattr(pipeline, "CHUNK", 2)
    return Folder(tmp_path)


@pytest.fixture
def break_sightings(monkeypatch):
    """break_sightings(after=n): the originals of n chunks are stored, then storing them fails."""
    insert = bulk.insert
    calls = []

    def breaking(after: int) -> None:
        calls.clear()

        def breaks(model, names, rows, **kwargs):
            if model is Sighting:
                calls.append(rows)
                if len(calls) > after:
                    raise DatabaseError("the disk is full")
            insert(model, names, rows, **kwargs)

        monkeypatch.setattr(bulk, "insert", breaks)

    return breaking


@pytest.mark.django_db(transaction=True)
class TestAFailureInTheMiddle:
    def test_leaves_the_chunks_before_and_nothing_of_its_own(self, folder, break_sightings):
        fill(folder, 1, 2, 3, 4, 5)
        break_sightings(after=1)

        with pytest.raises(DatabaseError, match="disk"):
            folder.run()

        assert sorted(Article.objects.values_list("title", flat=True)) == ["Story 1", "Story 2"]
        assert Sighting.objects.count() == 2
        assert Article.objects.filter(entries__isnull=True).count() == 0

    def test_leaves_a_failed_batch_that_counts_what_was_stored(self, folder, break_sightings):
        fill(folder, 1, 2, 3, 4, 5)
        break_sightings(after=1)

        with pytest.raises(DatabaseError):
            folder.run()

        batch = ImportBatch.objects.get()
        assert batch.state == ImportBatch.State.FAILED
        assert (batch.files, batch.created) == (2, 2)

    def test_in_the_first_chunk_leaves_nothing_at_all(self, folder, break_sightings):
        fill(folder, 1, 2, 3)
        break_sightings(after=0)
        before = tables()

        with pytest.raises(DatabaseError):
            folder.run()

        assert tables() == before
        assert not Source.objects.exists()
        assert not Category.objects.exists()

    def test_is_made_good_by_the_next_run(self, folder, break_sightings):
        fill(folder, 1, 2, 3, 4, 5)
        break_sightings(after=1)
        with pytest.raises(DatabaseError):
            folder.run()
        break_sightings(after=99)

        report = folder.run()

        assert counted(report) == {"created": 3, "unchanged": 2}
        assert Article.objects.count() == Sighting.objects.count() == 5
        assert ImportBatch.objects.get(pk=report.batch).state == ImportBatch.State.DONE

    def test_of_a_change_leaves_the_story_as_it_was(self, folder, monkeypatch):
        fill(folder, 1)
        folder.run()
        before = tables()
        folder.write("001.md", title="Story 1", body=html(sentences(1, 20)))
        monkeypatch.setattr("articles.importer.rows.problems", lambda *args: 1 / 0)

        with pytest.raises(ZeroDivisionError):
            folder.run()

        assert tables() == before


@pytest.mark.django_db(transaction=True)
def test_a_stopped_run_keeps_what_it_stored(folder):
    fill(folder, 1, 2, 3, 4, 5)

    def stop(done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pipeline.run(folder.top, folder.root, pipeline.Options(), progress=stop)

    assert Article.objects.count() == 2
    assert ImportBatch.objects.get().state == ImportBatch.State.FAILED


@pytest.mark.django_db
def test_a_dry_run_says_what_would_happen_and_stores_nothing(folder):
    fill(folder, 1, 2)
    folder.run()
    fill(folder, 2, mark="noise")
    fill(folder, 3)
    folder.write("001.md", title="Story 1", body=html(sentences(1, 30)))
    folder.write("copy.md", title="Story 3", body=html(sentences(3)))
    folder.write("draft.md", title="Undated", date="", body=html(sentences(5)))
    folder.write("refused.md", "no front matter")
    before = tables()

    dry = folder.run(dry_run=True)

    assert tables() == before
    assert (dry.batch, dry.dry_run, dry.exit_code) == (None, True, 1)
    real = folder.run()
    assert dry.counts == real.counts
    assert codes(dry) == codes(real)
    assert counted(real) == {
        "created": 2, "drafts": 1, "updated": 1, "unchanged": 1, "duplicates": 1, "refused": 1,
    }  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["new", "noise", "nothing"])
def test_the_queries_of_a_run_go_by_chunks_and_not_by_files(tmp_path, change):
    costs = []
    for size in (5, 50):
        folder = Folder(tmp_path, f"folder-{size}")
        fill(folder, *range(size * 10, size * 11))
        if change != "new":
            folder.run()
        if change == "noise":
            fill(folder, *range(size * 10, size * 11), mark="b")
        with CaptureQueriesContext(connection) as queries:
            folder.run()
        costs.append(len(queries))

    few, many = costs
    assert many <= few + 2
    assert many <= 55


@pytest.mark.django_db
def test_each_new_category_tag_and_source_costs_a_bounded_number_of_queries(tmp_path):
    folder, costs = Folder(tmp_path), []
    for size in (0, 10):
        for number in range(size * 100, size * 100 + max(size, 1)):
            folder.write(
                f"{number}.md",
                title=f"Story {number}",
                body=html(sentences(number)),
                source=f"Wire {number}",
                filed=("Industry", f"Wire {number}"),
                more={"tags": f"[tag {number}]"},
            )
        with CaptureQueriesContext(connection) as queries:
            folder.run()
        costs.append(len(queries))

    assert costs[1] - costs[0] <= 9 * 20


@pytest.mark.django_db
def test_problems_are_stored_with_line_and_detail(folder):
    folder.write("bad.md", "---\ntitle: 'x'\n<p>no fence</p>\n")
    folder.write("undated.md", date="Foo 2020")
    report = folder.run()

    rows = ImportProblem.objects.order_by("path").values_list("path", "line", "code", "detail")
    assert list(rows) == [
        ("bad.md", 3, "E_FM_UNTERMINATED", {"fence": "---"}),
        ("undated.md", 11, "W_DATE_BAD", {"date": "Foo 2020"}),
    ]
    assert {row.batch_id for row in ImportProblem.objects.all()} == {report.batch}
