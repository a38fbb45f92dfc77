"""What generators, feeds and lazy-loading scripts did to a body, undone on the token stream.

Nothing here is a security measure: whatever this leaves, sanitize.py judges.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from . import urls
from .caps import Depth
from .links import link
from .policy import DROP_CONTENT, EMBED_HOSTS, FIXED, HEADINGS, LAZY_SOURCES, TAGS, VOID
from .sanitize import ID_PREFIX
from .text import BLOCKS
from .tokens import RAW_TEXT, Tag, Token

NO_LINKS = frozenset("a code pre kbd samp button".split())
EMPTY = frozenset({"br"})
SIZE = re.compile(r"\s*(\d{1,5})(?:\.\d+)?(?:px)?\s*")
BLANK = re.compile(r"(?:[\s\u200b\ufeff]|&nbsp;|&#160;|&#xA0;)*")


@dataclass(slots=True)
class Repaired:
    """The stream being written, and what was done to it: counts by note code."""

    base: str
    shift: int
    out: list[str] = field(default_factory=list)
    notes: dict[str, int] = field(default_factory=dict)
    depth: Depth = field(default_factory=Depth)
    open: list[str] = field(default_factory=list)
    paragraph: int = -1  # where in `out` the open <p> stands

    def note(self, code: str) -> None:
        self.notes[code] = self.notes.get(code, 0) + 1

    def inside(self, names: frozenset[str]) -> bool:
        return not names.isdisjoint(self.open)


def repair(stream: list[Token], base: str) -> Repaired:
    """The stream as markup in canonical spelling, with what was repaired.

    `base` is the original site's address, "" if unknown: relative addresses hang on it.
    """
    stream = _unwrap(_drop(stream))
    state = Repaired(base, shift=any(_is_tag(token, "h1") for token in stream))
    for token in stream:
        if isinstance(token, str):
            _text(token, state)
        elif token.closing:
            _close(token, state)
        else:
            _open(token, state)
    return state


def _is_tag(token: Token, name: str) -> bool:
    return isinstance(token, Tag) and token.name == name


def _drop(stream: list[Token]) -> list[Token]:
    """Without the elements whose content goes as well; one that never ends loses only its tag."""
    kept: list[Token] = []
    endless: set[str] = set()
    at = 0
    while at < len(stream):
        token = stream[at]
        at += 1
        name = token.name if isinstance(token, Tag) and not token.closing else ""
        after_image = name == "noscript" and _follows_image(kept)
        if name == "iframe" and at < len(stream) and isinstance(stream[at], str):
            at += 1  # its fallback text
        if name not in DROP_CONTENT and not after_image:
            kept.append(token)
        elif name not in endless and isinstance(token, Tag) and not token.self_closing:
            end = _end_of(stream, at, name)
            if end is None:
                endless.add(name)
            else:
                at = end
    return kept


def _follows_image(kept: list[Token]) -> bool:
    """Whether a lazy picture stands right before, which <noscript> then repeats."""
    for token in reversed(kept[-3:]):
        if isinstance(token, Tag):
            return token.name == "img"
        if token.strip():
            return False
    return False


def _end_of(stream: list[Token], at: int, name: str) -> int | None:
    """The index after the end tag of the element whose content begins at `at`."""
    if name in RAW_TEXT:
        while at < len(stream) and not _is_tag(stream[at], name):
            at += 1
        return min(at + 1, len(stream))
    nesting = 1
    for index in range(at, len(stream)):
        token = stream[index]
        if isinstance(token, Tag) and token.name == name:
            nesting += -1 if token.closing else not token.self_closing
            if not nesting:
                return index + 1
    return None


def _unwrap(stream: list[Token]) -> list[Token]:
    """Without the <div>s that hold everything."""
    ends: dict[int, int] = {}
    opened: list[int] = []
    for index, token in enumerate(stream):
        if _is_tag(token, "div"):
            if not token.closing:  # type: ignore[union-attr]
                opened.append(index)
            elif opened:
                ends[opened.pop()] = index
    low, high = 0, len(stream) - 1
    while True:
        while low <= high and _is_blank(stream[low]):
            low += 1
        while high >= low and _is_blank(stream[high]):
            high -= 1
        if low > high or ends.get(low) != high:
            return stream[low : high + 1]
        low, high = low + 1, high - 1


def _is_blank(token: Token) -> bool:
    return isinstance(token, str) and not token.strip()


def _text(text: str, state: Repaired) -> None:
    if state.open and state.open[-1] == "pre" and state.out and state.out[-1] == "<pre>":
        text = text.lstrip("\n")  # a parser drops the first one only, at every reading
    if not state.inside(NO_LINKS):
        linked = link(text)
        if linked is not text and linked != text:
            state.note("N_URL_LINKED")
            text = linked
    state.out.append(text)


def _open(tag: Tag, state: Repaired) -> None:
    if tag.name in ("h1", *HEADINGS) and state.shift:
        tag.name = f"h{min(int(tag.name[1]) + 1, 6)}"
    rewrite = REWRITERS.get(tag.name)
    if rewrite:
        state.out.extend(rewrite(tag, state))
        return
    if tag.name not in TAGS:
        return
    if tag.name in VOID:
        state.out.append(tag.markup())
    elif state.depth.enter(tag.name):
        if tag.name == "p":
            state.paragraph = len(state.out)
        state.open.append(tag.name)
        state.out.append(Tag(tag.name, _plain_attributes(tag)).markup())


def _plain_attributes(tag: Tag) -> dict[str, str]:
    """Without what never passes the sanitiser; ids as it will write them."""
    kept = {
        name: value
        for name, value in tag.attributes.items()
        if name.isalpha() and name not in ("style", "on", "w", "h")
    }
    if tag.name == "a" and "name" in kept and "id" not in kept:
        kept["id"] = kept["name"]
    return kept


def _close(tag: Tag, state: Repaired) -> None:
    if tag.name in ("h1", *HEADINGS) and state.shift:
        tag.name = f"h{min(int(tag.name[1]) + 1, 6)}"
    if tag.name not in TAGS or tag.name in VOID or tag.name == "iframe":
        return
    if not state.depth.leave(tag.name):
        return
    if tag.name in state.open:
        while state.open.pop() != tag.name:
            pass
    if tag.name == "p" and 0 <= state.paragraph:
        inside = "".join(state.out[state.paragraph + 1 :]).replace("<br>", "")
        start, state.paragraph = state.paragraph, -1
        if BLANK.fullmatch(inside):
            del state.out[start:]
            return
    state.out.append(f"</{tag.name}>")


def _size(value: str) -> str:
    found = SIZE.fullmatch(value)
    return found[1] if found else ""


def _image(tag: Tag, state: Repaired) -> list[str]:
    given = tag.attributes
    src = _image_source(given, state)
    width = _size(given.get("width", "") or given.get("w", ""))
    height = _size(given.get("height", "") or given.get("h", ""))
    if src and "0" < width < "3" and "0" < height < "3" and len(width + height) == 2:
        state.note("N_TRACKER_REMOVED")
        return []
    if not src:
        state.note("N_IMAGE_REMOVED")
        return []
    kept = {"src": src, "alt": given.get("alt", "").strip()}
    if title := given.get("title", "").strip():
        kept["title"] = title
    if width and height:
        kept |= {"width": width, "height": height}
    return [Tag("img", kept | FIXED["img"]).markup()]


def _image_source(given: Mapping[str, str], state: Repaired) -> str:
    """The best address that the element holds, "" if none leads to a picture."""
    candidates = [given.get(name, "") for name in LAZY_SOURCES]
    candidates += [given.get("src", ""), urls.best_of_srcset(given.get("srcset", ""))]
    for at, candidate in enumerate(filter(None, candidates)):
        found = urls.absolute(urls.unwrap_image(candidate.strip()), state.base)
        if found and not found.startswith("mailto:") and not urls.is_placeholder(found):
            if at == 0 and candidate != given.get("src"):
                state.note("N_IMAGE_REPAIRED")
            return found
    return ""


def _anchor(tag: Tag, state: Repaired) -> list[str]:
    if not state.depth.enter("a"):
        return []
    state.open.append("a")
    kept = _plain_attributes(tag)
    href = kept.pop("href", "").strip()
    if href.startswith("#"):
        if len(href) > 1:
            plain = href[1:]
            kept["href"] = href if plain.startswith(ID_PREFIX) else f"#{ID_PREFIX}{plain}"
    elif href:
        direct = urls.unwrap_redirector(urls.absolute(href, state.base))
        if direct and (safe := urls.absolute(direct)):
            kept["href"] = safe
        else:
            state.note("N_LINK_REMOVED")
    return [Tag("a", kept).markup()]


def _iframe(tag: Tag, state: Repaired) -> list[str]:
    lazy = tag.attributes.get("data-src", "")
    src = urls.absolute(tag.attributes.get("src", "") or lazy, state.base)
    if not src or src.startswith("mailto:"):
        state.note("N_EMBED_REMOVED")
        return []
    if urls.host(src) in EMBED_HOSTS:
        kept = {"src": src.replace("http://", "https://", 1)}
        for name in ("width", "height"):
            if size := _size(tag.attributes.get(name, "")):
                kept[name] = size
        if title := tag.attributes.get("title"):
            kept["title"] = title
        return [Tag("iframe", kept | {"allowfullscreen": ""} | FIXED["iframe"]).markup(), "</iframe>"]
    state.note("N_EMBED_LINKED")
    label = urls.host(src) or src
    if state.inside(frozenset({"a"})):
        return [label]
    return [Tag("a", {"href": src}).markup(), label, "</a>"]


def _media(tag: Tag, state: Repaired) -> list[str]:
    """<audio>, <video> and their <source>: the address made absolute."""
    kept = _plain_attributes(tag)
    for name in ("src", "poster"):
        if name in kept:
            kept[name] = urls.absolute(kept[name], state.base)
            if not kept[name]:
                del kept[name]
    if tag.name == "source":
        playing = state.inside(frozenset({"audio", "video"}))
        return [Tag("source", kept).markup()] if playing and kept.get("src") else []
    if not state.depth.enter(tag.name):
        return []
    state.open.append(tag.name)
    return [Tag(tag.name, kept | FIXED[tag.name]).markup()]


REWRITERS: Mapping[str, Callable[[Tag, Repaired], list[str]]] = {
    "a": _anchor,
    "audio": _media,
    "iframe": _iframe,
    "img": _image,
    "source": _media,
    "video": _media,
}


def paragraphs(markup: str) -> str:
    """Text without any block element gets paragraphs: at blank lines, and at doubled <br>."""
    parts = re.split(r"(?:\s*<br>\s*){2,}|\s*\n\s*\n\s*", markup.strip())
    broken = (part.replace("\n", "<br>") for part in parts if part.strip())
    return "".join(f"<p>{part}</p>" for part in broken)


def has_blocks(state: Repaired, markup: str) -> bool:
    """Whether `markup` has any block element of its own."""
    opened = re.findall(r"<([a-z][a-z0-9]*)", markup)
    return any(name in BLOCKS and name not in EMPTY for name in opened)
