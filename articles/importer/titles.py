"""Titles as their authors wrote them. Pure.

The seed's generator turned `: / \\ ? * “ ” < > | [ ]` into `_`, left quotes in piles, and lost what
stood after ` #`; and a title may have entities, line breaks or thousands of characters.
"""

import re
import unicodedata
from itertools import islice

from articles.cleaning.tokens import unescape

MAX_TITLE = 300
MANGLED = re.compile(r"[:/\\?*“”<>|\[\]]")
IMAGE = re.compile(r"<img\b", re.I)
TITLE = re.compile(r"""[^>]{0,2000}?\btitle=(?:"([^"]{1,600})"|'([^']{1,600})')""", re.I)
MAX_IMAGES = 50
HEADING = re.compile(
    r"<h1\b[^>]{0,300}>(.{1,1000}?)</h1>|^#[ \t]+([^\n]{1,300})$", re.I | re.S | re.M
)
ANY_TAG = re.compile(r"<[^>]{0,1000}>")
DATE_PREFIX = re.compile(r"^\d{4}-\d{2}-\d{2}-")
INVISIBLE = re.compile("[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def tidy(text: str) -> str:
    """Entities resolved, white space folded, invisible and direction signs taken out."""
    text = unescape(text) if "&" in text else text
    # Most texts are tidy already, which this tells sooner than any search: none of INVISIBLE is
    # printable.
    return " ".join((text if text.isprintable() else INVISIBLE.sub(" ", text)).split())


def restore(title: str, body: str) -> str:
    """The title with the generator's `_` undone, if a picture in the body kept the true one."""
    if "_" not in title:
        return title
    for image in islice(IMAGE.finditer(body), MAX_IMAGES):
        found = TITLE.match(body, image.end())
        true = tidy(found[1] or found[2]) if found else title
        if true != title and MANGLED.sub("_", true) == title:
            return true
    return title


def uncomment(title: str, matter: str) -> str:
    """A bare title that YAML cut at ` #`, whole again; other titles as they are."""
    if " #" not in matter:
        return title
    written = re.search(r"^title:[ \t]+([^\s\"'].*)$", matter, re.MULTILINE)
    whole = written[1].rstrip() if written else ""
    return whole if " #" in whole and whole.startswith(title) else title


def truncate(title: str) -> str:
    """At most MAX_TITLE characters; a cut title ends with …."""
    return title if len(title) <= MAX_TITLE else title[: MAX_TITLE - 1] + "…"


def guess(body: str, path: str) -> tuple[str, str]:
    """A title from the first heading or the file's name, and which of the two; ("", "")."""
    heading = HEADING.search(body[:20_000])
    if heading:
        found = tidy(ANY_TAG.sub("", heading[1] or heading[2]))
        if found:
            return found, "heading"
    name = path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    if name in ("index", "_index", "README"):
        name = path.rsplit("/", 2)[-2] if "/" in path else ""
    name = tidy(DATE_PREFIX.sub("", name))
    return (name, "file name") if any(char.isalnum() for char in name) else ("", "")


def key(title: str) -> str:
    """What two spellings of one title share: letters and digits only, case and width folded."""
    folded = unicodedata.normalize("NFKC", title).casefold()
    return "".join(filter(str.isalnum, folded))[:200]
