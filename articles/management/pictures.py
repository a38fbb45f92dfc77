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
# What the desk tells with values, which differ from address to address, stands here without them.
IN_GENERAL = {
    "I_PORT": "The port is not among those that pictures are fetched from.",
    "I_HOST": "The host has no public name.",
    "I_PRIVATE": "The host lies in a network that is not public.",
    "I_TIMEOUT": "The answer took too long.",
    "I_STATUS": "The host answered with an error.",
    "I_REDIRECTS": "The address led on too often, or in a circle.",
    "I_TOO_LARGE": "The file is too large.",
    "I_REPLACED": "Another picture has replaced this one in all its stories.",
    "I_NOT_PICTURE": "What came is no picture.",
    "I_FORMAT": "We do not read this format of pictures.",
    "I_TOO_MANY_PIXELS": "The picture has too many pixels.",
    "I_TOO_MANY_FRAMES": "The animation has too many pictures.",
    "I_TOO_MUCH_WORK": "It took too long to decode.",
    "I_TOO_MUCH_MEMORY": "It took too much memory to decode.",
    "P_TINY": "A picture of a few pixels.",
}
# Said of the address itself: where there is no host, it leads nowhere, and not to this site.
NOWHERE = frozenset(("I_ADDRESS", "I_USERINFO", "I_PORT", "I_HOST", "P_DATA"))
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
    addresses = "1 address" if tally.total == 1 else f"{tally.total:,} addresses"
    title = f"Pictures: {addresses} in {tally.seconds:.1f} s, {size}"
    terminal.print(console.counts_table(title, tally.counts, ROWS))
    for reason, count, hosts in tally.ranked():
        terminal.print(f"{count:>7,} {reason} {_sentence(reason)}", markup=False, soft_wrap=True)
        told = console.printable(f"        {_named(hosts, reason)}")
        terminal.print(told, markup=False, soft_wrap=True)
    if tally.resting:
        names = console.printable(", ".join(tally.resting))
        terminal.print(f"Hosts left alone for now: {names}", markup=False, soft_wrap=True)


def _sentence(reason: str) -> str:
    return IN_GENERAL.get(reason) or SENTENCES[reason]


def _named(hosts: Sequence[tuple[str, int]], reason: str) -> str:
    hostless = "no host" if reason in NOWHERE else "this site"
    return ", ".join(f"{host or hostless} {count:,}" for host, count in hosts)
