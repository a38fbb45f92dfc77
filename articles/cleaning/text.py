"""Plain text from clean HTML, and what is counted on it. Right for CJK and Latin scripts."""

import hashlib
import html
import re
import unicodedata
from dataclasses import dataclass
from itertools import repeat

BLOCKS = frozenset(
    "p div h1 h2 h3 h4 h5 h6 li ul ol dl dt dd tr table blockquote pre figure figcaption br hr"
    " section aside details summary video audio iframe caption center td th".split()
)
BREAKS = dict.fromkeys(BLOCKS, "\n")
# Stored HTML is nh3's: attributes stand in double quotes and may hold "<" and ">". A tag that does
# not end is one as well, so that nothing is read twice.
TAG = re.compile(r'</?+([a-zA-Z][a-zA-Z0-9]*+)(?:>|[^>"]*+(?:"[^"]*+"[^>"]*+)*+>?)')
# What NFKC changes in most Chinese texts. It is slow on a text that it changes, and hardly reads
# one that it does not; a character and its own decomposition are the same to it in any text.
FULL_WIDTH = {char: unicodedata.normalize("NFKD", char) for char in "，：（）？！；…％＆－＃～＋"}
# Han, kana, Hangul and their extensions: each character counts as one word.
CJK = (
    "\u1100-\u11ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
NEITHER_ASCII_NOR_CJK = re.compile(f"[^\x00-\x7f{CJK}]")
KANA = re.compile("[\u3040-\u30ff]")
HANGUL = re.compile("[\uac00-\ud7af]")
JOINERS = "'’.-"  # one of them between two words makes them one
SENTENCE_END = re.compile(r"[。！？；!?]|\.(?=\s)")
CJK_PER_MINUTE = 400
WORDS_PER_MINUTE = 230
SUMMARY_LENGTH = 160
LANGUAGE_HEAD = 2000  # characters that tell the language
MANY = 40  # distinct characters, from which on replacing one after the other costs more


@dataclass(frozen=True, slots=True)
class Length:
    """How long a text is: its CJK characters, and its words in other scripts."""

    characters: int
    words: int

    @property
    def total(self) -> int:
        return self.characters + self.words

    @property
    def minutes(self) -> int:
        """To read it; at least 1 for any text and 0 for none."""
        minutes = self.characters / CJK_PER_MINUTE + self.words / WORDS_PER_MINUTE
        return max(1, round(minutes)) if minutes else 0


def plain_text(clean: str) -> str:
    """The text of clean HTML, a line a block, references resolved."""
    parts = TAG.split(clean)  # texts, and between them the tags' names
    parts[1::2] = map(BREAKS.get, parts[1::2], repeat(""))
    lines = filter(None, map(str.strip, html.unescape("".join(parts)).split("\n")))
    # No white space but " " is printable: most lines need not be taken apart.
    return "\n".join(
        [
            line if line.isprintable() and "  " not in line else " ".join(line.split())
            for line in lines
        ]
    )


def fingerprint(plain: str) -> str:
    """What identifies a text: NFKC, without any white space.

    And without the ligature of which NFKC makes 18 characters: a body of these would take seconds.
    """
    if not plain.isascii():
        for char, decomposed in FULL_WIDTH.items():
            plain = plain.replace(char, decomposed)
        plain = unicodedata.normalize("NFKC", plain.replace("\ufdfa", ""))
    # The frequent white space first, so that few parts are left to be joined.
    return "".join(plain.replace(" ", "").replace("\n", "").split())


def digest(plain: str) -> str:
    """SHA-256 of the text's fingerprint, in hexadecimal."""
    return hashlib.sha256(fingerprint(plain).encode("utf-8", "replace")).hexdigest()


def measure(plain: str) -> Length:
    """The text's length in characters (CJK) and words (other scripts)."""
    return _length(_kinds(plain))


def guess_language(plain: str) -> str:
    """A BCP 47 tag told from the script: ja, ko, zh-Hans or en."""
    head = plain[:LANGUAGE_HEAD]
    return _language(head, measure(head))


def describe(plain: str) -> tuple[Length, str]:
    """`measure` and `guess_language` of one text, which is gone through once."""
    kinds = _kinds(plain)
    length = _length(kinds)
    head = length if len(plain) <= LANGUAGE_HEAD else _length(kinds[:LANGUAGE_HEAD])
    return length, _language(plain[:LANGUAGE_HEAD], head)


def _language(head: str, length: Length) -> str:
    # A Chinese story about software holds many Latin words, its code most of all; an English one
    # holds few characters, in names.
    if not length.characters or length.characters * 4 < length.words:
        return "en"
    if len(KANA.findall(head)) * 10 > length.characters:
        return "ja"
    return "ko" if len(HANGUL.findall(head)) * 2 > length.characters else "zh-Hans"


def _kind(char: str) -> str:
    return "a" if char.isalnum() else "." if char in JOINERS else " "


# What `_kinds` writes for each byte: "?" is the codec's mark for what is not ASCII.
KINDS = bytes(ord(_kind(chr(at)) if at != ord("?") else "?") for at in range(128)).ljust(256)
NO_CJK = bytes.maketrans(b"?", b" ")


def _kinds(plain: str) -> bytes:
    """What each character is: "a" letter or digit, "." joiner, "?" CJK, " " anything else.

    In bytes and by whole-text operations: a regular expression costs five times as much a word.
    """
    at = len(plain) if plain.isascii() else 0
    for _ in range(MANY):
        found = NEITHER_ASCII_NOR_CJK.search(plain, at)
        if found is None:
            break
        plain, at = plain.replace(found[0], _kind(found[0])), found.end()
    else:
        plain = NEITHER_ASCII_NOR_CJK.sub(lambda found: _kind(found[0]), plain)
    return plain.replace("?", " ").encode("ascii", "replace").translate(KINDS)


def _length(kinds: bytes) -> Length:
    """A word begins at a letter after no letter: one joiner between two letters joins them."""
    text = b" " + kinds.translate(NO_CJK)
    words = text.count(b" a") + text.count(b" .a") + text.count(b"..a")
    return Length(kinds.count(b"?"), words)


def summarise(plain: str, length: int = SUMMARY_LENGTH) -> str:
    """The text's beginning, at most `length` characters wide, cut at a sentence or a word.

    Latin letters are about half as wide as CJK ones, so mostly Latin text gets twice as many.
    """
    flat = " ".join(plain[: 4 * length].split())
    if len(flat) <= 2 * length:
        flat = " ".join(plain.split())
    head = flat[:length]
    limit = length if measure(head).characters * 3 > len(head) else 2 * length
    if len(flat) <= limit:
        return flat
    cut = flat[: limit + 1]
    ends = [found.end() for found in SENTENCE_END.finditer(cut)]
    if ends and ends[-1] >= limit // 2:
        return cut[: ends[-1]].rstrip("；;")
    space = cut.rfind(" ")
    return cut[: space if space > limit * 2 // 3 else limit].rstrip(" ，、,;；:：") + "…"
