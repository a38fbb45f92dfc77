"""One part of the bench of the desk in a process of its own: `python -m bench.desk_job WHAT …`,
figures as JSON. desk.py says what they are."""

import json
import sys
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any

from django.core.management import call_command

from bench.measure import p95
from bench.search_job import clock

PLAIN_FILES = "django.contrib.staticfiles.storage.StaticFilesStorage"
USER = "bench"
Figures = dict[str, Any]
Ask = Callable[[], Any]


def main(what: str, *given: str) -> None:
    import django
    from django.conf import settings

    settings.STORAGES["staticfiles"]["BACKEND"] = PLAIN_FILES
    django.setup()
    print(json.dumps({"migrate": migrate, "fill": fill, "measure": measure}[what](*given)))


def migrate() -> Figures:
    call_command("migrate", verbosity=0)
    return {}


def fill(count: str) -> Figures:
    """Make an archive, unless one is there."""
    from articles.models import Article
    from bench import desk_archive

    migrate()
    if not Article.objects.exists():
        desk_archive.fill(int(count))
    return {}


def measure(runs: str) -> Figures:
    """Every page of the desk, what a plain admin takes for the like, and the saving of a story."""
    from articles.models import Article
    from bench import desk_pages, desk_plain

    client, spent, times = logged_in(), clock(), int(runs)

    def told(label: str, ask: Ask, kind: str = "form", runs: int = times) -> Figures:
        return {"page": label, "kind": kind, **measured(ask, runs, spent)}

    found = [
        told(page.label, lambda page=page: client.get(page.address), page.kind)
        for page in desk_pages.pages(client, even_empty=False)
    ]
    with desk_plain.instead_of_ours():
        beside = {
            label: told(label, lambda address=address: client.get(address), runs=1)
            for label, address in desk_plain.PAGES.items()
        }
    found += [told(label, ask) for label, ask in saves(client)]
    return {"stories": Article.objects.count(), "pages": found, "plain": beside}


def logged_in() -> Any:
    from django.contrib.auth.models import User
    from django.test import Client
    from django.test.utils import setup_test_environment

    setup_test_environment()  # an answer's context is kept: the lists are read from it
    user, _made = User.objects.get_or_create(
        username=USER, defaults={"is_staff": True, "is_superuser": True}
    )
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    return client


def measured(ask: Ask, runs: int, spent: Callable[[], float]) -> Figures:
    """After one time that is not counted, in which the questions are."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        answer = ask()
    questions = asked.captured_queries  # the next request forgets them
    taken = []
    for _time in range(runs):
        began = spent()
        ask()
        taken.append(spent() - began)
    return {
        "status": answer.status_code, "queries": len(questions), "bytes": len(answer.content),
        "median": median(taken), "p95": p95(taken), "taken": taken,
        "slowest": max(questions, key=lambda it: float(it["time"]), default={}),
    }  # fmt: skip


def saves(client: Any) -> Iterator[tuple[str, Ask]]:
    """Saving the newest story as it is, and with one word more in its title each time."""
    from articles.models import Article
    from tests.admin.helpers import change_url, form_of

    address = change_url(Article.objects.latest("pk"))

    def one_word() -> Any:
        fields = form_of(client, address)
        return client.post(address, fields | {"title": fields["title"][0] + " anew"})

    untouched = form_of(client, address)
    yield "story saved as it is", lambda: client.post(address, untouched)
    yield "story opened, saved with a word more", one_word


if __name__ == "__main__":
    main(*sys.argv[1:])
