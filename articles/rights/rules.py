"""The rules: from a source's grants to what an output may show, and the words that go with it."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from articles.models import Article, ImageRights, Indexing, Source, TextRights
from articles.models.grants import grants_of, has_ended

# A value that we do not know is the smallest grant.
INDEXING = {grant.value: grant for grant in Indexing}


@dataclass(frozen=True, slots=True)
class Rights:
    """What the source lets us do with one story, and the words that it asks for.

    A licence that has ended is none any more: its words are empty, but for the credit. `hot_links`
    is the site's own rule: whether its pages may show pictures of other hosts at all.
    """

    text: TextRights
    images: ImageRights
    indexing: Indexing
    licence: str
    licence_url: str
    credit_line: str
    source: str
    byline: str
    has_ended: bool
    hot_links: bool

    @property
    def shows_body(self) -> bool:
        return self.text == TextRights.FULL

    @property
    def shows_summary(self) -> bool:
        return self.text in {TextRights.FULL, TextRights.EXCERPT}

    @property
    def shows_picture(self) -> bool:
        """The source's pictures belong to the full text: neither an excerpt nor a headline carries
        one."""
        return self.shows_body and self.images != ImageRights.NONE

    @property
    def copies_only(self) -> bool:
        """Whether our copies of them are shown, and nothing but those."""
        return self.images == ImageRights.COPY

    def links_to(self, address: str) -> bool:
        """Whether a picture may be shown from where it lies."""
        return self.images == ImageRights.LINK and (self.hot_links or _is_here(address))

    @property
    def attribution(self) -> str:
        """Who wrote it, where it comes from and on what terms, in one line of plain text."""
        parts = (
            self.byline and _("Author: %(name)s") % {"name": self.byline},
            _("Source: %(name)s") % {"name": self.source},
            self.licence and _("Licence: %(name)s") % {"name": self.licence},
            self.credit_line,
        )
        return " · ".join(filter(None, parts))


def rights_of(article: Article, moment: datetime | None = None) -> Rights:
    """The rights in one story at a moment, or now. No query when it came with its source."""
    return terms_of(article.source, moment, article.byline)


def terms_of(source: Source, moment: datetime | None = None, byline: str = "") -> Rights:
    """What holds for each of its stories."""
    is_over = has_ended(source, moment)
    grants = grants_of(source, moment)
    return Rights(
        text=grants.text,
        images=grants.images,
        indexing=INDEXING.get(source.indexing, Indexing.NOINDEX),
        licence="" if is_over else source.licence,
        licence_url="" if is_over else source.licence_url,
        credit_line=source.credit_line,
        source=source.name,
        byline=byline,
        has_ended=is_over,
        hot_links=settings.HOT_LINK,
    )


def _is_here(address: str) -> bool:
    is_path = address.startswith("/") and not address.startswith("//")
    return is_path or address.startswith(f"{settings.SITE_URL}/")
