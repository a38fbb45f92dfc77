"""The rules: from a source's grants to what an output may show, and the words that go with it."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from articles.models import Article, ImageRights, Indexing, TextRights

# A value that we do not know is the smallest grant.
TEXT = {grant.value: grant for grant in TextRights}
IMAGES = {grant.value: grant for grant in ImageRights}
INDEXING = {grant.value: grant for grant in Indexing}


@dataclass(frozen=True, slots=True)
class Rights:
    """What the source lets us do with one story, and the words that it asks for.

    `hot_links` is the site's own rule: whether its pages may show pictures of other hosts at all.
    """

    text: TextRights
    images: ImageRights
    indexing: Indexing
    licence: str
    licence_url: str
    credit_line: str
    source: str
    byline: str
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


def rights_of(article: Article) -> Rights:
    """The rights in one story. Costs no query when the article came with its source."""
    source = article.source
    return Rights(
        text=TEXT.get(source.text_rights, TextRights.LINK),
        images=IMAGES.get(source.image_rights, ImageRights.NONE),
        indexing=INDEXING.get(source.indexing, Indexing.NOINDEX),
        licence=source.licence,
        licence_url=source.licence_url,
        credit_line=source.credit_line,
        source=source.name,
        byline=article.byline,
        hot_links=settings.HOT_LINK,
    )


def _is_here(address: str) -> bool:
    is_path = address.startswith("/") and not address.startswith("//")
    return is_path or address.startswith(f"{settings.SITE_URL}/")
