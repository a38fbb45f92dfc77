"""“Merge into one tag”: which of the chosen ones stays; and tags that are proposed for it."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, QuerySet, Subquery, Value
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag

from articles.admin.base import id_in
from articles.admin.jobs import job_url
from articles.models import Tagging

from . import joining
from .doubles import LOOKED_AT, SHOWN, near_doubles

MOST_TAGS = 20
COUNTED = 1_000  # stories of a tag


def tell_counts(tags: list[Tag]) -> None:
    """Gives each its `counted`, one question for all, of which none counts on for ever."""
    some = Tagging.objects.filter(tag=OuterRef(OuterRef("pk"))).order_by()
    alone = Tagging.objects.filter(pk__in=some.values("pk")[: COUNTED + 1]).order_by()
    counted = alone.annotate(all=Value(1)).values("all").annotate(n=Count("pk")).values("n")
    asked = Tag.objects.filter(pk__in=[tag.pk for tag in tags]).order_by()
    counts = dict(asked.annotate(n=Subquery(counted)).values_list("pk", "n"))
    for tag in tags:
        count = counts.get(tag.pk) or 0
        tag.count = count
        tag.counted = f"{COUNTED:,}+" if count > COUNTED else f"{count:,}"


def merge_url(pks: Any) -> str:
    query = urlencode({"tag": list(pks)}, doseq=True)
    return f"{reverse('admin:taggit_tag_merge')}?{query}"


@admin.action(permissions=["merge"], description=_("Merge into one tag"))
def merge_selected(modeladmin: ModelAdmin, request: HttpRequest, queryset: QuerySet):
    pks = list(queryset.order_by().values_list("pk", flat=True)[: MOST_TAGS + 1])
    if not 2 <= len(pks) <= MOST_TAGS:
        text = _("Choose two tags, or up to %(most)s, that mean the same.")
        modeladmin.message_user(request, text % {"most": MOST_TAGS}, messages.WARNING)
        return None
    return HttpResponseRedirect(merge_url(pks))


def merge_tags(modeladmin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """GET asks which one stays; POST merges the others into it."""
    if not modeladmin.has_merge_permission(request):
        raise PermissionDenied
    numbers = {id_in(text) for text in request.GET.getlist("tag")[:MOST_TAGS]} - {None}
    tags = list(Tag.objects.filter(pk__in=numbers).order_by("name"))
    if len(tags) < 2:
        text = _("Of the chosen tags fewer than two are still there.")
        modeladmin.message_user(request, text, messages.WARNING)
        return HttpResponseRedirect(reverse("admin:taggit_tag_changelist"))
    winner = next((tag for tag in tags if str(tag.pk) == request.POST.get("winner")), None)
    if request.method != "POST" or winner is None:
        return ask(modeladmin, request, tags)
    job = joining.merge([tag for tag in tags if tag is not winner], winner, request.user)
    if job:
        return HttpResponseRedirect(job_url(job))
    text = _("The tags are one now. Their names and addresses lead to “%(name)s”.")
    modeladmin.message_user(request, text % {"name": winner.name}, messages.SUCCESS)
    return HttpResponseRedirect(reverse("admin:taggit_tag_change", args=[winner.pk]))


def ask(modeladmin: ModelAdmin, request: HttpRequest, tags: list[Tag]) -> HttpResponse:
    """The one with the most stories is proposed."""
    tell_counts(tags)
    context = modeladmin.admin_site.each_context(request) | {
        "title": _("Merge into one tag"),
        "opts": modeladmin.opts,
        "tags": tags,
        "proposed": max(tags, key=lambda tag: tag.count).pk,
    }
    return TemplateResponse(request, "admin/articles/picking/merge_tags.html", context)


def propose(modeladmin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    if not modeladmin.has_merge_permission(request):
        raise PermissionDenied
    groups = near_doubles()
    tell_counts([tag for group in groups for tag in group])
    context = modeladmin.admin_site.each_context(request) | {
        "title": _("Tags that look alike"),
        "opts": modeladmin.opts,
        "groups": [(group, merge_url(tag.pk for tag in group[:MOST_TAGS])) for group in groups],
        "has_more": len(groups) == SHOWN,
        "shown": SHOWN,
        "looked_at": LOOKED_AT,
    }
    return TemplateResponse(request, "admin/articles/picking/doubles.html", context)
