"""The table of the API's operations. Views, links and the OpenAPI document follow from it."""

from typing import Any

from django.conf import settings
from django.urls import path, reverse

from . import catalogue, images, stories
from .openapi import document
from .operations import Operation, nothing, view
from .parameters import CURSOR, FILTERS, LIMIT, NAME_CURSOR, Query
from .problems import PROBLEM
from .shapes import LINK, TEXT, Field, Shape, public


def link(name: str, meaning: str) -> Field:
    return Field(name, LINK, lambda _: public(reverse(f"api_{name}")), meaning)


ENTRY = Shape(
    "Entry",
    "Where everything is.",
    (
        Field("name", TEXT, lambda _: settings.SITE_NAME, "The site's name."),
        Field("url", LINK, lambda _: public(reverse("home")), "Its front page."),
        link("articles", "The newest stories."),
        link("sources", "All sources."),
        link("categories", "All categories that have stories."),
        link("tags", "All tags that have stories."),
        link("openapi", "What may be asked here, and what is answered."),
    ),
)


def entry(query: Query) -> dict[str, Any]:
    return ENTRY.of(settings)


def openapi(query: Query) -> dict[str, Any]:
    return document(OPERATIONS, SHAPES)


PAGES = (NAME_CURSOR, LIMIT)
OPERATIONS = (
    Operation("api", "", "The entry: what there is, and where.", entry, ENTRY.ref),
    Operation(
        "api_articles",
        "articles/",
        "Stories, the newest first.",
        stories.articles,
        stories.ARTICLES.ref,
        (*FILTERS, CURSOR, LIMIT),
    ),
    Operation(
        "api_article",
        "articles/<int:article>/",
        "One story.",
        stories.article,
        stories.WHOLE_ARTICLE.ref,
    ),
    Operation(
        "api_sources",
        "sources/",
        "All sources, by name.",
        catalogue.sources,
        catalogue.SOURCES.ref,
        PAGES,
    ),
    Operation(
        "api_source", "sources/<str:source>/", "One source.", catalogue.source, catalogue.SOURCE.ref
    ),
    Operation(
        "api_categories",
        "categories/",
        "All categories that have stories, by path.",
        catalogue.categories,
        catalogue.CATEGORIES.ref,
        PAGES,
    ),
    Operation(
        "api_tags",
        "tags/",
        "All tags that have stories, by name.",
        catalogue.tags,
        catalogue.TAGS.ref,
        PAGES,
    ),
    Operation("api_openapi", "openapi.json", "This document.", openapi, {"type": "object"}),
)
SHAPES = (
    PROBLEM,
    ENTRY,
    stories.ARTICLES,
    stories.ARTICLE,
    stories.WHOLE_ARTICLE,
    images.IMAGE,
    images.RENDITION,
    stories.CORRECTION,
    catalogue.STORY_SOURCE,
    catalogue.STORY_CATEGORY,
    catalogue.STORY_TAG,
    catalogue.LICENCE,
    catalogue.SOURCES,
    catalogue.SOURCE,
    catalogue.CATEGORIES,
    catalogue.CATEGORY,
    catalogue.TAGS,
    catalogue.TAG,
)
urlpatterns = [
    *(operation.url for operation in OPERATIONS),
    # With the slash that Django adds: so an address that only lacks it is still redirected.
    path("<path:rest>/", view(nothing)),
]
