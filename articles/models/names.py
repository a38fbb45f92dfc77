"""Slugs: the readable part of an address, made from a name that a stranger chose."""

import hashlib
from collections.abc import Container

from django.utils.text import slugify

SLUG_LENGTH = 80
DIGEST_LENGTH = 64
# slugify drops these, and without them C, C++ and C# would share one address.
SPELLED = str.maketrans({"+": "-plus", "#": "-sharp", "&": "-and-", "/": "-", "_": "-", "·": "-"})


def make_slug(name: str, fallback: str = "story") -> str:
    """A Unicode slug of at most SLUG_LENGTH characters; `fallback` if nothing of `name` is left."""
    slug = slugify(name.translate(SPELLED), allow_unicode=True)
    return slug[:SLUG_LENGTH].strip("-") or fallback


def free_slug(name: str, taken: Container[str], fallback: str = "story") -> str:
    """`make_slug`, changed where another name already has it.

    The suffix comes from the name, not from a counter, so that the order in which names arrive
    does not decide their addresses.
    """
    slug = make_slug(name, fallback)
    if slug not in taken:
        return slug
    digest = hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()
    for digits in (6, *range(8, DIGEST_LENGTH + 1, 4)):
        # Somebody may be called like our suffixed slug; then more of the digest sets them apart.
        found = f"{slug[: SLUG_LENGTH - 1 - digits]}-{digest[:digits]}"
        if found not in taken:
            break
    return found
