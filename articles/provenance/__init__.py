"""Where a story came from, and how what we show differs from it."""

from .facts import Attribution, TextState, attribution_of

__all__ = ["Attribution", "TextState", "attribution_of"]
