"""Who works on a story: the list's column, its filters, and giving many stories to somebody."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles.admin.base import id_in
from articles.admin.filters import AutocompleteFilter
from articles.models import Article, Comment
from articles.models.workflow import may_edit

from .scope import visible_to

TEMPLATE = "admin/articles/workflow/assign.html"
MOST = 500
MOST_COUNTED = 1_000  # open comments of a page of the list


def staff() -> QuerySet:
    """Whoever may sit at the desk."""
    return get_user_model().objects.filter(is_staff=True, is_active=True).order_by("username")


# The list ---------------------------------------------------------------------------------------


def tell_comments(articles: Iterable[Article]) -> None:
    """Gives each its number of open comments; one query for a page."""
    rows = {article.pk: article for article in articles}
    found = Comment.objects.filter(article__in=rows, resolved_at__isnull=True).order_by()
    counts = Counter(found.values_list("article", flat=True)[:MOST_COUNTED])
    for pk, article in rows.items():
        article.open_comments = counts[pk]


@admin.display(description=_("assigned to"))
def assigned(article: Article) -> str:
    """The person, and how many comments are open."""
    name = article.assigned_to.get_username() if article.assigned_to else ""
    count = getattr(article, "open_comments", 0)
    if not count:
        return name or "-"
    words = ngettext("%(n)s comment", "%(n)s comments", count) % {"n": count}
    address = reverse("admin:articles_article_comments", args=[article.pk])
    return format_html('{} <a class="desk-comments-open" href="{}">{}</a>', name, address, words)


class AssignedFilter(admin.SimpleListFilter):
    title, parameter_name = _("who works on it"), "assigned"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("me", _("Assigned to me")), ("nobody", _("Assigned to nobody"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        match self.value():
            case "me":
                return queryset.filter(assigned_to=request.user.pk)
            case "nobody":
                return queryset.filter(assigned_to__isnull=True)
        return queryset


class PersonFilter(AutocompleteFilter):
    title, field_name = _("assigned to"), "assigned_to"


# Giving stories to somebody ---------------------------------------------------------------------


@transaction.atomic
def assign(articles: Iterable[Article], person: Any, user: Any) -> tuple[list[int], int]:
    """The numbers of the stories that changed hands, and how many the user may not change.

    What readers see stays as it is: no revision, and forms that are open do not go stale.
    """
    ids = sorted({article.pk for article in articles})
    rows = visible_to(user, Article.objects.filter(pk__in=ids)).select_for_update()
    found = list(rows.order_by("pk").only("title", "status", "assigned_to"))
    may = [article for article in found if may_edit(user, article.status)]
    giving = [article for article in may if article.assigned_to_id != (person and person.pk)]
    Article.objects.filter(pk__in=[article.pk for article in giving]).update(assigned_to=person)
    if giving:
        words = [{"changed": {"fields": ["assigned_to"]}}]
        LogEntry.objects.log_actions(user.pk, giving, CHANGE, words)
    return [article.pk for article in giving], len(ids) - len(may)


@admin.action(permissions=["change"], description=_("Take them"))
def take(modeladmin: Any, request: HttpRequest, queryset: QuerySet) -> None:
    chosen = queryset.order_by("-pk").select_related(None).only("pk")[:MOST]
    given, refused = assign(chosen, request.user, request.user)
    report(modeladmin, request, len(given), refused, request.user)


@admin.action(permissions=["change"], description=_("Assign to …"))
def assign_to(modeladmin: Any, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
    """Asks whom; without script as well."""
    ids = list(queryset.order_by("-pk").values_list("pk", flat=True)[: MOST + 1])
    if len(ids) > MOST:
        text = _("At most %(most)s can be assigned at once. Nothing was changed.")
        modeladmin.message_user(request, text % {"most": MOST}, messages.ERROR)
        return None
    query = urlencode({"story": ".".join(map(str, ids))})
    return HttpResponseRedirect(f"{reverse('admin:articles_article_assign')}?{query}")


class AssignForm(forms.Form):
    person = forms.ModelChoiceField(
        get_user_model().objects.none(), label=_("Person"), required=False, empty_label=_("nobody")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = staff()


def assign_view(modeladmin: Any, request: HttpRequest) -> HttpResponse:
    if not modeladmin.has_change_permission(request):
        raise PermissionDenied
    ids = [id_in(text) for text in request.GET.get("story", "").split(".")[:MOST]]
    stories = modeladmin.get_queryset(request).filter(pk__in=[pk for pk in ids if pk])
    stories = list(stories.only("title").order_by("-pk"))
    form = AssignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = form.cleaned_data["person"]
        given, refused = assign(stories, person, request.user)
        report(modeladmin, request, len(given), refused, person)
        return HttpResponseRedirect(reverse("admin:articles_article_changelist"))
    context = modeladmin.admin_site.each_context(request) | {
        "title": _("Assign to …"),
        "opts": modeladmin.opts,
        "stories": stories,
        "form": form,
    }
    return TemplateResponse(request, TEMPLATE, context)


def report(modeladmin: Any, request: HttpRequest, given: int, refused: int, person: Any) -> None:
    name = person.get_username() if person else _("nobody")
    text = ngettext(
        "%(n)s story is assigned to %(name)s now.", "%(n)s stories are assigned to %(name)s now.",
        given,
    )  # fmt: skip
    if given:
        modeladmin.message_user(request, text % {"n": given, "name": name}, messages.SUCCESS)
    elif not refused:
        modeladmin.message_user(request, _("No story changed hands."), messages.INFO)
    if refused:
        text = ngettext(
            "%(n)s story did not change hands: you may not change it where it stands.",
            "%(n)s stories did not change hands: you may not change them where they stand.",
            refused,
        )
        modeladmin.message_user(request, text % {"n": refused}, messages.ERROR)


URLS = (("assign/", assign_view, "articles_article_assign"),)
