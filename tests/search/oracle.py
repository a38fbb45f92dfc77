"""What a search must find, told the slow way: every story is looked at, for every query.

Nothing in it is the product's: Unicode's forms, OpenCC's table of simplified characters, one
regular expression for what a word is, and a search for one text in another.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import NamedTuple

import opencc

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af々〆〇"
KANA = "\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
UNSPACED = f"{HAN}{KANA}\u3105-\u312f\u31a0-\u31bf\uac00-\ud7af"
LETTER = rf"[^\W_{UNSPACED}]"
WORD = re.compile(
    rf"(?<!{LETTER})(?<!\.)\.([a-z]{LETTER}*)"  # .NET
    rf"|({LETTER}*[a-z0-9])(?:[+#]{{2,4}}|[+#](?!{LETTER}))"  # C++, C++11, C#
    rf"|[{UNSPACED}]+|{LETTER}+"
)
IS_UNSPACED = re.compile(f"[{UNSPACED}]").match
SIMPLER = opencc.OpenCC("t2s")


class Story(NamedTuple):
    """What is searched of a story."""

    pk: int
    published_at: datetime
    texts: tuple[str, ...]  # that readers may search in, as they are written
    byline: str
    source: str
    category: tuple[str, ...]
    tags: Sequence[str]


@dataclass(frozen=True)
class Question:
    """A query: as it is typed, and what it means."""

    kind: str
    typed: str
    groups: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[str, ...] = ()
    source: str = ""
    category: str = ""
    tag: str = ""
    author: str = ""
    after: date | None = None
    before: date | None = None


def normal(text: str) -> str:
    """Words and runs of characters, with spaces between; .NET and C++ with their signs as well."""
    text = text.replace("™", " ")  # or else Core™ would be “coretm”
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return " ".join([_unit(found) for found in WORD.finditer("".join(map(_plain, text)))])


normalised = cache(normal)


def _unit(found: re.Match[str]) -> str:
    if found[1]:
        return f"{found[0]} {found[1]}"
    return f"{found[2]} {found[0]}" if found[2] else found[0]


@cache
def _plain(character: str) -> str:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return ""
    if unicodedata.name(character, "").startswith("LATIN"):
        return unicodedata.normalize("NFD", character)[0]
    simple = SIMPLER.convert(character)
    return simple if len(simple) == 1 else character


def holds(text: str, needle: str) -> bool:
    """Whether it stands in the text: inside a run of characters, but not inside a word."""
    at = text.find(needle)
    while at >= 0 and needle:
        around = f" {text} "[at : at + len(needle) + 2]
        if (IS_UNSPACED(needle[0]) or around[0] == " ") and (
            IS_UNSPACED(needle[-1]) or around[-1] == " "
        ):
            return True
        at = text.find(needle, at + 1)
    return False


def answer(question: Question, stories: Iterable[Story]) -> list[int]:
    """The numbers of the stories that it must find, newest first."""
    found = [story for story in stories if _fits(question, story)]
    return [it.pk for it in sorted(found, key=lambda it: (it.published_at, it.pk), reverse=True)]


def _fits(question: Question, story: Story) -> bool:
    return (
        _is_filed(question, story)
        and all(any(_has(story, words) for words in group) for group in question.groups)
        and not any(_has(story, words) for words in question.excluded)
    )


def _is_filed(question: Question, story: Story) -> bool:
    day = story.published_at.date()
    return (
        (question.after or day) <= day < (question.before or date.max)
        and _is_called(question.source, [story.source])
        and _is_called(question.category, story.category)
        and _is_called(question.tag, story.tags)
        and (not question.author or holds(normalised(story.byline), normalised(question.author)))
    )


def _is_called(name: str, names: Iterable[str]) -> bool:
    """Whether it is one of the names, however it is written."""
    return not name or normalised(name) in map(normalised, names)


def _has(story: Story, words: str) -> bool:
    needle = normalised(words)
    texts = (*story.texts, *story.tags, story.source)
    return any(holds(normalised(text), needle) for text in texts)
