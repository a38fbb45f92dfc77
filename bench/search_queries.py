"""Queries of every class, drawn from what the archive at hand holds: the same for the same one."""

import random
import re
from collections.abc import Callable
from typing import NamedTuple

from articles.cleaning.folding import is_cjk
from articles.models import SearchText, Source
from articles.models.search_index import Folded

SAMPLE = 500  # stories that queries are drawn from, and that tell how common a word is
COMMON = 0.2  # of the stories have a common word
TRIES = 300
CHINESE = 0.6  # of the words
YEAR = re.compile("§y([0-9]+)")


class Query(NamedTuple):
    kind: str
    typed: str


def queries(each: int) -> list[Query]:
    """So many of each class."""
    draw = _Draw()
    return [Query(kind, typed) for kind, ask in CLASSES.items() for typed in draw.some(ask, each)]


class _Draw:
    def __init__(self) -> None:
        self.chance = random.Random(1)
        numbers = list(SearchText.objects.order_by("pk").values_list("pk", flat=True))
        sample = self.chance.sample(numbers, min(SAMPLE, len(numbers)))
        rows = SearchText.objects.filter(pk__in=sample).order_by("pk")
        self.years = [YEAR.search(facts) for facts in rows.values_list("facts", flat=True)]
        self.texts = [Folded.unpacked(text).body for text in rows.values_list("text", flat=True)]
        self.sources = list(Source.objects.order_by("pk").values_list("name", flat=True)[:20])

    def some(self, ask: Callable[["_Draw"], str], count: int) -> list[str]:
        found: dict[str, None] = {}
        for _ in range(count * TRIES):
            if len(found) == count:
                break
            if typed := ask(self).strip():
                found[typed] = None
        return list(found)

    def piece(self, is_wanted: Callable[[str], bool]) -> str:
        """A word or a run of the stories, at random; "" if there seems to be none."""
        for _ in range(TRIES):
            text = self.chance.choice(self.texts)
            at = self.chance.randrange(len(text))
            end = text.find(" ", at)
            piece = text[text.rfind(" ", 0, at) + 1 : end if end > 0 else None]
            if piece and is_wanted(piece):
                return piece
        return ""

    def run(self, length: int) -> str:
        run = self.piece(lambda it: is_cjk(it[0]) and len(it) >= length)
        at = self.chance.randint(0, max(0, len(run) - length))
        return run[at : at + length]

    def latin(self) -> str:
        return self.piece(lambda it: it.isalnum() and it.isascii())

    def word(self) -> str:
        return self.run(2) if self.chance.random() < CHINESE else self.latin()

    def stories_with(self, word: str) -> int:
        """Of the sample, how many hold it."""
        needle = word if is_cjk(word[0]) else f" {word} "
        return sum(needle in text for text in self.texts)

    def common(self) -> str:
        return self._word_in(range(int(COMMON * len(self.texts)), len(self.texts) + 1))

    def rare(self) -> str:
        return self._word_in(range(2))

    def _word_in(self, stories: range) -> str:
        words = (self.word() for _ in range(TRIES))
        return next((word for word in words if word and self.stories_with(word) in stories), "")

    def mixed(self) -> str:
        text = self.chance.choice(self.texts)
        pairs = re.findall(r"(\S{1,2}) ([a-z][a-z0-9]+) (?=\S)", text)
        pairs = [first + word for first, word in pairs if is_cjk(first[0])]
        return self.chance.choice(pairs) if pairs else ""

    def phrase(self) -> str:
        text = self.chance.choice(self.texts)
        at = self.chance.randrange(len(text))
        words = text[at : at + 60].split()[1:-1][: self.chance.randint(2, 3)]
        return f'"{" ".join(words)}"' if len(words) > 1 else f'"{self.run(6)}"'

    def filtered(self) -> str:
        year = self.chance.choice(self.years)
        first = int(year[1]) if year else 2020
        filters = (
            f'source:"{self.chance.choice(self.sources)}"',
            f"after:{first}-03 before:{first}-09",
        )
        return f"{self.word()} {self.chance.choice(filters)}"


CLASSES: dict[str, Callable[[_Draw], str]] = {
    "1 character": lambda draw: draw.run(1),
    "2 characters": lambda draw: draw.run(2),
    "3 characters": lambda draw: draw.run(3),
    "4 and more": lambda draw: draw.run(draw.chance.randint(4, 6)),
    "Latin word": _Draw.latin,
    "mixed scripts": _Draw.mixed,
    "common": _Draw.common,
    "rare": _Draw.rare,
    "two common": lambda draw: f"{draw.common()} {draw.common()}",
    "common and rare": lambda draw: f"{draw.common()} {draw.rare()}",
    "nowhere": lambda draw: f"{draw.rare()} {draw.rare()} {draw.rare()}",
    "phrase": _Draw.phrase,
    "OR": lambda draw: f"{draw.word()} OR {draw.word()}",
    "exclusion": lambda draw: f"{draw.common()} -{draw.word()}",
    "with a filter": _Draw.filtered,
}
