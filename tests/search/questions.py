"""Queries of every kind, drawn from the stories that they search, from a seed."""

import random
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

import opencc

from .oracle import UNSPACED, Question, Story, normal

RUN = re.compile(f"[{UNSPACED}]+")
LATIN = re.compile(r"[A-Za-z\u00c0-\u024f][A-Za-z0-9\u00c0-\u024f]*")
VERSION = re.compile(r"[A-Za-z]*\d[A-Za-z0-9.]*\w")
MIXED = re.compile(f"[{UNSPACED}]{{1,3}}[A-Za-z0-9]+|[A-Za-z0-9]+[{UNSPACED}]{{1,3}}")
SIGNED = re.compile(r"[A-Za-z]+[+#]+(?![\w+#])|(?<!\w)\.[A-Za-z]+")
HAN = re.compile("[\u4e00-\u9fff]{2,5}")
UNUSABLE = re.compile('["“”„＂「」『』|｜]')
TRADITIONAL = opencc.OpenCC("s2t")
MOST_TRIES = 2_000


class Asker:
    """Asks what stands in the stories, or nearly does."""

    def __init__(self, stories: Sequence[Story], seed: int = 1) -> None:
        self.stories = stories
        self.chance = random.Random(seed)

    def questions(self, each: int) -> Iterator[Question]:
        """So many of each kind."""
        for kind, ask in KINDS.items():
            for _ in range(each):
                yield replace(ask(self), kind=kind)

    def found(self, pattern: re.Pattern[str], story: Story | None = None) -> str:
        """A piece of a story that the pattern matches."""
        for _ in range(MOST_TRIES):
            text = self.chance.choice((story or self.chance.choice(self.stories)).texts)
            at = self.chance.randrange(len(text) or 1)
            piece = pattern.search(text, at) or pattern.search(text)
            if piece and normal(piece[0]) and not UNUSABLE.search(piece[0]):
                return piece[0]
        return "nothing"

    def run(self, shortest: int, longest: int, story: Story | None = None) -> str:
        """A part of a run of characters that are written without spaces."""
        for _ in range(MOST_TRIES):
            run = self.found(RUN, story)
            length = self.chance.randint(shortest, longest)
            if len(run) >= length:
                at = self.chance.randint(0, len(run) - length)
                return run[at : at + length]
        return "nothing"

    def word(self, story: Story | None = None) -> str:
        """One that people would type."""
        if self.chance.random() < 0.5:
            return self.found(LATIN, story)
        return self.run(1, 4, story)


def one(words: str) -> Question:
    return Question("", spelt(words), ((words,),))


def spelt(words: str) -> str:
    return f'"{words}"' if re.search(r"[\s:：]|^[-－−]|^OR$", words) else words


# The kinds ----------------------------------------------------------------------------------------


def inside(asker: Asker) -> Question:
    run = asker.found(re.compile(f"[{UNSPACED}]{{4,}}"))
    at = asker.chance.randint(1, len(run) - 3)
    return one(run[at : at + asker.chance.randint(2, max(2, len(run) - at - 1))])


def part(asker: Asker) -> Question:
    """Less than a Latin word: what is inside of words is not found."""
    word = asker.found(LATIN)
    return one(word[: max(1, len(word) - 1)])


def wide(asker: Asker) -> Question:
    word = asker.found(LATIN)
    return one("".join(chr(ord(it) + 0xFEE0) if "!" <= it <= "~" else it for it in word))


def accented(asker: Asker) -> Question:
    """With accents of the same letters, composed or not."""
    word = asker.found(LATIN) + asker.chance.choice(["", "\u0301"])
    return one(unicodedata.normalize(asker.chance.choice(["NFC", "NFD"]), word))


def other_case(asker: Asker) -> Question:
    return one(asker.found(LATIN).swapcase())


def traditional(asker: Asker) -> Question:
    return one(TRADITIONAL.convert(asker.found(HAN)))


def phrase(asker: Asker) -> Question:
    story = asker.chance.choice(asker.stories)
    words = asker.found(re.compile(r"\S.{4,24}\S"), story)
    return Question("", f'"{words}"', ((words,),))


def slipped(asker: Asker) -> Question:
    """Pairs that stand in one story, but perhaps not in a row."""
    first, other = asker.run(2, 2), asker.run(2, 2)
    return one(first + other[-1])


def several(asker: Asker) -> Question:
    story = asker.chance.choice(asker.stories)
    words = [asker.word(story) for _ in range(asker.chance.randint(2, 3))]
    return Question("", " ".join(map(spelt, words)), tuple((word,) for word in words))


def strangers(asker: Asker) -> Question:
    """Words of different stories."""
    words = [asker.run(1, 2), asker.word()]
    return Question("", " ".join(map(spelt, words)), tuple((word,) for word in words))


def either(asker: Asker) -> Question:
    words = [asker.word() for _ in range(3)]
    typed = "{} OR {} {}".format(*map(spelt, words))
    return Question("", typed, (tuple(words[:2]), (words[2],)))


def without(asker: Asker) -> Question:
    story = asker.chance.choice(asker.stories)
    wanted, unwanted = asker.word(story), asker.word()
    return Question("", f"{spelt(wanted)} -{spelt(unwanted)}", ((wanted,),), (unwanted,))


def name(asker: Asker) -> Question:
    """What a tag or a source is called."""
    story = asker.chance.choice(asker.stories)
    return one(asker.chance.choice([*story.tags, story.source]))


def filtered(asker: Asker, which: str) -> Question:
    """A word of a story, with a filter that the story may pass."""
    story = asker.chance.choice(asker.stories)
    values = {
        "source": story.source,
        "category": asker.chance.choice(story.category or ("",)),
        "tag": asker.chance.choice([*story.tags, ""]),
        "author": story.byline,
    }
    value = values[which]
    word = asker.run(1, 2)
    typed = f'{word} {which}:"{value}"' if value else word
    return Question("", typed, ((word,),), **{which: value})


def dated(asker: Asker) -> Question:
    day = asker.chance.choice(asker.stories).published_at.date()
    until = day + timedelta(days=asker.chance.choice([1, 30, 400]))
    word = asker.run(1, 2)
    if asker.chance.random() < 0.4:
        month = day.replace(day=1)
        return Question("", f"{word} before:{month:%Y-%m}", ((word,),), before=month)
    typed = f"after:{day} {word} before:{until}"
    return Question("", typed, ((word,),), after=day, before=until)


KINDS: dict[str, Callable[[Asker], Question]] = {
    "1 character": lambda asker: one(asker.run(1, 1)),
    "2 characters": lambda asker: one(asker.run(2, 2)),
    "3 characters": lambda asker: one(asker.run(3, 3)),
    "4 and more": lambda asker: one(asker.run(4, 8)),
    "inside a run": inside,
    "pairs apart": slipped,
    "Latin word": lambda asker: one(asker.found(LATIN)),
    "part of a word": part,
    "version": lambda asker: one(asker.found(VERSION)),
    "signs": lambda asker: one(asker.found(SIGNED)),
    "mixed scripts": lambda asker: one(asker.found(MIXED)),
    "full width": wide,
    "accents": accented,
    "case": other_case,
    "traditional": traditional,
    "phrase": phrase,
    "several words": several,
    "of several stories": strangers,
    "OR": either,
    "exclusion": without,
    "tag or source": name,
    "source:": lambda asker: filtered(asker, "source"),
    "category:": lambda asker: filtered(asker, "category"),
    "tag:": lambda asker: filtered(asker, "tag"),
    "author:": lambda asker: filtered(asker, "author"),
    "after: before:": dated,
}
