"""The conflict queue at an import: what joins it, and what has had its day."""

from collections.abc import Sequence
from typing import NamedTuple

from articles.models import Article, Conflict, ImportBatch

from .changes import words
from .entry import Clash, Entry


class Replaced(NamedTuple):
    """A conflict that waits no longer, and the one that does instead, if there is one."""

    old: Conflict
    newer: Conflict | None


def join(
    entry: Entry, article: Article, batch: ImportBatch, waiting: Sequence[Conflict]
) -> tuple[list[Conflict], list[Replaced]]:
    """New conflicts of the entry, unsaved, and which of those `waiting` they replace.

    A story lies at several paths: what one of its files has queued the others do not queue again
    (`entry.clashes` is left without it). What the source does not say any more is replaced too.
    """
    entry.clashes = [
        clash for clash in entry.clashes if not any(_is_told(clash, old) for old in waiting)
    ]
    new = [Conflict(article=article, batch=batch, **clash._asdict()) for clash in entry.clashes]
    replaced = []
    for old in waiting:
        newer = next((each for each in new if _is_about(each, old)), None)
        if newer or not _still_says(entry, old):
            replaced.append(Replaced(old, newer))
    return new, replaced


def _is_told(clash: Clash, old: Conflict) -> bool:
    return clash == Clash(old.field, old.base, old.ours, old.theirs, old.after)


def _is_about(new: Conflict, old: Conflict) -> bool:
    """Of the body: about the same passage of ours; where ours is none, in the same place."""
    if new.field != old.field or new.field != "body":
        return new.field == old.field
    return new.ours == old.ours and (new.ours != "" or new.after == old.after)


def _still_says(entry: Entry, old: Conflict) -> bool:
    """Unless this file has just taken it back."""
    story, said = entry.cleaned, entry.said
    if story is None or said is None or getattr(said, old.field) == getattr(story, old.field):
        return True
    if old.field == "body":
        return old.theirs in story.body
    return words(getattr(story, old.field)) == old.theirs
