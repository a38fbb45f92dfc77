"""What was typed into the search field, understood. Pure.

    words              each must stand in a story      "exact phrase"    also “ ”, 「 」, 『 』
    one OR two         either; also `one | two`        -word -"phrase"   must not stand in it
    source: category: tag: author:                     a value with spaces in quotes
    after: before:     2024, 2024-03 or 2024-03-05: from its first day on; until the day before it

There are no errors: what is not well formed is searched as it stands. What a query keeps within its
bounds can be spelt again, so that each has an address.
"""

import re
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any

from articles.cleaning.folding import fold, is_cjk

LONGEST = 200  # characters of all phrases together; what goes beyond is not searched
LONGEST_VALUE = 100  # of a filter
MOST_PHRASES = MOST_FILTERS = 12
LONGEST_TEXT = 2_000  # that is read: more than what is kept can take when it is spelt again
MOST_RELAXED = 4

QUOTES = '"“”„＂「」『』'
QUOTED = r'(?:["“”„＂]([^"“”„＂]*)["“”„＂]|「([^「」]*)」|『([^『』]*)』)'
BARE = rf"[^\s|｜{QUOTES}]+"
TOKEN = re.compile(
    r"(?P<either>[|｜]+|(?<!\S)OR(?!\S))"
    r"|(?:(?<!\S)(?P<minus>[-－−]))?"
    rf"(?:(?P<kind>(?i:source|category|tag|author|after|before))[:：](?P<value>{QUOTED}|{BARE})"
    rf"|(?P<phrase>{QUOTED}|{BARE}))"
)
DAY = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?")
CONTROLS = dict.fromkeys([*range(32), 127], " ")
UNQUOTED = dict.fromkeys(map(ord, QUOTES), " ")
NOT_BARE = re.compile(r"[\s:：|｜]|^[-－−]|^OR$")
NAMED = {"source": "sources", "category": "categories", "tag": "tags"}


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand together. It matches a folded text that contains its needle."""

    needle: str
    words: str = field(compare=False)  # as they were typed

    @classmethod
    def of(cls, words: str) -> "Phrase":
        folded = fold(words)
        inner = folded.strip() or " "
        # Latin words are found whole, CJK inside of longer runs too.
        needle = folded[is_cjk(inner[0]) : len(folded) - is_cjk(inner[-1])]
        return cls(needle if needle.strip() else "", words)

    def __str__(self) -> str:
        return _spelt(self.words)


@dataclass(frozen=True, slots=True)
class Query:
    """All of the groups, any phrase of each; none of the excluded; and the filters."""

    groups: tuple[tuple[Phrase, ...], ...] = ()
    excluded: tuple[Phrase, ...] = ()
    sources: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    authors: tuple[Phrase, ...] = ()
    after: date | None = None  # from this day on
    before: date | None = None  # until the day before this one
    text: str = field(default="", compare=False)  # as it was typed

    def __str__(self) -> str:
        days = [("after", self.after), ("before", self.before)]
        parts = [
            *(" OR ".join(map(str, group)) for group in self.groups),
            *(f"-{phrase}" for phrase in self.excluded),
            *(f"{kind}:{_spelt(name)}" for kind in NAMED for name in getattr(self, NAMED[kind])),
            *(f"author:{phrase}" for phrase in self.authors),
            *(f"{kind}:{day.isoformat()}" for kind, day in days if day),
        ]
        return " ".join(parts)

    @property
    def is_empty(self) -> bool:
        return self == Query()

    @property
    def words(self) -> tuple[Phrase, ...]:
        """What a story is found by, and marked in it."""
        return tuple(phrase for group in self.groups for phrase in group)

    def with_filter(self, kind: str, value: str) -> "Query":
        """With one filter more, as if it had been typed: kind "source", value "Wired"."""
        return parse(f"{self} {kind}:{_spelt(_clean(value))}")

    def without(self, kind: str, value: str | None = None) -> "Query":
        """Without this filter, or without any of the kind."""
        name = NAMED.get(kind, "authors" if kind == "author" else kind)
        left: Any = None
        if kind not in ("after", "before"):
            left = [it for it in getattr(self, name) if value not in (None, _words(it))]
        changed: dict[str, Any] = {name: left if left is None else tuple(left)}
        return parse(str(replace(self, **changed)))

    def relaxed(self) -> list["Query"]:
        """Queries that ask for less, to be offered where nothing was found; the nearest first:
        without filters, with the words of phrases apart, with a word less, with any of the words.
        """
        groups = self.groups
        apart = tuple(part for group in groups for part in _apart(group))
        fewer = [groups[:at] + groups[at + 1 :] for at in reversed(range(len(groups)))]
        any_word = (tuple(phrase for group in apart for phrase in group),)
        found = []
        for wider in (groups, apart, *(fewer if len(groups) > 1 else ()), any_word):
            query = parse(str(Query(groups=wider, excluded=self.excluded)))
            if query.groups and query != self and query not in found:
                found.append(query)
        return [*found[: MOST_RELAXED - 1], *found[MOST_RELAXED - 1 :][-1:]]


def parse(text: str) -> Query:
    """The query that this text is. Any text is one."""
    text = text[:LONGEST_TEXT].encode("utf-8", "replace").decode().translate(CONTROLS)
    draft = _Draft()
    for token in TOKEN.finditer(text):
        draft.take(token)
    return draft.query(" ".join(text.split()))


class _Draft:
    """A query while it is read."""

    def __init__(self) -> None:
        self.groups: list[list[Phrase]] = []
        self.excluded: list[Phrase] = []
        self.names: dict[str, list[str]] = {kind: [] for kind in NAMED}
        self.authors: list[Phrase] = []
        self.after = date.min
        self.before = date.max
        self.left = LONGEST
        self.follows = False  # a phrase, which an OR may join with the next
        self.either = ""  # the OR between them

    def take(self, token: re.Match[str]) -> None:
        minus, kind, value = token["minus"], (token["kind"] or "").lower(), token["value"] or ""
        if token["either"]:
            if self.follows:
                self.either = token["either"]
            else:
                self._word(token["either"])
        elif minus or (kind and self._filter(kind, _clean(value))):
            self._literal_or()
            self.follows = False
            if minus and (phrase := self._phrase(token[0][1:])):
                self.excluded.append(phrase)
        else:
            self._word(token[0])

    def query(self, text: str) -> Query:
        self._literal_or()
        groups = [tuple(dict.fromkeys(group)) for group in self.groups]
        return Query(
            groups=tuple(dict.fromkeys(groups)),
            excluded=tuple(dict.fromkeys(self.excluded)),
            sources=tuple(dict.fromkeys(self.names["source"])),
            categories=tuple(dict.fromkeys(self.names["category"])),
            tags=tuple(dict.fromkeys(self.names["tag"])),
            authors=tuple(dict.fromkeys(self.authors)),
            after=self.after if self.after != date.min else None,
            before=self.before if self.before != date.max else None,
            text=text,
        )

    def _word(self, words: str) -> None:
        phrase = self._phrase(words)
        if phrase is None:
            return
        if self.either:
            self.groups[-1].append(phrase)
        else:
            self.groups.append([phrase])
        self.follows, self.either = True, ""

    def _literal_or(self) -> None:
        """An OR with nothing after it is a word."""
        words, self.either = self.either, ""
        if words:
            self._word(words)

    def _phrase(self, words: str) -> Phrase | None:
        """As long as there is room for it; None for one with nothing to find."""
        many = len(self.excluded) + len(self.authors) + sum(map(len, self.groups))
        if many == MOST_PHRASES or not self.left:
            return None
        phrase = _phrase(_clean(words)[: self.left].strip())
        if not phrase.needle:
            return None
        self.left -= len(phrase.words)
        return phrase

    def _filter(self, kind: str, value: str) -> bool:
        """Whether it is one."""
        if kind in ("after", "before"):
            return self._day(kind, value)
        if not _phrase(value[:LONGEST_VALUE]).needle:
            return False
        if kind == "author":
            if phrase := self._phrase(value):
                self.authors.append(phrase)
        elif sum(map(len, self.names.values())) < MOST_FILTERS:
            self.names[kind].append(value[:LONGEST_VALUE].strip())
        return True

    def _day(self, kind: str, value: str) -> bool:
        if not (found := DAY.fullmatch(value)):
            return False
        try:
            day = date(*(int(part or 1) for part in found.groups()))
        except ValueError:
            return False
        if kind == "after":
            self.after = max(self.after, day)
        else:
            self.before = min(self.before, day)
        return True


_phrase = lru_cache(maxsize=1024)(Phrase.of)  # a query is spelt and read anew for every link


def _clean(words: str) -> str:
    return " ".join(words.translate(UNQUOTED).split())


def _spelt(words: str) -> str:
    return f'"{words}"' if NOT_BARE.search(words) else words


def _words(value: Phrase | str) -> str:
    return value.words if isinstance(value, Phrase) else value


def _apart(group: tuple[Phrase, ...]) -> list[tuple[Phrase, ...]]:
    """A phrase's words, each for itself; of a run of CJK its pairs, which most words are."""
    if len(group) > 1:
        return [group]
    words = group[0].needle.split()
    unsigned = {word.strip("+#.") for word in words if word.strip("+#.") != word}
    found = [piece for word in words if word not in unsigned for piece in _pairs(word)]
    return [(Phrase.of(piece),) for piece in found] if len(found) > 1 else [group]


def _pairs(word: str) -> list[str]:
    if not is_cjk(word[0]):
        return [word]
    ends = [*range(2, len(word) - 1, 2), len(word)]
    return [word[start:end] for start, end in zip([0, *ends], ends, strict=False)]
