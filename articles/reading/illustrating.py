"""Pictures in a body: sizes to choose from, a place that does not move, words and credit. Pure.

What comes in is stored HTML, whose attributes are escaped and stand in double quotes.
"""

import html
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from articles.images.renditions import height_for

MODERN = ("avif", "webp")  # best first; whatever else there is, every browser knows
ATTRIBUTE = re.compile(r' ([a-z]+)="([^"]*)"')
KEPT = ("id", "title", "lang", "dir")
# Not words: what editors and converters put where they should say what a picture shows.
SAYS_NOTHING = re.compile(
    r"(?:alt text|image|image description|img|photo|picture|图片?|图像|配图|插图"
    r"|在这里插入图片描述|[\w .%()-]+\.(?:avif|bmp|gif|jpe?g|png|webp))?[\s\d]*",
    re.IGNORECASE,
)
COLUMN = 640  # pixels: how long a body's lines become, or nearly (--measure in base.css)
CARD_FILES = 3
SMALL = 64  # pixels; what is no larger is part of its line, such as an emoji

CREDIT = re.compile(r'<small class="credit">(?:[^<]++|<(?!/small>))*+</small>')
CREDIT_OR_LINK = re.compile(rf"{CREDIT.pattern}|<a\b[^<>]*>|</a>")
FIGURE = re.compile(r"<figure\b[^<>]*>(?:[^<]++|<(?!/?figure\b))*+</figure>")
ANY_PICTURE = r"(?:<picture>(?:[^<]++|<(?!/picture>))*+</picture>|<img\b[^<>]*>)"
ALONE = re.compile(
    rf"<p\b([^<>]*)>\s*+((?:<a\b[^<>]*>\s*+)?{ANY_PICTURE}(?:\s*+</a>)?)"
    rf"({CREDIT.pattern})\s*+</p>"
)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as any output may print it: ours in several sizes, or one where it lies.

    `address`, `width` and `height` are those of the largest file that everybody can show; `widths`
    are its files by extension, and `at` says where they are; `shape` is the largest one's size.
    `tint` and `focus` are classes of pictures.css.
    """

    address: str
    width: int | None = None
    height: int | None = None
    alt: str = ""
    tint: str = ""
    focus: str = ""
    credit: str = ""
    licence: str = ""
    licence_url: str = ""
    shape: tuple[int, int] = (1, 1)
    widths: Mapping[str, Sequence[int]] = field(default_factory=dict)
    at: Callable[[str], str] = str

    @property
    def endings(self) -> list[str]:
        """Best first. PostgreSQL keeps the keys of JSON in an order of its own."""
        return [one for one in MODERN if one in self.widths] + sorted({*self.widths} - {*MODERN})

    def sources(self) -> Iterator[tuple[str, str]]:
        """For each <source> its type and its srcset."""
        for ending in MODERN:
            if ending in self.widths:
                yield f"image/{ending}", self._srcset(ending, self.widths[ending])

    @property
    def srcset(self) -> str:
        """That of the <img>; empty for a picture in one size."""
        ending = self.endings[-1]
        return self._srcset(ending, self.widths[ending])

    def in_card(self, most: int) -> tuple[str, str, str]:
        """For one <source> its type and its srcset, of a few files no wider than `most`; and one
        file for browsers that do not know that type. Lists have many pictures and must be short."""
        if not self.widths:
            return "", "", self.address
        best, plain = self.endings[0], self.endings[-1]
        address = self.at(f"{_fitting(self.widths[plain], most)[-1]}.{plain}")
        if best == plain:
            return "", "", address
        return f"image/{best}", self._srcset(best, _fitting(self.widths[best], most)), address

    def height_of(self, width: int) -> int:
        """Of its file of that width."""
        return height_for(width, self.shape)

    def _srcset(self, ending: str, widths: Sequence[int]) -> str:
        at = self.at
        return ", ".join([f"{at(f'{width}.{ending}')} {width}w" for width in widths])


def _fitting(widths: Sequence[int], most: int) -> list[int]:
    """The widest but for those that are too wide; the narrowest at least."""
    return [width for width in widths if width <= most][-CARD_FILES:] or [*widths[:1]]


def attributes(tag: str) -> dict[str, str]:
    """A stored tag's attributes, escaped as they stand."""
    return dict(ATTRIBUTE.findall(tag))


