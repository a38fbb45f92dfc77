"""Every page of the desk that somebody can ask for, read from the desk itself: its lists with each
choice of each filter, each order and each kind of search, its forms, and the rooms beside them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from articles.admin.base import DeskList
from articles.admin.filters import AutocompleteFilter
from articles.models import Article, Job, Revision

MOST = 8  # choices of one filter
# A word, one that half of all stories say, several, a number, an address, and what is nowhere.
SEARCHES = ("linux", "的", "人工智能", "docker 容器", "#7", "/articles/7/x/", "zzqqxx")
# Pages of the site's own, by their names.
ROOMS = ("index", "desk_progress", "articles_article_triage", "articles_image_texts",
         "articles_image_choose", "articles_importbatch_new")  # fmt: skip
TYPED = ("source", "categories", "possibly_same", "assigned_to")  # a story's, found by typing
LISTS = ("list", "filter", "search", "order", "further", "typing")
KINDS = (*LISTS, "form", "room")


@dataclass(frozen=True)
class Page:
    label: str
    address: str
    kind: str = "room"

    @property
    def is_list(self) -> bool:
        return self.kind in LISTS


def pages(
    client: Client, terms: Sequence[str] = SEARCHES, *, even_empty: bool = True
) -> Iterator[Page]:
    """All of them, for whoever the client is logged in as; of lists without a row one page will do
    unless `even_empty`."""
    for model in admin.site._registry:  # noqa: SLF001  # Django has no other way to them
        yield from lists(client, model, terms, even_empty=even_empty)
        yield from forms(client, model)
    yield from rooms()


def name_of(model: type[Model]) -> str:
    return f"{model._meta.app_label}_{model._meta.model_name}"


def lists(
    client: Client,
    model: type[Model],
    terms: Sequence[str] = SEARCHES,
    *,
    even_empty: bool = True,
) -> Iterator[Page]:
    name, address = model._meta.model_name, reverse(f"admin:{name_of(model)}_changelist")
    yield Page(f"{name} list", address, "list")
    answer = client.get(address)
    cl = answer.context["cl"] if answer.context and "cl" in answer.context else None
    if cl is None or not (even_empty or cl.result_list):
        return
    found = {
        "filter": filtered(cl), "search": searched(cl, terms), "order": ordered(cl),
        "further": further(cl),
    }  # fmt: skip
    for kind, queries in found.items():
        for label, query in queries:
            yield Page(f"{name} list: {label}", address + query, kind)


def filtered(cl: ChangeList) -> Iterator[tuple[str, str]]:
    for spec in cl.filter_specs:
        for value, query in choices(spec, cl)[:MOST]:
            yield f"{spec.title} {value}", query


def choices(spec: Any, cl: ChangeList) -> list[tuple[str, str]]:
    """What each choice is called, and what the address says of it."""
    if isinstance(spec, AutocompleteFilter):
        rows = spec.field.related_model.objects.order_by("pk")
        ends = (rows.first(), rows.last())
        return [(f"#{row.pk}", f"?{spec.lookup}={row.pk}") for row in ends if row]
    offered = list(spec.choices(cl))
    return [
        (str(each.get("display", "")), each["query_string"])
        for each in offered
        if each.get("query_string") and not each["selected"]
    ]


def searched(cl: ChangeList, terms: Sequence[str]) -> Iterator[tuple[str, str]]:
    if cl.search_fields:
        for term in terms:
            yield f"search {term}", cl.get_query_string({"q": term})


def ordered(cl: ChangeList) -> Iterator[tuple[str, str]]:
    """By each column that can be clicked, up and down; stories by date among those published."""
    if cl.model is Article:
        yield "published, oldest first", "?status__exact=published&o=4"
        yield "published, last page", f"?status__exact=published&o=-4&p={cl.paginator.num_pages}"
    elif cl.sortable_by is None or cl.sortable_by:
        for column in range(1, len(cl.list_display) + 1):
            yield f"column {column}", f"?o={column}"
            yield f"column {column}, down", f"?o=-{column}"


def further(cl: ChangeList) -> Iterator[tuple[str, str]]:
    yield "last numbered page", cl.get_query_string({"p": cl.paginator.num_pages})
    rows = list(cl.result_list)
    if rows and isinstance(cl, DeskList):
        yield "behind a row", f"?after={rows[-1].pk}"


def forms(client: Client, model: type[Model]) -> Iterator[Page]:
    """Of the newest row, as far as the desk has such pages."""
    name, label = name_of(model), model._meta.model_name
    desk, request = admin.site.get_model_admin(model), asked_by(client)
    newest = desk.get_queryset(request).order_by("pk").last()
    if newest is not None:
        yield Page(f"{label} form", reverse(f"admin:{name}_change", args=[newest.pk]), "form")
        yield Page(f"{label} history", reverse(f"admin:{name}_history", args=[newest.pk]))
    if desk.has_add_permission(request):
        yield Page(f"{label}, a new one", reverse(f"admin:{name}_add"), "form")


def asked_by(client: Client) -> Any:
    """A request of the client's user, as the desk's querysets want one."""
    return client.get(reverse("admin:index")).wsgi_request


def rooms() -> Iterator[Page]:
    for name in ROOMS:
        yield Page(name, reverse(f"admin:{name}"))
    for field in TYPED:
        asked = urlencode({"app_label": "articles", "model_name": "article", "field_name": field})
        for term in ("", "ex", "的"):
            address = f"{reverse('admin:autocomplete')}?{asked}&{urlencode({'term': term})}"
            yield Page(f"typing “{term}”, {field}", address, "typing")
    if Article.objects.exists():
        yield Page("triage, published", reverse("admin:articles_article_triage") + "?image=no")
    revision = Revision.objects.order_by("-pk").first()
    if revision:
        compared = reverse("admin:articles_article_compare", args=[revision.article_id])
        yield Page("compare", compared)
    if job := Job.objects.order_by("-pk").first():
        yield Page("progress of a job", reverse("admin:articles_job_progress", args=[job.pk]))
