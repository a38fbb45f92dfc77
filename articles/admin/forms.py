"""The article form: what a person may enter, and what of it is a change."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from articles.cleaning.urls import absolute
from articles.models import DateConfidence, Status

from . import editing
from .edits import DERIVED, edited_after
from .losses import Loss
from .picking.picture_choice import chosen
from .tags import refuse_long, tag_named
from .together.merging import MergingForm
from .workflow.choosing import WorkflowForm


class ArticleForm(WorkflowForm, MergingForm):
    """What the form did not change stays as it is stored, to the byte."""

    body_losses: list[Loss] = []  # what the cleaning took away of what was written
    body_lost: dict[str, int] = {}  # what the story lost by it, as a person confirmed

    def clean_body(self) -> str:
        return editing.clean_body(self)

    def clean_lead_image(self) -> str:
        written = self.cleaned_data["lead_image"]
        address = absolute(written)
        if written and (not address or address.startswith("mailto:")):
            raise forms.ValidationError(
                _("This is no address of a picture. It begins with https://, http:// or /media/.")
            )
        return address

    def clean_tags(self) -> list[str]:
        refuse_long(self.cleaned_data["tags"])
        return self.cleaned_data["tags"]

    def _save_m2m(self) -> None:
        """Hands taggit whole tags: from bare names it would make its own slugs."""
        if "tags" in self.changed_data and (names := self.cleaned_data["tags"]):
            self.cleaned_data["tags"] = [tag_named(name) for name in names]
        super()._save_m2m()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        undated = not cleaned.get("published_at") and "published_at" not in self.errors
        if undated and cleaned.get("status") == Status.PUBLISHED:
            text = _("A published story needs a date. Enter one, or choose another status.")
            self.add_error("published_at", text)
        return cleaned

    def prepare(self) -> None:
        """Before the save: note a person's changes, and let go of what followed from the old."""
        article, changed = self.instance, set(self.changed_data)
        if article.pk is None or "published_at" in changed:
            article.date_confidence = (
                DateConfidence.EXACT if article.published_at else DateConfidence.NONE
            )
        if "lead_image" in changed and not changed & {"lead_width", "lead_height"}:
            # Another picture may be as large as the old one: then nobody has changed the size.
            offer = chosen(self.stored, article.lead_image) if self.stored else None
            article.lead_width, article.lead_height = (
                (offer.width, offer.height) if offer else (None, None)
            )
        if article.pk is None:
            return
        emptied = {name for name in DERIVED if not getattr(article, name)}
        article.edited_fields = edited_after(self.stored.edited_fields, changed, emptied)
        was_derived = self.stored.has_derived_summary and "summary" not in changed
        if "body" in changed and was_derived:
            article.summary = ""  # it follows the text
