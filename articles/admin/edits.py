"""Which fields a person changed: imports leave these alone (`Article.edited_fields`)."""

from collections.abc import Collection

from articles.provenance.history import TRACKED

__all__ = ["DERIVED", "TRACKED", "edited_after"]

# Emptied, these are worked out again, and belong to the machine once more.
DERIVED = frozenset({"language", "slug", "summary"})


def edited_after(
    before: Collection[str], changed: Collection[str], emptied: Collection[str]
) -> list[str]:
    """The sorted list to store, from what it was and what the form changed or emptied."""
    edited = TRACKED.intersection(changed).union(before)
    return sorted(edited.difference(DERIVED.intersection(emptied)))
