"""Tags that are written differently and probably mean the same."""

from collections.abc import Iterable
from functools import lru_cache

from taggit.models import Tag

from articles.cleaning.folding import fold

LOOKED_AT = 20_000  # the newest tags
SHOWN = 100  # groups on the page


@lru_cache(maxsize=LOOKED_AT)
def likeness(name: str) -> str:
    """Equal for names that differ in capitals, width, accents, blanks, traditional or simplified
    characters, or by an English plural."""
    key = fold(name).replace(" ", "") or name
    if not key.isascii() or len(key) < 4 or key.endswith("ss"):
        return key
    return f"{key[:-3]}y" if key.endswith("ies") else key.removesuffix("s")


def alike(tags: Iterable[Tag]) -> list[list[Tag]]:
    """Groups of two and more, in the order of the tags."""
    groups: dict[str, list[Tag]] = {}
    for tag in tags:
        groups.setdefault(likeness(tag.name), []).append(tag)
    return [group for group in groups.values() if len(group) > 1]


def near_doubles() -> list[list[Tag]]:
    return alike(Tag.objects.order_by("-pk")[:LOOKED_AT])[:SHOWN]
