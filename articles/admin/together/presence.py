"""Who has a story's form open. A courtesy: it locks nothing, and leaves no trace in the story.

Opening the form notes it. A small script then says every few seconds that it is still open, and
when it is left; without script it counts as open for a quarter of an hour.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.admin.base import id_in
from articles.models import Article, Presence, Revision

BEATING = timedelta(seconds=60)  # the script speaks up every 20 seconds
SILENT = timedelta(minutes=15)


def here() -> QuerySet[Presence]:
    """Those that count as open now. Whose script has ever spoken, was seen after its opening."""
    now = timezone.now()
    silent = Q(seen_at=F("opened_at"), seen_at__gt=now - SILENT)
    return Presence.objects.filter(silent | Q(seen_at__gt=now - BEATING)).select_related("user")


def note(article: int, user: Any, *, is_beat: bool = False, has_typed: bool = False) -> None:
    """The form is opened; or by a beat, it is open still."""
    now = timezone.now()
    if is_beat:
        found = Presence.objects.filter(article=article, user=user)
        typed = {"has_typed": True} if has_typed else {}
        if found.update(seen_at=now, **typed):
            return
    opened = now - timedelta(milliseconds=1) if is_beat else now
    Presence.objects.bulk_create(
        [
            Presence(
                article_id=article, user=user, opened_at=opened, seen_at=now, has_typed=has_typed
            )
        ],
        update_conflicts=True,
        unique_fields=["article", "user"],
        update_fields=["opened_at", "seen_at", "has_typed"],
    )


def opened(article: Article, user: Any, *, has_typed: bool) -> None:
    """Note it, and clear away on the way what nobody has seen for long."""
    old = Presence.objects.filter(seen_at__lt=timezone.now() - SILENT)
    if old.exists():
        old.delete()
    note(article.pk, user, has_typed=has_typed)


def leave(article: int, user: Any) -> None:
    Presence.objects.filter(article=article, user=user).delete()


def others(article: int, user: Any) -> list[str]:
    """A sentence for each of the others who have the form open, longest first."""
    found = here().filter(article=article).exclude(user=user).order_by("opened_at", "pk")
    return [sentence(each) for each in found]


def sentence(presence: Presence) -> str:
    if presence.has_typed:
        text = _("%(who)s is editing this story, since %(time)s.")
    else:
        text = _("%(who)s has this story open, since %(time)s.")
    return text % {"who": presence.user, "time": clock(presence.opened_at)}


def clock(moment: Any) -> str:
    return f"{timezone.localtime(moment):%H:%M}"


def tell(articles: Iterable[Article], user: Any) -> None:
    """Give a list's stories the names of those who have them open: one query for the page."""
    shown = {article.pk: article for article in articles}
    for each in here().filter(article__in=shown).exclude(user=user).order_by("opened_at", "pk"):
        shown[each.article_id].__dict__.setdefault("editors", []).append(
            _("%(who)s is editing, since %(time)s")
            % {"who": each.user, "time": clock(each.opened_at)}
        )


def beat(modeladmin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """The script's word: still open, or left. It hears who else is here, and what has changed."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if not modeladmin.has_change_permission(request):
        raise PermissionDenied
    if not modeladmin.get_queryset(request).filter(pk=pk).exists():
        gone = _("The story is gone: somebody deleted it, or merged it. Copy what you typed.")
        return JsonResponse({"lines": [gone]})
    if "leaving" in request.POST:
        leave(pk, request.user)
        return JsonResponse({"lines": []})
    note(pk, request.user, is_beat=True, has_typed=request.POST.get("typed") == "1")
    since = id_in(request.POST.get("since", ""))
    return JsonResponse({"lines": others(pk, request.user) + news(pk, since)})


def news(article: int, since: int | None) -> list[str]:
    """What was changed since this revision."""
    if since is None:
        return []
    newer = Revision.objects.filter(article=article, pk__gt=since, is_visible=True).order_by("-pk")
    latest = newer.select_related("user", "batch").defer("packed_body").first()
    if latest is None:
        return []
    text = _(
        "%(who)s changed this story at %(time)s. What you change goes together with that when you"
        " save; you are asked where both changed the same."
    )
    return [text % {"who": latest.user or latest.batch or "-", "time": clock(latest.made_at)}]
