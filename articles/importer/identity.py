"""What makes two files one story. Pure; docs/decisions/0006-identity.md has the measurements."""

import hashlib
from datetime import datetime, timedelta
from functools import lru_cache

from articles.cleaning.text import fingerprint, plain_text

# Shorter texts ("Read more at …") are shared by different stories.
MIN_CHARS = 50
SHINGLE = 4
SAME_STORY = 0.8
# At one path, under one title and source, a story may be rewritten, but not replaced.
SAME_FILE = 0.2
NEAR = timedelta(days=3)


def digest(*parts: str) -> str:
    """SHA-256 over the parts, in hexadecimal."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()


def story_key(
    text: str, source: str, title_key: str, image: str, day: datetime | None, *, known: str = ""
) -> str:
    """The story's key from its text's fingerprint; a short one needs more to tell stories apart.

    `known` is the text's digest, if the caller has it.
    """
    if len(text) >= MIN_CHARS:
        return known or digest(text)
    return digest(text, source, title_key, image, day.date().isoformat() if day else "")


def tells_a_story(body: str) -> bool:
    """Whether a clean body has text enough to be compared with another."""
    return len(fingerprint(plain_text(body))) >= MIN_CHARS


def jaccard(one: str, other: str) -> float:
    """How much two clean bodies share, 0 to 1: |A ∩ B| / |A ∪ B| of their shingles."""
    first, second = _shingles(one), _shingles(other)
    union = len(first | second)
    return len(first & second) / union if union else 1.0


@lru_cache(maxsize=64)
def _shingles(body: str) -> frozenset[str]:
    text = fingerprint(plain_text(body))
    return frozenset(text[at : at + SHINGLE] for at in range(max(1, len(text) - SHINGLE + 1)))


def could_be_alike(words: int, others: int) -> bool:
    """Whether two texts of these lengths could reach SAME_STORY: a cheap no before a costly one."""
    return min(words, others) >= max(words, others) * (SAME_STORY - 0.15)


def are_near(one: datetime | None, other: datetime | None) -> bool:
    """Whether two dates are close enough for one story; an unknown date is near to any."""
    return one is None or other is None or abs(one - other) <= NEAR
