"""The audit log: who did what when, to read and to take away, never to change."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from . import audit_entries, audit_links
from .audit_entries import KINDS, Entry, Place, Wanted
from .base import ReadOnlyAdmin, id_in
from .jobs.reports import harmless
from .moments import Day
from .workflow.assigning import staff

PER_PAGE = 50
RECORDS = ("log", "story", "job")
HEAD = ("time", "person", "kind", "about", "object", "what")


class Kinds(forms.ModelChoiceField):
    def label_from_instance(self, obj: ContentType) -> str:
        return obj.name


class AuditForm(forms.Form):
    """Of the log's filters; they stand in the address."""

    person = forms.ModelChoiceField(
        get_user_model().objects.none(), required=False, label=_("Person"), empty_label=_("All")
    )
    kind = forms.ChoiceField(
        choices=[("", _("All")), *KINDS.items()], required=False, label=_("What")
    )
    model = Kinds(
        ContentType.objects.none(), required=False, label=_("About"), empty_label=_("All")
    )
    text = forms.CharField(required=False, max_length=200, label=_("Begins with"))
    first = Day(label=_("From"))
    last = Day(label=_("To"))
    number = forms.RegexField(
        r"^\d{1,18}\Z", required=False, widget=forms.HiddenInput, label=_("Number")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = staff()
        models = [model for model in admin.site._registry if model is not LogEntry]  # noqa: SLF001
        kinds = ContentType.objects.get_for_models(*models, for_concrete_models=False).values()
        self.fields["model"].queryset = ContentType.objects.filter(
            pk__in=[kind.pk for kind in kinds]
        ).order_by("model")

    def wanted(self) -> Wanted:
        """Nothing in particular where a filter is wrong; the form says which."""
        chosen = self.cleaned_data if self.is_valid() else {}
        return Wanted(**{name: value for name, value in chosen.items() if value})


@admin.register(LogEntry)
class AuditAdmin(ReadOnlyAdmin):
    """One page instead of a list and forms; its model lends it address and permission."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        """The menu names it as a page of its own."""
        return False

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path("", view(self.read), name="admin_logentry_changelist"),
            path("audit.csv", view(self.take_away), name="admin_logentry_csv"),
        ]

    def asked(self, request: HttpRequest) -> AuditForm:
        if not audit_links.may_read(request.user):
            raise PermissionDenied
        return AuditForm(request.GET)

    def read(self, request: HttpRequest) -> HttpResponse:
        form = self.asked(request)
        wanted = form.wanted()
        page = audit_entries.page(wanted, place_in(request), PER_PAGE)
        query = request.GET.copy()
        for name in RECORDS:
            query.pop(f"before_{name}", None)
        filters = query.urlencode()
        context = self.admin_site.each_context(request) | {
            "title": _("Audit log"),
            "form": form,
            "subject": wanted.model
            and wanted.number
            and audit_links.subject(request, wanted.model, wanted.number),
            "entries": page.entries,
            "onward": page.onward and onward(filters, page.onward),
            "newest": f"?{filters}" if place_in(request) else "",
            "csv": f"{reverse('admin:admin_logentry_csv')}?{filters}",
            "is_filtered": any(query.values()),
        }
        return TemplateResponse(request, "admin/articles/audit/log.html", context)

    def take_away(self, request: HttpRequest) -> HttpResponse:
        """As the page is filtered."""
        form = self.asked(request)
        if not form.is_valid():
            return HttpResponseRedirect(f"../?{request.GET.urlencode()}")
        headers = {"Content-Disposition": 'attachment; filename="audit.csv"'}
        lines = as_csv(audit_entries.everything(form.wanted()))
        return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


def place_in(request: HttpRequest) -> Place:
    found = {name: id_in(request.GET.get(f"before_{name}", "")) for name in RECORDS}
    return {name: number for name, number in found.items() if number is not None}


def onward(filters: str, place: Place) -> str:
    further = urlencode({f"before_{name}": number for name, number in place.items()})
    return f"?{filters}&{further}" if filters else f"?{further}"


def as_csv(entries: Iterator[Entry]) -> Iterator[str]:
    """With a byte order mark: without it spreadsheets take Chinese for something else."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write("\ufeff")
    writer.writerow(HEAD)
    for entry in entries:
        texts = (entry.person, entry.kind_words, entry.about, entry.thing, entry.what)
        writer.writerow([entry.when.isoformat(), *map(harmless, map(str, texts))])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()
