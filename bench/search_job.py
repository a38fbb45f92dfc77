"""One part of the bench of search in a process of its own: `python -m bench.search_job WHAT …`,
figures as JSON. search.py says what they are."""

import json
import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from unittest.mock import patch

Figures = dict[str, Any]
SAMPLE = 500  # stories whose texts are measured
TOKENISED = 200  # stories, for the tokenising alone
EACH = 30  # queries of a class
BASELINES = 8  # of them are asked the plain way as well: it is slow
RUNS = 3  # of a query; the quickest counts, on a machine that others use
PAGE = 21
NEWEST = 10_000  # stories that the plain way looks at
PLAIN = re.compile("[a-z0-9]+|(?=([\u4e00-\u9fff]{2}))")


def main(what: str, *given: str) -> None:
    import django

    django.setup()
    works = {
        "migrate": migrate, "fill": fill, "measure": measure, "share": share, "oracle": oracle,
    }  # fmt: skip
    print(json.dumps(works[what](*given)))


def clock() -> Callable[[], float]:
    """CPU seconds of this process, and of the PostgreSQL process that works for it."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return time.process_time
    with connection.cursor() as cursor:
        # What helpers of that process spend could not be told from what others do.
        cursor.execute("SET max_parallel_workers_per_gather = 0")
        cursor.execute("SELECT pg_backend_pid()")
        spent = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
    return lambda: time.process_time() + int(spent.read_text().split()[0]) / 1e9


def migrate() -> Figures:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    return {}


# The archive ----------------------------------------------------------------------------------


def fill(count: str, size: str, files: str = "") -> Figures:
    """Make an archive, unless one is there; CPU seconds a story, if it was made."""
    from articles.cleaning.searchable import searchable
    from articles.cleaning.text import plain_text
    from articles.models import Article, index_stories
    from bench import archive, search_archive

    migrate()
    if Article.objects.exists():
        return {}
    teller = search_archive.Teller(int(size), Path(files) if files else None)
    searchable("", "", "", "", "")  # its tables are made once
    spent = clock()
    taken = {"tokenise": 0.0, "index": 0.0}

    def then(stories: list[Article]) -> None:
        plain = {story.pk: plain_text(story.body) for story in stories}
        began = spent()
        told = {
            it.pk: searchable(it.title, it.byline, it.summary, it.body, plain[it.pk])
            for it in stories
        }
        between = spent()
        index_stories(told, told)
        taken["tokenise"] += between - began
        taken["index"] += spent() - between
        print(f"  {stories[-1].pk:,} stories", file=sys.stderr)

    archive.fill(int(count), teller.stories, then)
    return {key: seconds / int(count) for key, seconds in taken.items()}


# What is measured -----------------------------------------------------------------------------


def measure() -> Figures:
    from articles.models import Article
    from bench.search_queries import queries

    spent = clock()
    asked = queries(EACH)
    kinds: dict[str, list[str]] = {}
    for query in asked:
        kinds.setdefault(query.kind, []).append(query.typed)
    return {
        "stories": Article.objects.count(),
        "sizes": sizes(),
        "tokenising": tokenising(spent),
        "classes": [{"kind": kind, **_class(typed, spent)} for kind, typed in kinds.items()],
    }


def _class(typed: list[str], spent: Callable[[], float]) -> Figures:
    from articles.search import Search, finding
    from articles.search.faceting import facets
    from articles.search.query import parse

    ways: dict[str, Callable[[str], object]] = {
        "newest": lambda text: finding.newest(Search(parse(text)), count=PAGE),
        "ranked": lambda text: finding.best(Search(parse(text)), PAGE),
        "facets": lambda text: facets(Search(parse(text))),
        "plain": plainly,
    }
    found: Figures = {"found": median(finding.newest(Search(parse(it))).count for it in typed)}
    for way, ask in ways.items():
        some = typed[:BASELINES] if way == "plain" else typed
        runs = 1 if way == "plain" else RUNS
        taken = [min(_timed(ask, text, spent) for _ in range(runs)) for text in some]
        found[way] = {"median": median(taken), "p95": quantiles(taken, n=20)[-1]}
        slowest = max(zip(taken, some, strict=True))
        found[way]["slowest"] = slowest[1]
    return found


def _timed(ask: Callable[[str], object], text: str, spent: Callable[[], float]) -> float:
    began = spent()
    ask(text)
    return spent() - began


def plainly(text: str) -> object:
    """The plain way: every word in the title or the summary of one of the newest stories."""
    from django.db.models import Q

    from articles.models import Article

    newest = Article.objects.published().order_by("-published_at", "-pk").values("pk")
    stories = Article.objects.published().filter(pk__in=newest[:NEWEST])
    for word in text.split():
        stories = stories.filter(Q(title__icontains=word) | Q(summary__icontains=word))
    return list(stories.order_by("-published_at", "-pk").values_list("pk", flat=True)[:PAGE])


def tokenising(spent: Callable[[], float]) -> Figures:
    """CPU seconds a story of folding it and telling its terms, beside a regular expression."""
    from articles.cleaning.folding import fold, terms
    from articles.cleaning.text import plain_text
    from articles.models import Article

    bodies = Article.objects.order_by("-pk").values_list("body", flat=True)[:TOKENISED]
    texts = [plain_text(body) for body in bodies]
    ways: dict[str, Callable[[str], object]] = {
        "ours": lambda text: terms(fold(text)),
        "regex": lambda text: set(PLAIN.findall(text.lower())),
    }
    taken: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(RUNS):
        for way, work in ways.items():
            began = spent()
            for text in texts:
                work(text)
            taken[way].append((spent() - began) / len(texts))
    length = sum(len(text.encode()) for text in texts) / len(texts)
    return {"bytes": length, **{way: min(each) for way, each in taken.items()}}


# Sizes ----------------------------------------------------------------------------------------


def sizes() -> Figures:
    """Bytes: of the stories' texts (by a sample), of the index, and of the folded texts."""
    from django.db import connection

    from articles.cleaning.text import plain_text
    from articles.models import Article

    count = Article.objects.count()
    step = count // SAMPLE | 1  # odd: how long a made-up story is follows from its number
    rows = Article.objects.filter(pk__in=range(1, count + 1, step))
    sample = list(rows.values_list("title", "byline", "body"))
    lengths = [len(f"{title}{byline}{plain_text(body)}".encode()) for title, byline, body in sample]
    with connection.cursor() as cursor:
        stored = _postgresql(cursor) if connection.vendor == "postgresql" else _sqlite(cursor)
    return {"texts": sum(lengths) / len(lengths) * count, **stored}


