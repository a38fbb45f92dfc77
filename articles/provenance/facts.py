"""The facts of an attribution block, computed from the article; the page only prints them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import Article, DateConfidence, Source


class TextState(TextChoices):
    OURS = "ours", gettext_lazy("This text was entered here by hand.")
    SAME = "same", gettext_lazy("The wording is unchanged; only the markup was cleaned.")
    EDITED = "edited", gettext_lazy("Our editors have changed the wording.")


@dataclass(frozen=True)
class Attribution:
    source: Source
    byline: str
    original_url: str
    published_at: datetime | None
    date_label: str
    date_note: str
    updated_at: datetime | None
    text: TextState

    @property
    def link(self) -> str:
        """Where the reader finds the original: the story itself, or at least its outlet."""
        return self.original_url or self.source.homepage


def attribution_of(article: Article) -> Attribution:
    """Everything that a reader is told of the story's origin. No query of its own."""
    return Attribution(
        source=article.source,
        byline=article.byline,
        original_url=article.original_url or "",
        published_at=article.published_at,
        date_label=date_label(article),
        date_note=date_note(article),
        updated_at=article.updated_at,
        text=text_state(article),
    )


def date_label(article: Article) -> str:
    """What the date is the date of."""
    if article.date_confidence == DateConfidence.FETCHED:
        return _("Fetched")
    return _("Published")


def date_note(article: Article) -> str:
    """How far the date can be trusted, in words; empty when the source gave it in full."""
    return {
        DateConfidence.EXACT.value: "",
        DateConfidence.ZONE_ASSUMED.value: _(
            "The source gave no time zone; the hour is our assumption."
        ),
        DateConfidence.FETCHED.value: _(
            "The source gave no usable date. This is when the story was fetched;"
            " it may have been published earlier."
        ),
    }.get(
        article.date_confidence,
        _("The source gave no usable date. This one was set by our editors."),
    )


def text_state(article: Article) -> TextState:
    if not article.imported_text:
        return TextState.OURS
    return TextState.EDITED if article.is_edited else TextState.SAME
