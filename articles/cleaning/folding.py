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
from functools import cache

import numpy as np
import opencc

# What a character is. Others are separators.
WORD, CJK, MARK, TWOFOLD = 1, 2, 3, 4  # a mark vanishes; what is twofold folds to several
CJK_RANGES = (
    (0x3041, 0x30FF), (0x3105, 0x312F), (0x31A0, 0x31BF), (0x31F0, 0x31FF), (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF), (0xAC00, 0xD7AF), (0xF900, 0xFAFF), (0x20000, 0x323AF),
)  # fmt: skip
KANA_SIGNS = "々〆ー"
HAN = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF))
LETTERS = ((0x80, 0x3400), (0xA000, 0xABFF), (0xD800, 0x1E000), (0x1F100, 0x1F200))
LONGEST_TERM = 64  # characters of a word that the index keeps
SPACE = 32
BITS = 21  # of a code point

# Signs that belong to a word stand at these private code points while it is folded.
SIGNS = {"+": 0xF0001, "#": 0xF0002, ".": 0xF0003}
SIGNED = re.compile(r"[0-9A-Za-z]{1,64}[+#]{1,4}(?![0-9A-Za-z])|\.[A-Za-z][0-9A-Za-z]{,63}")
HIDDEN = str.maketrans({sign: chr(code) for sign, code in SIGNS.items()})


def fold(text: str) -> str:
    """The text for comparison: words and runs of CJK, with a space around each."""
    codes = _codes(text)
    places = _signs(codes, _table().take(codes) >> BITS)
    if len(places):
        codes = _codes(_with_signs(text, places.tolist()))
    packed = _table().take(codes)
    kinds = packed >> BITS
    if kinds.max(initial=0) >= MARK:
        packed, kinds = _rewritten(codes, kinds)
    return _spaced(packed & ((1 << BITS) - 1), kinds)


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
    others = codes.copy()
    others[is_cjk] = SPACE
    words = _words(_text(others))
    # The pair at a run's end is its last character and the space after it.
    return " ".join([*words, *_text(spelt.ravel()).split()])


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


def _signs(codes: "np.ndarray", kinds: "np.ndarray") -> "np.ndarray":
    """Where a plus or a hash follows a word, or a dot leads one: in few places, if in any."""
    is_word = (kinds == WORD) & (codes < 128)
    found = np.zeros(len(codes), bool)
    found[1:] = ((codes == ord("+")) | (codes == ord("#")))[1:] & is_word[:-1]
    dots = (codes == ord("."))[:-1] & is_word[1:]
    dots[1:] &= ~is_word[:-2]
    found[:-1] |= dots
    return np.flatnonzero(found)


def _with_signs(text: str, places: list[int]) -> str:
    """With the words that stand at these places written twice: with the sign and without."""
    parts: list[str] = []
    done = 0
    for place in places:
        start = place
        while start > done and place - start < LONGEST_TERM and text[start - 1].isalnum():
            start -= 1
        found = SIGNED.search(text, start)
        if found and found.start() <= place < found.end():
            word = found[0].strip("+#.")
            signed = found[0].translate(HIDDEN)
            both = (signed, word) if found[0][0] == "." else (word, signed)
            parts += text[done : found.start()], f" {both[0]} {both[1]} "
            done = found.end()
    return "".join([*parts, text[done:]])


def _rewritten(codes: "np.ndarray", kinds: "np.ndarray") -> tuple["np.ndarray", "np.ndarray"]:
    """The same for texts with characters that fold to several, or join the one before them."""
    if kinds.max() == TWOFOLD:
        text = unicodedata.normalize("NFKC", _text(codes))
        codes = _codes(unicodedata.normalize("NFKC", text.casefold()))
    packed = _table()[codes]
    kinds = packed >> BITS
    stays = (kinds != MARK) & (kinds != TWOFOLD)
    return packed[stays], kinds[stays]


def _spaced(folded: "np.ndarray", kinds: "np.ndarray") -> str:
    """With one space between words of two kinds, and one for any number of separators."""
    folded[kinds == 0] = SPACE
    changes = (kinds[1:] != kinds[:-1]) & (kinds[1:] != 0) & (kinds[:-1] != 0)
    apart = np.insert(folded, np.flatnonzero(changes) + 1, SPACE)
    return f" {' '.join(_text(apart).split())} "


@cache
def _table() -> "np.ndarray":
    """Of every code point what it folds to, and its kind in the bits above."""
    table = np.zeros(0x110000, np.uint32)
    for first, last in CJK_RANGES:
        codes = np.arange(first, last + 1, dtype=np.uint32)
        table[first : last + 1] = codes | np.uint32(CJK << BITS)
    for first, after in ((0, 0x80), *LETTERS):
        for code in range(first, after):
            table[code] = _entry(chr(code))
    for original, simple in _simplified():
        table[ord(original)] = ord(simple) | CJK << BITS
    for sign, code in SIGNS.items():
        table[code] = ord(sign) | WORD << BITS
    for sign in SIGNS:  # as they stand in a folded text
        table[ord(sign)] = 0
    return table


def _entry(character: str) -> int:
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", character).casefold())
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return MARK << BITS if character not in "\u3099\u309a" else TWOFOLD << BITS
    kinds = {_kind(each) for each in folded}
    if not kinds - {0}:
        return 0
    if len(folded) != 1:
        return TWOFOLD << BITS
    plain = unicodedata.normalize("NFD", folded)[0]
    if "LATIN" in unicodedata.name(folded, "") and plain != folded:
        folded = plain
    # Half a kana's voicing mark may follow in its own character.
    if "\uff66" <= character <= "\uff9f":
        return TWOFOLD << BITS
    return ord(folded) | _kind(folded) << BITS


def _kind(character: str) -> int:
    code = ord(character)
    if character in KANA_SIGNS:
        return CJK
    if unicodedata.category(character)[0] not in "LN":
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
