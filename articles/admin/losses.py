"""What cleaning took away from a text: tags and attributes, counted before and after. Pure."""

from collections import Counter
from dataclasses import dataclass

from articles.cleaning.tokens import Tag, tokens


@dataclass(frozen=True, slots=True)
class Loss:
    """`count` times the element, or the attribute on it, is no longer there."""

    element: str
    count: int
    attribute: str = ""


def losses(before: str, after: str) -> list[Loss]:
    """Elements first, then attributes of elements that stayed; each in alphabetical order."""
    elements, attributes = _census(before)
    kept_elements, kept_attributes = _census(after)
    lost = [Loss(name, count) for name, count in sorted((elements - kept_elements).items())]
    return lost + [
        Loss(element, count, attribute)
        for (element, attribute), count in sorted((attributes - kept_attributes).items())
        if kept_elements[element]
    ]


def _census(markup: str) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    opened = [token for token in tokens(markup) if isinstance(token, Tag) and not token.closing]
    attributes = Counter((tag.name, name) for tag in opened for name in tag.attributes)
    return Counter(tag.name for tag in opened), attributes
