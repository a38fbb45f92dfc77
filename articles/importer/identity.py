"""What makes two files one story. Pure; docs/decisions/0006-identity.md has the measurements."""

import hashlib
from datetime import datetime, timedelta

from articles.cleaning.text import fingerprint, plain_text

# Shorter texts ("Read more at …") are shared by different stories.
MIN_CHARS = 50
SHINGLE = 4
SAME_STORY = 0.8
NEAR = timedelta(days=3)


def digest(*parts: str) -> str:
    """SHA-256 over the parts, in hexadecimal."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()


def story_key(text: str, source: str, title_key: str, image: str, day: datetime | None) -> str:
    """The story's key from its text's fingerprint; a short one needs more to tell stories apart."""
    if len(text) >= MIN_CHARS:
        return digest(text)
    return digest(text, source, title_key, image, day.date().isoformat() if day else "")


def tells_a_story(body: str) -> bool:
    """Whether a clean body has text enough to be compared with another."""
    return len(fingerprint(plain_text(body))) >= MIN_CHARS


def jaccard(one: str, other: str) -> float:
    """How much two clean bodies share, 0 to 1: |A ∩ B| / |A ∪ B| of their shingles."""
    first, second = _shingles(one), _shingles(other)
    union = len(first | second)
    return len(first & second) / union if union else 1.0


def _shingles(body: str) -> set[str]:
    text = fingerprint(plain_text(body))
    return {text[at : at + SHINGLE] for at in range(max(1, len(text) - SHINGLE + 1))}


def are_near(one: datetime | None, other: datetime | None) -> bool:
    """Whether two dates are close enough for one story; an unknown date is near to any."""
    return one is None or other is None or abs(one - other) <= NEAR
