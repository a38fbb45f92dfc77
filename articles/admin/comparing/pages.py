"""Two versions of a story side by side; one version as it stood, and putting it back."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.admin.base import id_in
from articles.cleaning import text
from articles.importer import deriving
from articles.importer.errors import explain
from articles.importer.problems import Refused
from articles.models import Article, Revision, Sighting
from articles.provenance.history import CannotRestoreError, newest_of, restore, restore_version

from .changes import DAMAGED, changes, illustrate, in_words, label
from .versions import Version, values_of, versions_of

MOST_ROWS = 200
VIEWS = ("side", "inline")


def story_for(modeladmin: ModelAdmin, request: HttpRequest, pk: int) -> Article:
    """The story, if the user may look at it."""
    article = get_object_or_404(Article.objects.select_related("source"), pk=pk)
    if not modeladmin.has_view_or_change_permission(request, article):
        raise PermissionDenied
    return article


def context_of(modeladmin: ModelAdmin, request: HttpRequest, article: Article, title: str) -> dict:
    return modeladmin.admin_site.each_context(request) | {
        "title": title,
        "subtitle": str(article),
        "opts": modeladmin.opts,
        "article": article,
        "may_restore": modeladmin.has_change_permission(request, article),
    }


# Two versions ------------------------------------------------------------------------------------


def compare(modeladmin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    article = story_for(modeladmin, request, pk)
    offered = versions_of(article)
    one = offered[request.GET.get("a", "")] or offered.versions[0]
    other = offered[request.GET.get("b", "")] or offered.versions[-1]
    view = request.GET.get("view", "")
    files = modeladmin.admin_site.get_model_admin(Sighting)
    context = context_of(modeladmin, request, article, _("Compare")) | {
        "one": one,
        "other": other,
        "versions": [*offered.versions, *(it for it in (one, other) if it not in offered.versions)],
        "may_download": files.has_view_permission(request),
        "view": view if view in VIEWS else "",
        "views": [("", _("by width")), ("side", _("side by side")), ("inline", _("in one"))],
    }
    try:
        before, after = values_of(article, one, other)
        context["changes"] = changes(before, after, MOST_ROWS)
        illustrate(context["changes"])
    except Refused as refused:
        context["refused"] = explain(refused.problem.code, refused.problem.detail)
    return TemplateResponse(request, "admin/articles/comparing/compare.html", context)


# One version -------------------------------------------------------------------------------------


def version(modeladmin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    article = story_for(modeladmin, request, pk)
    given = request.POST if request.method == "POST" else request.GET
    shown = versions_of(article)[given.get("v", "")]
    if shown is None or shown.file:
        raise Http404
    if request.method == "POST":
        return put_version_back(modeladmin, request, article, shown)
    values, now = values_of(article, shown, Version("now", ""))
    context = context_of(modeladmin, request, article, _("Version")) | {
        "version": shown,
        "rows": [row_of(name, values[name]) for name in values if name != "body"],
        "body": None if values["body"] is DAMAGED else text.plain_text(values["body"]),
        "differing": [(each.name, each.label) for each in changes(values, now, 1)],
        "newest": newest_of(article),
    }
    return TemplateResponse(request, "admin/articles/comparing/version.html", context)


def row_of(name: str, value: Any) -> tuple[str, str]:
    return label(name), in_words(name, value)


# Putting back ------------------------------------------------------------------------------------


def put_version_back(
    modeladmin: ModelAdmin, request: HttpRequest, article: Article, shown: Version
) -> HttpResponse:
    number = newest_of(article) if shown.code == "now" else int(shown.code)
    work = partial(restore_version, article, number, request.user)
    return answer(modeladmin, request, article, work)


def put_back(modeladmin: ModelAdmin, request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """“Restore these fields”: to what they were before one change."""
    article = get_object_or_404(Article, pk=pk)
    revision = get_object_or_404(Revision, pk=number, article=article)
    return answer(modeladmin, request, article, partial(restore, revision, request.user))


def answer(modeladmin: ModelAdmin, request: HttpRequest, article: Article, work: Any):
    """Do it for the fields that were chosen, itself a change on the timeline, and say so there."""
    if not modeladmin.has_change_permission(request, article):
        raise PermissionDenied
    names = request.POST.getlist("names") if "choosing" in request.POST else None
    if names == []:
        modeladmin.message_user(
            request, _("Nothing was restored: no field was chosen."), messages.WARNING
        )
    else:
        try:
            made = work(names, seen=id_in(request.POST.get("seen", "")))
        except CannotRestoreError as error:
            words = _("Nothing was restored: %(reason)s") % {"reason": error}
            modeladmin.message_user(request, words, messages.ERROR)
        else:
            report(modeladmin, request, article, made)
    return HttpResponseRedirect(reverse("admin:articles_article_history", args=[article.pk]))


def report(modeladmin: ModelAdmin, request: HttpRequest, article: Article, made: Revision | None):
    if made is None:
        words = _("Nothing was restored: the fields stand like that already.")
        modeladmin.message_user(request, words, messages.INFO)
        return
    # Robust: it is restored, whatever becomes of this.
    saved = Article.objects.filter(pk=article.pk)
    transaction.on_commit(partial(deriving.derive, saved), robust=True)
    modeladmin.log_change(request, article, [{"changed": {"fields": sorted(made.kept)}}])
    modeladmin.message_user(request, _("The fields were restored."), messages.SUCCESS)
