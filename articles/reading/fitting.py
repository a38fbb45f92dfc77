"""A body fitted into its page. Pure: clean HTML in, the same words out.

What is wide becomes a place that the keyboard reaches and scrolls; headings follow the page's own
without a gap. Stored HTML is the sanitiser's: balanced, and "<" stands nowhere but before a tag.
"""

import html
import re

from django.utils.translation import gettext as _

from articles.models import Article

TOP = 2  # the headline is the first
HEADING = re.compile(r"<(/?)h([2-6])")
TABLE = re.compile(r"<table|</table>")
READING = re.compile(r"<rt[ >].*?</rt>", re.DOTALL)
NARROW = 24  # characters above a word that fit a phone in any script; browsers do not wrap them
OPENING = 4_000  # characters of a body in which its summary can begin
ENOUGH = 20  # letters that two texts share by no accident
TAG = re.compile(r"<[^>]*>")
SHORT = 9  # characters that a headline's line holds on the narrowest phone
PAUSE = re.compile(r"[\W_]+")


def fitted(body: str) -> str:
    return _readings(_tables(_code(_headings(body))))


def standfirst(article: Article) -> str:
    """The summary, unless it only repeats how the text begins, as most imported ones do."""
    summary, opening = article.summary, article.body[:OPENING]
    if summary[:ENOUGH] in opening:
        return ""
    begins = _letters(summary)[:ENOUGH]
    return "" if begins in _letters(html.unescape(TAG.sub("", opening))) else summary


def is_phrased(title: str) -> bool:
    """Whether each of its lines can end at a pause: Chinese breaks inside words otherwise."""
    return all(len(phrase) <= SHORT for phrase in PAUSE.split(title))


def _letters(text: str) -> str:
    return PAUSE.sub("", text).casefold()


def _headings(body: str) -> str:
    """Each one level below the heading that it belongs to."""
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
    return body.replace("<pre", f"<pre {_scrolls(_('Code'))}") if "<pre" in body else body


def _tables(body: str) -> str:
    """Each in a box of its own, together with the tables inside it. A head cell that says nothing
    heads nothing."""
    if "<table" not in body:
        return body
    box, depth = f'<div class="scroll" {_scrolls(_("Table"))}>', 0

    def boxed(found: re.Match[str]) -> str:
        nonlocal depth
        if found[0] == "<table":
            depth += 1
            return found[0] if depth > 1 else box + found[0]
        depth -= 1
        return found[0] if depth else f"{found[0]}</div>"

    return TABLE.sub(boxed, body.replace("<th></th>", "<td></td>"))


def _readings(body: str) -> str:
    """A long one is told apart, so that the style sheet can let it wrap."""

    def told(found: re.Match[str]) -> str:
        reading = html.unescape(TAG.sub("", found[0]))
        return found[0].replace("<rt", '<rt class="long"', 1) if len(reading) > NARROW else found[0]

    return READING.sub(told, body) if "<rt" in body else body


def _scrolls(name: str) -> str:
    """A group, not a region: a story may hold dozens, and landmarks are for finding one's way."""
    return f'tabindex="0" role="group" aria-label="{html.escape(name)}"'
