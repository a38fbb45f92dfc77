"""Parameters: what may stand behind the `?`, and how it is read. Whatever else stands there is
refused by name: a misspelt filter that is ignored would answer with everything."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict

from articles.reading.keyset import PAGE_SIZE, Cursor
from articles.search.query import Query as Search
from articles.search.query import parse

from .problems import Problem
from .shapes import Schema, public

MOST = 100
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)", re.ASCII)
LANGUAGE = re.compile(r"[A-Za-z0-9]{1,8}(?:-[A-Za-z0-9]{1,8})*", re.ASCII)


@dataclass(frozen=True)
class Parameter:
    """One that may be given, once. `parse` raises ValueError with what would be right."""

    name: str
    schema: Schema
    parse: Callable[[str], Any]
    meaning: str
    default: Any = None


@dataclass(frozen=True)
class Query:
    """What was asked: the values as understood, and the address and texts to ask on with."""

    values: dict[str, Any]
    asked: dict[str, str]
    path: str

    @classmethod
    def read(cls, request: HttpRequest, parameters: tuple[Parameter, ...]) -> "Query":
        given, known = request.GET, {parameter.name for parameter in parameters}
        for name, texts in given.lists():
            if name not in known:
                raise _bad(name, "There is no such parameter here.")
            if len(texts) > 1:
                raise _bad(name, "Give it once only.")
        values = {parameter.name: _value(parameter, given) for parameter in parameters}
        return cls(values, given.dict(), request.path)

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    def beyond(self, cursor: str) -> str | None:
        """The address of the same question from the cursor on; None where nothing follows."""
        if not cursor:
            return None
        return public(f"{self.path}?{urlencode(self.asked | {'cursor': cursor})}")


def _value(parameter: Parameter, given: QueryDict) -> Any:
    if parameter.name not in given:
        return parameter.default
    try:
        return parameter.parse(given[parameter.name])
    except ValueError as error:
        raise _bad(parameter.name, str(error)) from error


def _bad(name: str, why: str) -> Problem:
    return Problem(HTTPStatus.BAD_REQUEST, f"{name}: {why}", name)


def _limit(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,4}", text) or not 1 <= int(text) <= MOST:
        raise ValueError(f"Give a whole number from 1 to {MOST}.")
    return int(text)


def _cursor(text: str) -> str:
    if Cursor.parse(text) is None:
        raise ValueError("Not a cursor of ours. Take the address that stands in `next`.")
    return text


def _name(text: str) -> str:
    if not text.strip():
        raise ValueError("It must not be empty.")
    return text


def _path(text: str) -> str:
    return _name(text.strip("/"))


def _language(text: str) -> str:
    if not LANGUAGE.fullmatch(text):
        raise ValueError("Give a language tag, such as en or zh-Hans.")
    return text


def _asked(text: str) -> Search:
    query = parse(text)
    if query.is_empty:
        raise ValueError("Give at least one word, or a filter such as source:name.")
    return query


def _moment(text: str) -> datetime:
    """A day is its beginning in UTC. A time must name its offset: a guess would be hours off."""
    if DAY.fullmatch(text):
        text += "T00:00:00Z"
    try:
        if INSTANT.fullmatch(text):
            return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        pass  # there is no such day, or none in UTC
    raise ValueError(
        "Give a day (2026-11-10) or a time with its offset (2026-11-10T08:00:00Z);"
        " a + must be written %2B."
    )


WHEN: Schema = {
    "anyOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]
}
NAME: Schema = {"type": "string", "pattern": r"\S"}

LIMIT = Parameter(
    "limit",
    {"type": "integer", "minimum": 1, "maximum": MOST, "default": PAGE_SIZE},
    _limit,
    "How many to give at most.",
    default=PAGE_SIZE,
)
CURSOR = Parameter(
    "cursor",
    {"type": "string"},
    _cursor,
    "Where to go on. Do not make one: `next` holds the whole address.",
)
NAME_CURSOR = Parameter(
    "cursor",
    NAME,
    _name,
    "Where to go on: after this one, in the list's order. `next` holds the whole address.",
)
FILTERS = (
    Parameter("source", NAME, _name, "Stories of this source, by its slug."),
    Parameter("category", NAME, _path, "Stories in this category or below it, by its path."),
    Parameter("tag", NAME, _name, "Stories with this tag, by its slug."),
    Parameter("after", WHEN, _moment, "Stories published at this time or later."),
    Parameter("before", WHEN, _moment, "Stories published earlier than this."),
    Parameter(
        "language",
        {"type": "string", "pattern": f"^{LANGUAGE.pattern}$"},
        _language,
        "Stories in this language. `zh` stands for zh-Hans and zh-Hant, too.",
    ),
    Parameter(
        "q",
        NAME,
        _asked,
        "Stories that this search finds, in the words of the site's search page: all the words"
        ' (in title, text, author, source or tags), `"these very words"`, `-without`, `one OR two`,'
        " `source:`, `category:`, `tag:`, `author:`, `after:` and `before:`.",
    ),
)
