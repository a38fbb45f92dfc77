"""The part of a story's text that an output may print."""

from collections.abc import Callable

from .leftovers import with_pictures
from .rules import Rights


def shown(
    html: str,
    rights: Rights,
    picture: Callable[[str], str],
    still: Callable[[str], str] = lambda address: "",
) -> str:
    """What may be printed of the story's HTML; empty where the text is not ours to show. Whoever
    prints it says what it shows of each picture: an <img>'s markup, a still's address."""
    return with_pictures(html, picture, still) if rights.shows_body else ""
