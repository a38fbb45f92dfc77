"""Stories, in lists and one by one: what is shown of each is what its rights show on its page."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404
from django.urls import reverse

from articles.models import Article, Category, Correction, DateConfidence, Tagging
from articles.provenance import TextState
from articles.provenance.facts import text_state
from articles.reading import pictures
from articles.reading.feeds.addresses import with_absolute_links
from articles.rights import Rights, canonical_of, rights_of, robots_of

from .catalogue import LICENCE, STORY_CATEGORY, STORY_SOURCE, STORY_TAG, licence_of, page_of
from .images import IMAGE
from .parameters import Query
from .selection import selected
from .shapes import LINK, MOMENT, NUMBER, TEXT, Field, Shape, listed, maybe, moment, public

# A tag of signs alone has no slug, and so no page.
TAGGINGS = Tagging.objects.select_related("tag").exclude(tag__slug="").order_by("tag__name")
BELONGINGS = (
    Prefetch("taggings", TAGGINGS),
    Prefetch("categories", Category.objects.order_by("path")),
    Prefetch("corrections", Correction.objects.order_by("-made_at", "-pk")),
)


@dataclass(frozen=True)
class Story:
    """A story with what it may show."""

    article: Article
    rights: Rights

    @classmethod
    def of(cls, article: Article) -> "Story":
        return cls(article, rights_of(article))


def picture_of(story: Story) -> dict[str, Any] | None:
    picture = pictures.lead_of(story.article, story.rights)
    return IMAGE.of(picture) if picture else None


def text_of(story: Story) -> str | None:
    body = pictures.in_feeds(story.article, story.rights)
    page = public(story.article.get_absolute_url())
    return with_absolute_links(body, settings.SITE_URL, page) or None


CORRECTION = Shape(
    "Correction",
    "What was wrong in a story, told to its readers.",
    (
        Field("text", TEXT, lambda correction: correction.text, "What was wrong, what is right."),
        Field("made_at", MOMENT, lambda correction: moment(correction.made_at), "Since when."),
    ),
)

SUMMARY_FIELDS = (
    Field("id", NUMBER, lambda story: story.article.pk, "Its number on this site, for good."),
    Field(
        "api_url",
        LINK,
        lambda story: public(reverse("api_article", args=[story.article.pk])),
        "The story in this API, with its text where that may be shown.",
    ),
    Field(
        "url",
        LINK,
        lambda story: public(story.article.get_absolute_url()),
        "Its page on this site.",
    ),
    Field(
        "canonical_url",
        LINK,
        lambda story: canonical_of(story.article, story.rights),
        "The address under which search engines should know it.",
    ),
    Field(
        "original_url",
        maybe(LINK),
        lambda story: story.article.original_url or None,
        "Where it first stood, if that is known.",
    ),
    Field("title", TEXT, lambda story: story.article.title, "Plain text."),
    Field(
        "byline",
        maybe(TEXT),
        lambda story: story.article.byline or None,
        "The person who wrote it, if known.",
    ),
    Field(
        "source",
        STORY_SOURCE.ref,
        lambda story: STORY_SOURCE.of(story.article.source),
        "Where it is from.",
    ),
    Field(
        "published_at",
        MOMENT,
        lambda story: moment(story.article.published_at),
        "When its source published it, as surely as `date_confidence` says.",
    ),
    Field(
        "date_confidence",
        {"enum": DateConfidence.values},
        lambda story: story.article.date_confidence,
        "exact: given with a time zone. assumed: the zone is our assumption. fetched: the time of"
        " fetching, for want of a date. none: set by our editors.",
    ),
    Field(
        "updated_at",
        maybe(MOMENT),
        lambda story: moment(story.article.updated_at),
        "When its source last changed it, if it did.",
    ),
    Field(
        "language",
        maybe(TEXT),
        lambda story: story.article.language or None,
        "Of the text, such as en or zh-Hans.",
    ),
    Field(
        "summary",
        maybe(TEXT),
        lambda story: (story.rights.shows_summary and story.article.summary) or None,
        "Plain text; null where the source does not let it be shown.",
    ),
    Field(
        "image",
        maybe(IMAGE.ref),
        picture_of,
        "Its lead picture; null where there is none or it may not be shown.",
    ),
    Field(
        "categories",
        listed(STORY_CATEGORY),
        lambda story: [STORY_CATEGORY.of(one) for one in story.article.categories.all()],
        "The most special ones.",
    ),
    Field(
        "tags",
        listed(STORY_TAG),
        lambda story: [STORY_TAG.of(tagging.tag) for tagging in story.article.taggings.all()],
        "What it is about.",
    ),
    Field(
        "word_count",
        NUMBER,
        lambda story: story.article.word_count,
        "Latin words and CJK characters of the whole text, shown or not.",
    ),
    Field(
        "reading_minutes",
        NUMBER,
        lambda story: story.article.reading_minutes,
        "How long it takes to read.",
    ),
    Field(
        "licence",
        maybe(LICENCE.ref),
        lambda story: licence_of(story.rights),
        "On what terms it may be shown; null where none is known, which grants nothing.",
    ),
    Field(
        "attribution",
        TEXT,
        lambda story: story.rights.attribution,
        "What must stand beside the story wherever it is shown.",
    ),
    Field(
        "text_state",
        {"enum": TextState.values},
        lambda story: text_state(story.article).value,
        "ours: entered here. same: the source's wording. edited: our editors changed it.",
    ),
    Field(
        "corrections",
        listed(CORRECTION),
        lambda story: [CORRECTION.of(one) for one in story.article.corrections.all()],
        "The newest first.",
    ),
    Field(
        "robots",
        maybe(TEXT),
        lambda story: robots_of(story.rights) or None,
        "What its page tells search engines; null where it forbids nothing.",
    ),
)
ARTICLE = Shape("Article", "A story as lists tell it: without its text.", SUMMARY_FIELDS)
WHOLE_ARTICLE = Shape(
    "WholeArticle",
    "A story with its text, where its source lets us show that.",
    (
        *SUMMARY_FIELDS,
        Field(
            "body_html",
            maybe(TEXT),
            text_of,
            "Sanitised HTML, all its addresses absolute; null where the text may not be shown.",
        ),
    ),
)
ARTICLES = page_of(ARTICLE, "stories, the newest first")


def articles(query: Query) -> dict[str, Any]:
    found, following = selected(query)
    prefetch_related_objects(found, *BELONGINGS)
    stories = [Story.of(article) for article in found]
    return ARTICLES.of((stories, query.beyond(following)))


def article(query: Query, article: int) -> dict[str, Any]:
    found = (
        Article.objects.published().select_related("source", "gallery").filter(pk=article).first()
    )
    if found is None:
        raise Http404
    prefetch_related_objects([found], *BELONGINGS)
    return WHOLE_ARTICLE.of(Story.of(found))
