"""The benchmark compares like with like: floor and import leave the same rows of the same files."""

import re
from collections import Counter
from pathlib import Path

import pytest

from articles.importer import files, pipeline
from articles.models import Article, Sighting
from bench import corpus, floor, job

COUNT = 240


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    made = tmp_path_factory.mktemp("corpus")
    corpus.write(made, COUNT)
    return made


def expected() -> dict[str, int]:
    """Rows a table, from the files' shapes."""
    shapes = [corpus.shape(number) for number in range(COUNT)]
    count = Counter(shape.kind for shape in shapes)
    told = count["stories"] + count["told again"]
    tags = sum(len(shape.tags) for shape in shapes if shape.kind == "stories")
    rows = (count["stories"], COUNT, told, told + 2 * count["stories"], tags, count["malformed"])
    tables = (model._meta.db_table for model in floor.FILLED)
    return dict(zip(tables, rows, strict=True))


@pytest.mark.django_db
@pytest.mark.parametrize("insert", [floor.by_django, floor.by_bulk])
def test_the_floor_leaves_the_rows_that_the_files_call_for(folder, insert):
    floor.prepare()

    floor.run(folder, insert)

    assert floor.counted() == expected()
    assert Sighting.objects.exclude(refused="").get().raw.startswith(b"\n---\ntitle: ")
    assert "<p>" in Article.objects.earliest("pk").body


@pytest.mark.django_db
def test_an_import_leaves_as_many(folder):
    report = pipeline.run(folder, "bench", pipeline.Options())

    assert floor.counted() == expected()
    assert report.warnings == {}


def test_a_story_comes_before_its_duplicates_and_no_two_are_alike(folder):
    numbers = [int(Path(found.path).stem) for found in files.walk(folder)]
    place = {number: index for index, number in enumerate(numbers)}
    shapes = [corpus.shape(number) for number in numbers]
    texts = {re.sub("<[^>]+>", "", corpus.content(shape)) for shape in shapes}

    assert sorted(numbers) == list(range(COUNT))
    assert all(place[shape.story] <= place[shape.number] for shape in shapes)
    assert len(texts) == COUNT


@pytest.mark.django_db
@pytest.mark.postgres
def test_the_server_s_time_is_counted():
    from django.db import connection

    server = job.postmaster()
    before = job.server_cpu(server)
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(sqrt(n)) FROM generate_series(1, 1000000) n")

    assert job.server_cpu(server) > before
