"""How well a story answers a query. Pure.

What its title says counts most, whole titles before their beginnings before parts of long ones;
then what it is filed under, its summary, its byline, its text. A word counts the more, the fewer
of the stories it is compared with name it. Freshness decides between what is alike: an old
headline comes before a new story that mentions the same in passing.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import log

from .matching import Resolved, Sections
from .query import Phrase, Query

TITLE, WHOLE_TITLE, BEGINNING, COVERAGE = 10.0, 10.0, 2.0, 8.0
NAMED, SUMMARY, BYLINE, BODY = 5.0, 3.0, 4.0, 4.0
ALL_IN_TITLE, TOGETHER, NEAR = 6.0, 5.0, 2.0
ENOUGH = 3.0  # times that a word stands in a usual text, for half of what a text can be worth
USUAL_LENGTH = 2_500  # characters
NEARBY, PLACES = 60, 8  # characters around a word, and how many of its places are looked at
LASTING = 0.6  # of a score that no age takes away
A_WHILE = 500.0  # days after which half of the rest is gone


@dataclass(frozen=True)
class Story:
    texts: Sections
    facts: Collection[str]
    age: float  # in days


def scores(query: Query, names: Resolved, stories: Sequence[Story]) -> list[float]:
    """Of stories that match, how well each does."""
    weights = _weights(query, stories)
    together = _together(query)
    return [_score(query, names, story, weights, together) for story in stories]


def _weights(query: Query, stories: Sequence[Story]) -> dict[str, float]:
    """How much each phrase counts, from 1 for those that every title has."""
    found = {}
    for phrase in query.words:
        known = sum(phrase.needle in story.texts.title for story in stories)
        found[phrase.needle] = 1 + log((1 + len(stories)) / (1 + known)) / 4
    return found


def _together(query: Query) -> str:
    """The needle of all that was typed, as one phrase; "" where there is but one."""
    if len(query.groups) < 2:
        return ""
    return Phrase.of(" ".join(group[0].words for group in query.groups)).needle


def _score(
    query: Query,
    names: Resolved,
    story: Story,
    weights: Mapping[str, float],
    together: str,
) -> float:
    title = story.texts.title
    total = sum(
        max(_worth(phrase.needle, names, story) * weights[phrase.needle] for phrase in group)
        for group in query.groups
    ) / max(len(query.groups), 1)
    if together:
        if all(any(phrase.needle in title for phrase in group) for group in query.groups):
            total += ALL_IN_TITLE
        if any(together in text for text in story.texts):
            total += TOGETHER + _title_worth(together, title)
        elif _are_near(query, story.texts.body):
            total += NEAR
    return total * (LASTING + (1 - LASTING) / (1 + max(story.age, 0) / A_WHILE))


def _worth(needle: str, names: Resolved, story: Story) -> float:
    texts = story.texts
    worth = _title_worth(needle, texts.title)
    if any(term in story.facts for term in names.phrases.get(needle, ())):
        worth += NAMED
    # A text's beginning serves as the summary of those without one.
    if needle in (texts.summary or texts.body[:140]):
        worth += SUMMARY
    if needle in texts.byline:
        worth += BYLINE
    times = texts.body.count(needle)
    usual = ENOUGH * (0.5 + 0.5 * len(texts.body) / USUAL_LENGTH)
    return worth + BODY * times / (times + usual)


def _title_worth(needle: str, title: str) -> float:
    if needle not in title:
        return 0.0
    words, whole = needle.strip(), title.strip()
    if words == whole:
        return TITLE + WHOLE_TITLE + BEGINNING + COVERAGE
    return TITLE + COVERAGE * len(words) / len(whole) + BEGINNING * whole.startswith(words)


def _are_near(query: Query, body: str) -> bool:
    """Whether all words stand close together somewhere in the text."""
    first, *others = (group[0].needle for group in query.groups)
    at = -1
    for _ in range(PLACES):
        if (at := body.find(first, at + 1)) < 0:
            return False
        around = body[max(at - NEARBY, 0) : at + len(first) + NEARBY]
        if all(needle in around for needle in others):
            return True
    return False
