"""An archive to search in: stories of words by Zipf's law, or recombined of real paragraphs.

Three in five stories are Chinese with some Latin names in them, the others English. A word's
frequency is that of its rank, as in any language; the rarest stand in one story of thousands. They
are spread over ten years, and stored in another order than that of their dates.
"""

import html
import random
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from articles.cleaning import text as texts
from articles.models import Article, Source
from bench.archive import EXACT, PUBLISHED

NEWEST = datetime(2026, 11, 1, tzinfo=UTC)
YEARS = 10
OUT_OF_ORDER = 3 * 24 * 60  # minutes
VOCABULARY = 30_000  # words of each script
PARAGRAPH = 90  # words
CHINESE = 0.6  # of the stories
NAMES_IN_CHINESE = 0.08  # of the words
SIZES = (0.3, 0.5, 0.7, 0.9, 1.0, 1.2, 1.6, 1.8)  # of the usual one
SHORT, LONG = 30, 1_200  # characters of a paragraph that real stories are made of
SYLLABLES = (
    "ba be bo ca co da de di do en er fa fi ga go hi ho in ka ki la le li lo ma me mi mo na ne no"
    " or pa pe po ra re ri ro sa se si so ta te ti to un va ve vi wa xi yo za"
).split()
SIGNS = "C++ C# .NET F# Neo5 5G 4K M3 v1.2.3 USB4 GPT-4 Wi-Fi iOS17 HDMI2.1".split()


class Told(NamedTuple):
    title: str
    paragraphs: list[str]

    @property
    def plain(self) -> str:
        return "\n".join(self.paragraphs)


class Teller:
    """Tells a story of any number, always the same one; `size`: bytes of the usual one's text."""

    def __init__(self, size: int, files: Path | None = None) -> None:
        self.size = size
        self.titles, self.pool = real(files) if files else ([], [])

    def told(self, number: int) -> Told:
        chance = np.random.default_rng(number)
        size = int(self.size * SIZES[number % len(SIZES)])
        if self.pool:
            return self._recombined(chance, size)
        return _chinese(chance, size) if chance.random() < CHINESE else _english(chance, size)

    def _recombined(self, chance: np.random.Generator, size: int) -> Told:
        paragraphs, length = [], 0
        while length < size:
            paragraphs.append(self.pool[chance.integers(len(self.pool))])
            length += len(paragraphs[-1].encode())
        return Told(self.titles[chance.integers(len(self.titles))], paragraphs)

    def stories(self, numbers: list[int], count: int, sources: list[Source]) -> list[Article]:
        return [self._story(number, count, sources) for number in numbers]

    def _story(self, number: int, count: int, sources: list[Source]) -> Article:
        told = self.told(number)
        apart = YEARS * 365 * 24 * 60 / count
        minutes = (count - number) * apart + number * 7919 % OUT_OF_ORDER
        published = NEWEST - timedelta(minutes=int(minutes))
        return Article(
            pk=number,
            title=told.title[:300],
            slug=f"story-{number}",
            source=sources[number * 31 % 97 % len(sources)],
            published_at=published,
            status=PUBLISHED,
            date_confidence=EXACT,
            summary=texts.summarise(told.plain[:800]),
            body="".join([f"<p>{html.escape(each)}</p>" for each in told.paragraphs]),
            language="",
            text_digest=str(number),
            created_at=published,
            modified_at=published,
        )


# Of made-up words ---------------------------------------------------------------------------------


def _chinese(chance: np.random.Generator, size: int) -> Told:
    words = _picked(_chinese_words(), chance, size // 6)
    names = _picked(_latin_words(), chance, int(len(words) * NAMES_IN_CHINESE))
    places = chance.integers(len(words), size=len(names)).tolist()
    for place, name in zip(places, names, strict=True):
        words[place] = f" {name} " if place % 2 else name
    return Told("".join(words[:7]).strip("，。、 ") or "中", list(_paragraphs(words, "", "。")))


def _english(chance: np.random.Generator, size: int) -> Told:
    words = _picked(_latin_words(), chance, size // 7)
    return Told(" ".join(words[:8]).capitalize(), list(_paragraphs(words, " ", ".")))


def _paragraphs(words: list[str], gap: str, end: str) -> Iterator[str]:
    for at in range(0, len(words), PARAGRAPH):
        yield gap.join(words[at : at + PARAGRAPH]).strip() + end


def _picked(words: list[str], chance: np.random.Generator, count: int) -> list[str]:
    """Words by Zipf's law."""
    ranks = _ranks().searchsorted(chance.random(count + 8))
    return [words[rank] for rank in ranks.tolist()]


@cache
def _ranks() -> "np.ndarray":
    """How many of a text's words have each rank or one before it."""
    weights = 1 / (np.arange(VOCABULARY) + 2.7)
    return np.cumsum(weights / weights.sum())


@cache
def _chinese_words() -> list[str]:
    """The most frequent first. The characters are those of GB 2312's first level."""
    chance = random.Random(1)
    codes = ((row, cell) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF))
    characters = list(filter(None, (bytes(code).decode("gb2312", "ignore") for code in codes)))
    chance.shuffle(characters)
    lengths = chance.choices((1, 2, 3, 4), (8, 68, 14, 10), k=VOCABULARY)
    words = ["，", "。", "的", "、", *characters[:12]]
    for length in lengths[len(words) :]:
        # Frequent words are of frequent characters.
        drawn = (min(chance.expovariate(1 / 500), len(characters) - 1) for _ in range(length))
        words.append("".join(characters[int(place)] for place in drawn))
    return words


@cache
def _latin_words() -> list[str]:
    chance = random.Random(2)
    words = ["the", "of", "and", "to", "in", *SIGNS]
    while len(words) < VOCABULARY:
        syllables = 1 + min(len(words) // 300, chance.choice((1, 2, 2, 3)))
        word = "".join(chance.choices(SYLLABLES, k=syllables))
        words.append(f"{word}{len(words) % 97}" if len(words) % 23 == 0 else word)
    return words


# Of real files ------------------------------------------------------------------------------------


def real(folder: Path) -> tuple[list[str], list[str]]:
    """Titles and paragraphs of the front-matter files below a folder."""
    titles, pool = [], []
    for path in sorted(folder.rglob("*.md")):
        parts = path.read_bytes().decode("utf-8", "replace").split("---\n", 2)
        if len(parts) < 3:
            continue
        _, head, body = parts
        if found := re.search(r"(?m)^title: *['\"]?(.*?)['\"]?$", head):
            titles.append(html.unescape(found[1]))
        lines = html.unescape(re.sub("<[^>]*>", "", body)).split("\n")
        plain = (" ".join(line.split()) for line in lines)
        pool += [line[:LONG] for line in plain if len(line) > SHORT]
    return titles, pool
