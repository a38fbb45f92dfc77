"""What we may show of a story, and what must stand beside it. Every output asks here only."""

from .body import shown
from .indexing import KEEP_OUT, canonical_of, indexable, robots_of
from .rules import Rights, rights_of, terms_of

__all__ = [
    "KEEP_OUT",
    "Rights",
    "canonical_of",
    "indexable",
    "rights_of",
    "robots_of",
    "shown",
    "terms_of",
]
