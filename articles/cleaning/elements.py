"""Pictures, links, frames and media: their addresses repaired, their fixed attributes set.

Each function takes an element's attributes and gives the markup that stands in its place.
"""

import html
import re
from collections.abc import Callable, Mapping

from . import urls
from .caps import MAX_ID_CHARS, MAX_URL_CHARS
from .policy import (
    ATTRIBUTES,
    EMBED_HOSTS,
    EVERYWHERE,
    FIXED,
    IMAGE_PROXIES,
    LAZY_SOURCES,
    LINK_REL,
)
from .sanitize import ID_PREFIX
from .tokens import spelled, tag

SPECIAL = frozenset("a audio iframe img source video".split())
Note = Callable[[str], None]
FIXED_SPELLED = {name: spelled(values) for name, values in FIXED.items()}
SIZE = re.compile(r"\s*(\d{1,5})(?:\.\d+)?(?:px)?\s*")
# A link and a picture with nothing to repair, as they stand between "<" and ">", from a stranger or
# from ourselves: most are such. A link's query may hold its true address.
HOST = r"https?://[a-zA-Z0-9.-]++"
PATH = r"[!#-%(-;=@-\[\]_a-z~]*+"
QUERY = r"[!#-%(-;=?-\[\]_a-z~]*+(?:&amp;[!#-%(-;=?-\[\]_a-z~]*+)*+"
LINK = re.compile(rf'(a href="{HOST}(?:/{PATH})?")(?: rel="{LINK_REL}")?')
IMAGE = re.compile(
    rf'img(?: referrerpolicy="no-referrer")? src="({HOST}(?:/{QUERY})?)" alt="([^&<>"\']*+)"'
    rf"(?:{FIXED_SPELLED['img']})? ?/?"
)
# By element: attributes of which none may stay, such as data-… and style.
NOISE = {
    name: re.compile(
        rf'(?:(?!(?:{"|".join(sorted(EVERYWHERE | own))})=)[a-z][a-z0-9_-]*+="[^"]*+"(?: |$))++'
    )
    for name, own in ATTRIBUTES.items()
    if name not in SPECIAL
}


def without_noise(inside: str) -> str:
    """The name of the element that is `inside`, if none of its attributes would stay; else ""."""
    name, _, rest = inside.partition(" ")
    noise = NOISE.get(name)
    return name if noise and noise.fullmatch(rest) else ""


def size(value: str) -> str:
    """Whole pixels as digits; "" for a percentage or anything else."""
    found = SIZE.fullmatch(value)
    return found[1] if found else ""


def sound_link(inside: str) -> str:
    """The <a> that is `inside`; "" if it is none or there may be something to repair in it."""
    found = LINK.fullmatch(inside)
    return f"<{found[1]}>" if found and len(inside) <= MAX_URL_CHARS else ""


def sound_image(inside: str) -> str:
    """The <img> that is `inside`; "" likewise."""
    found = IMAGE.fullmatch(inside)
    if not found or len(inside) > MAX_URL_CHARS:
        return ""
    src, alt = found.groups()
    if src.startswith(IMAGE_PROXIES) or urls.is_placeholder(src):
        return ""
    return f'<img src="{src}" alt="{alt.strip()}"{FIXED_SPELLED["img"]}>'


def image(given: Mapping[str, str], base: str, note: Note) -> str:
    src = _picture(given, base, note)
    width = size(given.get("width") or given.get("w", ""))
    height = size(given.get("height") or given.get("h", ""))
    if not src:
        note("N_IMAGE_REMOVED")
        return ""
    if width in ("1", "2") and height in ("1", "2"):
        note("N_TRACKER_REMOVED")
        return ""
    kept = {"src": src, "alt": given.get("alt", "").strip()}
    if title := given.get("title", "").strip():
        kept["title"] = title
    if width and height:
        kept |= {"width": width, "height": height}
    return tag("img", kept, FIXED_SPELLED["img"])


def _picture(given: Mapping[str, str], base: str, note: Note) -> str:
    """The best address that the element holds, "" if none leads to a picture."""
    lazy = [given[name] for name in LAZY_SOURCES if given.get(name)]
    candidates = [*lazy, given.get("src", "")]
    if "srcset" in given:
        candidates.append(urls.best_of_srcset(given["srcset"]))
    for candidate in candidates:
        found = urls.absolute(urls.unwrap_image(candidate.strip()), base)
        if found and not found.startswith("mailto:") and not urls.is_placeholder(found):
            if candidate != given.get("src"):
                note("N_IMAGE_REPAIRED")
            return found
    return ""


def anchor(given: Mapping[str, str], base: str, note: Note) -> dict[str, str]:
    """A link's attributes. Without a usable address it stays, as text or as a target."""
    kept = plain_attributes(given)
    if "name" in given:
        kept.setdefault("id", given["name"][:MAX_ID_CHARS])
    href = given.get("href", "").strip()
    if href.startswith("#"):
        name = href[1:].removeprefix(ID_PREFIX)
        if href[1:] and len(name) <= MAX_ID_CHARS:
            kept["href"] = f"#{ID_PREFIX}{name}"
    elif href:
        target = urls.unwrap_redirector(urls.absolute(href, base))
        if target != href:
            target = urls.absolute(target)
        if target:
            kept["href"] = target
        else:
            note("N_LINK_REMOVED")
    return kept


def frame(given: Mapping[str, str], base: str, note: Note, *, linked: bool) -> str:
    """An <iframe> from a known player; from anywhere else a link to it (`linked`: not again)."""
    src = urls.absolute(given.get("src") or given.get("data-src", ""), base)
    if urls.host(src) in EMBED_HOSTS:
        src = urls.absolute(src.replace("http://", "https://", 1))
    if not urls.host(src):
        note("N_EMBED_REMOVED")
        return ""
    if urls.host(src) in EMBED_HOSTS:
        kept = {"src": src}
        kept |= {
            name: found for name in ("width", "height") if (found := size(given.get(name, "")))
        }
        kept["title"] = given.get("title", "").strip() or urls.host(src)
        return tag("iframe", kept | {"allowfullscreen": ""} | FIXED["iframe"]) + "</iframe>"
    note("N_EMBED_LINKED")
    label = html.escape(urls.host(src), quote=False)
    return label if linked else f"{tag('a', {'href': src})}{label}</a>"


def media(name: str, given: Mapping[str, str], base: str) -> dict[str, str]:
    """<audio>, <video> or <source>: addresses absolute, fixed attributes set."""
    kept = plain_attributes(given)
    for key in ("src", "poster"):
        if found := urls.absolute(given.get(key, ""), base):
            kept[key] = found
    for key in ("width", "height", "type"):
        if given.get(key):
            kept[key] = given[key]
    return kept | FIXED.get(name, {})


def plain_attributes(given: Mapping[str, str]) -> dict[str, str]:
    """What any element may carry; the sanitiser judges the values."""
    kept = {name: given[name] for name in ("id", "title", "lang", "dir") if given.get(name)}
    if len(kept.get("id", "").removeprefix(ID_PREFIX)) > MAX_ID_CHARS:
        del kept["id"]
    return kept
