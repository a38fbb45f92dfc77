"""What is worked out from stored stories: related ones, code in colour, which pictures they name.

Made once they are stored, in blocks; it can be made again at any time (`derive_articles`), and a
run that is killed meanwhile is resumed and does it. Pages do without where it is missing.
"""

import json
from array import array
from collections.abc import Callable, Iterable, Sequence

from django.db import transaction
from django.db.models import Q, QuerySet

from articles.cleaning.highlight import MARK
from articles.images import registering
from articles.models import Article, ImportBatch, Related, Rendering, Revision, bulk, touch_stories
from articles.search.relating import related_of

BLOCK = 5_000  # articles that are related at once
CHUNK = 500  # rows in one transaction
RENDERED = 50  # bodies at once
RETOLD = Q(before__has_any_keys=["title", "body", "lead_image"])


def after_import(batch: ImportBatch) -> None:
    """For the stories that the batch made, and those that tell something else since."""
    touched = Article.objects.filter(sightings__batch=batch)
    first = batch.made.get("first_article")
    made = touched.filter(pk__gte=first) if first else touched.none()
    retold = retold_by(Revision.objects.filter(batch=batch))
    derive(made.order_by("published_at", "pk").distinct(), retold)


def retold_by(revisions: QuerySet[Revision]) -> list[int]:
    """The articles whose title, text or lead image these revisions changed."""
    changed = revisions.filter(RETOLD).order_by("article_id")
    return list(changed.values_list("article_id", flat=True).distinct())


def derive(
    articles: QuerySet[Article],
    more: Sequence[int] = (),
    progress: Callable[[int], None] = lambda articles: None,
) -> None:
    """Work it out for these articles, best in the order of their dates, and for `more` by number.
    `progress` is called with the number of articles done since the last call."""
    ids = array("q", articles.values_list("pk", flat=True).iterator(10_000))
    ids.extend(sorted(set(more).difference(ids)))
    for at in range(0, len(ids), BLOCK):
        block = list(ids[at : at + BLOCK])
        found = list(related_of(block).items())
        for start in range(0, len(found), CHUNK):
            _relate(found[start : start + CHUNK])
        render(block)
        registering.register(block)
        progress(len(block))


def _relate(found: Sequence[tuple[int, list[int]]]) -> None:
    with transaction.atomic():
        left = _locked(pk for pk, _stories in found)
        Related.objects.filter(article__pk__among=left).delete()
        rows = [(pk, json.dumps(stories)) for pk, stories in found if pk in left]
        bulk.insert(Related, ("article_id", "stories"), rows)
        touch_stories(left)


def _locked(ids: Iterable[int]) -> set[int]:
    """Those that nobody has deleted meanwhile, and nobody can until the transaction ends."""
    rows = Article.objects.filter(pk__among=list(ids)).order_by("pk")
    return set(rows.select_for_update(no_key=True).values_list("pk", flat=True))


def render(ids: Sequence[int]) -> None:
    """Highlight the code in these articles' bodies. Renderings of what they said before go."""
    with_code = Article.objects.filter(pk__among=ids, body__contains=MARK).order_by("pk")
    numbers = list(with_code.values_list("pk", flat=True))
    Rendering.objects.filter(article__pk__among=sorted(set(ids).difference(numbers))).delete()
    for at in range(0, len(numbers), RENDERED):
        _render(numbers[at : at + RENDERED])


def _render(ids: Sequence[int]) -> None:
    with transaction.atomic():
        left = _locked(ids)
        bodies = Article.objects.filter(pk__among=left).order_by("pk").values_list("pk", "body")
        made = [Rendering.made(pk, body) for pk, body in bodies]
        Rendering.objects.filter(article__pk__among=left).delete()
        Rendering.objects.bulk_create([rendering for rendering in made if rendering])
        touch_stories(left)
