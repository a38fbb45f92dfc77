"""The steps in their order. The sanitiser runs last; nothing may come after it."""

from dataclasses import dataclass, field

from .caps import MAX_CHARS
from .repair import Repair
from .sanitize import sanitize
from .tokens import ANY_MARKUP, UNPRINTABLE

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
    cut = {"N_BODY_CUT": 1} if len(markup) > MAX_CHARS else {}
    result, notes, messy = _once(markup[:MAX_CHARS], base)
    notes |= cut
    # Well-formed markup is a fixed point after one pass. What a tree builder had to mend may not
    # be, so it passes again until it is; what never settles is hostile, and only its text stays.
    for _ in range(MAX_PASSES):
        if not messy:
            return CleanHTML(result, notes)
        again, _notes, messy = _once(result[:MAX_CHARS], "")
        messy = messy and again != result
        result = again
    return CleanHTML(_text_only(result), notes)


def clean_html(markup: str, base: str = "") -> str:
    """`clean(markup, base).html`: the one function by which HTML enters newsdesk."""
    return clean(markup, base).html


def _once(markup: str, base: str) -> tuple[str, dict[str, int], bool]:
    if "\r" in markup:
        markup = markup.replace("\r\n", "\n").replace("\r", "\n")
    markup = UNPRINTABLE.sub("", markup)
    repair = Repair(markup, base)
    result = sanitize(repair.markup())
    return result, repair.notes, repair.messy or len(result) > MAX_CHARS  # the next pass cuts


def _text_only(markup: str) -> str:
    """Last resort: the text, in one paragraph."""
    text = ANY_MARKUP.sub(" ", markup).strip()
    return sanitize(f"<p>{text}</p>") if text else ""
