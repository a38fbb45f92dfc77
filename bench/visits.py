"""Requests to pages, in a process of its own: `python -m bench.visits fill N`, or `measure RUNS`.

Requests go straight to Django's WSGI handler: no socket, no server, so that the figures are those
of the application. servers.py measures the whole way.
"""

import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from statistics import quantiles
from typing import Any
from urllib.parse import unquote

SECONDS = 0.6  # of each measurement
STORIES = 60  # different ones, taken in turn
DEEP = 1_000  # pages down
PLAIN_FILES = "django.contrib.staticfiles.storage.StaticFilesStorage"
Figures = dict[str, Any]


@dataclass(frozen=True)
class Page:
    """Addresses of one kind; `label` says which."""

    label: str
    addresses: list[str]


def main() -> None:
    import django
    from django.conf import settings

    settings.STORAGES["staticfiles"]["BACKEND"] = PLAIN_FILES  # no files are asked for
    django.setup()
    if sys.argv[1] == "fill":
        from django.core.management import call_command

        from bench import archive

        call_command("migrate", verbosity=0)
        if count := int(sys.argv[2]):
            archive.fill(count)
        return
    print(json.dumps(measure(int(sys.argv[2]))))


def measure(runs: int) -> list[Figures]:
    """Every kind of page in every way, `runs` times in turn; a ratio is taken within a round."""
    from django.core.handlers.wsgi import WSGIHandler
    from django.test.utils import override_settings

    from bench import bare

    with override_settings(PAGE_CACHE_MB=0):
        uncached = WSGIHandler()
    cached = WSGIHandler()
    found = []
    for page in pages():
        answers = {address: visit(cached, address)[1] for address in page.addresses}
        tags = {address: visit(cached, address)[0]["ETag"] for address in page.addresses}
        ways = {
            "uncached": lambda page=page: timed(uncached, page.addresses),
            "cached": lambda page=page: timed(cached, page.addresses),
            "304": lambda page=page, tags=tags: timed(cached, page.addresses, tags),
        }
        taken: dict[str, list[Figures]] = {way: [] for way in ("data", "bytes", *ways)}
        for _ in range(runs):
            for way, work in ways.items():
                taken[way].append(work())
            with bare.same_bytes(answers) as handler:
                taken["bytes"].append(timed(handler, page.addresses))
            if bare.has_data(page.label):
                with bare.same_data(page.label, answers) as handler:
                    taken["data"].append(timed(handler, page.addresses))
        found.append({"page": page.label, "weight": len(next(iter(answers.values()))), **taken})
    return found


def pages() -> Iterator[Page]:
    """The addresses, read from the archive as it is."""
    from articles.models import Article, Category, CategoryEntry
    from articles.reading.keyset import PAGE_SIZE, Cursor

    newest = Article.objects.published().order_by("-published_at", "-pk")
    story = newest[0]
    section = Category.objects.filter(parent=None).first()
    assert section
    listed = CategoryEntry.objects.filter(category=section).order_by("-published_at", "-article")
    # Where there are not so many pages, the last full one.
    down = min(DEEP * PAGE_SIZE, listed.count() - PAGE_SIZE)
    edge = listed[down - 1]
    deep = f"{section.get_absolute_url()}?before={Cursor(edge.published_at, edge.article_id)}"
    yield Page("front page", ["/"])
    yield Page("story", [one.get_absolute_url() for one in newest[:STORIES]])
    yield Page("section", [section.get_absolute_url()])
    yield Page(f"section, page {down // PAGE_SIZE + 1:,}", [deep])
    yield Page("feed", ["/feed.xml"])
    yield Page("sitemap slice", [f"/sitemap-{(story.pk - 1) // slice_size() // 2}.xml"])


def slice_size() -> int:
    from articles.reading import sitemaps

    return sitemaps.SLICE


def timed(handler: Any, addresses: list[str], tags: dict[str, str] | None = None) -> Figures:
    """CPU seconds a request, and the 99th percentile of the time that a request takes."""
    for address in addresses[:3]:
        visit(handler, address, tags)
    taken, count = [], 0
    cpu, end = time.process_time(), time.perf_counter() + SECONDS
    while time.perf_counter() < end or count < 20:
        started = time.perf_counter()
        visit(handler, addresses[count % len(addresses)], tags)
        taken.append(time.perf_counter() - started)
        count += 1
    return {"cpu": (time.process_time() - cpu) / count, "p99": quantiles(taken, n=100)[98]}


def visit(
    handler: Any, address: str, tags: dict[str, str] | None = None
) -> tuple[dict[str, str], bytes]:
    """Headers and body; raises RuntimeError for any answer but the expected one."""
    path, _, query = address.partition("?")
    asked = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": unquote(path, encoding="latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "SCRIPT_NAME": "",
        "HTTP_HOST": "localhost",
        "HTTP_ACCEPT_LANGUAGE": "en",
        "wsgi.input": BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.url_scheme": "http",
    }
    if tags:
        asked["HTTP_IF_NONE_MATCH"] = tags[address]
    told: dict[str, Any] = {}
    answer = handler(asked, lambda status, headers: told.update(status=status, headers=headers))
    body = b"".join(answer)
    answer.close()
    if not told["status"].startswith("304" if tags else "200"):
        raise RuntimeError(f"{address}: {told['status']}")
    return dict(told["headers"]), body


if __name__ == "__main__":
    main()
