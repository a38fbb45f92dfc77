"""A search put beside the oracle: what it finds of what it must, and how much else."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from articles.search import Search, finding
from articles.search.query import parse

from .oracle import Question, Story, answer

PAGE = 20


@dataclass
class Score:
    """Of the questions of one kind."""

    asked: int = 0
    wanted: int = 0
    found: int = 0
    right: int = 0
    disordered: int = 0

    @property
    def recall(self) -> float:
        return self.right / self.wanted if self.wanted else 1.0

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    def add(self, wanted: Sequence[int], found: Sequence[int]) -> None:
        right = set(wanted) & set(found)
        self.asked += 1
        self.wanted += len(wanted)
        self.found += len(found)
        self.right += len(right)
        self.disordered += [pk for pk in wanted if pk in right] != [
            pk for pk in found if pk in right
        ]


@dataclass(frozen=True)
class Fault:
    """A question that was not answered as it must be."""

    question: Question
    missing: set[int]
    wrong: set[int]

    def __str__(self) -> str:
        number = sorted({*self.missing, *self.wrong})[:5]
        return (
            f"{self.question.kind}: {self.question.typed} (missing {len(self.missing)},"
            f" wrong {len(self.wrong)}, among them {number})"
        )


def judge(
    questions: Iterable[Question], stories: Sequence[Story]
) -> tuple[dict[str, Score], list[Fault]]:
    """The scores of each kind of question, and what went wrong."""
    scores: dict[str, Score] = {}
    faults = []
    places = {story.pk: (story.published_at, story.pk) for story in stories}
    for question in questions:
        wanted, found = answer(question, stories), walked(question.typed, places)
        scores.setdefault(question.kind, Score()).add(wanted, found)
        if wanted != found:
            missing, wrong = set(wanted) - set(found), set(found) - set(wanted)
            faults.append(Fault(question, missing, wrong))
    return scores, faults


def walked(typed: str, places: dict[int, finding.Place]) -> list[int]:
    """All that is found, page after page, as a reader goes."""
    query, before = parse(typed), None
    found: list[int] = []
    while True:
        page = finding.newest(Search(query), before, PAGE)
        found += page.ids
        if page.is_complete:
            return found
        before = places.get(page.ids[-1]) if len(page.ids) == PAGE else page.looked_until
