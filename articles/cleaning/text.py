"""Plain text from clean HTML, and what is counted on it. Right for CJK and Latin scripts."""

import hashlib
import html
import re
import unicodedata
from dataclasses import dataclass

BLOCKS = frozenset(
    "p div h1 h2 h3 h4 h5 h6 li ul ol dl dt dd tr table blockquote pre figure figcaption br hr"
    " section aside details summary video audio iframe caption center td th".split()
)
# Stored HTML is nh3's: attributes stand in double quotes and may hold "<" and ">". A tag that does
# not end is one as well, so that nothing is read twice.
TAG = re.compile(r'</?([a-zA-Z][a-zA-Z0-9]*+)(?:[^>"]++|"[^"]*+")*+>?')
SPACE = re.compile(r"[^\S\n]+")
LINES = re.compile(r"\s*\n\s*")
# Runs of Han, kana, Hangul and their extensions: each character counts as one word.
CJK = re.compile(
    "[\u1100-\u11ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\U00020000-\U0003ffff]+"
)
KANA = re.compile("[\u3040-\u30ff]")
HANGUL = re.compile("[\uac00-\ud7af]")
WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
SENTENCE_END = re.compile(r"[。！？；!?]|\.(?=\s)")
CJK_PER_MINUTE = 400
WORDS_PER_MINUTE = 230
SUMMARY_LENGTH = 160


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
    without = TAG.sub(lambda found: "\n" if found[1] in BLOCKS else "", clean)
    return LINES.sub("\n", SPACE.sub(" ", html.unescape(without))).strip()


def fingerprint(plain: str) -> str:
    """What identifies a text: NFKC, without any white space.

    And without the ligature of which NFKC makes 18 characters: a body of these would take seconds.
    """
    return "".join(unicodedata.normalize("NFKC", plain.replace("\ufdfa", "")).split())


def digest(plain: str) -> str:
    """SHA-256 of the text's fingerprint, in hexadecimal."""
    return hashlib.sha256(fingerprint(plain).encode("utf-8", "replace")).hexdigest()


def measure(plain: str) -> Length:
    """The text's length in characters (CJK) and words (other scripts)."""
    characters = sum(map(len, CJK.findall(plain)))
    return Length(characters, len(WORD.findall(CJK.sub(" ", plain) if characters else plain)))


def guess_language(plain: str) -> str:
    """A BCP 47 tag told from the script: ja, ko, zh-Hans or en."""
    head = plain[:2000]
    length = measure(head)
    if not length.characters or length.characters < length.words * 5:
        return "en"
    if len(KANA.findall(head)) * 10 > length.characters:
        return "ja"
    return "ko" if len(HANGUL.findall(head)) * 2 > length.characters else "zh-Hans"


def summarise(plain: str, length: int = SUMMARY_LENGTH) -> str:
    """The text's beginning, at most `length` characters wide, cut at a sentence or a word.

    Latin letters are about half as wide as CJK ones, so mostly Latin text gets twice as many.
    """
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
