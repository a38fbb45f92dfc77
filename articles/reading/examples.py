"""How to search, told by examples that find something: of the newest story's own names."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article, CategoryEntry, Tagging
from articles.models.compiled import Compiled
from articles.search.query import Phrase, Query


class Names(NamedTuple):
    """What the examples are made of; None for what the story does not have."""

    source: str
    byline: str
    published_at: datetime
    section: str | None
    tag: str | None


def examples() -> list[tuple[str, str]]:
    """Searches, and what each of them asks for. None on an empty site."""
    found = NEWEST(now=timezone.now())
    return _examples(Names(*found[0])) if found else []


def _examples(names: Names) -> list[tuple[str, str]]:
    one = str(Phrase.of(names.tag or names.section or names.source))
    other = str(Phrase.of(names.source))
    year = timezone.localtime(names.published_at).year
    several = [
        (f"{one} {other}", _("Both, in the headline, the text, the topics or the source's name")),
        (f"{one} OR {other}", _("One of them, or both")),
        (f"{one} -{other}", _("The first one without the second")),
    ]
    told = [
        *(several if one != other else []),
        (f'"{names.source}"', _("These very words, one after the other")),
        (str(Query(sources=(names.source,))), _("Of this source")),
        (_filter("categories", names.section), _("In this section or below it")),
        (_filter("tags", names.tag), _("On this topic")),
        (_filter("authors", names.byline and Phrase.of(names.byline)), _("By this author")),
        (f"{one} after:{year}", _("Since a year, a month (2024-03) or a day (2024-03-05)")),
        (f"{one} before:{year}", _("Before it")),
    ]
    return [example for example in told if example[0]]


def _filter(kind: str, value: str | Phrase | None) -> str:
    return str(Query(**{kind: (value,)})) if value else ""


def _newest(now: datetime) -> QuerySet:
    story = OuterRef("pk")
    sections = CategoryEntry.objects.filter(article=story, category__parent=None).order_by("pk")
    tags = Tagging.objects.filter(content_object=story).order_by("tag__name")
    found = Article.objects.published(now).order_by("-published_at", "-pk")
    named = found.annotate(
        source_name=F("source__name"),
        section=Subquery(sections.values("category__name")[:1]),
        tag=Subquery(tags.values("tag__name")[:1]),
    )
    return named.values_list("source_name", "byline", "published_at", "section", "tag")[:1]


NEWEST = Compiled(_newest)
