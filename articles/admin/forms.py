"""The article form: what a person may enter, and what of it is a change."""

from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from articles.cleaning import text
from articles.cleaning.urls import absolute
from articles.models import Article, DateConfidence, Status
from articles.provenance.history import snapshot

from . import editing
from .edits import DERIVED, edited_after
from .losses import Loss
from .tags import refuse_long, tag_named

RELATIONS = frozenset({"categories", "possibly_same", "source", "tags"})


class ArticleForm(forms.ModelForm):
    """What the form did not change stays as it is stored, to the byte."""

    opened_at = forms.CharField(required=False, widget=forms.HiddenInput)
    body_losses: list[Loss] = []  # what the cleaning took away of what was written
    body_lost: dict[str, int] = {}  # what the story lost by it, as a person confirmed
    stored: Article | None = None  # as it stood when the save began

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["opened_at"].initial = self.version
        self.edited_before = list(self.instance.edited_fields)

    @property
    def version(self) -> str:
        """Which state of the story the form shows; empty for a new story."""
        return version_of(self.instance) if self.instance.pk else ""

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
        if names := self.cleaned_data.get("tags"):
            self.cleaned_data["tags"] = [tag_named(name) for name in names]
        super()._save_m2m()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk:
            self.refuse_stale()
            self.keep_unchanged(cleaned)
        undated = not cleaned.get("published_at") and "published_at" not in self.errors
        if undated and cleaned.get("status") == Status.PUBLISHED:
            text = _("A published story needs a date. Enter one, or choose another status.")
            self.add_error("published_at", text)
        return cleaned

    @transaction.atomic
    def refuse_stale(self) -> None:
        """Locks the row until the admin's transaction ends: what an import has changed since the
        form was opened is noticed, and what it would change now waits, and then notices us."""
        rows = Article.objects.select_for_update()
        self.stored = rows.filter(pk=self.instance.pk).first()
        opened_at = self.cleaned_data.get("opened_at") or self.version
        if self.stored is None or opened_at != version_of(self.stored):
            self.add_error(
                None,
                _(
                    "The story has changed since you opened it: an import or another person was"
                    " faster. Nothing was saved. Copy what you wrote, and open the story again."
                ),
            )

    def keep_unchanged(self, cleaned: dict[str, Any]) -> None:
        """A browser sends CRLF and no microseconds; neither may reach the stored value."""
        for name in set(cleaned).difference(self.changed_data, RELATIONS, {"opened_at"}):
            cleaned[name] = getattr(self.instance, name)

    def changed_names(self) -> set[str]:
        """The fields whose stored value will differ, after cleaning."""
        changed = set(self.changed_data)
        stored = self.initial.get("body", "")
        if self.cleaned_data.get("body") == stored:
            changed.discard("body")
        return changed

    def prepare(self) -> None:
        """Before the save: note a person's changes, and let go of what followed from the old."""
        article, changed = self.instance, self.changed_names()
        if article.pk is None or "published_at" in changed:
            article.date_confidence = (
                DateConfidence.EXACT if article.published_at else DateConfidence.NONE
            )
        if "lead_image" in changed and not changed & {"lead_width", "lead_height"}:
            article.lead_width = article.lead_height = None
        if article.pk is None:
            return
        emptied = {name for name in DERIVED if not getattr(article, name)}
        article.edited_fields = edited_after(self.edited_before, changed, emptied)
        if "body" in changed and self.summary_was_derived():
            article.summary = ""

    def summary_was_derived(self) -> bool:
        """Whether the summary is the old text's beginning, and so follows the new text."""
        old = text.summarise(text.plain_text(self.initial.get("body", "")))
        return self.instance.summary == old


def version_of(article: Article) -> str:
    """What every save changes; and the filing, which imports add to without one."""
    filed = snapshot(article, ("categories", "tags"))
    return f"{article.modified_at.isoformat()} {filed['categories']} {filed['tags']}"
