"""Finding stories: plain word matching over the newest ones, until there is an index."""

from .plain import CANDIDATES, find, words

__all__ = ["CANDIDATES", "find", "words"]
