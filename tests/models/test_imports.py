"""What imports leave behind: batches, problems, and every file with its original bytes."""

import zlib

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from articles.models import ImportBatch, ImportProblem, Sighting
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def sighting(raw: bytes = b"text", **fields) -> Sighting:
    values = {"root": "news", "path": "story.md", "sha256": "a" * 64, "size": len(raw)} | fields
    values.setdefault("batch", ImportBatch.objects.create(root="news"))
    return Sighting.objects.create(original=zlib.compress(raw), **values)


@pytest.mark.parametrize(
    "raw", [b"", b"plain", bytes(range(256)), "字节".encode("gb18030"), b"\r\n\x00\xff" * 5000]
)
def test_the_original_comes_back_byte_for_byte(raw):
    pk = sighting(raw).pk

    assert Sighting.objects.get(pk=pk).raw == raw


def test_a_file_is_seen_once_below_a_root():
    sighting()
    sighting(path="other.md")
    sighting(root="other")

    with pytest.raises(IntegrityError), transaction.atomic():
        sighting()


def test_paths_that_differ_in_case_are_two_files():
    sighting(path="Story.md")
    sighting(path="story.md")

    assert Sighting.objects.filter(path="story.md").count() == 1


def test_a_sighting_outlives_its_story_and_holds_its_batch():
    seen = sighting(article=make_article())
    seen.article.delete()
    seen.refresh_from_db()

    assert seen.article is None
    with pytest.raises(ProtectedError):
        seen.batch.delete()


def test_a_batch_takes_its_problems_with_it():
    batch = ImportBatch.objects.create(root="news")
    ImportProblem.objects.create(batch=batch, root="news", path="a.md", code="E_BINARY")
    batch.delete()

    assert not ImportProblem.objects.exists()


def test_each_is_named_for_the_desk():
    seen = sighting()
    problem = ImportProblem(path="a.md", line=3, code="E_BINARY")

    assert str(seen) == "news: story.md"
    assert str(seen.batch) == f"#{seen.batch.pk} news"
    assert str(problem) == "a.md:3 E_BINARY"
    assert str(ImportProblem(path="a.md", code="E_BINARY")) == "a.md:- E_BINARY"
