"""Fields before and after, as people read them: names for numbers, words for codes, marks."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from typing import Any

from django.contrib.admin.utils import label_for_field
from django.utils.dateparse import parse_datetime
from django.utils.text import capfirst
from taggit.models import Tag

from articles.admin import columns
from articles.admin.image_facts import thumbnail_url
from articles.models import Article, Category, DateConfidence, ImageAddress, Source, Status
from articles.models.images import key_of
from articles.models.successors import successors
from articles.provenance.history import FIELDS, RELATIONS, TIMES

from . import words
from .passages import MOST_ROWS, Passage
from .passages import passages as passages_of
from .wording import sentence

CHOICES = {"status": Status, "date_confidence": DateConfidence}
NAMED = {"source": Source, "categories": Category, "tags": Tag}
DAMAGED = object()  # in place of a body that cannot be read any more

Values = dict[str, Any]


@dataclass(slots=True)
class Change:
    """One field before and after: a text with marks in it, or a body passage by passage."""

    label: str
    parts: list[words.Part] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    name: str = ""
    most: int = MOST_ROWS
    damaged: bool = False

    @property
    def shortened(self) -> bool:
        """Whether there may be more than is shown."""
        return sum(1 for each in self.passages if each.kind != "same") >= self.most


def changes(before: Values, after: Values, most: int = MOST_ROWS) -> list[Change]:
    """What differs of the fields that both tell, in the order of the form; numbers are named."""
    both = [name for name in FIELDS if name in before and name in after]
    found = (change_of(name, before[name], after[name], most) for name in both)
    return [change for change in found if change]


def illustrate(found: Iterable[Change]) -> None:
    """Give the pictures in bodies the small copies that we have; one query."""
    shown = [passage for change in found for passage in change.passages]
    named = {piece.address for passage in shown for piece in passage.pieces if piece.medium}
    if not named:
        return
    known = ImageAddress.objects.filter(key__in=[key_of(address) for address in named])
    known = known.filter(image__is_rejected=False).select_related("image")
    small = {row.url: thumbnail_url(row.image) for row in known}
    for passage in shown:
        passage.pieces = [
            piece._replace(thumbnail=small.get(piece.address, "")) for piece in passage.pieces
        ]


def change_of(name: str, before: Any, after: Any, most: int = MOST_ROWS) -> Change | None:
    """None if nobody could tell the two apart."""
    if before == after and before is not DAMAGED:
        return None
    change = Change(label(name), name=name, most=most)
    if DAMAGED in (before, after):
        change.damaged = True
    elif name == "body":
        return _of_body(change, before, after)
    elif name in RELATIONS:
        change.parts = words.exchanged(before, after)
    elif name in TIMES or name in CHOICES or name in NAMED:
        told = [in_words(name, each) for each in (before, after)]
        change.parts = words.exchanged(*([each] if each else [] for each in told))
    else:
        change.parts = words.parts(in_words(name, before), in_words(name, after))
    return change


def _of_body(change: Change, before: str, after: str) -> Change | None:
    change.passages = passages_of(before, after, change.most)
    for passage in change.passages:
        passage.said = [sentence(note) for note in passage.notes]
    return change if any(each.kind != "same" for each in change.passages) else None


def label(name: str) -> str:
    return capfirst(str(label_for_field(name, Article)))


def in_words(name: str, value: Any) -> str:
    """A stored value as the desk writes it elsewhere."""
    if value in (None, "", []):
        return ""
    if name in TIMES:
        moment = parse_datetime(value)
        return columns.when(moment) if moment else value
    if name in CHOICES:
        return str(dict(CHOICES[name].choices).get(value, value))
    return ", ".join(value) if name in RELATIONS else str(value)


def named(values: Iterable[Mapping[str, Any]]) -> list[Values]:
    """Snapshots with names where they hold numbers: three queries at most for all of them."""
    told = [dict(each) for each in values]
    for name, model in NAMED.items():
        numbers = {pk for each in told for pk in _as_list(each.get(name))}
        rows = model.objects.in_bulk(numbers) if numbers else {}
        if name in RELATIONS and len(rows) < len(numbers):
            rows |= _merged(name, model, numbers - rows.keys())
        for each in told:
            if name in each:
                # What is deleted by now has no name any more.
                names = [str(rows.get(pk, f"#{pk}")) for pk in _as_list(each[name])]
                each[name] = sorted(names) if name in RELATIONS else "".join(names)
    return told


def _merged(name: str, model: Any, numbers: Set[int]) -> dict[int, Any]:
    """Those that they were merged into."""
    now = {was: number for was, number in successors(name).items() if was in numbers}
    rows = model.objects.in_bulk(set(now.values()))
    return {was: rows[number] for was, number in now.items() if number in rows}


def _as_list(value: Any) -> list[int]:
    return value if isinstance(value, list) else [] if value is None else [value]
