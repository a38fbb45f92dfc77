"""Import rules from the database, and what a rule would do to the stories that are there."""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields

from articles.models import ImportRule, Sighting

from . import rules
from .rules import Path, Rule

WINDOW = 100_000
SHOWN = 20
# Where the archive has what a rule words anew; sightings have only title and source.
STORED = {
    "title": "title",
    "source": "source_name",
    "byline": "article__byline",
    "summary": "article__summary",
}
PATHS, LEVELS = " · ", " / "


@dataclass(frozen=True, slots=True)
class Sample:
    """A file that the rule is about, and what would change, in words; empty for allow, hold and
    drop."""

    sighting: int
    title: str
    source: str
    channel: str
    before: str = ""
    after: str = ""


@dataclass(slots=True)
class Rehearsal:
    """How many of the files looked at the rule would hold, drop, let in or change, by itself."""

    rule: Rule
    looked: int = 0
    matched: int = 0
    is_complete: bool = True
    samples: list[Sample] = field(default_factory=list)


def active_rules() -> tuple[Rule, ...]:
    """The rules that imports follow, in order."""
    return tuple(map(from_model, ImportRule.objects.filter(is_active=True)))


def from_model(rule: ImportRule) -> Rule:
    return Rule(**{each.name: getattr(rule, each.name) for each in fields(Rule)})


def rehearse(rule: ImportRule, limit: int = WINDOW) -> Rehearsal:
    """What the rule, saved or not, would do to the newest `limit` files, newest first.

    It asks the table of sightings and parses nothing: categories are those written down there.
    """
    rehearsal = Rehearsal(from_model(rule))
    stored = STORED.get(rule.field if rule.effect == rules.REWRITE else "", "title")
    rows = Sighting.objects.filter(superseded=False, refused="").order_by("-pk")
    columns = rows.values_list("pk", "title", "source_name", "channel", stored)
    for row in columns[: limit + 1].iterator():
        if rehearsal.looked == limit:
            rehearsal.is_complete = False
            break
        rehearsal.looked += 1
        for sample in _samples(rehearsal.rule, *row):
            rehearsal.matched += 1
            if len(rehearsal.samples) < SHOWN:
                rehearsal.samples.append(sample)
    return rehearsal


def _samples(
    rule: Rule, pk: int, title: str, source: str, channel: str, stored: str | None
) -> Iterator[Sample]:
    """The file, if the rule would make a difference to it."""
    paths = _paths(channel)
    if not rules.applies(rule, source, title, paths):
        return
    before = after = ""
    if rule.effect == rules.FILE:
        before, after = channel, PATHS.join(map(LEVELS.join, rules.filed(paths, rule)))
    elif rule.effect == rules.REWRITE:
        before = stored or ""
        after = rules.reworded(before, rule)
    if rule.effect in rules.GATES or before != after:
        yield Sample(pk, title, source, channel, before, after)


def _paths(channel: str) -> tuple[Path, ...]:
    """The category paths that a sighting's line tells; the last one may be cut short."""
    return tuple(tuple(path.split(LEVELS)) for path in channel.split(PATHS)) if channel else ()
