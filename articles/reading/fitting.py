"""A body fitted into its page. Pure: clean HTML in, the same words out.

What is wide becomes a place that the keyboard reaches and scrolls; headings follow the page's own
without a gap. Stored HTML is the sanitiser's: balanced, its attributes in double quotes.
"""

import re

from django.utils.html import escape
from django.utils.translation import gettext as _

from articles.models import Article

from .contents import ANY_TAG, ATTRIBUTES

TOP = 2  # the headline is the first
PRE = re.compile(rf"<pre(?={ATTRIBUTES}>)")
TABLE = re.compile(rf"<table{ATTRIBUTES}>|</table>")
HEADING = re.compile(rf"<(/?)h([2-6])(?={ATTRIBUTES}>)")
OPENING = 4_000  # characters of a body in which its summary can begin
ENOUGH = 24  # letters that two texts share by no accident
GLOSS = re.compile(r"<r[tp]\b[^>]*>[^<]*</r[tp]>")


def fitted(body: str) -> str:
    return _tables(_code(_headings(body)))


def standfirst(article: Article) -> str:
    """The summary, unless it only repeats how the text begins, as most imported ones do."""
    begins = _letters(article.summary)[:ENOUGH]
    text = ANY_TAG.sub("", GLOSS.sub("", article.body[:OPENING]))
    return "" if begins in _letters(text) else article.summary


def _letters(text: str) -> str:
    return "".join([char for char in text if char.isalnum()]).casefold()


def _headings(body: str) -> str:
    """Each at most one level below the heading that it belongs to."""
    above: list[int] = []

    def moved(found: re.Match[str]) -> str:
        end, level = found[1], int(found[2])
        while not end and above and above[-1] >= level:
            above.pop()
        if not end:
            above.append(level)
        return f"<{end}h{TOP + len(above) - 1}" if above else found[0]

    return HEADING.sub(moved, body)


def _code(body: str) -> str:
    return PRE.sub(f"<pre{_scrolls(_('Code'))}", body) if "<pre" in body else body


def _tables(body: str) -> str:
    """Each in a box of its own, together with the tables inside it."""
    if body.count("<table") != body.count("</table>"):
        return body
    start, depth = f'<div class="scroll"{_scrolls(_("Table"))}>', 0

    def boxed(found: re.Match[str]) -> str:
        nonlocal depth
        if found[0] == "</table>":
            depth -= 1
            return found[0] if depth else f"{found[0]}</div>"
        depth += 1
        return found[0] if depth > 1 else f"{start}{found[0]}"

    return TABLE.sub(boxed, body) if "<table" in body else body


def _scrolls(name: str) -> str:
    """A group, not a region: a story may hold dozens, and landmarks are for finding one's way."""
    return f' tabindex="0" role="group" aria-label="{escape(name)}"'
