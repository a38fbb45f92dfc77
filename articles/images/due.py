"""The queue of addresses: which are due, whose they are, and when one that failed is tried again.

A run takes an address by moving its next try ahead: no other run finds it meanwhile, and if this
one is killed the address is found again after `HOLD`.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.expressions import Value
from django.db.models.functions import Coalesce, NullIf

from articles.models import ImageAddress, ImageUse, Source
from articles.models.grants import COPIES, granting

from .reasons import Refusal

HOLD = timedelta(minutes=10)
# After the first failure, the second, …; after the last of them nobody tries again.
DELAYS = (
    timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6), timedelta(days=1),
    timedelta(days=3), timedelta(days=7),
)  # fmt: skip
LONGEST = timedelta(days=7)  # that a host may put us off
State = ImageAddress.State


@dataclass(frozen=True, slots=True)
class Due:
    """An address to fetch. `next_at` is what the queue says, `page` where a story with it stands
    at its source."""

    pk: int
    url: str
    host: str
    tries: int
    next_at: datetime
    page: str


def addresses(now: datetime, **scope: Any) -> QuerySet[ImageAddress]:
    """What is due, and to be copied by the rights of a story's source. `scope` narrows it to uses:
    `article__source=…`."""
    copying = Source.objects.filter(granting(*COPIES, moment=now)).order_by()
    if not copying.exists():  # what waits from before would be looked through for nothing
        return ImageAddress.objects.none()
    uses = ImageUse.objects.filter(address=OuterRef("pk"))
    copied = uses.filter(article__source__in=copying)
    found = ImageAddress.objects.filter(Exists(copied), next_at__lte=now)
    if scope:
        found = found.filter(pk__in=ImageUse.objects.filter(**scope).order_by().values("address"))
    return found


def find(
    found: QuerySet[ImageAddress], most: int, hosts: Collection[str], known: Iterable[int]
) -> list[Due]:
    """The newest of them, without these hosts and without those that the run knows of."""
    page = Coalesce(NullIf(F("article__original_url"), Value("")), F("article__source__homepage"))
    pages = ImageUse.objects.filter(address=OuterRef("pk")).order_by("-pk").values_list(page)[:1]
    left = found.exclude(host__among=hosts) if hosts else found
    rows = left.exclude(pk__among=list(known)).order_by("-next_at", "pk")
    fields = rows.values_list("pk", "url", "host", "tries", "next_at", Subquery(pages))
    return [Due(*row[:5], page=row[5] or "") for row in fields[:most]]


def take(found: Sequence[Due], now: datetime) -> list[Due]:
    """Those of them that are ours now."""
    until = now + HOLD
    with transaction.atomic():
        return [replace(due, next_at=until) for due in found if ours(due).update(next_at=until)]


def give_back(taken: Iterable[Due], now: datetime) -> None:
    """What could not be done after all: the next run does it."""
    with transaction.atomic():
        for due in taken:
            ours(due).update(next_at=now)


def put_off(host: str, until: datetime, held: Iterable[int]) -> None:
    """The host does not want to be asked before, for whatever picture but those that we hold."""
    waiting = ImageAddress.objects.filter(host=host, next_at__lt=until).exclude(host="")
    waiting.exclude(pk__among=list(held)).update(next_at=until)


def ours(due: Due) -> QuerySet[ImageAddress]:
    """The address, while it is as we took it: an editor may have settled it meanwhile."""
    return ImageAddress.objects.filter(pk=due.pk, next_at=due.next_at)


def fail(due: Due, refusal: Refusal, now: datetime, *, counts: bool = True) -> str:
    """Write down why there is no picture; returns the address's state, or nothing where it is not
    ours any more. One try that does not count brings it no nearer to being given up."""
    tries = due.tries + 1 if counts else max(due.tries, 1)
    state, next_at = State.REFUSED, None
    if refusal.is_no_picture:
        state = State.NONE
    elif refusal.is_passing and tries <= len(DELAYS):
        state = State.FAILED
        next_at = now + max(DELAYS[tries - 1], rest_of(refusal))
    written = ours(due).update(
        state=state,
        reason=refusal.code,
        detail=refusal.detail,
        status=refusal.status or None,
        tries=tries,
        tried_at=now,
        next_at=next_at,
    )
    return str(state) if written else ""


def rest_of(refusal: Refusal) -> timedelta:
    """How long the host wants to be left alone."""
    return timedelta(seconds=min(refusal.retry_after, LONGEST.total_seconds()))
