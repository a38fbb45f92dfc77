"""The run: due addresses are asked for, developed, stored, and shown in their stories' galleries.

Threads wait for the network and for the workshop; this one alone talks to the database, in small
transactions. Whatever ends a run, only the pictures under way are lost, and the next one goes on.
"""

import shutil
import threading
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from django.db import Error, transaction
from django.utils import timezone

from articles.models import Image, ImageUse

from . import bringing, due, registering, scratch, storing
from .develop import Developed
from .due import Due
from .http import INTERNET, Answer
from .lanes import NEVER, Lanes
from .reasons import Refusal
from .tally import Tally
from .wires import Wires
from .workshop import Workshop

THREADS = 8  # that wait for hosts
BACKLOG = 24  # files that wait for the workshop at most: they lie on the disk
PAGE = 200  # addresses that are looked up at once
PER_HOST = 50  # of which so many wait already is no more looked up
LOOK_EVERY = 15.0  # seconds, for other hosts' addresses while some wait
UNREACHED = frozenset({"I_DNS", "I_CONNECT", "I_TLS", "I_TIMEOUT"})
BUSY = frozenset({429, 503})  # statuses that say something about the host, not about the picture


@dataclass(slots=True, eq=False)
class Job:
    """One address on its way."""

    due: Due
    again: bool = False  # asked once more, with another Referer
    answer: Answer | None = None


def run(
    *,
    limit: int | None = None,
    workers: int = 1,
    wires: Wires = INTERNET,
    shop: Workshop | None = None,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
    progress: Callable[[int], None] = lambda addresses: None,
    **scope: Any,
) -> Tally:
    """Fetch what is due, at most `limit` addresses; `scope` narrows it to uses, as in
    `article__source=…`. `progress` is called with the number of addresses done since the last
    call. Raises what the database, the disk and the workshop raise."""
    with ExitStack() as stack:
        folder = stack.enter_context(scratch.folder())
        # Their ends come first, so that nobody works in the folder any more; and first of all the
        # workshop's, so that nobody waits for it.
        net = stack.enter_context(ThreadPoolExecutor(THREADS, "fetch"))
        makers = stack.enter_context(ThreadPoolExecutor(workers, "develop"))
        shop = shop or stack.enter_context(Workshop(workers))
        wires = replace(wires, stop=threading.Event())
        going = _Run(limit, scope, folder, wires, shop, net, makers, clock, sleep, progress)
        try:
            going.go()
        finally:
            wires.stop.set()
            net.shutdown(wait=False, cancel_futures=True)
            makers.shutdown(wait=False, cancel_futures=True)
            with suppress(Error):  # it may be what stopped us; then the addresses wait for HOLD
                due.give_back(going.held.values(), timezone.now())
    return going.tally


def waiting(**scope: Any) -> int:
    """How many addresses are due."""
    return due.addresses(timezone.now(), **scope).count()


