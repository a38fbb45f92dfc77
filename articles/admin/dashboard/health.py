"""Which sources are ill: fell silent against their own rhythm, or send what cannot be read."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib.admin import AdminSite
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timesince

from articles.models import ImageAddress, RefusedFile, Source, Status

from .waiting import address

RHYTHM = 10  # stories that tell how often a source publishes
SILENCE = 4  # times its usual gap
LEAST, MOST = timedelta(days=2), timedelta(days=120)  # less is a weekend, more is for good
LATEST = 1_000  # refused files and failed pictures that are looked at
SHOWN = 6


@dataclass(frozen=True, slots=True)
class Silent:
    name: str
    url: str
    since: timedelta
    gap: timedelta

    @property
    def for_long(self) -> str:
        return _span(self.since)

    @property
    def usual(self) -> str:
        return _span(max(self.gap, timedelta(minutes=1)))


@dataclass(frozen=True, slots=True)
class Trouble:
    name: str
    url: str
    count: int


def health(site: AdminSite, request: HttpRequest, stories: QuerySet) -> dict[str, Any]:
    return {
        "silent": silent(stories),
        "refusing": _refusing(site, request),
        "failing": _failing(site, request),
    }


def silent(stories: QuerySet) -> list[Silent]:
    """The longest first, by their own measure. Where nothing came at all, no source is to blame:
    silence is counted from the newest story that anybody brought."""
    now = timezone.now()
    own = stories.filter(
        source=OuterRef("pk"), status=Status.PUBLISHED, published_at__lte=now
    ).order_by("-published_at", "-pk")
    newest, earlier = (Subquery(own.values("published_at")[at : at + 1]) for at in (0, RHYTHM - 1))
    rows = Source.objects.filter(is_public=True).order_by()
    found = list(rows.annotate(newest=newest, earlier=earlier).values_list(
        "pk", "name", "newest", "earlier"
    ))  # fmt: skip
    last = max((newest for _pk, _name, newest, _earlier in found if newest), default=now)
    ill = [ill for row in found if row[3] and (ill := _silence(*row, last))]
    return sorted(ill, key=lambda each: each.gap / each.since)[:SHOWN]


def _silence(
    pk: int, name: str, newest: datetime, earlier: datetime, last: datetime
) -> Silent | None:
    since, gap = last - newest, (newest - earlier) / (RHYTHM - 1)
    if not max(SILENCE * gap, LEAST) < since < MOST:
        return None
    return Silent(name, reverse("admin:articles_source_change", args=[pk]), since, gap)


def _refusing(site: AdminSite, request: HttpRequest) -> list[Trouble]:
    """Whose files were refused of late: the source's, or where none is told, the folder's."""
    files = site.get_model_admin(RefusedFile)
    if not files.has_view_or_change_permission(request):
        return []
    latest = files.get_queryset(request).order_by("-pk").values_list("source_name", "root")
    url = address(RefusedFile, "")
    counted = Counter(source or root for source, root in latest[:LATEST])
    return [Trouble(name, url, count) for name, count in counted.most_common(SHOWN)]


def _failing(site: AdminSite, request: HttpRequest) -> list[Trouble]:
    """The hosts that pictures do not come from."""
    addresses = site.get_model_admin(ImageAddress)
    if not addresses.has_view_or_change_permission(request):
        return []
    failed = addresses.get_queryset(request).filter(state=ImageAddress.State.FAILED)
    hosts = failed.order_by("-pk").values_list("host", flat=True)[:LATEST]
    query = {"state__exact": ImageAddress.State.FAILED.value}
    return [
        Trouble(host, address(ImageAddress, urlencode(query | {"host": host})), count)
        for host, count in Counter(host for host in hosts if host).most_common(SHOWN)
    ]


def _span(length: timedelta) -> str:
    """3 days: one unit says enough."""
    moment = timezone.now()
    return timesince(moment - length, moment, depth=1)
