"""The steps in their order. The sanitiser runs last; nothing may come after it."""

import re
from dataclasses import dataclass, field

from .caps import MAX_CHARS
from .repair import has_blocks, paragraphs, repair
from .sanitize import sanitize
from .tokens import tokens

# Control characters but tab and line feed, lone surrogates and non-characters: never text.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
MAX_PASSES = 6


@dataclass(frozen=True, slots=True)
class CleanHTML:
    """Safe markup, and what was repaired on the way: how often, by note code."""

    html: str
    notes: dict[str, int] = field(default_factory=dict)


def clean(markup: str, base: str = "") -> CleanHTML:
    """Clean a stranger's HTML: any str in, a fixed point of the cleaning out.

    `base` is the address that relative links and pictures hang on. Cost is bounded for any input:
    characters after MAX_CHARS are cut off (note N_BODY_CUT). Never raises.
    """
    notes: dict[str, int] = {}
    if len(markup) > MAX_CHARS:
        markup, notes["N_BODY_CUT"] = markup[:MAX_CHARS], 1
    result, found = _once(markup, base)
    notes |= found
    # Well-formed markup is a fixed point after one pass. What a tree builder had to mend may not
    # be, so pass it again until it is; what never settles is hostile, and only its text stays.
    for _ in range(MAX_PASSES):
        again, _more = _once(result, "")
        if again == result:
            return CleanHTML(result, notes)
        result = again
    return CleanHTML(_text_only(result), notes)


def clean_html(markup: str, base: str = "") -> str:
    """`clean(markup, base).html`: the one function by which HTML enters newsdesk."""
    return clean(markup, base).html


def _once(markup: str, base: str) -> tuple[str, dict[str, int]]:
    markup = UNPRINTABLE.sub("", markup.replace("\r\n", "\n").replace("\r", "\n"))
    state = repair(list(tokens(markup)), base)
    joined = "".join(state.out).strip()
    if joined and not has_blocks(state, joined):
        joined = paragraphs(joined)
    return sanitize(joined), state.notes


def _text_only(markup: str) -> str:
    """Last resort: the text, in one paragraph."""
    text = "".join(token for token in tokens(markup) if isinstance(token, str)).strip()
    return sanitize(f"<p>{text}</p>") if text else ""
