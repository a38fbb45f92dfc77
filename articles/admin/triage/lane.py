"""The lane: a list's stories in the order of their numbers, walked from one to the next.

Any list will do: its words and filters stand in the address, as they do for the list itself. Walked
is by number, so that the last story costs what the first one did, and nobody loses his place when
stories leave the list. What was put off is passed over, unless the list asks for it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.contrib.admin import ModelAdmin
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import SEARCH_VAR
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from articles.admin.base import bounded
from articles.admin.saved_row import (
    LONGEST,
    VIEWS,
    Asked,
    address_of,
    list_query,
    parameters_of,
)
from articles.models import SavedSearch, Status

from .likeness import Likeness

INBOX = f"status__exact={Status.INBOX}"
PUT_OFF = "later"  # the filter that asks for what was put off
OLDEST, NEWEST = "oldest", "newest"
WINDOW, WINDOWS = 24, 5  # stories that are looked at together; and how often, where all are folded


@dataclass
class Lane:
    """`query`: the list, as it stands behind the “?”. Nothing is asked before `stories` are."""

    modeladmin: ModelAdmin
    user: Any
    query: str
    order: str = NEWEST
    is_refused: bool = False  # the list that was asked for; this is the inbox then

    @cached_property
    def stories(self) -> QuerySet:
        try:
            cl = list_query(self.modeladmin, Asked(self.user, self.query))
        except (IncorrectLookupParameters, DisallowedModelAdminLookup):
            self.query, self.is_refused = INBOX, True
            cl = list_query(self.modeladmin, Asked(self.user, INBOX))
        if PUT_OFF in QueryDict(self.query):
            return cl.queryset
        now = timezone.now()
        return cl.queryset.filter(Q(put_off_until__isnull=True) | Q(put_off_until__lte=now))

    @cached_property
    def likeness(self) -> Likeness:
        return Likeness(self.stories, is_newest_first=self.order == NEWEST)

    @property
    def state(self) -> str:
        """All that a form must send for its answer to lead back here."""
        return self.query if self.order == NEWEST else f"{self.query}&order={self.order}"

    def address(self, page: str = "triage", /, **place: Any) -> str:
        more = urlencode({name: value for name, value in place.items() if value is not None})
        return (
            f"{reverse(f'admin:articles_article_{page}')}?{self.state}{'&' if more else ''}{more}"
        )

    @property
    def list_address(self) -> str:
        return address_of(self.query)

    @property
    def turned(self) -> "Lane":
        """The same the other way round."""
        order = OLDEST if self.order == NEWEST else NEWEST
        return Lane(self.modeladmin, self.user, self.query, order)

    def left(self) -> str:
        """How many stories there are, within bounds."""
        return bounded(self.stories)

    def after(self, place: int | None, most: int) -> list[int]:
        """So many numbers of what comes after the story, the first ones for None."""
        return self._some(place, most, is_back=False)

    def before(self, place: int) -> int | None:
        """What one would have seen before this one."""
        return next(iter(self._some(place, 1, is_back=True)), None)

    def _some(self, place: int | None, most: int, *, is_back: bool) -> list[int]:
        found: list[int] = []
        for window in self._windows(place, is_back=is_back):
            folded = self.likeness.folded(window)
            found += [pk for pk in window if pk not in folded]
            if len(found) >= most:
                break
        return found[:most]

    def _windows(self, place: int | None, *, is_back: bool) -> Iterator[Sequence[int]]:
        falls = (self.order == NEWEST) != is_back
        rows = self.stories.order_by("-pk" if falls else "pk").values_list("pk", flat=True)
        for _time in range(WINDOWS):
            beyond = {"pk__lt" if falls else "pk__gt": place} if place is not None else {}
            window = list(rows.filter(**beyond)[:WINDOW])
            if window:
                yield window
            if len(window) < WINDOW:
                return
            place = window[-1]


def lane_of(modeladmin: ModelAdmin, user: Any, asked: QueryDict) -> Lane:
    """The lane of an address; the inbox where it names no list."""
    order = OLDEST if asked.get("order") == OLDEST else NEWEST
    known = {SEARCH_VAR}.union(*map(parameters_of, modeladmin.list_filter))
    pairs = [(name, value.strip()) for name, values in asked.lists() for value in values]
    query = urlencode(sorted((name, value) for name, value in pairs if name in known and value))
    is_refused = len(query) > LONGEST
    return Lane(modeladmin, user, INBOX if is_refused else query or INBOX, order, is_refused)


def name_of(lane: Lane, user: Any) -> str:
    """What the list is called where it has a name."""
    if lane.query == INBOX:
        return str(Status.INBOX.label)
    if lane.query in VIEWS:
        return str(VIEWS[lane.query])
    saved = SavedSearch.objects.usable_by(user).filter(query=lane.query)
    return saved.values_list("name", flat=True).first() or ""
