"""Players of other sites: asked for nothing before the reader opens them, without a script.

A lazy frame in a closed box loads nothing. Pure but for the language of its words.
"""

import html
import re

from django.utils.translation import gettext as _

from articles.rights.leftovers import GONE, tidied

FRAME = re.compile(r"<iframe\b([^<>]*)>(?:[^<]++|<(?!/iframe>))*+</iframe>")
PARAGRAPH = re.compile(r"<p\b[^<>]*>(?:[^<]++|<(?!/?p\b))*+</p>")
SOURCE = re.compile(r' src="(https?://([^/"?#]+)[^"]*)"')
TITLE = re.compile(r' title="([^"]*)"')


def folded(body: str) -> str:
    """Each player in a box that the reader opens."""
    if "<iframe" not in body:
        return body
    return FRAME.sub(_box, PARAGRAPH.sub(_out_of_paragraph, body))


def linked(body: str) -> str:
    """A link in each player's place, for those whose frames would load at once."""
    return FRAME.sub(_link, body) if "<iframe" in body else body


def _out_of_paragraph(found: re.Match[str]) -> str:
    """Boxes end a paragraph: those within one stand behind it."""
    frames = "".join(frame[0] for frame in FRAME.finditer(found[0]))
    return tidied(FRAME.sub(GONE, found[0])) + frames if frames else found[0]


def _box(frame: re.Match[str]) -> str:
    address, host, title = _about(frame[1])
    if not address:
        return ""
    name = f"<b>{title}</b> " if title != host else ""
    words = _("Plays from %(host)s, which is asked for nothing before you open this.") % {
        "host": host
    }
    return (
        f'<details class="embed"><summary data-address="{address}">{name}'
        f"<small>{html.escape(words, quote=False)}</small></summary>{frame[0]}</details>"
    )


def _link(frame: re.Match[str]) -> str:
    address, host, title = _about(frame[1])
    if not address:
        return ""
    name = title if title != host else _("Plays from %(host)s") % {"host": host}
    return f'<a href="{address}">{name}</a>'


def _about(attributes: str) -> tuple[str, str, str]:
    """Address, host and title, escaped as they stand."""
    source, title = SOURCE.search(attributes), TITLE.search(attributes)
    if not source:
        return "", "", ""
    return source[1], source[2], (title[1] if title else "") or source[2]
