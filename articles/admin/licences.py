"""Until when sources' licences last: for the list, the numbers that lead there, and the form."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.models import Source, TextRights, grants_of
from articles.models.grants import ended, has_ended, today

from . import columns

SOON = timedelta(days=30)
NAMES = {
    "soon": _("Ends within 30 days"),
    "ended": _("Has ended"),
    "none": _("Has no end"),
}


def sources(name: str, found: QuerySet, now: datetime) -> QuerySet:
    """Of these sources those that are meant."""
    match name:
        case "soon":
            day = today(now)
            return found.filter(licence_until__gte=day, licence_until__lte=day + SOON)
        case "ended":
            return found.filter(ended(now))
        case "none":
            return found.filter(licence_until__isnull=True)
    return found


class LicenceFilter(admin.SimpleListFilter):
    """Beside the list of sources, and where the front page's numbers lead."""

    title, parameter_name = _("end of the licence"), "licence"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(NAMES.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return sources(self.value() or "", queryset, timezone.now())


# Those without an end come last, on every database.
@admin.display(description=_("licence until"), ordering=F("licence_until").asc(nulls_last=True))
def until(source: Source) -> str:
    day = source.licence_until
    if day is None:
        return columns.EMPTY
    if has_ended(source):
        return columns.mark("lacking", gettext("ended %(day)s") % {"day": day})
    if day <= today() + SOON:
        return columns.mark("unsure", gettext("ends %(day)s") % {"day": day})
    return day.isoformat()


@admin.display(description=_("readers see"))
def readers_see(source: Source) -> str:
    """What pages show today of the stories of a stored source, and what is to come."""
    if source.pk is None:
        return columns.EMPTY
    if not source.is_public:
        return gettext("Nothing: the source is not shown.")
    day = {"day": source.licence_until}
    if has_ended(source):
        return gettext("Headline and link only: the licence ended on %(day)s.") % day
    sentences = [_shown(source)]
    if source.licence_until:
        sentences.append(gettext("After %(day)s: headline and link only.") % day)
    return " ".join(sentences)


def _shown(source: Source) -> str:
    text, images = grants_of(source)
    if text == TextRights.FULL:
        return gettext("The full text. Its pictures: %(shown)s.") % {"shown": images.label}
    if text == TextRights.EXCERPT:
        return gettext("An excerpt with a link, without its pictures.")
    return gettext("Headline and link only, without its pictures.")
