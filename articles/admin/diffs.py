"""Two texts as one, with what was taken out and what was put in: for people to read. Pure.

Everything is text here, strangers' markup too; the templates escape it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

from articles.cleaning import text
from articles.provenance.blocks_diff import common, paragraph_diff

# A word, a single CJK character (which no spaces divide), white space, or a sign.
TOKEN = re.compile(r"[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]+|\s+|.", re.DOTALL)
# Of difflib, which takes time with the square of the length and more where words repeat: some
# twenty milliseconds at worst. Longer changes count as one.
MOST_STEPS = 1_000_000
# Of what stayed and of what changed, a page shows no more than this at each end.
MOST_SAME, MOST_CHANGED = 120, 1_500
MOST_ROWS = 30
MEDIA = re.compile("<(?:img|iframe|video|audio)")


class Part(NamedTuple):
    """`kind` is same, added or removed."""

    kind: str
    text: str


class Paragraph(NamedTuple):
    """A block of a body that changed, or with no parts `skipped` blocks that did not."""

    parts: list[Part]
    skipped: int = 0


def parts(before: str, after: str) -> list[Part]:
    """The two texts in one, word by word; long stretches shortened."""
    old, new = TOKEN.findall(before), TOKEN.findall(after)
    head = common(old, new)
    tail = common(old[head:][::-1], new[head:][::-1])
    changed = _changed(old[head : len(old) - tail], new[head : len(new) - tail])
    found = [("same", old[:head]), *changed, ("same", old[len(old) - tail :])]
    return [Part(kind, _shortened(kind, "".join(words))) for kind, words in found if words]


def exchanged(before: Iterable[str], after: Iterable[str]) -> list[Part]:
    """Names or values that are taken or left as a whole: those that went, stayed and came."""
    old, new = list(before), list(after)
    kinds = [("removed" if each not in new else "same", each) for each in old]
    kinds += [("added", each) for each in new if each not in old]
    spaced = [(Part("same", " · "), Part(*each)) for each in kinds]
    return [part for pair in spaced for part in pair][1:]


def _changed(old: list[str], new: list[str]) -> Iterator[tuple[str, list[str]]]:
    if _steps(old, new) > MOST_STEPS:
        yield from (("removed", old), ("added", new))
        return
    matcher = SequenceMatcher(str.isspace, old, new, autojunk=False)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            yield "same", old[start:end]
        else:
            yield from (("removed", old[start:end]), ("added", new[new_start:new_end]))


def _steps(old: list[str], new: list[str]) -> int:
    """At most so many: a round for each match, and each over all pairs of equal words."""
    counts = Counter(word for word in new if not word.isspace())
    pairs = sum(counts[word] for word in old)
    return (len(old) + pairs) * min(pairs, len(old), len(new))


def _shortened(kind: str, words: str) -> str:
    most = MOST_SAME if kind == "same" else MOST_CHANGED
    return words if len(words) <= 2 * most else f"{words[:most]} … {words[-most:]}"


def readable(*passages: str) -> list[str]:
    """Passages of clean HTML as text; as markup where the text alone would not tell them apart."""
    plain = [text.plain_text(passage) for passage in passages]
    if len({*plain}) < len({*passages}) or any(map(MEDIA.search, passages)):
        return [passage.strip() for passage in passages]
    return plain


def paragraphs(before: str, after: str) -> list[Paragraph]:
    """What changed between two clean bodies, at most MOST_ROWS rows of it."""
    rows: list[Paragraph] = []
    skipped = 0
    for kind, old, new in paragraph_diff(before, after):
        if kind == "same":
            skipped += 1
            continue
        rows += [Paragraph([], skipped)] if skipped else []
        rows.append(Paragraph(parts(*readable(old, new))))
        skipped = 0
        if len(rows) >= MOST_ROWS:
            break
    return rows + ([Paragraph([], skipped)] if skipped else [])
