"""Tags or categories that become one: what happens to their stories, numbers and lists.

Stories are given the other row in pieces, each in a transaction of its own when a job does it, so
that nobody waits for the whole of a large one. A row goes when no story has it any more.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.db import connection, transaction
from django.db.models import Model, QuerySet

from articles.admin.jobs import JobError, Tell, rest, start
from articles.models import Article, Job, SavedSearch, Successor

AT_ONCE = 500
WHILE_WAITING = 2_000  # stories; for more a person would wait too long
MOST_BELOW = 50  # rows below those that go; each that moves costs as much as a page
Pair = tuple[Any, Any]  # the row that goes, and the one that it goes into


class Joining(ABC):
    """One kind of rows. `field`: of a story, that holds them; `table` with the columns `story` and
    `other`: where; `noun`: in the log; `job`: the kind of work; `order`: in which rows are locked;
    `gone`: said where the row that was to stay is not there any more."""

    model: type[Model]
    table: type[Model]
    field = noun = story = other = job = ""
    order = "pk"
    gone: Any = ""

    def merge(self, losers: Sequence[Any], winner: Any, user: Any) -> Job | None:
        """All or none at once; a job where the stories are many, or the rows below."""
        stories = self.moving(losers).order_by()
        many = stories[: WHILE_WAITING + 1].count() > WHILE_WAITING
        if many or self.below(losers) > MOST_BELOW:
            names = [str(row) for row in losers]
            params = {"from": [row.pk for row in losers], "names": names}
            return start(self.job, user, params | {"into": winner.pk, "name": str(winner)})
        with transaction.atomic():
            # Stories before rows, as whoever saves a story does, and all in one order: two who
            # change them wait, and do not deadlock.
            self.hold(self.moving(losers).values(self.story))
            self._lock(*losers, winner)
            for loser in self.in_order(losers):
                self.retire(loser, winner, user)
        return None

    def beside(self, job: Job, tell: Tell) -> None:
        """Begun again it goes on with the stories that are left."""
        winner = self.model.objects.filter(pk=job.params["into"]).first()
        if winner is None:
            raise JobError(self.gone)
        losers = list(self.model.objects.filter(pk__in=job.params["from"]).order_by("pk"))
        if why := self.refusal(losers, winner):
            raise JobError(why)
        try:
            for loser in self.in_order(losers):
                for moved in self._piecemeal(loser, winner):
                    tell(job.done + moved)
                    rest()
                self.retire(loser, winner, job.made_by)
        except self.model.DoesNotExist as error:
            raise JobError(self.gone) from error

    def _piecemeal(self, loser: Any, winner: Any) -> Iterator[int]:
        """What goes over before the last step: the number of stories, after each transaction."""
        for pair in self.pairs(loser, winner):
            while moved := self.hand_over(*pair):
                yield moved
            for _each in self.go_ahead(*pair):
                yield 0

    @transaction.atomic
    def hand_over(self, loser: Any, winner: Any) -> int:
        """Give the winner some of the loser's stories, and say how many."""
        filed = self.table.objects.filter(**{self.other: loser}).order_by(self.story)
        ids = list(filed.values_list(self.story, flat=True)[:AT_ONCE])
        self.hold(ids)
        here = {f"{self.story}__in": ids}
        had = self.table.objects.filter(**here, **{self.other: winner})
        both = set(had.values_list(self.story, flat=True))
        given = self.table.objects.filter(**here, **{self.other: loser})
        given.filter(**{f"{self.story}__in": both}).delete()
        given.update(**{self.other: winner})
        if ids:
            self.refile(ids)
        return len(ids)

    def hold(self, ids: Any) -> None:
        """Whoever changes one of these stories waits; nothing is asked where no rows are locked."""
        if connection.features.has_select_for_update:
            rows = Article.objects.filter(pk__in=ids).order_by("pk")
            list(rows.select_for_update(no_key=True).values_list("pk"))

    @transaction.atomic
    def retire(self, loser: Any, winner: Any, user: Any) -> None:
        """The row goes; its names and its address lead to the winner.

        All are locked: a form that names the loser now waits, or is seen by the last look.
        """
        self._lock(loser, winner)
        winner = self.model.objects.get(pk=winner.pk)
        loser = self.model.objects.filter(pk=loser.pk).first()
        if loser is None:  # it became one with another that goes
            return
        if why := self.moved(loser, winner):
            raise JobError(why)
        name, pairs = str(loser), list(self.pairs(loser, winner))
        self._lock(*(row for pair in pairs for row in pair))
        self.set_apart(pairs)
        for pair in pairs:
            while self.hand_over(*pair):
                pass
            numbers = [row.pk for row in pair]
            self.dissolve(*pair)
            Successor.leave(self.field, *numbers)
            self._point_lists(*numbers)
        if user:
            words = [{"changed": {"fields": ["merge"], "name": self.noun, "object": name}}]
            LogEntry.objects.log_actions(user.pk, [winner], CHANGE, words, single_object=True)

    def _lock(self, *rows: Any) -> None:
        numbers = {row.pk for row in rows}
        list(self.model.objects.filter(pk__in=numbers).order_by(self.order).select_for_update())

    def _point_lists(self, old: int, new: int) -> None:
        """Saved lists go on showing what they showed."""
        was, now = (f"{self.field}__id__exact={number}" for number in (old, new))
        for search in SavedSearch.objects.filter(query__contains=was):
            parts = [now if part == was else part for part in search.query.split("&")]
            search.query = "&".join(parts)
            search.save(update_fields=["query"])

    def moving(self, losers: Sequence[Any]) -> QuerySet:
        """A row for each story that the merge files anew."""
        return self.table.objects.filter(**{f"{self.other}__in": losers})

    def below(self, losers: Sequence[Any]) -> int:
        """How many rows move along."""
        return 0

    def refusal(self, losers: Sequence[Any], winner: Any) -> str:
        """Why they cannot be one, for a person; empty if they can."""
        return ""

    def moved(self, loser: Any, winner: Any) -> str:
        """Why they cannot be one any more, where somebody has moved them while we waited."""
        return ""

    def in_order(self, losers: Iterable[Any]) -> Iterable[Any]:
        return losers

    def pairs(self, loser: Any, winner: Any) -> Iterator[Pair]:
        """The two, after all that become one because these do."""
        yield loser, winner

    def go_ahead(self, loser: Any, winner: Any) -> Iterator[Any]:
        """What else can go over before the last step, each in a transaction of its own."""
        yield from ()

    def set_apart(self, pairs: Iterable[Pair]) -> None:
        """Free the names of those that go, where one that is moved could want them."""
        return

    @abstractmethod
    def address(self, row: Any) -> str:
        """Where readers find its stories."""

    @abstractmethod
    def refile(self, ids: Sequence[int]) -> None:
        """These stories' listings, and what search finds them by."""

    @abstractmethod
    def dissolve(self, loser: Any, winner: Any) -> None:
        """Delete the loser, which no story has any more, once all else that hung on it hangs on the
        winner."""
