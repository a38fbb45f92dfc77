"""Which stories to read after one: those that share its rare words, its tags, its channel. Pure.

A window of stories is looked at together. A term counts the more, the fewer stories have it; each
story keeps only its most telling terms, and of a term's stories only the nearest in time are met,
so that the cost of a story is bounded whatever the archive holds.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from math import log, sqrt

from .terms import folded, terms

MOST = 8  # related stories of one
TELLING = 9  # terms that stand for a story
MET = 16  # stories that one term leads to
TITLE, TAG, TEXT = 2.5, 3.0, 1.0  # what a term weighs, by where it stands
LENGTH = 80  # characters of the summary
COMMON, FEW = 12, 20  # a term of more than one story in so many tells nothing, unless few have it
LEAST = 0.12  # likeness below which stories have nothing in common
SAME_CHANNEL, LATELY = 0.05, 0.04
A_WHILE = 180.0  # days after which half of what nearness is worth is left


@dataclass(frozen=True, slots=True)
class Story:
    """What is compared. `day` counts from any day on; `tags` and `channels` are numbers."""

    pk: int
    day: float
    title: str
    summary: str = ""
    tags: Collection[int] = ()
    channels: frozenset[int] = frozenset()


class Window:
    """Stories that are compared with each other, in the order of their dates."""

    def __init__(self, stories: Iterable[Story]) -> None:
        self.stories = sorted(stories, key=lambda story: (story.day, story.pk))
        self.at = {story.pk: at for at, story in enumerate(self.stories)}
        self.keys = [folded(story.title) for story in self.stories]
        self.telling = _all_telling(self.stories)
        self.places: dict[str, list[int]] = {}  # where a term is telling, and how much it is
        self.weights: dict[str, list[float]] = {}
        for at, telling in enumerate(self.telling):
            for term, weight in telling.items():
                self.places.setdefault(term, []).append(at)
                self.weights.setdefault(term, []).append(weight)

    def related(self, pk: int) -> list[int]:
        """The numbers of the stories to read after this one of the window, best first."""
        at = self.at[pk]
        seen, found = {self.keys[at]}, []
        for other in self._ranked(at):
            if self.keys[other] not in seen:
                seen.add(self.keys[other])
                found.append(self.stories[other].pk)
        return found[:MOST]

    def _ranked(self, at: int) -> list[int]:
        shared = self._shared(at)
        alike = [(much, -other) for other, much in shared.items() if much > LEAST]
        alike.sort(reverse=True)
        likeness = {-other: much + self._bonus(at, -other) for much, other in alike[: MOST + 4]}
        return sorted(likeness, key=likeness.__getitem__, reverse=True)

    def _shared(self, at: int) -> dict[int, float]:
        """How much the others have in common with the story, from 0 to 1."""
        shared: dict[int, float] = {}
        for term, weight in self.telling[at].items():
            places, weights = self.places[term], self.weights[term]
            if len(places) > MET:
                first = min(max(bisect_left(places, at) - MET // 2, 0), len(places) - MET)
                places, weights = places[first : first + MET], weights[first : first + MET]
            for other, theirs in zip(places, weights, strict=True):
                shared[other] = shared.get(other, 0.0) + weight * theirs
        shared.pop(at, None)
        return shared

    def _bonus(self, at: int, other: int) -> float:
        mine, theirs = self.stories[at], self.stories[other]
        same = not mine.channels.isdisjoint(theirs.channels)
        return SAME_CHANNEL * same + LATELY / (1 + abs(mine.day - theirs.day) / A_WHILE)


def _all_telling(stories: Sequence[Story]) -> list[dict[str, float]]:
    """Of each story its most telling terms with their weights, scaled so that their squares make
    1. What two stories share is then the sum of the products."""
    bags = [_bag(story) for story in stories]
    known: Counter[str] = Counter()
    for bag in bags:
        known.update(bag.keys())
    limit = max(2, min(len(stories) // 2, max(FEW, len(stories) // COMMON)))
    worth = {term: log(len(stories) / n) + 1 for term, n in known.items() if 1 < n <= limit}
    return [_telling(bag, worth) for bag in bags]


def _bag(story: Story) -> dict[str, float]:
    """A story's terms, each once, with its best weight."""
    return {
        **dict.fromkeys(terms(story.summary[:LENGTH]), TEXT),
        **dict.fromkeys(terms(story.title), TITLE),
        **dict.fromkeys([f"#{tag}" for tag in story.tags], TAG),
    }


def _telling(bag: dict[str, float], worth: dict[str, float]) -> dict[str, float]:
    weights = {term: weight * worth[term] for term, weight in bag.items() if term in worth}
    if len(weights) > TELLING:
        best = sorted(weights, key=weights.__getitem__, reverse=True)[:TELLING]
        weights = {term: weights[term] for term in best}
    scale = sqrt(sum([weight * weight for weight in weights.values()]))
    return {term: weight / scale for term, weight in weights.items()}