def _sqlite(cursor: Any) -> Figures:
    def pages(*names: str) -> int:
        sql = "SELECT coalesce(sum(pgsize), 0) FROM dbstat('main', 1) WHERE name = %s"
        return sum(cursor.execute(sql, [name]).fetchone()[0] for name in names)

    parts = ("data", "idx", "config")
    return {
        "index": pages(*(f"articles_searchterms_{part}" for part in parts)),
        "folded": pages("articles_searchtext"),
    }


def _postgresql(cursor: Any) -> Figures:
    cursor.execute(
        "SELECT pg_indexes_size('articles_searchterms'),"
        " pg_table_size('articles_searchterms'), pg_total_relation_size('articles_searchtext')"
    )
    indexes, table, folded = cursor.fetchone()
    return {"index": indexes + table, "indexes": indexes, "folded": folded}


# The import, and the oracle -------------------------------------------------------------------


def share(folder: str) -> Figures:
    """What of an import's CPU seconds search takes."""
    from articles.importer import build, pipeline, store

    build.searchable("", "", "", "", "")  # its tables are made once
    spent = clock()
    taken = {"tokenise": 0.0, "index": 0.0}

    @contextmanager
    def watched(place: Any, name: str, what: str) -> Iterator[None]:
        def work(*given: Any) -> Any:
            began = spent()
            try:
                return original(*given)
            finally:
                taken[what] += spent() - began

        original = getattr(place, name)
        with patch.object(place, name, work):
            yield

    with watched(build, "searchable", "tokenise"), watched(store, "index_stories", "index"):
        began = spent()
        pipeline.run(Path(folder), "bench", pipeline.Options())
        return {**taken, "all": spent() - began}


def oracle(folder: str, each: str) -> Figures:
    from bench import search_oracle

    return search_oracle.judged(Path(folder), int(each))


if __name__ == "__main__":
    main(*sys.argv[1:])
