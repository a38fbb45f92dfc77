"""What the commands that fetch pictures share: the run with its bars, and its report."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from articles.images import fetching, registering
from articles.images.reasons import SENTENCES
from articles.images.tally import Tally
from articles.models import Article

from . import console

AT_ONCE = 10_000
ROWS = (
    ("copied", "new pictures"),
    ("known", "pictures that we had already, from another address"),
    ("none", "addresses that lead to no picture of a story"),
    ("failed", "could not be had, and will be tried again"),
    ("refused", "could not be had for good"),
)


def look_through(articles: QuerySet[Article], stream: Any, quiet: bool) -> None:
    """Register the pictures of these articles, the newest first."""
    if not articles.exists():
        return
    with console.progress("Looking for pictures", articles.count, stream, quiet) as advance:
        rows = articles.order_by("-pk").values_list("pk", flat=True)
        while ids := list(rows[:AT_ONCE]):
            registering.register(ids, advance)
            rows = rows.filter(pk__lt=ids[-1])


def fetch(
    stream: Any, quiet: bool, *, workers: int, limit: int | None = None, **scope: Any
) -> Tally:
    """Fetch what is due within the scope."""

    def count() -> int:
        due = fetching.waiting(**scope)
        return due if limit is None else min(due, limit)

    with console.progress("Fetching pictures", count, stream, quiet) as advance:
        return fetching.run(limit=limit, workers=workers, progress=advance, **scope)


def print_tally(tally: Tally, stream: Any) -> None:
    """The counts, and the reasons with the hosts that they happened with most."""
    terminal = console.on(stream)
    if not tally.total:
        terminal.print("No picture is waiting.")
        return
    size = f"{tally.bytes / 1e6:,.1f} MB"
    title = f"Pictures: {tally.total:,} addresses in {tally.seconds:.1f} s, {size}"
    terminal.print(console.counts_table(title, tally.counts, ROWS))
    for reason, count, hosts in tally.ranked():
        terminal.print(f"{count:>7,} {reason} {_sentence(reason)}", markup=False, soft_wrap=True)
        terminal.print(console.printable(f"        {_named(hosts)}"), markup=False, soft_wrap=True)
    if tally.resting:
        names = console.printable(", ".join(tally.resting))
        terminal.print(f"Hosts left alone for now: {names}", markup=False, soft_wrap=True)


def _sentence(reason: str) -> str:
    """Without values, which differ from address to address; the desk shows them."""
    return SENTENCES[reason].replace("%(", "").replace(")s", "")


def _named(hosts: Sequence[tuple[str, int]]) -> str:
    return ", ".join(f"{host or 'this site'} {count:,}" for host, count in hosts)
