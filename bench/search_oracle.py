"""Search over real files beside a brute-force look at each: recall and precision by kind of query.

The same questions and the same oracle as in tests/search, over every front-matter file of a folder.
"""

import sys
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.utils import timezone

from articles.cleaning.text import plain_text
from articles.importer import pipeline
from articles.models import Article, Tagging, TextRights, grants_of
from tests.search.judging import judge
from tests.search.oracle import Story
from tests.search.questions import Asker


def judged(folder: Path, each: int) -> dict[str, Any]:
    """Import the folder into the database, if that is empty, and ask so many of each kind."""
    call_command("migrate", verbosity=0)
    if not Article.objects.exists():
        pipeline.run(folder, "bench", pipeline.Options())
        Article.objects.filter(published_at=None).update(published_at=timezone.now())
    stories = searched()
    scores, faults = judge(Asker(stories).questions(each), stories)
    for fault in faults:
        print(fault, file=sys.stderr)
    return {
        "stories": len(stories),
        "kinds": [
            {
                "kind": kind,
                "asked": score.asked,
                "wanted": score.wanted,
                "recall": score.recall,
                "precision": score.precision,
                "disordered": score.disordered,
            }
            for kind, score in scores.items()
        ],
    }


def searched() -> list[Story]:
    """The stories that readers may see, as they are written."""
    tags: dict[int, list[str]] = {}
    for pk, name in Tagging.objects.values_list("content_object_id", "tag__name"):
        tags.setdefault(pk, []).append(name)
    paths: dict[int, tuple[str, ...]] = {}
    for story, *names in Article.categories.through.objects.values_list(
        "article_id", "category__name", "category__parent__name", "category__parent__parent__name"
    ):
        paths[story] = (*paths.get(story, ()), *filter(None, names))
    return [
        Story(
            pk=it.pk,
            published_at=it.published_at,
            texts=_texts(it),
            byline=it.byline,
            source=it.source.name,
            category=paths.get(it.pk, ()),
            tags=tags.get(it.pk, ()),
        )
        for it in Article.objects.published().select_related("source").order_by("pk").iterator(500)
    ]


def _texts(story: Article) -> tuple[str, ...]:
    if grants_of(story.source).text == TextRights.LINK:
        return story.title, story.byline
    body = plain_text(story.body)
    # A summary that was made from the body is a part of it.
    own = story.summary if story.summary.removesuffix("…") not in " ".join(body.split()) else ""
    return story.title, story.byline, own, body
