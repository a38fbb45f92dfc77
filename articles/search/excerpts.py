"""The part of a story's text in which a search's words stand."""

from collections.abc import Sequence

from articles.cleaning import text

from .query import Phrase
from .snippets import snippet


def excerpt(html: str, phrases: Sequence[Phrase]) -> list[tuple[str, bool]]:
    """Of clean HTML: pieces of its plain text, and whether each of them is a hit."""
    return snippet(text.plain_text(html), phrases)
