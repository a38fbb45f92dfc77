"""From an object's page to the part of the audit log that is about it."""

from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import capfirst

from articles.models import Article

from .workflow import scope


def may_read(user: Any) -> bool:
    """Who has beats sees a part of the stories; the log tells of all."""
    return user.has_perm("admin.view_logentry") and not scope.is_bound(user)


def address_of(model: type[Model], number: Any) -> str:
    kind = ContentType.objects.get_for_model(model, for_concrete_model=False)
    query = urlencode({"model": kind.pk, "number": number})
    return f"{reverse('admin:admin_logentry_changelist')}?{query}"


class LoggedAdmin(admin.ModelAdmin):
    """“History” is our log, for who may read it; for others Django's history of the object."""

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        if object_id.isdecimal() and may_read(request.user):
            return HttpResponseRedirect(address_of(self.model, object_id))
        return super().history_view(request, object_id, extra_context)


@dataclass(frozen=True, slots=True)
class Subject:
    """What the log is narrowed to. Addresses are empty where there is nothing to go to."""

    name: str
    url: str
    kind: str
    list_url: str
    timeline: str = ""


def subject(request: HttpRequest, kind: ContentType, number: str) -> Subject | None:
    """The object of this number, or what the log called it last; None if nobody knows of one."""
    model = kind.model_class()
    modeladmin = admin.site.get_model_admin(model)
    found = modeladmin.get_object(request, number)
    name = str(found) if found is not None else called_last(kind, number)
    if not name:
        return None
    opts, is_seen = (
        model._meta,
        found is not None and modeladmin.has_view_permission(request, found),
    )
    names = f"admin:{opts.app_label}_{opts.model_name}"
    may_list = modeladmin.has_view_permission(request)
    return Subject(
        name,
        reverse(f"{names}_change", args=[number]) if is_seen else "",
        capfirst(str(opts.verbose_name_plural)),
        reverse(f"{names}_changelist") if may_list else "",
        reverse(f"{names}_history", args=[number]) if is_seen and model is Article else "",
    )


def called_last(kind: ContentType, number: str) -> str:
    """Of what has been deleted; empty if the log knows nothing of it."""
    told = LogEntry.objects.filter(content_type=kind, object_id=number).order_by("-pk")
    return told.values_list("object_repr", flat=True).first() or ""
