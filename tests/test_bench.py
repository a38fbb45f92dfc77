"""The benchmark compares like with like: floor and import leave the same rows of the same files."""

import re
from collections import Counter
from pathlib import Path

import pytest

from articles.images.workshop import Workshop
from articles.importer import files, pipeline
from articles.models import Article, Sighting
from bench import corpus, floor, images, job

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


@pytest.mark.parametrize("count", [1, 3])
def test_bare_pillow_leaves_the_files_that_the_workshop_does(tmp_path, count):
    original, ours, bare = (tmp_path / name for name in ("original", "ours", "bare"))
    frames = [images.photo(420, 200, seed) for seed in range(count)]
    more = {"save_all": True, "append_images": frames[1:], "duration": 80}
    frames[0].save(original, "GIF", **(more if count > 1 else {}))
    ours.mkdir()
    bare.mkdir()
    with Workshop() as shop:
        developed = shop.develop(original, ours)

    images.bare(original, bare, developed)

    assert {path.name for path in bare.iterdir()} == {path.name for path in ours.iterdir()}


def test_a_picture_is_like_itself_and_less_like_another():
    one, other = (images.photo(200, 120, seed) for seed in (1, 2))

    assert images.ssim(one, one) == pytest.approx(1, abs=1e-4)
    assert images.ssim(one, other) < 0.5
