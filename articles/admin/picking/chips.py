"""Tags in the story form, as chips: what the script beside the text field needs, and suggestions.

Without the script the field stays what it is: names, with commas between them.
"""

from typing import Any

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.forms import Media
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from taggit.models import Tag

from articles.models.tag_synonyms import LONGEST, synonym_key

MEDIA = Media(css={"all": ["articles/admin/picking.css"]}, js=["articles/admin/picking.js"])
SUGGESTED = 10


def attributes() -> dict[str, Any]:
    return {
        "data-chips": reverse("admin:taggit_tag_suggest"),
        "data-remove": _("Remove the tag"),
        "data-new": _("new"),
    }


def suggest(modeladmin: ModelAdmin, request: HttpRequest) -> JsonResponse:
    """Names of tags, each with the other name by which it was found; `known`: whether the text as
    it stands means one of them."""
    if not modeladmin.has_view_permission(request):
        raise PermissionDenied
    term = " ".join(request.GET.get("term", "")[:LONGEST].split())
    if not term:
        return JsonResponse({"known": "", "found": []})
    called = Q(name__iexact=term) | Q(synonyms__key=synonym_key(term))
    exact = Tag.objects.filter(called).order_by("pk").first()
    rest = [tag for tag in _containing(term) if tag != exact]
    found = [tag for tag in (exact, *rest) if tag][:SUGGESTED]
    return JsonResponse(
        {
            "known": exact.name if exact else "",
            "found": [{"name": tag.name, "by": _by(tag, term)} for tag in found],
        }
    )


def _containing(term: str) -> list[Tag]:
    """Those that begin so first: they are what somebody who types means."""
    begun = Tag.objects.filter(name__istartswith=term).order_by("name")[:SUGGESTED]
    other = Q(name__icontains=term) | Q(synonyms__name__icontains=term)
    rest = Tag.objects.filter(other).distinct().order_by("name")[:SUGGESTED]
    return list(dict.fromkeys([*begun, *rest]))


def _by(tag: Tag, term: str) -> str:
    if term.casefold() in tag.name.casefold():
        return ""
    found = tag.synonyms.filter(name__icontains=term).values_list("name", flat=True)
    return found.first() or ""
