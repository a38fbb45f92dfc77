"""The kinds of long work. Each is a function that is given its job and tells how far it is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from articles.models import Job

from .telling import Tell

Run = Callable[[Job, Tell], None]


def _kind_alone(job: Job) -> str:
    return job.kind


def _nothing(job: Job) -> Sequence[str]:
    return ()


def _more(job: Job) -> str:
    return _("More about it")


@dataclass(frozen=True, slots=True)
class Instead:
    """Why a job that broke off would break off again, as sentences with an address or none; and
    what can be done in its place: a button's words, and where it posts to (none: nothing)."""

    heading: str
    told: Sequence[tuple[str, str]]
    more: int = 0
    words: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """`title`: what the job does, in words. `outcome`: sentences about what came of it so far.
    `page`: the address of a page that shows more of it; `door`: what the link to it says; `leads`:
    whether who watches the job is taken there when it is done. `instead`: given the job and the
    user, what there is in place of going on. `undone_by`: the kind that takes it back.
    """

    name: str
    run: Run
    title: Callable[[Job], str] = _kind_alone
    outcome: Callable[[Job], Sequence[str]] = _nothing
    page: Callable[[Job], str] | None = None
    door: Callable[[Job], str] = _more
    leads: bool = False
    instead: Callable[[Job, Any], Instead | None] | None = None
    undone_by: str = ""


_kinds: dict[str, Kind] = {}


def kind(name: str, **more: Any) -> Callable[[Run], Run]:
    """Register a function as a kind of work; `more` is what Kind has. It may be begun again after
    an interruption, and then goes on from `job.position`: what it has done by then it must know, or
    do again without harm.
    """

    def register(run: Run) -> Run:
        assert name not in _kinds, f"two kinds of work are called {name}"
        _kinds[name] = Kind(name, run, **more)
        return run

    return register


def kind_named(name: str) -> Kind | None:
    """None for the rows of a kind that an older or newer newsdesk knew."""
    return _kinds.get(name)
