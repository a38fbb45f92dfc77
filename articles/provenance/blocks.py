"""A clean body taken apart into the blocks that are compared and merged. Pure.

Made for HTML as the cleaning leaves it: elements closed, values in double quotes. Any other text
comes apart and goes together again as well, but its blocks mean less.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from articles.cleaning.policy import VOID
from articles.cleaning.repair import BLANK
from articles.cleaning.text import BLOCKS, TAG

# What HTML folds. A no-break or an ideographic space is something that readers see.
SPACE = " \t\n\f\r"
SPACES = re.compile(f"[{SPACE}]+")
# White space beside these elements is not shown.
EDGES = BLOCKS | frozenset("tbody thead tfoot colgroup col source".split())
# They stand apart from text beside them. What holds none of them is loose: it looks like a
# paragraph, and the cleaning makes it one where a body holds nothing else.
APART = EDGES - {"br"}
WRAPPER = re.compile(
    rf"([{SPACE}]*+<(div|section)(?=[\s>])(?:[^>\"]++|\"[^\"]*+\")*+>[{SPACE}]*+)"
    rf"(.*)(</\2>[{SPACE}]*+)",
    re.S,
)
MAX_WRAPPERS = 10  # each is looked for in the whole body
ATTRIBUTE = re.compile(r' ([^\s"=]++)="[^"]*+"')


@dataclass(frozen=True, slots=True)
class Body:
    """A body's blocks, and the tags that wrap them all, if there are such."""

    start: str
    blocks: Sequence[str]
    end: str


def blocks(html: str) -> list[str]:
    """The top-level pieces of a clean body; put together they are the body again, always.

    White space between two belongs to the first. Where a single <div> or <section> wraps all, its
    tags are pieces of their own, so that the paragraphs within are still compared one by one.
    """
    body = opened(html)
    return [piece for piece in (body.start, *body.blocks, body.end) if piece]


def opened(html: str) -> Body:
    """The body's blocks without the <div> or <section>, or several, that wrap the whole."""
    start = end = ""
    found = closed(html)
    for _ in range(MAX_WRAPPERS):
        wrapper = WRAPPER.fullmatch(html) if len(found) == 1 else None
        if wrapper is None:
            break
        start, html, end = start + wrapper[1], wrapper[3], wrapper[4] + end
        found = closed(html)
    return Body(start, found, end)


def closed(html: str) -> list[str]:
    """The body's blocks, a wrapper being one like any other."""
    found: list[str] = []
    space = ""
    for part in _parts(html):
        rest = part.lstrip(SPACE)
        space += part[: len(part) - len(rest)]
        if rest and found:
            found[-1] += space
            space = ""
        if rest:
            found.append(space + rest)
            space = ""
    if found:
        found[-1] += space
    return found or [space] * bool(space)


def _parts(html: str) -> Iterator[str]:
    """Each top-level element that stands apart, and the loose runs between them."""
    at = begin = depth = 0
    apart = False
    for tag in TAG.finditer(html):
        name = tag[1].lower()
        if depth == 0:
            begin, apart = tag.start(), False
        apart = apart or name in APART
        if tag[0].startswith("</"):
            depth = max(depth - 1, 0)
        elif name not in VOID:
            depth += 1
        if apart and depth == 0:
            yield html[at:begin]
            yield html[begin : tag.end()]
            at = tag.end()
    yield html[at:]


def key(block: str) -> str:
    """What readers see of a block: without ids, and with white space as browsers fold it.

    Loose text is the same as a paragraph of it; "" if there is nothing to be seen.
    """
    if is_loose(block):
        block = as_paragraph(block)
    written: list[str] = []
    at = preformatted = 0
    edge = True  # white space is not shown here: after an edge, or after other white space
    for tag in TAG.finditer(block):
        name = tag[1].lower()
        text = block[at : tag.start()]
        if not preformatted:
            text = _folded(text, after_edge=edge, before_edge=name in EDGES)
        written += text, _without_id(tag[0])
        if name == "pre":
            preformatted = max(0, preformatted + (-1 if tag[0].startswith("</") else 1))
        edge = name in EDGES or (name != "img" and (text.endswith(" ") if text else edge))
        at = tag.end()
    written.append(_folded(block[at:], after_edge=edge, before_edge=True))
    return "".join(written)


def _folded(text: str, *, after_edge: bool, before_edge: bool) -> str:
    text = SPACES.sub(" ", text)
    if after_edge:
        text = text.removeprefix(" ")
    return text.removesuffix(" ") if before_edge else text


def _without_id(tag: str) -> str:
    if ' id="' not in tag:
        return tag
    return ATTRIBUTE.sub(lambda found: "" if found[1] == "id" else found[0], tag)


def is_loose(block: str) -> bool:
    """Whether a block is text that stands in nothing."""
    return all(tag[1].lower() not in APART for tag in TAG.finditer(block))


def as_paragraph(loose: str) -> str:
    """Loose text as the cleaning writes it where it stands alone; "" for what it takes out."""
    text = loose.replace("&nbsp;", "\xa0").strip()
    return "" if BLANK.fullmatch(text) else f"<p>{text}</p>".replace("\xa0", "&nbsp;")


def assembled(body: Body) -> str:
    """The body as HTML that the cleaning leaves as it is.

    Loose texts that came to stand side by side would run into one another, and one that came to
    stand alone would be cut at its line breaks: these become paragraphs.
    """
    if len(body.blocks) == 1 and not body.start:
        body = opened(body.blocks[0])
    loose = [is_loose(block) for block in body.blocks]
    alone = all(loose)
    beside = {at for at, pair in enumerate(pairwise(loose)) if all(pair)}
    written = [
        as_paragraph(block) or block
        if loose[at] and (alone or at in beside or at - 1 in beside)
        else block
        for at, block in enumerate(body.blocks)
    ]
    return (body.start + "".join(written) + body.end).strip(SPACE)


def same_to_readers(one_html: str, other_html: str) -> bool:
    """Whether two clean bodies look the same. What wraps the whole is not looked at."""
    return one_html == other_html or visible(one_html) == visible(other_html)


def visible(html: str) -> list[str]:
    """The keys of the body's blocks in which there is something to be seen."""
    return [seen for block in opened(html).blocks if (seen := key(block))]
