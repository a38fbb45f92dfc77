"""Versions of one story: those that the importer found possibly the same. A lane shows one of them,
and the others beneath it."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from django.db.models import QuerySet

from articles.models import Article

MOST = 1_000  # versions that are looked at


def versions_of(stories: Collection[int]) -> dict[int, set[int]]:
    """For each of these numbers those of its other versions; two queries for all of them."""
    flagged = Article.objects.order_by().values_list("pk", "possibly_same")
    towards = {pk: same for pk, same in flagged.filter(pk__in=stories) if same}
    heads = {*stories, *towards.values()}
    near: dict[int, set[int]] = defaultdict(set)
    for pk, same in flagged.filter(possibly_same__in=heads)[:MOST]:
        near[same].add(pk)
    found = {}
    for story in stories:
        head = towards.get(story)
        others = near[story] | ({head} | near[head] if head else set())
        found[story] = others - {story}
    return found


class Likeness:
    """Which stories of a lane stand beneath another one, because that comes first."""

    def __init__(self, stories: QuerySet, *, is_newest_first: bool) -> None:
        self.stories, self.is_newest_first = stories, is_newest_first

    def folded(self, window: Sequence[int]) -> set[int]:
        versions = versions_of(window)
        others = set().union(*versions.values())
        if not others:
            return set()
        here = set(self.stories.filter(pk__in=others).order_by().values_list("pk", flat=True))
        return {
            story
            for story, alike in versions.items()
            if any(self._is_first(other, story) for other in alike & here)
        }

    def _is_first(self, other: int, story: int) -> bool:
        return other > story if self.is_newest_first else other < story
