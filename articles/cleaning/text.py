"""Plain text from clean HTML, and what is counted on it. Right for CJK and Latin scripts."""

import hashlib
import html
import re
import unicodedata

# Stored HTML is nh3's: attributes stand in double quotes and may hold ">".
TAG = re.compile(r'<(/?)([a-zA-Z][a-zA-Z0-9]*)(?:[^>"]|"[^"]*")*>')
BLOCKS = frozenset(
    "p div h1 h2 h3 h4 h5 h6 li ul ol dl dt dd tr table blockquote pre figure figcaption br hr"
    " section aside details summary video audio iframe caption center td th".split()
)
SPACE = re.compile(r"[^\S\n]+")
LINES = re.compile(r"\s*\n\s*")
# Han, kana, Hangul and their extensions: each character counts as one word.
CJK = re.compile(
    "[\u1100-\u11ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\U00020000-\U0003ffff]"
)
KANA = re.compile("[\u3040-\u30ff]")
HANGUL = re.compile("[\uac00-\ud7af]")
WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
SENTENCE_END = re.compile(r"[。！？；!?]|\.(?=\s)")
CJK_PER_MINUTE = 400
WORDS_PER_MINUTE = 230
SUMMARY_LENGTH = 160


def plain_text(clean: str) -> str:
    """The text of clean HTML, a line a block, references resolved."""
    without = TAG.sub(lambda tag: "\n" if tag[2].lower() in BLOCKS else "", clean)
    return LINES.sub("\n", SPACE.sub(" ", html.unescape(without))).strip()


def fingerprint_text(clean: str) -> str:
    """What identifies a story: its text in NFKC, without any white space."""
    without = html.unescape(TAG.sub("", clean))
    return "".join(unicodedata.normalize("NFKC", without).split())


def digest(clean: str) -> str:
    """SHA-256 of `fingerprint_text`, in hexadecimal."""
    return hashlib.sha256(fingerprint_text(clean).encode("utf-8", "replace")).hexdigest()


def count_words(plain: str) -> int:
    """Latin-style words plus CJK characters."""
    characters = len(CJK.findall(plain))
    return characters + len(WORD.findall(CJK.sub(" ", plain) if characters else plain))


def reading_minutes(plain: str) -> int:
    """Minutes to read it, at least 1 for any text and 0 for none."""
    characters = len(CJK.findall(plain))
    words = len(WORD.findall(CJK.sub(" ", plain) if characters else plain))
    minutes = characters / CJK_PER_MINUTE + words / WORDS_PER_MINUTE
    return max(1, round(minutes)) if minutes else 0


def guess_language(plain: str) -> str:
    """A BCP 47 tag told from the script: ja, ko, zh-Hans or en."""
    head = plain[:3000]
    cjk = len(CJK.findall(head))
    if cjk * 5 < len(WORD.findall(CJK.sub(" ", head))) or not cjk:
        return "en"
    if len(KANA.findall(head)) * 10 > cjk:
        return "ja"
    return "ko" if len(HANGUL.findall(head)) * 2 > cjk else "zh-Hans"


def summarise(plain: str, length: int = SUMMARY_LENGTH) -> str:
    """The text's beginning, at most `length` characters wide, cut at a sentence or a word.

    Latin letters are about half as wide as CJK ones, so mostly Latin text gets twice as many.
    """
    flat = " ".join(plain.split())
    limit = length if len(CJK.findall(flat[:length])) * 3 > min(len(flat), length) else 2 * length
    if len(flat) <= limit:
        return flat
    cut = flat[: limit + 1]
    ends = [found.end() for found in SENTENCE_END.finditer(cut)]
    if ends and ends[-1] >= limit // 2:
        return cut[: ends[-1]].rstrip("；;")
    space = cut.rfind(" ")
    return cut[: space if space > limit * 2 // 3 else limit].rstrip(" ，、,;；:：") + "…"
