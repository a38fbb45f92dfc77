"""The part of a story's text that an output may print."""

import re

from articles.models import Article

from .rules import Rights

# Stored bodies come from the sanitiser: its tags hold no "<" or ">" in their attributes, so one
# tag ends at the next ">", and a picture can be taken out without reading the HTML.
PICTURE = re.compile(r"<img\b[^<>]*>")
POSTER = re.compile(r'(<video\b[^<>]*?) poster="[^"<>]*"')
# What a picture leaves behind: a link without words, a paragraph without any, and a figure with a
# caption at most. The order matters: each may lie in the next.
LEFT_OVER = (
    re.compile(r"<a\b(?=[^<>]* href=)[^<>]*>\s*+</a>"),
    re.compile(r"<p\b[^<>]*>(?:\s|<br>)*+</p>"),
    re.compile(
        r"<figure\b[^<>]*>\s*+"
        r"(?:<figcaption\b[^<>]*>(?:[^<]++|<(?!/?figcaption\b))*+</figcaption>\s*+)?</figure>"
    ),
)


def body_of(article: Article, rights: Rights) -> str:
    """The story's HTML; empty where the text is not ours to show."""
    return shown(article.body, rights)


def shown(html: str, rights: Rights) -> str:
    """What may be printed of any HTML made from the story's body, such as its rendering."""
    if not rights.shows_body:
        return ""
    return html if rights.shows_picture else without_pictures(html)


def without_pictures(html: str) -> str:
    """A clean body without its pictures, and without what stood there for them alone."""
    if not PICTURE.search(html) and not POSTER.search(html):
        return html
    html = POSTER.sub(r"\1", PICTURE.sub("", html))
    for left_over in LEFT_OVER:
        html = left_over.sub("", html)
    return html
