"""The story in a file that was held: parsed and cleaned anew, to be read before it is let in."""

from dataclasses import dataclass, replace
from typing import Any

from django.utils.html import format_html_join
from taggit.models import Tag

from articles.cleaning import text
from articles.importer.build import CleanedArticle
from articles.importer.errors import explain
from articles.importer.problems import Refused
from articles.importer.release import story_of
from articles.models import Article, HeldFile, ImageRights, Source, TextRights
from articles.models.names import make_slug
from articles.provenance import attribution_of
from articles.rights import rights_of

LINES = 40
COPIED = (
    "title", "byline", "original_url", "published_at", "date_confidence", "date_raw", "updated_at",
    "lead_image", "lead_alt", "summary", "body", "language", "word_count", "reading_minutes",
    "imported_text",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """The story; or why this version of newsdesk cannot read the file."""

    story: CleanedArticle | None
    refusal: str = ""

    @property
    def text(self) -> str:
        """Its beginning, as plain paragraphs."""
        if self.story is None:
            return self.refusal
        lines = text.plain_text(self.story.body).split("\n")
        shown = lines[:LINES] + ["…"] * (len(lines) > LINES)
        return format_html_join("", "<p>{}</p>", ((line,) for line in shown))


def read(held: HeldFile) -> Reading:
    try:
        return Reading(story_of(held))
    except Refused as refused:
        return Reading(None, explain(refused.problem.code, refused.problem.detail))


def preview_of(held: HeldFile, story: CleanedArticle) -> dict[str, Any]:
    """What readers' page is given. Whole, whatever the source grants: who decides must see it."""
    article = Article(pk=0, **{name: getattr(story, name) for name in COPIED})
    article.text_digest = article.imported_text
    if story.lead_size:
        article.lead_width, article.lead_height = story.lead_size
    article.source = Source.objects.filter(name=story.source).first() or Source(
        name=story.source, slug="-"
    )
    return {
        "article": article,
        # Pictures from where they lie: of a story that is not stored nobody has copied any.
        "rights": replace(rights_of(article), text=TextRights.FULL, images=ImageRights.LINK),
        "attribution": attribution_of(article),
        "tags": [Tag(name=name, slug=make_slug(name, "tag")) for name in story.tags],
        "filed": [],
        "more": [],
        "held": held,
        "categories": [" / ".join(names) for names in story.categories],
    }
