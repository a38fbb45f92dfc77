"""A story as a front-matter file that our own importer reads back as the same story. Pure.

YAML with every text in double quotes, then the body as HTML: the file's name ends with .html. The
keys are such that dialects.detect reads the file as hexo or hugo, which differ in nothing that
stands here, or as rsshub, the only one that knows dates that are times of fetching.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from articles.cleaning import paths, text
from articles.cleaning.tokens import unescape

from . import dates, old_addresses, titles

# More than this is no summary, and front matter has a limit.
MAX_SUMMARY = 5_000
HEAD = 2_000  # of a body: the text's beginning is looked for there first
YEARLESS = 2001  # what rsshub's generator made of dates without a year
# What YAML folds, forbids or leaves out, and what nobody would see in a diff.
ESCAPED = re.compile(
    '["\\\\\x00-\x1f\x7f-\xa0\xad\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069'
    "\ud800-\udfff\ufeff\ufffe\uffff]"
)
SPELLED = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}


@dataclass(frozen=True, slots=True)
class Story:
    """What a file tells. `draft`: no import may make it public. `status`, the times and `edited`
    are for people and other programs: our importer does not read them."""

    title: str
    source: str
    body: str
    published_at: datetime | None = None
    date_confidence: str = "exact"
    date_raw: str = ""
    updated_at: datetime | None = None
    byline: str = ""
    original_url: str = ""
    categories: tuple[tuple[str, ...], ...] = ()
    tags: tuple[str, ...] = ()
    lead_image: str = ""
    lead_alt: str = ""
    summary: str = ""
    language: str = ""
    slug: str = ""
    old_number: int | None = None
    old_paths: tuple[str, ...] = ()
    draft: bool = False
    status: str = ""
    publish_at: datetime | None = None
    expire_at: datetime | None = None
    edited: tuple[str, ...] = ()


def write(story: Story) -> str:
    """The whole file."""
    matter = "".join(f"{line}\n" for line in _matter(story))
    return f"---\n{matter}---\n{story.body}\n" if story.body else f"---\n{matter}---\n"


def quoted(value: str) -> str:
    """A YAML scalar, on one line, that reads back as this very text."""
    return f'"{ESCAPED.sub(_spelled, value)}"'


def _spelled(found: re.Match[str]) -> str:
    return SPELLED.get(found[0]) or f"\\u{ord(found[0]):04x}"


def told(value: str) -> str:
    """The text on one line, spelled so that titles.tidy gives it back: it resolves entities."""
    line = " ".join(titles.INVISIBLE.sub(" ", value).split())
    return line if unescape(line) == line else line.replace("&", "&amp;")


def _matter(story: Story) -> Iterator[str]:
    date, as_rsshub = _date(story)
    yield f"title: {quoted(told(story.title))}"
    if date:
        yield f"date: {date}"
    yield from _times(updated=story.updated_at)
    yield from _texts(source=story.source, byline=story.byline)
    if story.original_url:
        yield f"original_url: {quoted(story.original_url)}"  # the one text that is not tidied
    paths = [f"[{', '.join(quoted(told(name)) for name in path)}]" for path in story.categories]
    yield from _items("categories", paths)
    yield from _items("tags", [quoted(told(tag)) for tag in story.tags])
    if as_rsshub:
        yield f"headimg: {quoted(told(story.lead_image))}"  # the dialect's sign, even if empty
    else:
        yield from _texts(image=story.lead_image)
    yield from _texts(
        image_alt=story.lead_alt, summary=_summary(story), lang=story.language, slug=story.slug
    )
    yield from _old_addresses(story)
    if story.draft:
        yield "draft: true"
    yield from _texts(status=story.status)
    yield from _times(publish_at=story.publish_at, expire_at=story.expire_at)
    yield from _items("edited", [quoted(name) for name in story.edited])


def _old_addresses(story: Story) -> Iterator[str]:
    """The number only where the title does not tell it: `aliases` and `draft` are hugo's, whose
    titles have no numbers."""
    hugo = story.old_paths or story.draft
    by_title = None if hugo else old_addresses.number_of(told(story.title))
    if story.old_number is not None and story.old_number != by_title:
        yield f"abbrlink: {quoted(f'{story.old_number:x}')}"
    yield from _items("aliases", [quoted(paths.written(path)) for path in story.old_paths])


def _texts(**values: str) -> Iterator[str]:
    for key, value in values.items():
        if line := told(value):
            yield f"{key}: {quoted(line)}"


def _times(**values: datetime | None) -> Iterator[str]:
    for key, value in values.items():
        if value is not None:
            yield f"{key}: {_moment(value)}Z"


def _items(key: str, values: Sequence[str]) -> Iterator[str]:
    if values:
        yield f"{key}:"
        yield from (f"  - {value}" for value in values)


def _moment(value: datetime, between: str = "T") -> str:
    """In UTC and to the second, which is all that parse_date reads; the zone is the caller's."""
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(between, timespec="seconds")


def _date(story: Story) -> tuple[str, bool]:
    """The date as a YAML scalar, "" for none, and whether it takes rsshub's eyes to read it."""
    at = story.published_at
    if at is None:
        return _undated(story.date_raw)
    if story.date_confidence == "assumed":
        return _moment(at), False
    if story.date_confidence == "fetched":
        # rsshub's 2001 is a date that lacked its year, so there the zone is merely assumed.
        fetched = at.astimezone(UTC).year != YEARLESS
        return _moment(at, " " if fetched else "T"), fetched
    return f"{_moment(at)}Z", False


def _undated(raw: str) -> tuple[str, bool]:
    """What was no date, as it was written; but nothing that would be taken for one now."""
    found = dates.parse_date(raw)
    yearless = found is not None and found.value.year == YEARLESS
    readable = found is None or yearless
    return (quoted(told(raw)) if raw and readable else "", yearless)


def _summary(story: Story) -> str:
    """Nothing if it only repeats the text's beginning: the importer takes that by itself."""
    summary = story.summary[:MAX_SUMMARY]
    return "" if summary == _beginning(story.body) else summary


def _beginning(body: str) -> str:
    plain = text.plain_text(body[:HEAD])
    if len(plain) < 4 * text.SUMMARY_LENGTH:  # all of it, or a beginning that is mostly markup
        plain = text.plain_text(body)
    return text.summarise(plain)
