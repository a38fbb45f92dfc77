"""Finding stories: plain word matching over the newest ones, until there is an index."""

from .desk import for_desk
from .faceting import Facet, Facets, facets
from .finding import Found, best, newest
from .plain import CANDIDATES, find, words

__all__ = [
    "CANDIDATES",
    "Facet",
    "Facets",
    "Found",
    "best",
    "facets",
    "find",
    "for_desk",
    "newest",
    "words",
]
