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
WEIGHT = re.compile(r"q\s?=\s?([01](?:\.[0-9]{0,3})?)", re.ASCII)
LONGEST = 200  # characters of an honest header


# What our ETags end with, for each is of one encoding.
OF_AN_ENCODING = re.compile(r'-(?:zstd|br|gzip)"')


def of_any(etags: str) -> str:
    """The ETags of a request, without what tells the encodings of one content apart."""
    return OF_AN_ENCODING.sub('"', etags)


def is_worth_it(content_type: str, size: int) -> bool:
    return size >= SMALL and TEXT.match(content_type) is not None


def best_for(accept: str) -> str:
    """The encoding for an Accept-Encoding header; plain bytes for one that no browser sends."""
    return _best_for(accept) if len(accept) <= LONGEST else IDENTITY


@lru_cache(maxsize=256)
def _best_for(accept: str) -> str:
    """By its weights (RFC 9110, 12.5.3); IDENTITY if none suits."""
    weights: dict[str, float] = {}
    for item in accept.lower().split(","):
        name, asked, weight = (part.strip() for part in item.partition(";"))
        found = WEIGHT.fullmatch(weight)
        if found or not asked:
            weights[{"x-gzip": "gzip"}.get(name, name)] = float(found[1]) if found else 1.0
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
