"""A text as search compares it, and the terms that an index keeps of it. Pure.

Folding is Unicode's NFKC with case folding (UAX 15, and section 3.13 of the standard), traditional
characters as simplified ones (OpenCC's table), Latin letters without their accents. What separates
words becomes one space; between CJK and other scripts stands one, however it was written. Words
with a sign are two words, with and without it: “C++” is `c c++`, “.NET” is `.net net`.

NumPy, because this is done for every story that is stored: character by character it takes 2 ms
for a text of 8 kB, in arrays 0.15 (docs/decisions/0016-search.md).
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache

import numpy as np
import opencc

# What a character is. Others are separators.
WORD, CJK, MARK, TWOFOLD = 1, 2, 3, 4  # a mark vanishes; what is twofold folds to several
CJK_RANGES = (
    (0x3041, 0x30FF), (0x3105, 0x312F), (0x31A0, 0x31BF), (0x31F0, 0x31FF), (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF), (0xAC00, 0xD7AF), (0xF900, 0xFAFF), (0x20000, 0x323AF),
)  # fmt: skip
# Inside a regular expression's set, for folded texts.
CJK_SET = "々〆〇" + "".join(f"{chr(first)}-{chr(last)}" for first, last in CJK_RANGES)
CJK_SIGNS = "々〆〇ー"
NO_WORD = re.compile("[™℠]")  # NFKC spells them out, which would make “Core™ i7” a “coretm i7”
HAN = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF))
LETTERS = ((0, 0x3400), (0xA000, 0xAC00), (0xF900, 0x1FC00), (0xE0000, 0xE01F0))
COMPOSING_JAMO = ((0x1161, 0x1175), (0x11A8, 0x11C2))
LONGEST_UNIT = 8  # characters that become one, at most
LONGEST_TERM = 64  # characters of a word that the index keeps
SPACE = 32
BETWEEN = "\U000fffff"  # no character, by Unicode's word; folding takes it for one
BITS = 21  # of a code point
LOW = (1 << BITS) - 1

SIGNS = "+#."
MOST_SIGNS = 4  # of one word
SIGN = re.compile(r"[+#.][+#]*")  # a set first: what begins with a choice is searched slowly
NAME = re.compile(r"\w+")


def fold(text: str) -> str:
    """The text for comparison: words and runs of CJK, with a space around each."""
    codes = _codes(text.replace("…", "...").replace("‥", ".."))  # no dot after them leads a word
    packed = _table().take(codes)
    kinds = packed >> BITS
    if kinds.max(initial=0) >= MARK:
        packed, kinds = _rewritten(codes, kinds)
    folded = packed & LOW
    signs = np.flatnonzero((packed != SPACE) & (packed < WORD << BITS))
    if not len(signs):
        return _spaced(folded, kinds)
    in_words = _in_words(packed, signs)
    folded[signs[~in_words]] = SPACE
    kinds[signs[in_words]] = WORD
    spaced = _spaced(folded, kinds)
    return _twice(spaced) if in_words.any() else spaced


def fold_all(texts: Sequence[str]) -> list[str]:
    """The same for several texts at once: half of what a short one takes is that it is one."""
    joined = f" {BETWEEN} ".join([text.replace(BETWEEN, " ") for text in texts])
    return fold(joined).split(BETWEEN)


def terms(folded: str) -> str:
    """The index terms of a folded text, each once, with spaces between: words whole, CJK as
    overlapping pairs, and the last character of each run by itself."""
    codes = _codes(folded)
    is_cjk = (_table().take(codes) >> BITS) == CJK
    if not is_cjk.any():
        return " ".join(_words(folded))
    inside = is_cjk[:-1]  # a folded text ends with a space
    pairs = (codes[:-1][inside].astype(np.uint64) << np.uint64(32)) | codes[1:][inside]
    pairs.sort()
    once = pairs[np.concatenate(([True], pairs[1:] != pairs[:-1]))]  # np.unique takes 10 times it
    spelt = np.empty((len(once), 3), np.uint32)
    spelt[:, 0] = once >> np.uint64(32)
    spelt[:, 1] = once & np.uint64(0xFFFFFFFF)
    spelt[:, 2] = SPACE
    # The pair at a run's end is its last character and the space after it.
    return " ".join([*_words(_text(codes[~is_cjk])), _text(spelt.ravel())])


def traced(text: str) -> tuple[str, Sequence[int]]:
    """The text's characters folded where they stand, and the place of each: for finding in the text
    what was found in its folding. Separators are spaces; signs stay, and CJK beside other scripts.
    """
    codes = _codes(text)
    packed = _table().take(codes)
    most = packed.max(initial=0)
    if most < MARK << BITS:
        return _text(packed & LOW), range(len(codes))
    if most < TWOFOLD << BITS:
        places = np.flatnonzero(packed >> BITS != MARK)
        return _text((packed & LOW)[places]), places.tolist()
    return _traced_units(NO_WORD.sub(" ", _text(codes)), packed.tolist())


def is_cjk(character: str) -> bool:
    """Whether it is written without spaces between words, and indexed in pairs."""
    return int(_table()[ord(character)]) >> BITS == CJK


def _words(text: str) -> list[str]:
    found = set(text.split())
    if max(map(len, found), default=0) > LONGEST_TERM:
        found = {word[:LONGEST_TERM] for word in found}
    return list(found)


def _codes(text: str) -> "np.ndarray":
    # Half a surrogate pair is no character; it separates.
    return np.frombuffer(text.encode("utf-32-le", "replace"), np.uint32)


def _text(codes: "np.ndarray") -> str:
    return codes.tobytes().decode("utf-32-le")


def _in_words(packed: "np.ndarray", signs: "np.ndarray") -> "np.ndarray":
    """Which of the signs belong to a word: pluses or hashes after it, a dot before it."""
    are, before, after = (packed.take(signs + step, mode="clip") for step in (0, -1, 1))
    if signs[0] == 0:
        before[0] = SPACE
    pluses = are != ord(".")
    found: np.ndarray = pluses & (before >> BITS == WORD) & (before & LOW < 128)
    follows = pluses[1:] & (np.diff(signs) == 1)
    for _ in range(MOST_SIGNS - 1):
        found[1:] |= follows & found[:-1]
    leads = (after >> BITS == WORD) & (after & LOW < 128)
    found |= ~pluses & leads & (before >> BITS != WORD) & (before != ord("."))
    return found


def _twice(folded: str) -> str:
    """Words with signs, with and without them: “c++” is “c c++”, “.net” is “.net net”."""
    parts = []
    done = 0
    for found in SIGN.finditer(folded):
        (start, end), signs = found.span(), found[0]
        word = folded[max(done, folded.rfind(" ", done, start) + 1) : start]
        parts.append(folded[done:start])
        done = end
        if signs == "." and (name := NAME.match(folded, end)) and not name[0][0].isdigit():
            parts.append(f" .{name[0]} {name[0]} ")
            done = name.end()
        elif word and (len(signs) > 1 or not folded[end].isalnum()):
            parts.append(f" {word}{signs} ")
        else:
            parts.append(" ")
    return "".join([*parts, folded[done:]]).replace("   ", " ").replace("  ", " ")


def _rewritten(codes: "np.ndarray", kinds: "np.ndarray") -> tuple["np.ndarray", "np.ndarray"]:
    """The same for texts with characters that fold to several, or join the one before them."""
    if kinds.max() == TWOFOLD:
        text = unicodedata.normalize("NFKC", NO_WORD.sub(" ", _text(codes)))
        codes = _codes(unicodedata.normalize("NFKC", text.casefold()))
    packed = _table()[codes]
    # What could have joined, and has not, is a letter; but accents are none.
    left = packed > TWOFOLD << BITS
    packed[left] = packed[left] & LOW | WORD << BITS
    packed = packed[packed < MARK << BITS]
    return packed, packed >> BITS


def _traced_units(text: str, packed: list[int]) -> tuple[str, list[int]]:
    """The same where several characters fold to one, or one to several."""
    folded: list[str] = []
    places: list[int] = []
    for at, one in enumerate(packed):
        if one >> BITS < MARK:
            folded.append(chr(one & LOW))
            places.append(at)
        elif one >> BITS == TWOFOLD:
            start, letters = at, unicodedata.normalize("NFKC", text[at])
            before = text[places[-1] : at] if places and at - places[-1] < LONGEST_UNIT else ""
            joined = unicodedata.normalize("NFKC", before + text[at])
            if joined != unicodedata.normalize("NFKC", before) + letters:
                start, letters = places[-1], joined
                while places and places[-1] == start:
                    del folded[-1], places[-1]
            found = _folded_unit(letters)
            folded += found
            places += [start] * len(found)
    return "".join(folded), places


@lru_cache(maxsize=1024)
def _folded_unit(letters: str) -> str:
    packed, _kinds = _rewritten(_codes(letters), np.array([TWOFOLD]))
    return _text(packed & LOW)


def _spaced(folded: "np.ndarray", kinds: "np.ndarray") -> str:
    """With one space between words of two kinds, and one for any number of separators."""
    is_text = kinds != 0
    pairs = np.full((len(folded) + 1, 2), SPACE, np.uint32)  # each character after a space
    pairs[:-1, 1] = folded
    stays = np.zeros(pairs.shape, bool)
    stays[:-1, 1] = is_text
    stays[:-1, 0] = is_text
    stays[1:-1, 0] &= kinds[1:] != kinds[:-1]
    stays[-1, 0] = True
    return _text(pairs[stays])


@cache
def _table() -> "np.ndarray":
    """Of every code point what it folds to, and its kind in the bits above."""
    table = np.full(0x110000, SPACE, np.uint32)
    for first, last in CJK_RANGES:
        codes = np.arange(first, last + 1, dtype=np.uint32)
        table[first : last + 1] = codes | np.uint32(CJK << BITS)
    composing = _composing()
    for first, after in LETTERS:
        for code in range(first, after):
            table[code] = _entry(chr(code), composing)
    for original, simple in _simplified():
        table[ord(original)] = ord(simple) | CJK << BITS
    table[ord(BETWEEN)] = ord(BETWEEN) | WORD << BITS
    return table


def _entry(character: str, composing: set[str]) -> int:
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", character).casefold())
    if _vanishes(character):
        return (TWOFOLD if character in composing else MARK) << BITS
    if "\uff66" <= character <= "\uff9f":  # half-width kana and its marks
        return TWOFOLD << BITS
    kinds = {_kind(each) for each in folded}
    if not kinds - {0} or NO_WORD.match(character):
        return ord(folded) if folded in SIGNS else SPACE
    if len(folded) != 1:
        return TWOFOLD << BITS
    plain = unicodedata.normalize("NFD", folded)[0]
    if "LATIN" in unicodedata.name(folded, "") and plain != folded:
        folded = plain
    return ord(folded) | (TWOFOLD if folded in composing else _kind(folded)) << BITS


def _vanishes(character: str) -> bool:
    """Accents and points do; the vowels of Indic scripts are marks as well, but letters to us."""
    category = unicodedata.category(character)
    if category == "Mn":
        return unicodedata.combining(character) > 0 or "SELECTOR" in unicodedata.name(character)
    return category in ("Me", "Cf")


def _composing() -> set[str]:
    """What may become one character with the one before it."""
    found = {chr(code) for first, last in COMPOSING_JAMO for code in range(first, last + 1)}
    for first, after in LETTERS:
        for code in range(first, after):
            parts = unicodedata.decomposition(chr(code)).split()
            if len(parts) == 2 and parts[0][0] != "<":
                found.add(chr(int(parts[1], 16)))
    return found


def _kind(character: str) -> int:
    code = ord(character)
    if character in CJK_SIGNS:
        return CJK
    category = unicodedata.category(character)
    if category[0] not in "LN" and (category[0] != "M" or _vanishes(character)):
        return 0
    return CJK if any(first <= code <= last for first, last in CJK_RANGES) else WORD


def _simplified() -> list[tuple[str, str]]:
    """Each Chinese character that folds to another one, with that one."""
    found = []
    originals = [chr(code) for first, last in HAN for code in range(first, last + 1)]
    plain = [unicodedata.normalize("NFKC", each) for each in originals]
    converted = opencc.OpenCC("t2s").convert("\n".join(plain)).split("\n")
    for original, simple in zip(originals, converted, strict=True):
        if original != simple and len(simple) == 1:
            found.append((original, simple))
    return found
