"""Which generator wrote a file, and which of its keys mean what. Tables first, then their readers.

Pure. A dialect is a row: its keys by precedence, whether its categories are a path, what its
author is, and what a date without zone means.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from .frontmatter import ParsedDocument
from .yaml_events import Value

# Keys in order of precedence; "a.b" looks into a table, so it stands before "a".
COMMON: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "headline"),
    "date": (
        "date", "published", "published_at", "publishDate", "publishdate", "pubDate", "pubdate",
        "publish_date", "created", "created_at", "createTime", "created_time", "time",
    ),
    "updated": ("updated", "updated_at", "lastmod", "last_modified_at", "modified", "update"),
    "source": ("source", "source_name", "publisher", "site", "from"),
    "byline": ("author", "authors", "byline", "by", "writer"),
    "original": (
        "original_url", "source_url", "originalUrl", "original", "canonical_url", "canonical",
        "canonicalURL", "canonicalUrl", "link", "external_url", "externalUrl", "externalLink",
        "via", "url", "source", "from",
    ),
    "image": (
        "thumbnail", "headimg", "cover.image", "cover", "image.url", "image.path", "image",
        "featured_image", "featuredImage", "featured", "banner", "banner_img", "index_img",
        "top_img", "og_image", "hero", "heroImage", "header.image", "header.teaser", "images",
        "photos", "extra.image", "img",
    ),
    "alt": ("cover.alt", "image.alt", "image_alt", "imageAlt", "alt"),
    "summary": ("description", "summary", "excerpt", "subtitle", "lead", "abstract"),
    "tags": ("tags", "tag", "taxonomies.tags", "keywords"),
    "categories": ("categories", "category", "taxonomies.categories"),
    "language": ("lang", "language", "locale"),
    "slug": ("slug",),
    "draft": ("draft",),
    "address": ("permalink", "url", "aliases", "alias", "redirect_from"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one generator's files are to be read."""

    name: str
    keys: Mapping[str, tuple[str, ...]]
    category_path: bool = False  # a list of categories is one path from the root down
    author_is_source: bool = False
    naive_is_fetch_time: bool = False
    html_body: bool = False
    numbers_titles: bool = False  # its addresses may be made of titles' checksums


DIALECTS: Mapping[str, Dialect] = {
    dialect.name: dialect
    for dialect in (
        Dialect(
            "rsshub",
            {
                **COMMON,
                "source": ("source", "author"),
                "byline": ("byline", "writer"),
                "image": ("thumbnail", "headimg"),
            },
            category_path=True,
            author_is_source=True,
            naive_is_fetch_time=True,
            html_body=True,
            numbers_titles=True,
        ),
        Dialect("hexo", COMMON, category_path=True, numbers_titles=True),
        Dialect("hugo", {**COMMON, "date": ("publishDate", *COMMON["date"])}),
        Dialect("jekyll", COMMON),
        Dialect("zola", {**COMMON, "address": (*COMMON["address"], "path")}),
    )
}
WITH_HTML: Mapping[str, Dialect] = {
    name: replace(dialect, html_body=True) for name, dialect in DIALECTS.items()
}
HUGO_KEYS = frozenset({"draft", "lastmod", "publishDate", "aliases", "weight", "expiryDate"})
JEKYLL_KEYS = frozenset({"layout", "permalink", "last_modified_at"})
DATED_NAME = re.compile(r"(?:^|/)\d{4}-\d{2}-\d{2}-[^/]+$")
LAYOUTS = re.compile(r"\s*<(?:div|p|style|img|h[1-6]|figure|section|article|table|ul)\b", re.I)
OF_TABLES = ("name", "title", "url", "src", "path")
SEPARATORS = re.compile(r"[,，、;；]")
FALSE = frozenset({"false", "no", "off", "0", ""})


def detect(document: ParsedDocument) -> Dialect:
    """The dialect that the document's keys, path and format speak for; Hexo if nothing does."""
    keys = document.values.keys()
    if document.format == "toml":
        return DIALECTS["zola" if {"taxonomies", "extra", "template"} & keys else "hugo"]
    if document.format == "json":
        return DIALECTS["hugo"]
    if "headimg" in keys or ({"thumbnail", "author", "comments"} <= keys and _is_html(document)):
        return DIALECTS["rsshub"]
    if JEKYLL_KEYS & keys and (DATED_NAME.search(document.path) or "layout" in keys):
        return DIALECTS["jekyll"]
    return DIALECTS["hugo" if HUGO_KEYS & keys else "hexo"]


def _is_html(document: ParsedDocument) -> bool:
    return LAYOUTS.match(document.body[:500]) is not None


def for_document(document: ParsedDocument, name: str) -> Dialect:
    """The dialect asked for (`auto`: the one found), with the body's format settled."""
    dialect = detect(document) if name == "auto" else DIALECTS[name]
    suffix = document.path.rsplit(".", 1)[-1].lower()
    return WITH_HTML[dialect.name] if suffix in ("html", "htm") else dialect


def under(document: ParsedDocument, keys: tuple[str, ...]) -> Iterator[tuple[Value, str]]:
    """The values under these keys that are not empty, each with its key, by precedence."""
    for key in keys:
        value = document.values.get(key) if "." not in key else _below(document.values, key)
        if value:
            yield value, key


def _below(values: Mapping[str, Value], key: str) -> Value:
    top, *below = key.split(".")
    value = values.get(top, "")
    for part in below:
        value = value.get(part, "") if isinstance(value, dict) else ""
    return value


def lookup(document: ParsedDocument, keys: tuple[str, ...]) -> tuple[Value, str]:
    """The first value under one of these keys that is not empty, and its key; ("", "") if none."""
    return next(under(document, keys), ("", ""))


def text_of(value: Value) -> str:
    """A scalar's text; of a list its first; of a table its name, title or address."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list):
        return text_of(value[0]) if value else ""
    return next((text_of(value[key]) for key in OF_TABLES if value.get(key)), "")


def texts_of(value: Value) -> list[str]:
    """A list's texts, flat; a text with commas is a list of its parts."""
    if isinstance(value, list):
        return [text for inner in value for text in (text_of(inner),) if text]
    if isinstance(value, Mapping):
        return [text for text in (text_of(value),) if text]
    parts = SEPARATORS.split(value.strip("[]"))
    return [part.strip() for part in parts if part.strip()]


def is_draft(document: ParsedDocument) -> bool:
    """Whether the file says that it is not published (draft: true; Jekyll's published: false)."""
    draft = text_of(document.values.get("draft", "")).lower()
    published = text_of(document.values.get("published", "true")).lower()
    return draft not in FALSE or published in ("false", "no", "off")
