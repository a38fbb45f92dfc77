"""What a document says about its story: a finder for each field, each with its fallbacks. Pure."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo

from articles.cleaning import MAX_CHARS, clean, urls
from articles.cleaning.tokens import unescape

from . import dates, dialects, markdown, titles
from .dialects import Dialect
from .frontmatter import ParsedDocument
from .problems import Problem, Refused

MAX_TAGS = 30
MAX_CATEGORIES = 10
MAX_LEVELS = 8
MAX_NAME = 200
MAX_TAG = 100
MAX_URL = 2000
FIRST_IMAGE = re.compile(r'<img src="([^"]+)"(?: alt="([^"]*)")?')
SIZED_IMAGE = re.compile(r'<img src="([^"]+)"[^>]*? width="(\d+)" height="(\d+)"')
NO_CATEGORIES = frozenset({"", "uncategorized", "未分类"})


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run decides for all its files. `now` is aware; `homepages` maps source to address."""

    root: str
    now: datetime
    dialect: str = "auto"
    naive_tz: tzinfo | None = None
    homepages: Mapping[str, str] = field(default_factory=dict)


class Finder:
    """Finds a story's fields in one document, and collects the problems it meets on the way."""

    def __init__(self, document: ParsedDocument, settings: Settings) -> None:
        self.document = document
        self.settings = settings
        self.dialect: Dialect = dialects.for_document(document, settings.dialect)
        self.problems = list(document.problems)
        self.notes = dict(document.notes)
        self.draft = dialects.is_draft(document)

    def warn(self, code: str, keys: tuple[str, ...] = (), **detail: str | int) -> None:
        self.problems.append(Problem(code, self.document.line(*keys), detail))

    def note(self, code: str, count: int = 1) -> None:
        if count:
            self.notes[code] = self.notes.get(code, 0) + count

    def get(self, what: str) -> tuple[str, str]:
        """The text that the dialect's keys give for `what`, and its key."""
        value, key = dialects.lookup(self.document, self.dialect.keys[what])
        return titles.tidy(dialects.text_of(value)), key

    # Body -------------------------------------------------------------------------------------

    def body(self, base: str) -> str:
        raw = self.document.body
        if self.dialect.html_body:
            raw = unescape(raw) if "<" not in raw and "&lt;p" in raw else raw
        else:
            raw, count = markdown.to_html(raw)
            self.note("N_SHORTCODE", count)
        cleaned = clean(raw, base)
        for code, count in cleaned.notes.items():
            if code == "N_BODY_CUT":
                self.warn("W_BODY_CUT", limit=MAX_CHARS)
            else:
                self.note(code, count)
        if not cleaned.html:
            self.problems.append(Problem("W_BODY_EMPTY", self.document.body_line))
            self.draft = True
        return cleaned.html

    # Title ------------------------------------------------------------------------------------

    def title(self) -> str:
        value, key = dialects.lookup(self.document, self.dialect.keys["title"])
        title = dialects.text_of(value)
        if self.dialect.author_is_source and key in self.document.plain:
            whole = titles.uncomment(title, self.document.matter)
            self.note("N_TITLE_COMMENT", whole != title)
            title = whole
        title = titles.tidy(title)
        restored = titles.restore(title, self.document.body)
        self.note("N_TITLE_RESTORED", restored != title)
        if not restored:
            return self.guessed_title()
        if len(restored) > titles.MAX_TITLE:
            limit = titles.MAX_TITLE
            self.warn("W_TITLE_TRUNCATED", (key,), length=len(restored), limit=limit)
        return titles.truncate(restored)

    def guessed_title(self) -> str:
        title, origin = titles.guess(self.document.body, self.document.path)
        if not title:
            raise Refused("E_NO_TITLE", self.document.line("title"))
        self.warn("W_TITLE_GUESSED", title=title[:100], origin=origin)
        self.draft = True
        return titles.truncate(title)

    # Date -------------------------------------------------------------------------------------

    def date(self) -> tuple[datetime | None, str, str]:
        """The date in UTC, its confidence, and the text it was read from."""
        raw, key = self.dated("date")
        if not raw:
            self.warn("W_DATE_MISSING")
            return self.undated("")
        found = dates.parse_date(raw, self.settings.naive_tz or UTC)
        if found is None:
            self.warn("W_DATE_BAD", (key,), date=raw[:100])
            return self.undated(raw)
        if found.value.year == 2001 and self.dialect.naive_is_fetch_time:
            self.warn("W_DATE_YEARLESS", (key,), date=raw[:100])
            return self.undated(raw)
        if found.value > self.settings.now:
            self.warn("W_DATE_FUTURE", (key,), date=found.value.isoformat())
        if found.zoned:
            return found.value, "exact", raw[:200]
        fetched = found.fetch_like and self.dialect.naive_is_fetch_time
        self.note("N_DATE_FETCHED" if fetched else "N_DATE_ZONE_ASSUMED")
        return found.value, "fetched" if fetched else "assumed", raw[:200]

    def dated(self, what: str) -> tuple[str, str]:
        """The first value that is no mere yes or no (Jekyll's `published: true`)."""
        for value, key in dialects.under(self.document, self.dialect.keys[what]):
            raw = titles.tidy(dialects.text_of(value))
            if raw and raw.lower() not in ("true", "false", "yes", "no"):
                return raw, key
        return "", ""

    def undated(self, raw: str) -> tuple[None, str, str]:
        self.draft = True
        return None, "none", raw[:200]

    def updated(self) -> datetime | None:
        raw, _key = self.dated("updated")
        found = dates.parse_date(raw, self.settings.naive_tz or UTC) if raw else None
        return found.value if found and found.value <= self.settings.now else None

    # Where it comes from ----------------------------------------------------------------------

    def source(self, original: str | None) -> str:
        name, key = self.get("source")
        if name.startswith(("http://", "https://")):
            name = urls.host(name).removeprefix("www.")
        if not name and self.dialect.category_path:
            path = next(iter(self.category_paths()), ())
            name = path[1].split(" - ")[0] if self.dialect.author_is_source and path[1:] else ""
        if not name:
            name = urls.host(original or "").removeprefix("www.")
        if not name:
            name = self.settings.root
            self.warn("W_SOURCE_GUESSED", (key,), source=name)
        return name[:MAX_NAME]

    def original(self) -> str | None:
        for value, key in dialects.under(self.document, self.dialect.keys["original"]):
            raw = dialects.text_of(value)
            if raw.startswith(("http://", "https://")):
                url = urls.absolute(raw)
                if url and len(url) <= MAX_URL:
                    return url
                self.warn("W_URL_DROPPED", (key,), url=raw[:100])
        return None

    def byline(self) -> str:
        value, _key = dialects.lookup(self.document, self.dialect.keys["byline"])
        names = dialects.texts_of(value) if isinstance(value, list) else [dialects.text_of(value)]
        return titles.tidy(", ".join(names))[:MAX_NAME]

    # Filing -----------------------------------------------------------------------------------

    def category_paths(self) -> list[tuple[str, ...]]:
        """Paths from the root down. Hexo: a flat list is one path, a list of lists several."""
        value, _key = dialects.lookup(self.document, self.dialect.keys["categories"])
        if isinstance(value, str):
            raw: list[list[str]] = [[value]]
        elif isinstance(value, list) and any(isinstance(inner, list) for inner in value):
            raw = [dialects.texts_of(inner) for inner in value]
        else:
            names = dialects.texts_of(value)
            raw = [names] if self.dialect.category_path else [[name] for name in names]
        paths = [tuple(titles.tidy(name)[:MAX_NAME] for name in names) for names in raw]
        paths = [tuple(name for name in path if name) for path in paths]
        return [path for path in paths if path and path[0].lower() not in NO_CATEGORIES]

    def categories(self) -> tuple[tuple[str, ...], ...]:
        found = dict.fromkeys(path[:MAX_LEVELS] for path in self.category_paths())
        for extra in list(found)[MAX_CATEGORIES:]:
            self.warn("W_CATEGORY_DROPPED", ("categories",), name=" / ".join(extra)[:100])
        return tuple(found)[:MAX_CATEGORIES]

    def tags(self) -> tuple[str, ...]:
        value, _key = dialects.lookup(self.document, self.dialect.keys["tags"])
        found: dict[str, str] = {}
        for name in dialects.texts_of(value):
            tag = titles.tidy(name).lstrip("#")[:MAX_TAG].strip()
            if tag:
                found.setdefault(tag.casefold(), tag)
        return tuple(found.values())[:MAX_TAGS]

    # Picture ----------------------------------------------------------------------------------

    def image(self, body: str, base: str) -> tuple[str, str, tuple[int, int] | None]:
        """The lead picture's address, its alternative text and its size if the body knows it."""
        raw, key = self.get("image")
        alt = self.get("alt")[0]
        url = urls.unwrap_image(raw)
        self.note("N_IMAGE_UNWRAPPED", url != raw)
        found = urls.absolute(url, base)
        if found and urls.is_placeholder(found):
            self.note("N_IMAGE_PLACEHOLDER")
            found = ""
        elif raw and (not found or found.startswith("mailto:") or len(found) > MAX_URL):
            self.warn("W_IMAGE_DROPPED", (key,), url=raw[:100])
            found = ""
        if not found and (first := FIRST_IMAGE.search(body)) and len(first[1]) <= MAX_URL:
            found, alt = html.unescape(first[1]), alt or html.unescape(first[2] or "")
            self.note("N_IMAGE_FROM_BODY")
        return found, alt[:300], self.size(found, body)

    def size(self, url: str, body: str) -> tuple[int, int] | None:
        """The size that the body gives the picture, where it stands last with one."""
        if not url or " width=" not in body:  # most bodies: sooner told than searched
            return None
        for found, width, height in reversed(SIZED_IMAGE.findall(body)):
            if html.unescape(found) == url:
                return int(width), int(height)
        return None
