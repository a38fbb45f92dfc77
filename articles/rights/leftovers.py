"""A body's pictures, each shown or left out together with what stood there for it alone. Pure."""

import html
import re
from collections.abc import Callable

# Stored bodies come from the sanitiser: its tags hold no "<" or ">" in their attributes, so one
# tag ends at the next ">", and a picture can be taken out without reading the HTML.
PICTURE = re.compile(r"<img\b[^<>]*>")
STILL = re.compile(r'(<video\b[^<>]*?) poster="([^"<>]*)"')
GONE = "\0"  # stands where something was taken out; no stored body holds one
# What is left behind: a box or a link without words, a paragraph without any, and a figure with a
# caption at most. The order matters, and so do several rounds: each may lie in another.
LEFT_OVER = (
    re.compile(r"<(a\b(?=[^<>]* href=)|span\b|div\b|center\b)[^<>]*>[\s\0]*+</[a-z]++>"),
    re.compile(r"<p\b[^<>]*>(?:[\s\0]|<br>)*+</p>"),
    re.compile(
        r"<figure\b[^<>]*>[\s\0]*+"
        r"(?:<figcaption\b[^<>]*>(?:[^<]++|<(?!/?figcaption\b))*+</figcaption>[\s\0]*+)?</figure>"
    ),
)


def with_pictures(
    body: str, picture: Callable[[str], str], still: Callable[[str], str] = lambda address: ""
) -> str:
    """A clean body in which `picture` says what stands for each <img>, and `still` which address
    for that of a film's still picture; "" takes it out."""
    if "<img" not in body and "<video" not in body:
        return body

    def kept_still(found: re.Match[str]) -> str:
        address = still(html.unescape(found[2]))
        return f'{found[1]} poster="{html.escape(address)}"' if address else found[1]

    shown = PICTURE.sub(lambda found: picture(found[0]) or GONE, body)
    return tidied(STILL.sub(kept_still, shown))


def tidied(body: str) -> str:
    """Without GONE, and without what holds nothing else."""
    if GONE not in body:
        return body

    def emptied(found: re.Match[str]) -> str:
        return GONE if GONE in found[0] else found[0]

    for left_over in LEFT_OVER * 3:
        body = left_over.sub(emptied, body)
    return body.replace(GONE, "")
