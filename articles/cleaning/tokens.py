"""HTML as a stream of tokens, in time linear in its length, and back to text.

A tokenizer of our own, because the limits (caps.py) must be enforced before any tree is built.
It follows the HTML Living Standard, 13.2.5, as far as tags, comments and raw text go, and its
users write every tag anew in one canonical spelling, so that no later parser can read a tag where
this one read text.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.entities import html5

from .caps import MAX_ATTRIBUTE_CHARS, MAX_ATTRIBUTES, MAX_TAGS

# A "<" that no letter, "/", "!" or "?" follows is text (13.2.5.6).
TEXT = re.compile(r"(?:[^<]++|<(?![a-zA-Z/!?]))++")
NAME = re.compile(r"[a-zA-Z][^\s/>]*+")
# A tag's inside: quoted values may hold ">". Possessive throughout: it never backs up.
INSIDE = re.compile(r"""(?:[^>"'=]++|=\s*+(?:"[^"]*+"|'[^']*+'|)|["'])*+>""")
ATTRIBUTE = re.compile(
    r"""([^\s/>=][^\s/>=]*+)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>]*+)))?"""
)
COMMENT_END = re.compile(r"--!?>")
ANY_MARKUP = re.compile(r"<[^>]*+>?")
# A named reference without ";" is none if "=" or a letter follows (13.2.5.73): &region=cn stays.
REFERENCE = re.compile(r"&(#[0-9]++;?|#[xX][0-9a-fA-F]++;?|[a-zA-Z][a-zA-Z0-9]*+(?:;|(?!=)))")
# Text is all that follows up to the end tag (13.2.5.2-4).
RAW_TEXT = {
    name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE)
    for name in "script style xmp iframe noembed noframes title textarea".split()
}


@dataclass(slots=True)
class Tag:
    """An opening or closing tag. `attributes` hold decoded values; the first of a name counts."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    closing: bool = False
    self_closing: bool = False

    def markup(self) -> str:
        """The tag in canonical spelling."""
        if self.closing:
            return f"</{self.name}>"
        if not self.attributes:
            return f"<{self.name}>"
        inside = "".join(
            f' {name}="{html.escape(value)}"' for name, value in self.attributes.items()
        )
        return f"<{self.name}{inside}>"


Token = str | Tag  # a str is text with its references still encoded and every "<" as "&lt;"


def tokens(markup: str) -> Iterator[Token]:
    """Text and tags. Comments, doctypes and an unfinished last tag are gone; after MAX_TAGS tags
    all further ones are gone as well, and only their text follows."""
    at, end, seen = 0, len(markup), 0
    while at < end:
        text = TEXT.match(markup, at)
        if text:
            yield text[0].replace("<", "&lt;")
            at = text.end()
            continue
        seen += 1
        if seen > MAX_TAGS:
            yield ANY_MARKUP.sub("", markup[at:])
            return
        tag, at = _markup(markup, at)
        if tag is None:
            continue
        yield tag
        if tag.name in RAW_TEXT and not tag.closing:
            stop = RAW_TEXT[tag.name].search(markup, at)
            if raw := markup[at : stop.start() if stop else end]:
                yield html.escape(raw, quote=False)
            at = stop.start() if stop else end


def _markup(markup: str, at: int) -> tuple[Tag | None, int]:
    """The tag that the "<" at `at` opens (None: a comment or the like), and where it ends."""
    closing = markup.startswith("/", at + 1)
    name = NAME.match(markup, at + 1 + closing)
    if name:
        inside = INSIDE.match(markup, name.end())
        if inside is None:  # the text ends within the tag: a browser drops it (13.2.5.33)
            return None, len(markup)
        written = inside[0][:-1]
        attributes = _attributes(written) if written and not closing else {}
        return Tag(name[0].lower(), attributes, closing, written.endswith("/")), inside.end()
    if markup.startswith("<!--", at):
        if markup.startswith((">", "->"), at + 4):
            return None, markup.index(">", at) + 1
        found = COMMENT_END.search(markup, at + 4)
        return None, found.end() if found else len(markup)
    stop = markup.find(">", at)
    return None, stop + 1 if stop >= 0 else len(markup)


def _attributes(inside: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for match in ATTRIBUTE.finditer(inside):
        name, double, single, bare = match.groups()
        value = double or single or bare or ""
        if len(value) <= MAX_ATTRIBUTE_CHARS:
            found.setdefault(name.lower(), decode(value))
        if len(found) >= MAX_ATTRIBUTES:
            break
    return found


def decode(value: str) -> str:
    """An attribute's value with its character references resolved as a browser does."""
    return REFERENCE.sub(_reference, value) if "&" in value else value


def _reference(match: re.Match[str]) -> str:
    name = match[1]
    if name.startswith("#"):
        return html.unescape(match[0])
    return html5.get(name, match[0])
