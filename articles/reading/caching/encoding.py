"""Content encodings: which one a reader gets, and bytes into it and out of it.

Levels by measurement (docs/decisions/0012-page-cache.md): a page is compressed once for each change
of it, and zstd is ten times cheaper than what saves another sixth.
"""

import gzip
import re
from functools import lru_cache

import brotli
import zstandard

IDENTITY = ""
ZSTD_LEVEL, BROTLI_QUALITY, GZIP_LEVEL = 3, 5, 4
# In the order that we like best, where the reader likes them alike.
ENCODINGS = ("zstd", "br", "gzip")
SMALL = 500  # bytes; below that there is nothing to save
TEXT = re.compile(r"text/|application/(?:[\w.-]+\+)?(?:json|xml|javascript)\b|image/svg")
ITEM = re.compile(r"\s*([\w*-]+)\s*(?:;\s*q\s*=\s*([01](?:\.[0-9]{0,3})?))?\s*", re.ASCII)


def is_worth_it(content_type: str, size: int) -> bool:
    return size >= SMALL and TEXT.match(content_type) is not None


@lru_cache(maxsize=256)
def best_for(accept: str) -> str:
    """The encoding for an Accept-Encoding header (RFC 9110, 12.5.3); IDENTITY if none suits."""
    weights: dict[str, float] = {}
    for item in accept.lower().split(","):
        if found := ITEM.fullmatch(item):
            name = {"x-gzip": "gzip"}.get(found[1], found[1])
            weights[name] = float(found[2] or 1)
    others = weights.get("*", 0.0)
    best = max(ENCODINGS, key=lambda name: weights.get(name, others))
    weight = weights.get(best, others)
    # Where a reader says nothing of plain bytes he takes them, but likes nothing less.
    return best if weight > 0 and weight >= weights.get("identity", 0.0) else IDENTITY


def encode(plain: bytes, encoding: str) -> bytes:
    match encoding:
        case "zstd":
            return zstandard.compress(plain, ZSTD_LEVEL)
        case "br":
            return brotli.compress(plain, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY)
        case "gzip":
            return gzip.compress(plain, GZIP_LEVEL, mtime=0)
    return plain


def decode(stored: bytes, encoding: str) -> bytes:
    match encoding:
        case "zstd":
            return zstandard.decompress(stored)
        case "br":
            return brotli.decompress(stored)
        case "gzip":
            return gzip.decompress(stored)
    return stored
