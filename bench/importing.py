"""The cost of an import, against the least that any importer must do.

The floor reads the files, runs nh3 and takes the text out, and inserts bare rows: no front matter
read, no identity, no categories, no originals kept.
"""

import re
import time
from pathlib import Path

import nh3
from django.utils import timezone

from articles.importer import pipeline
from articles.models import Article, Category, ImportBatch, ImportProblem, Sighting, Source
from bench.corpus import write
from bench.measure import row


def report(folder: Path, files: int, runs: int) -> None:
    corpus = folder / "corpus"
    write(corpus, files)
    floors, firsts, seconds = [], [], []
    for _ in range(max(1, runs // 2)):
        floors.append(_cpu(lambda: _floor(corpus)))
        _empty()
        firsts.append(_cpu(lambda: pipeline.run(corpus, "bench", pipeline.Options())))
        seconds.append(_cpu(lambda: pipeline.run(corpus, "bench", pipeline.Options())))
        _empty()
    floor, first, second = (sorted(taken)[len(taken) // 2] for taken in (floors, firsts, seconds))
    print(f"Importing {files:,} files")
    row("read, nh3, text, insert (baseline)", floor, files, floor)
    row("import_articles", first, files, floor)
    row("import_articles again", second, files, floor)


def _cpu(work) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def _floor(corpus: Path) -> None:
    source = Source.objects.create(name="floor")
    rows = []
    for number, path in enumerate(sorted(corpus.rglob("*.md"))):
        body = nh3.clean(path.read_text(encoding="utf-8").split("\n---\n", 2)[2])
        text = re.sub(r"<[^>]+>", "", body)
        rows.append(
            Article(
                title=f"Story {number}",
                source=source,
                body=body,
                summary=text[:160],
                published_at=timezone.now(),
                status="published",
            )
        )
    Article.objects.bulk_create(rows, batch_size=250)


def _empty() -> None:
    for model in (ImportProblem, Sighting, ImportBatch, Article, Source):
        model.objects.all().delete()
    for category in Category.objects.order_by("-path"):
        category.delete()