@dataclass(slots=True)
class _Run:
    """One run: what it works with, and the loop."""

    limit: int | None
    scope: dict[str, Any]
    folder: Path
    wires: Wires
    shop: Workshop
    net: ThreadPoolExecutor
    makers: ThreadPoolExecutor
    clock: Callable[[], float]
    sleep: Callable[[float], None]
    progress: Callable[[int], None]
    tally: Tally = field(default_factory=Tally)
    lanes: Lanes[Job] = field(default_factory=Lanes)
    lined_up: set[int] = field(default_factory=set)
    held: dict[int, Due] = field(default_factory=dict)  # taken from the queue, and not done yet
    asked: dict[Future[Answer], Job] = field(default_factory=dict)
    in_making: dict[Future[Developed], Job] = field(default_factory=dict)
    same: dict[str, list[Job]] = field(default_factory=dict)  # by the digest that is in the making
    finished: list[tuple[Job, str, str]] = field(default_factory=list)  # with outcome and reason
    busy: set[str] = field(default_factory=set)  # hosts that have turned us away
    shown: list[int] = field(default_factory=list)  # addresses that have just got their picture
    started: int = 0
    looked: float = -NEVER
    hungry: bool = True  # the last look did not find the queue's end
    skipping: bool = False  # it left out hosts that had enough waiting

    def go(self) -> None:
        while True:
            self._look()
            self._start()
            if self.asked or self.in_making:
                self._settle(*self._ended())
            elif self.lanes and self._free():
                self.sleep(self.lanes.pause(self.clock()))
            else:
                break
        self.tally.resting = sorted(self.lanes.closed)
        self.tally.finish()

    # Who is next ------------------------------------------------------------------------------

    def _free(self) -> int:
        """How many more may be asked for now."""
        free = THREADS - len(self.asked) if len(self.in_making) < BACKLOG else 0
        return free if self.limit is None else min(free, self.limit - self.started)

    def _look(self) -> None:
        """Find more when nothing that waits may start, for there may be other hosts."""
        now = self.clock()
        idle = self._free() > 0 and self.lanes.pause(now) > 0
        at_rest = not (self.lanes or self.asked or self.in_making)
        again = self.skipping if at_rest else now - self.looked >= LOOK_EVERY
        if not idle or not (self.hungry or again):
            return
        self.looked = now
        full = self.lanes.full(PER_HOST)
        self.skipping = len(full) > len(self.lanes.closed)
        waiting = due.addresses(timezone.now(), **self.scope)
        found = due.find(waiting, PAGE, full, self.lined_up)
        self.hungry = len(found) == PAGE
        for each in found:
            self.lined_up.add(each.pk)
            self.lanes.put(each.host, Job(each))

    def _start(self) -> None:
        if (free := self._free()) <= 0:
            return
        chosen = list(self.lanes.start(self.clock(), free))
        new = [job.due for _host, job in chosen if not job.again]
        self.held |= {each.pk: each for each in due.take(new, timezone.now())}
        for host, job in chosen:
            self.lined_up.discard(job.due.pk)
            if job.due.pk not in self.held:  # another run was faster
                self.lanes.done(host)
                continue
            job.due = self.held[job.due.pk]
            self.started += 1
            referer = bringing.referers(host, job.due.page)[job.again]
            future = self.net.submit(bringing.bring, job.due.url, self.folder, referer, self.wires)
            self.asked[future] = job

    def _ended(self) -> tuple[list[Future[Answer]], list[Future[Developed]]]:
        """What has ended; nothing, if another host's turn comes before."""
        pause = self.lanes.pause(self.clock()) if self._free() > 0 else NEVER
        timeout = None if pause == NEVER else min(pause, LOOK_EVERY)
        done = wait([*self.asked, *self.in_making], timeout, FIRST_COMPLETED).done
        return [it for it in self.asked if it in done], [it for it in self.in_making if it in done]

    # What became of it ------------------------------------------------------------------------

    def _settle(self, came: list[Future[Answer]], made: list[Future[Developed]]) -> None:
        if not came and not made:
            return
        with transaction.atomic():
            registering.take_turn()
            for answering in came:
                self._came(answering, self.asked.pop(answering))
            for making in made:
                self._made(making, self.in_making.pop(making))
            uses = ImageUse.objects.filter(address__pk__among=self.shown).order_by()
            registering.refresh(set(uses.values_list("article_id", flat=True)))
            self.shown.clear()
        while self.finished:
            self._finish(*self.finished.pop())

    def _came(self, answering: Future[Answer], job: Job) -> None:
        host = job.due.host
        try:
            job.answer = answer = answering.result()
        except Refusal as refusal:
            self.lanes.done(host, connected=refusal.code not in UNREACHED)
            self._not_had(job, refusal)
            return
        self.lanes.done(host)
        self.tally.bytes += answer.length
        if image := storing.find(answer.digest):
            self._has(job, image, "known")
        elif answer.digest in self.same:
            self.same[answer.digest].append(job)
        else:
            self.same[answer.digest] = []
            into = answer.path.parent / "made"
            self.in_making[self.makers.submit(bringing.make, answer, into, self.shop)] = job

    def _not_had(self, job: Job, refusal: Refusal) -> None:
        if image := registering.upload_at(job.due.url):  # it has come in the meantime
            self._has(job, image, "known")
            return
        host = job.due.host
        counts = host not in self.busy or refusal.status not in BUSY
        if refusal.retry_after or refusal.status in BUSY:
            self._rest(host, refusal)
        first, second = bringing.referers(host, job.due.page)
        open_to_ask = not job.again and first != second and host not in self.lanes.closed
        if refusal.status == 403 and open_to_ask:
            job.again = True
            self.started -= 1
            self.lanes.put(host, job, first=True)
        else:
            self._has_not(job, refusal, counts=counts)

    def _rest(self, host: str, refusal: Refusal) -> None:
        """The host wants to be left alone, with all its addresses."""
        now, rest = self.clock(), due.rest_of(refusal)
        if refusal.status in BUSY:
            self.busy.add(host)
        if rest:
            stays_open = self.lanes.rest(host, now + rest.total_seconds(), now)
        else:
            stays_open = self.lanes.turned_away(host, now)
        if not stays_open:
            due.put_off(host, timezone.now() + (rest or due.DELAYS[0]), self.held)

    def _made(self, making: Future[Developed], job: Job) -> None:
        answer = job.answer
        assert answer
        others = self.same.pop(answer.digest)
        try:
            developed = making.result()
        except Refusal as refusal:
            for one in (job, *others):
                self._has_not(one, refusal)
            return
        image = storing.write_row(answer.length, answer.digest, developed)
        self._has(job, image, "copied")
        for one in others:
            self._has(one, image, "known")

    def _has(self, job: Job, image: Image, outcome: str) -> None:
        addresses = due.ours(job.due)
        if not addresses.exists():
            self.finished.append((job, "", ""))
            return
        status = 200 if job.due.host else None
        registering.settle(addresses, image, status=status, tried_at=timezone.now())
        _state, reason = registering.state_of(image)
        self.shown.append(job.due.pk)
        self.finished.append((job, "none" if reason else outcome, reason))

    def _has_not(self, job: Job, refusal: Refusal, *, counts: bool = True) -> None:
        state = due.fail(job.due, refusal, timezone.now(), counts=counts)
        self.finished.append((job, state, refusal.code))

    def _finish(self, job: Job, outcome: str, reason: str) -> None:
        """It is stored: what is not, a run that breaks gives back. No outcome: somebody else has
        settled it in the meantime."""
        del self.held[job.due.pk]
        if job.answer:
            shutil.rmtree(job.answer.path.parent, ignore_errors=True)
        if outcome:
            self.tally.take(outcome, reason, job.due.host)
        self.progress(1)
