"""What newsdesk knows about a story's files, for the page of one article."""

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from articles.importer.errors import explain
from articles.models import Article, ImportProblem, Sighting

from .mended import mendings_of

SHOWN = 50


@dataclass(frozen=True, slots=True)
class ExplainedProblem:
    """A problem, and its code as a sentence."""

    problem: ImportProblem
    sentence: str


def explained(problems: Any) -> list[ExplainedProblem]:
    return [ExplainedProblem(each, explain(each.code, each.detail)) for each in problems]


def file_facts(article: Article) -> dict[str, Any]:
    """The sightings of the story, newest last, and the problems that imports met in them."""
    found = article.sightings.select_related("batch__started_by").defer("original")[: SHOWN + 1]
    sightings = list(found)
    mended = mendings_of(sightings[:SHOWN])
    return {
        "sightings": [(each, mended.get(each.pk)) for each in sightings[:SHOWN]],
        "more_sightings": len(sightings) > SHOWN,
        "problems": explained(problems_of(sightings[:SHOWN])),
    }


def problems_of(sightings: list[Sighting]) -> Any:
    """At most SHOWN problems of these files, the latest first."""
    if not sightings:
        return []
    places = [Q(root=sighting.root, path=sighting.path) for sighting in sightings]
    return ImportProblem.objects.filter(reduce(or_, places)).order_by("-pk")[:SHOWN]


def sightings_at(problems: list[ImportProblem]) -> dict[tuple[str, str], Sighting]:
    """Which file each problem is about, with the file's story; one query for a page of them."""
    if not problems:
        return {}
    roots = {problem.root for problem in problems}
    paths = {problem.path for problem in problems}
    found = Sighting.objects.filter(root__in=roots, path__in=paths).select_related("article")
    found = found.only("root", "path", "refused", "article__title")
    return {(sighting.root, sighting.path): sighting for sighting in found}
