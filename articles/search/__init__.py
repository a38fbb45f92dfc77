"""Finding stories: an index leads to those that may match, their folded texts decide."""

from .desk import for_desk
from .faceting import Facet, Facets, facets
from .finding import Found, Search, best, newest

__all__ = [
    "Facet",
    "Facets",
    "Found",
    "Search",
    "best",
    "facets",
    "for_desk",
    "newest",
]
