"""Tags in a text: found, taken apart and written, in time linear in its length.

A scanner of our own, because the limits (caps.py) must be enforced before any tree is built. It
follows the HTML Living Standard, 13.2.5, as far as tags and attributes go, and every tag is
written anew in one canonical spelling, so that no later parser can read a tag where this one read
text.
"""

import html
import re
from collections.abc import Mapping
from html.entities import html5

from .caps import MAX_ATTRIBUTE_CHARS, MAX_ATTRIBUTES
from .policy import DROP_CONTENT

# Control characters but tab and line feed, lone surrogates and non-characters: never text.
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
# A tag's inside: quoted values may hold ">". Possessive throughout: it never backs up.
INSIDE = r"""(?:[^>"'=]++|=\s*+(?:"[^"]*+"|'[^']*+'|)|["'])*+"""
# Groups: text; "/" of a closing tag, name, inside. A "<" that no letter, "/", "!" or "?" follows
# is text (13.2.5.6). No group: markup that is no tag; a lone "<": a tag that never ends.
TOKEN = re.compile(
    rf"((?:[^<]++|<(?![a-zA-Z/!?]))++)|<(/?)([a-zA-Z][^\s/>]*+)({INSIDE})>"
    r"|<(?:[!?]|/(?![a-zA-Z]))[^>]*+>|<"
)
# A tag, from after its "<" to before the next ">", if TOKEN is sure to end it there as well: every
# quote in it belongs to a value. Not <h1> and <noscript>: they need a look at the whole body.
SOUND_TAG = re.compile(
    r"""(/?)(?![hH]1|noscript)([a-zA-Z][^\s/>"'=]*+)"""
    r"""((?:(?=[\s/])(?:[^>"'=]++|=\s*+(?:"[^"]*+"|'[^']*+'|(?!["'])))*+)?)"""
)
ATTRIBUTE = re.compile(
    r"""([^\s/>=][^\s/>=]*+)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>]*+)))?"""
)
ANY_MARKUP = re.compile(r"<[^>]*+>?")
# A named reference without ";" is none if "=" or a letter follows (13.2.5.73): &region=cn stays.
REFERENCE = re.compile(r"&(#[0-9]++;?|#[xX][0-9a-fA-F]++;?|[a-zA-Z][a-zA-Z0-9]*+(?:;|(?!=)))")
LONG_NUMBER = re.compile(r"&#([0-9]{8,})")
# Comments, and elements that go together with their content. Where these begin and where their
# tags end is looked for apart: a tag that never ends must not be read again from each beginning.
# re.A, because to Unicode "\u0131" is an "i" in another case.
DROPPED = re.compile(
    rf"<(?=[!{''.join(sorted({name[0] for name in DROP_CONTENT}))}])"  # most tags are none of them
    rf"(?:!--|({'|'.join(sorted(DROP_CONTENT))})(?=[\s/>]))",
    re.I | re.A,
)
TAG_END = re.compile(rf"{INSIDE}>")
END_TAGS = {name: re.compile(rf"</{name}(?=[\s/>])", re.I | re.A) for name in DROP_CONTENT}
COMMENT_END = re.compile(r"--!?>")


def without_dropped(markup: str) -> str:
    """Without comments and without the elements whose content goes as well.

    One that never ends loses only its opening tag; a comment that never ends, all that follows.
    An opening tag that never ends is the last: the reader of the tags (TOKEN) ends there as well.
    """
    found = DROPPED.search(markup)
    if found is None:
        return markup
    kept: list[str] = []
    at = 0
    endless: set[str] = set()
    while found:
        name = (found[1] or "").lower()
        end = TAG_END.match(markup, found.end()) if name else found
        if end is None:
            break
        kept.append(markup[at : found.start()])
        at = (
            _element_end(markup, end.end(), name, endless)
            if name
            else _comment_end(markup, end.end())
        )
        found = DROPPED.search(markup, at)
    kept.append(markup[at:])
    return "".join(kept)


def _element_end(markup: str, at: int, name: str, endless: set[str]) -> int:
    """Where the element ends whose opening tag ends at `at`: there as well if it is endless."""
    if name in endless:
        return at
    found = END_TAGS[name].search(markup, at)
    end = markup.find(">", found.end()) if found else -1
    if end < 0:
        endless.add(name)
        return at
    return end + 1


def _comment_end(markup: str, at: int) -> int:
    if markup.startswith((">", "->"), at):  # an empty comment, 13.2.5.43
        return markup.index(">", at) + 1
    found = COMMENT_END.search(markup, at)
    return found.end() if found else len(markup)


def attributes(inside: str) -> dict[str, str]:
    """A tag's attributes, names in lower case, values decoded; the first of a name counts."""
    found: dict[str, str] = {}
    for name, double, single, bare in ATTRIBUTE.findall(inside):
        value = double or single or bare
        if "&" in value:
            # Measured as it is meant: written anew, with other references, it may be longer.
            value = decode(value)
        if len(value) <= MAX_ATTRIBUTE_CHARS:
            found.setdefault(name.lower(), value)
        if len(found) >= MAX_ATTRIBUTES:
            break
    return found


def tag(name: str, values: dict[str, str], fixed: str = "") -> str:
    """An opening tag in canonical spelling; `fixed` are attributes that are written already."""
    return f"<{name}{spelled(values)}{fixed}>"


def spelled(values: Mapping[str, str]) -> str:
    return "".join([f' {key}="{html.escape(value)}"' for key, value in values.items()])


def decode(value: str) -> str:
    """An attribute's value with its character references resolved as a browser does."""
    if "&" in value:
        value = REFERENCE.sub(_reference, value)
    return UNPRINTABLE.sub("", value)


def resolved(text: str) -> str:
    """A text with its character references resolved as a browser does."""
    if "://" in text or "www." in text:
        return decode(text)  # as in attributes: the &region= of an address is none
    if "&#" in text:
        return UNPRINTABLE.sub("", unescape(text))
    return html.unescape(text)  # no name stands for what is not printable


def _reference(match: re.Match[str]) -> str:
    name = match[1]
    if name.startswith("#"):
        return unescape(match[0])
    return html5.get(name, match[0])


def unescape(text: str) -> str:
    """`html.unescape` for any text: it raises ValueError on a number of thousands of digits."""
    return html.unescape(LONG_NUMBER.sub(lambda found: f"&#{found[1].lstrip('0')[:8] or 0}", text))
