"""Sources and old addresses: what stories are filed under and found by."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.validators import ProhibitNullCharactersValidator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.models import Redirect, Source
from articles.models.redirect import readable

from . import columns, licences
from .base import DeskAdmin, bounded, newest
from .source_pictures import SourceForm, tell_policy
from .workflow.whose import kept_by_beats

OLD_ADDRESSES = 20


def old_addresses(new_path: str) -> str:
    """The addresses that lead to this one now. They are stored as people read them."""
    found = Redirect.objects.filter(new_path=readable(new_path)).values_list("old_path")
    return format_html_join("", "<div>{}</div>", found[:OLD_ADDRESSES]) or columns.EMPTY


def stories_link(lookup: str, pk: int, words: str) -> str:
    address = reverse("admin:articles_article_changelist")
    return format_html('<a href="{}?{}={}">{}</a>', address, lookup, pk, words)


@admin.register(Source)
class SourceAdmin(DeskAdmin):
    form = SourceForm
    list_display = [
        "name", "is_public", "text_rights", "licence", licences.until, "language", "stories",
    ]  # fmt: skip
    list_filter = ["is_public", licences.LicenceFilter, "text_rights", "image_rights", "indexing"]
    ordering = ["name"]
    search_fields = ["name", "homepage"]
    fieldsets = [
        (None, {"fields": ["name", "slug", "homepage", "language", "description", "logo"]}),
        (
            _("Rights"),
            {
                "fields": [
                    "is_public", "text_rights", "image_rights", "indexing",
                    "licence", "licence_url", "licence_until", "credit_line", licences.readers_see,
                ],
                "description": _("They hold for all stories of the source, at once."),
            },
        ),
        (_("Stories"), {"fields": ["stories", "former"]}),
    ]  # fmt: skip
    readonly_fields = ["stories", "former", licences.readers_see]

    def save_model(self, request: HttpRequest, obj: Source, form, change: bool) -> None:
        before = Source.objects.filter(pk=obj.pk).first() if change else None
        super().save_model(request, obj, form, change)
        tell_policy(self, request, obj, before)
        if before and before.slug != obj.slug:
            tell_new_address(self, request, f"/sources/{before.slug}/")

    def kept_by(self, obj: Source) -> str:
        stories = bounded(obj.articles.all())
        if stories == "0":
            return kept_by_beats(obj)
        return gettext(
            "“%(name)s” has stories (%(n)s). Delete them or give them another source first; or"
            " untick “shown” to take them all off the site."
        ) % {"name": obj, "n": stories}

    @admin.display(description=_("articles"))
    def stories(self, source: Source) -> str:
        if source.pk is None:
            return columns.EMPTY
        return stories_link("source__id__exact", source.pk, _("Show"))

    @admin.display(description=_("old addresses"))
    def former(self, source: Source) -> str:
        return old_addresses(source.get_absolute_url()) if source.pk else columns.EMPTY


def tell_new_address(modeladmin: DeskAdmin, request: HttpRequest, old: str) -> None:
    text = gettext("The address has changed: %(old)s now leads to the new one.")
    modeladmin.message_user(request, text % {"old": old}, messages.INFO)


class RedirectForm(forms.ModelForm):
    def clean_old_path(self) -> str:
        return self.own_path("old_path")

    def clean_new_path(self) -> str:
        return self.own_path("new_path") if self.cleaned_data["new_path"] else ""

    def own_path(self, name: str) -> str:
        path = readable(self.cleaned_data[name])
        ProhibitNullCharactersValidator()(path)  # the field saw only the escaped one
        if not path.startswith("/") or path.startswith(("//", "/\\")):
            raise forms.ValidationError(_("An address on this site begins with one slash."))
        return path

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        onward = Redirect.objects.filter(old_path=cleaned.get("new_path") or None)
        further = onward.exclude(pk=self.instance.pk).first()
        if further:
            text = _("This address leads on to %(path)s. Enter that one.")
            values = {"path": further.new_path or "410"}
            self.add_error("new_path", forms.ValidationError(text, params=values))
        return cleaned


@admin.register(Redirect)
class RedirectAdmin(DeskAdmin):
    form = RedirectForm
    list_display = ["old_path", "new_path", "made"]
    ordering = ["-pk"]
    sortable_by = ()
    search_fields = ["old_path"]
    search_help_text = _("A whole old address, or a part of one of the newest 100,000.")
    fields = ["old_path", "new_path"]

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str):
        term = readable(search_term.strip())
        if not term:
            return queryset, False
        if "\0" in term:  # no address holds one, and PostgreSQL would not even look
            return queryset.none(), False
        exact = queryset.filter(old_path=term)
        if exact.exists():
            return exact, False
        return newest(queryset).filter(old_path__contains=term), False

    def save_model(self, request: HttpRequest, obj: Redirect, form, change: bool) -> None:
        """What led to the old address follows, so that no chain grows."""
        super().save_model(request, obj, form, change)
        Redirect.objects.filter(new_path=obj.old_path).update(new_path=obj.new_path)

    @admin.display(description=_("made at"))
    def made(self, redirect: Redirect) -> str:
        return columns.when(redirect.created_at)
