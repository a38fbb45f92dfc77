"""The desk's site: its name, and its rooms in the order of a day's work."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import path
from django.utils.translation import gettext_lazy as _

from .dashboard.page import open_on
from .frame.places import GROUPS
from .picking.source_suggest import Suggestions
from .workflow.shortcut import guarded

NAME = "newsdesk"
ORDER = tuple(entry for _name, entries in GROUPS for entry in entries if isinstance(entry, str))
OWN, GUEST = "articles", "taggit"


def in_order(apps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Our own models first, in ORDER, tags among them; then Django's users and groups."""
    own = next((app for app in apps if app["app_label"] == OWN), None)
    guest = next((app for app in apps if app["app_label"] == GUEST), None)
    if own is None:
        return apps
    models = own["models"] + (guest["models"] if guest else [])
    own["models"] = sorted(models, key=_position)
    return [own, *(app for app in apps if app not in (own, guest))]


def _position(model: dict[str, Any]) -> int:
    name = model["object_name"]
    return ORDER.index(name) if name in ORDER else len(ORDER)


def arrange(site: admin.AdminSite) -> None:
    """Name Django's default site, give it its front page and put its models in order."""
    site.site_header = site.site_title = NAME
    site.index_title = _("The desk")
    site.enable_nav_sidebar = False  # ours needs no script: frame/places.py
    alphabetical = site.get_app_list

    def get_app_list(request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        return in_order(alphabetical(request, app_label))

    site.get_app_list = get_app_list
    site.autocomplete_view = Suggestions.as_view(admin_site=site)
    usual = site.get_urls

    def get_urls() -> list:
        """Django's shortcut to a row's page asks nobody whether he sees the row."""
        address = "r/<path:content_type_id>/<path:object_id>/"
        return [path(address, site.admin_view(guarded(site))), *usual()]

    site.get_urls = get_urls
    open_on(site)
