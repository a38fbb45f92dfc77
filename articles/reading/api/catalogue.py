"""Sources, categories and tags: what stories belong to, each list by name."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse

from articles.models import ImageRights, Indexing, Source, TextRights
from articles.reading.illustrating import Picture
from articles.reading.indexes import _tags_in_use
from articles.reading.sections import with_stories
from articles.rights import Rights, terms_of

from .parameters import Query
from .shapes import LINK, TEXT, Field, Shape, listed, maybe, public


def stories_of(parameter: str, name: str) -> str:
    """The address of the list of stories that this filter leaves."""
    return public(f"{reverse('api_articles')}?{urlencode({parameter: name})}")


def licence_of(rights: Rights | Picture) -> dict[str, Any] | None:
    return LICENCE.of(rights) if rights.licence or rights.licence_url else None


def page_of(shape: Shape, plural: str) -> Shape:
    """A page of a list, made from its items and the address of the next one."""
    return Shape(
        f"{shape.name}Page",
        f"A page of {plural}.",
        (
            Field(
                "items", listed(shape), lambda page: [shape.of(one) for one in page[0]], "In order."
            ),
            Field(
                "next",
                maybe(LINK),
                lambda page: page[1],
                "The next page's address; null on the last.",
            ),
        ),
    )


LICENCE = Shape(
    "Licence",
    "On what terms the source lets its stories be shown, or a picture of its own terms may be.",
    (
        Field("name", maybe(TEXT), lambda rights: rights.licence or None, "In words."),
        Field("url", maybe(LINK), lambda rights: rights.licence_url or None, "Where it stands."),
    ),
)
IN_SHORT = (
    Field("name", TEXT, lambda source: source.name, "As readers see it."),
    Field("slug", TEXT, lambda source: source.slug, "For the parameter `source`."),
    Field("url", LINK, lambda source: public(source.get_absolute_url()), "Its page on this site."),
    Field(
        "homepage", maybe(LINK), lambda source: source.homepage or None, "Where the outlet lives."
    ),
)
STORY_SOURCE = Shape("StorySource", "The source of a story, in short.", IN_SHORT)
SOURCE = Shape(
    "Source",
    "An outlet whose stories stand on this site, and what it lets us do with them.",
    (
        *IN_SHORT,
        Field("description", maybe(TEXT), lambda source: source.description or None, "In short."),
        Field(
            "language",
            maybe(TEXT),
            lambda source: source.language or None,
            "Of its stories; null where each story's own is told from its text.",
        ),
        Field(
            "logo",
            maybe(LINK),
            lambda source: public(source.logo.url) if source.logo else None,
            "A square picture.",
        ),
        Field(
            "licence",
            maybe(LICENCE.ref),
            lambda source: licence_of(terms_of(source)),
            "The licence of its stories, if known.",
        ),
        Field(
            "credit_line",
            maybe(TEXT),
            lambda source: source.credit_line or None,
            "The exact credit that it asks for.",
        ),
        Field(
            "text_rights",
            {"enum": TextRights.values},
            lambda source: terms_of(source).text.value,
            "How much of a story's text is shown.",
        ),
        Field(
            "image_rights",
            {"enum": ImageRights.values},
            lambda source: terms_of(source).images.value,
            "Whether its pictures are shown, where its full text is.",
        ),
        Field(
            "indexing",
            {"enum": Indexing.values},
            lambda source: terms_of(source).indexing.value,
            "What search engines are told of its stories' pages.",
        ),
        Field(
            "articles",
            LINK,
            lambda source: stories_of("source", source.slug),
            "Its stories in this API.",
        ),
    ),
)
FILED = (
    Field("path", TEXT, lambda found: found.path, "For the parameter `category`."),
    Field("title", TEXT, lambda found: found.title, "With the names of those above it."),
    Field("url", LINK, lambda found: public(found.get_absolute_url()), "Its page on this site."),
)
STORY_CATEGORY = Shape("StoryCategory", "A category that a story is filed in, in short.", FILED)
CATEGORY = Shape(
    "Category",
    "A category that has stories, in it or below it.",
    (
        *FILED,
        Field("name", TEXT, lambda found: found.name, "Its own name."),
        Field(
            "parent",
            maybe(TEXT),
            lambda found: found.path.rpartition("/")[0] or None,
            "The path of the category above, if there is one.",
        ),
        Field(
            "articles",
            LINK,
            lambda found: stories_of("category", found.path),
            "Its stories in this API, those below it included.",
        ),
    ),
)
LABELLED = (
    Field("name", TEXT, lambda tag: tag.name, "As it was written."),
    Field("slug", TEXT, lambda tag: tag.slug, "For the parameter `tag`."),
    Field(
        "url",
        LINK,
        lambda tag: public(reverse("tag", args=[tag.slug])),
        "Its page on this site.",
    ),
)
STORY_TAG = Shape("StoryTag", "A tag of a story, in short.", LABELLED)
TAG = Shape(
    "Tag",
    "What stories are about.",
    (
        *LABELLED,
        Field(
            "articles", LINK, lambda tag: stories_of("tag", tag.slug), "Its stories in this API."
        ),
    ),
)
SOURCES = page_of(SOURCE, "sources")
CATEGORIES = page_of(CATEGORY, "categories")
TAGS = page_of(TAG, "tags")


def sources(query: Query) -> dict[str, Any]:
    return SOURCES.of(_by("name", Source.objects.filter(is_public=True), query))


def source(query: Query, source: str) -> dict[str, Any]:
    found = Source.objects.filter(slug=source, is_public=True).first()
    if found is None:
        raise Http404
    return SOURCE.of(found)


def categories(query: Query) -> dict[str, Any]:
    return CATEGORIES.of(_by("path", with_stories(), query))


def tags(query: Query) -> dict[str, Any]:
    return TAGS.of(_by("name", _tags_in_use(), query))


def _by(key: str, things: QuerySet, query: Query) -> tuple[list[Any], str | None]:
    """The next things in the order of a text that none shares with another."""
    if query["cursor"]:
        things = things.filter(**{f"{key}__gt": query["cursor"]})
    limit = query["limit"]
    found = list(things.order_by(key)[: limit + 1])
    following = getattr(found[limit - 1], key) if len(found) > limit else ""
    return found[:limit], query.beyond(following)
