"""A long story's table of contents, from its sanitised HTML. Pure.

Headings that nobody can point at get an id. Ids of strangers begin with the sanitiser's "s-", so
that ours can be neither theirs nor the page's own.
"""

import html
import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

FEWEST = 3  # headings
MOST = 60
LONG = 600  # words or characters of the text
OURS = "part-"
# Stored HTML is nh3's: attributes stand in double quotes, each with one space before it.
ATTRIBUTES = r'(?: [^>"]*+(?:"[^"]*+"[^>"]*+)*+)?+'
HEADING = re.compile(rf"<(h[23])({ATTRIBUTES})>")
ANY_TAG = re.compile(rf"</?[a-z][a-z0-9]*+{ATTRIBUTES}>")
ID = re.compile(r' id="([^"]*)"')


class Entry(NamedTuple):
    """A heading: `level` is 1 or 2, `text` is plain."""

    level: int
    id: str
    text: str


def contents(body: str, words: int) -> tuple[str, list[Entry]]:
    """The body, each of its headings with an id, and what they say; of short ones, and of those
    with few headings, the body as it was and nothing."""
    if words < LONG or body.count("<h2") + body.count("<h3") < FEWEST:
        return body, []
    headings = list(_headings(body))
    if len(headings) < FEWEST:
        return body, []
    ids = Counter(ID.findall(body))
    top = min(tag for tag, *_ in headings)
    pieces, entries, at = [], [], 0
    for number, (tag, attributes, start, end, text) in enumerate(headings[:MOST], 1):
        own = ID.search(attributes)
        name = own[1] if own and ids[own[1]] == 1 else f"{OURS}{number}"
        if not own or name != own[1]:
            # Of two ids that are the same neither leads anywhere for sure.
            pieces += [body[at:start], f'<{tag} id="{name}"{ID.sub("", attributes)}>']
            at = end
        entries.append(Entry(1 if tag == top else 2, name, text))
    return "".join([*pieces, body[at:]]), entries


def _headings(body: str) -> Iterator[tuple[str, str, int, int, str]]:
    """Each with text: its tag, its attributes, where its start tag begins and ends, its text."""
    for found in HEADING.finditer(body):
        end = body.find(f"</{found[1]}>", found.end())
        text = " ".join(html.unescape(ANY_TAG.sub("", body[found.end() : end])).split())
        if end > 0 and text:
            yield found[1], found[2], found.start(), found.end(), text
