"""An edit carried from what an editor made of a body into the body itself. Pure.

Some markup an editor cannot hold as it stands, such as <b> around paragraphs: it has written those
blocks anew before anybody types. Who knows what it made of the stored body, untouched, can tell
its doing from a person's.
"""

from collections.abc import Sequence
from itertools import accumulate, pairwise

from .blocks import SPACE
from .blocks_diff import Edit, edits
from .meaning import bare, parts, written
from .retouching import meaning_of, with_the_ends_of

Cut = tuple[int, int]  # between two blocks of the stored body, and between two of the opened one


def carried_over(stored: Sequence[str], opened: Sequence[str], posted: Sequence[str]) -> list[str]:
    """The posted blocks; those that only the editor wrote otherwise, as they are stored.

    `opened` is `stored` as the editor gave it back untouched, `posted` what became of that. Where
    words were all that changed in such blocks, the stored ones get these words.
    """
    old, seen = [*map(written, stored)], [*map(written, opened)]
    if old == seen or _text(stored) != _text(opened):
        return [*posted]
    changes = edits(seen, [*map(written, posted)])
    result = [*posted[: _places(0, changes)[1]]]
    for (at, opened_at), (end, opened_end) in pairwise(_cuts(stored, opened, changes)):
        here, (there, beyond) = _places(opened_at, changes)[1], _places(opened_end, changes)
        now = posted[here:there]
        if old[at:end] != seen[opened_at:opened_end]:
            now = _chunk(stored[at:end], opened[opened_at:opened_end], now)
        result += now
        if opened_end > opened_at:
            result += posted[there:beyond]
    return result


def _text(blocks: Sequence[str]) -> str:
    return bare("".join(parts("".join(blocks))[::2]))


def _chunk(was: Sequence[str], seen: Sequence[str], now: Sequence[str]) -> Sequence[str]:
    reworded = _reworded("".join(was), "".join(seen), "".join(now))
    return now if reworded is None else [reworded]


def _cuts(stored: Sequence[str], opened: Sequence[str], changes: Sequence[Edit]) -> list[Cut]:
    """Where blocks of both end at the same character, and no change goes across."""
    places, opened_places = _starts(stored), _starts(opened)
    cuts = {
        (places[offset], opened_places[offset])
        for offset in places.keys() & opened_places.keys()
        if not any(edit.start < opened_places[offset] < edit.end for edit in changes)
    }
    return sorted(cuts | {(len(stored), len(opened))})


def _starts(blocks: Sequence[str]) -> dict[int, int]:
    """Each block by the characters before it; what holds none goes with the next that does."""
    lengths = [len(_text([block])) for block in blocks]
    places: dict[int, int] = {}
    for at, offset in enumerate(accumulate(lengths, initial=0)):
        places.setdefault(offset, at)
    return places


def _places(at: int, changes: Sequence[Edit]) -> tuple[int, int]:
    """Where a cut of `opened` lies in `posted`: before what came in there, and after it."""
    ended = [edit for edit in changes if edit.end <= at]
    came = sum(edit.growth for edit in ended if edit.start == at)
    after = at + sum(edit.growth for edit in ended)
    return after - came, after


def _reworded(was: str, seen: str, now: str) -> str | None:
    """`was` with the words that differ in `seen` and `now`; None if more than words does."""
    own, old, new = parts(was), parts(seen), parts(now)
    if [*map(meaning_of, old[1::2])] != [*map(meaning_of, new[1::2])]:
        return None
    places, opened_places = _texts(own), {at: offset for offset, at in _texts(old).items()}
    for at in range(0, len(old), 2):
        if old[at] == new[at]:
            continue
        place = places.get(opened_places.get(at, -1), -1)
        if place < 0 or bare(own[place]) != bare(old[at]):
            return None
        is_pre = sum(tag.startswith(("<pre", "</pre")) for tag in own[1:place:2]) % 2
        own[place] = new[at] if is_pre else _in_its_spaces(own[place], old[at], new[at])
    return "".join(own)


def _texts(found: Sequence[str]) -> dict[int, int]:
    """The texts in which there is something to be seen, by the characters before them."""
    offsets = accumulate((len(bare(text)) for text in found[::2]), initial=0)
    texts = zip(offsets, range(0, len(found), 2), strict=False)
    return {offset: at for offset, at in texts if bare(found[at])}


def _in_its_spaces(was: str, seen: str, now: str) -> str:
    """The text `now` in the bytes of `was` where the edit, told from `seen`, left them alone."""
    (start, own, end), seen_ends, (first, words, last) = map(_stripped, (was, seen, now))
    if bool(first) != bool(seen_ends[0]):
        start = first
    if bool(last) != bool(seen_ends[2]):
        end = last
    return start + with_the_ends_of(own, words) + end


def _stripped(text: str) -> tuple[str, str, str]:
    words = text.strip(SPACE)
    start, end = text.split(words, 1) if words else (text, "")
    return start, words, end