def alt_of(given: Mapping[str, str], picture: Picture) -> str:
    """Escaped. The story's own words go first, if they are any."""
    own = given.get("alt", "")
    return html.escape(picture.alt) if SAYS_NOTHING.fullmatch(own) else own


def in_page(tag: str, picture: Picture, *, is_eager: bool = False) -> str:
    """What stands on a page for this <img>."""
    if not picture.widths:
        return tag.replace(' loading="lazy"', ' fetchpriority="high"') if is_eager else tag
    given = attributes(tag)
    width, height = _size(given, picture)
    sizes = _sizes(width)
    small = "small" if max(width, height) <= SMALL else ""
    classes = html.escape(" ".join(filter(None, (picture.tint, small))))
    loading = 'fetchpriority="high"' if is_eager else 'loading="lazy"'
    kept = "".join(f' {name}="{given[name]}"' for name in KEPT if name in given)
    sources = "".join(
        f'<source type="{kind}" srcset="{html.escape(files)}" sizes="{sizes}">'
        for kind, files in picture.sources()
    )
    return (
        f'<picture>{sources}<img{kept} src="{html.escape(picture.address)}"'
        f' srcset="{html.escape(picture.srcset)}" sizes="{sizes}"'
        f' width="{width}" height="{height}" alt="{alt_of(given, picture)}"'
        f' class="{classes}" {loading} decoding="async"></picture>{credit_of(picture)}'
    )


def in_feed(tag: str, picture: Picture) -> str:
    """What stands for it where nobody knows our style sheets: one file, and its credit."""
    if not picture.widths:
        return tag
    given = attributes(tag)
    width, height = _size(given, picture)
    return (
        f'<img src="{html.escape(picture.address)}" alt="{alt_of(given, picture)}"'
        f' width="{width}" height="{height}">{credit_of(picture)}'
    )


def credit_of(picture: Picture) -> str:
    """Who made it and on what terms, in a line of HTML."""
    if not picture.credit and not picture.licence:
        return ""
    licence = html.escape(picture.licence)
    if licence and picture.licence_url:
        licence = f'<a href="{html.escape(picture.licence_url)}" rel="license">{licence}</a>'
    words = " · ".join(filter(None, (html.escape(picture.credit), licence)))
    return f'<small class="credit">{words}</small>'


def with_captions(body: str) -> str:
    """A body whose credits stand in captions, where their pictures stand alone; and in no link,
    because a licence is one."""
    if '<small class="credit">' not in body:
        return body
    body = FIGURE.sub(_captioned, _out_of_links(body))
    return ALONE.sub(r"<figure\1>\2<figcaption>\3</figcaption></figure>", body)


def _size(given: Mapping[str, str], picture: Picture) -> tuple[int, int]:
    """In the picture's own shape, and no larger than its author or its file has it."""
    own_width, asked = picture.width or 1, given.get("width", "")
    width = min(own_width, int(asked) or own_width) if asked.isdecimal() else own_width
    return width, picture.height_of(width)


def _sizes(width: int) -> str:
    if width <= 320:
        return f"{width}px"
    return f"min(92vw, {min(width, COLUMN)}px)"


def _out_of_links(body: str) -> str:
    inside, held = False, ""

    def moved(found: re.Match[str]) -> str:
        nonlocal inside, held
        if found[0] == "</a>":
            freed, inside, held = f"</a>{held}", False, ""
            return freed
        if found[0].startswith("<a"):
            inside = True
        elif inside:
            held += found[0]
            return ""
        return found[0]

    return CREDIT_OR_LINK.sub(moved, body)


def _captioned(found: re.Match[str]) -> str:
    """A figure with its pictures' credits at the end of its caption."""
    owed = "".join(dict.fromkeys(CREDIT.findall(found[0])))
    if not owed:
        return found[0]
    figure = CREDIT.sub("", found[0])
    head, caption, tail = figure.rpartition("</figcaption>")
    if caption:
        return f"{head} {owed}{caption}{tail}"
    return f"{figure.removesuffix('</figure>')}<figcaption>{owed}</figcaption></figure>"
