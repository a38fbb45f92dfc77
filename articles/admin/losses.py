"""What cleaning took away from a text: tags and attributes, counted before and after. Pure.

A count for people, not a guard: it may misread broken markup, and nothing depends on it.
"""

import re
from collections import Counter
from dataclasses import dataclass

from articles.cleaning import MAX_CHARS

# A comment, to its end or the text's; or an opening tag: its name and what stands in it.
MARKUP = re.compile(
    r"""<!--(?:(?!-->).)*+|<([a-zA-Z][^\s/<>]*+)((?:[^<>"']++|"[^"]*+"|'[^']*+')*+)>""", re.DOTALL
)
ATTRIBUTE = re.compile(r"""([^\s/=]++)(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s]*+))?""")
RAW_TEXT = frozenset({"script", "style", "textarea", "title"})


@dataclass(frozen=True, slots=True)
class Loss:
    """`count` times the element, or the attribute on it, is no longer there."""

    element: str
    count: int
    attribute: str = ""


def losses(before: str, after: str) -> list[Loss]:
    """Elements first, then attributes of elements that stayed; each in alphabetical order."""
    elements, attributes = _census(before[:MAX_CHARS])
    kept_elements, kept_attributes = _census(after)
    lost = [Loss(name, count) for name, count in sorted((elements - kept_elements).items())]
    return lost + [
        Loss(element, count, attribute)
        for (element, attribute), count in sorted((attributes - kept_attributes).items())
        if kept_elements[element]
    ]


def _census(markup: str) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    elements: Counter[str] = Counter()
    attributes: Counter[tuple[str, str]] = Counter()
    lower, at, skipped = markup.lower(), 0, set(RAW_TEXT)
    while found := MARKUP.search(markup, at):
        at = found.end()
        if found[1] is None:
            continue
        name = found[1].lower()
        elements[name] += 1
        attributes.update({(name, each[1].lower()) for each in ATTRIBUTE.finditer(found[2])})
        if name in skipped:
            end = lower.find(f"</{name}", at)
            at = max(at, end)
            if end < 0:  # it never ends: do not look for the end again
                skipped.remove(name)
    return elements, attributes
