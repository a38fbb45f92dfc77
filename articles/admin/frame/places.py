"""The desk's menu: every room and page, grouped as a day's work goes through them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Page:
    """A place that is no model's list: its address by name, and whom it is for."""

    title: Any
    view: str
    permission: str


# Each entry is a model's name or a Page. Models that stand nowhere come last of all.
GROUPS: tuple[tuple[Any, tuple[str | Page, ...]], ...] = (
    (
        _("Stories"),
        (
            "Article",
            Page(_("Triage"), "admin:articles_article_triage", "articles.view_article"),
            "SavedSearch",
            "Conflict",
        ),
    ),
    (_("Pictures"), ("Image", "ImageAddress")),
    (_("Filing"), ("Category", "Tag", "Source")),
    (
        _("Imports"),
        (
            "ImportBatch",
            "ImportPlan",
            "RefusedFile",
            "HeldFile",
            "ImportRule",
            "ImportProblem",
            "Sighting",
        ),
    ),
    (
        _("People and records"),
        (
            "User",
            "Group",
            "Beat",
            "Job",
            Page(_("Audit log"), "admin:admin_logentry_changelist", "admin.view_logentry"),
            "Tombstone",
            "Redirect",
        ),
    ),
)


@dataclass(slots=True)
class Link:
    title: str
    url: str
    is_current: bool = False


def menu(apps: Iterable[dict[str, Any]], request: HttpRequest) -> list[tuple[str, list[Link]]]:
    """What this person may enter, with the place where he is marked."""
    models = {model["object_name"]: model for app in apps for model in app["models"]}
    found = [
        (name, [link for entry in entries if (link := _link(entry, models, request))])
        for name, entries in GROUPS
    ]
    rest = [_link(name, models, request) for name in list(models)]
    found[-1][1].extend(link for link in rest if link)
    _mark([link for _name, links in found for link in links], request.path)
    return [(name, links) for name, links in found if links]


def _link(entry: str | Page, models: dict[str, Any], request: HttpRequest) -> Link | None:
    """Takes the model out of `models`: each stands in one place."""
    if isinstance(entry, Page):
        may = request.user.has_perm(entry.permission)
        return Link(str(entry.title), reverse(entry.view)) if may else None
    model = models.pop(entry, None)
    url = model and (model["admin_url"] or model["add_url"])
    return Link(capfirst(str(model["name"])), url) if url else None


def _mark(links: list[Link], path: str) -> None:
    """The longest address that `path` begins with is where one is."""
    around = [link for link in links if path.startswith(link.url)]
    if around:
        max(around, key=lambda link: len(link.url)).is_current = True
