"""What a source's licence lets us show at a moment: once for a source at hand, once for the rows.

Nobody has to do anything on the day after its last: both ask the calendar, at every reading. A
grant that this version does not know is the smallest, and so is each one once the licence is over.
"""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.db.models import Q, TextChoices
from django.utils import timezone

from .source import ImageRights, Source, TextRights

FIELDS: dict[type[TextChoices], str] = {TextRights: "text_rights", ImageRights: "image_rights"}
LEAST = {TextRights: TextRights.LINK, ImageRights: ImageRights.NONE}
MORE = {kind: {*kind.values} - {least.value} for kind, least in LEAST.items()}


class Grants(NamedTuple):
    text: TextRights
    images: ImageRights

    @property
    def copies(self) -> bool:
        """Whether our copies of its pictures are shown: they belong to the full text."""
        return self == COPIES


COPIES = Grants(TextRights.FULL, ImageRights.COPY)
NOTHING = Grants(TextRights.LINK, ImageRights.NONE)


def today(moment: datetime | None = None) -> date:
    """The day by which licences end: the site's, whoever looks from wherever."""
    return timezone.localdate(moment, timezone.get_default_timezone())


def has_ended(source: Source, moment: datetime | None = None) -> bool:
    return source.licence_until is not None and source.licence_until < today(moment)


def ended(moment: datetime | None = None, via: str = "") -> Q:
    """In SQL what `has_ended` says; `via` leads to the source, e.g. "source__"."""
    return Q((f"{via}licence_until__lt", today(moment)))


def end_of(day: date) -> datetime:
    """The moment from which a licence until that day is over."""
    zone = timezone.get_default_timezone()
    return datetime.combine(day + timedelta(days=1), time.min, zone)


def grants_of(source: Source, moment: datetime | None = None) -> Grants:
    if has_ended(source, moment):
        return NOTHING
    text, images = source.text_rights, source.image_rights
    return Grants(
        TextRights(text) if text in MORE[TextRights] else TextRights.LINK,
        ImageRights(images) if images in MORE[ImageRights] else ImageRights.NONE,
    )


def granting(*grants: TextRights | ImageRights, moment: datetime | None = None, via: str = "") -> Q:
    """In SQL what `grants_of` says: the sources that grant just these."""
    found = Q()
    for grant in grants:
        kind = type(grant)
        is_said = f"{via}{FIELDS[kind]}"
        if grant == LEAST[kind]:
            found &= ended(moment, via) | ~Q((f"{is_said}__in", MORE[kind]))
        else:
            # Not the opposite of `ended`: of most sources nobody has said until when.
            no_end = Q((f"{via}licence_until__isnull", True))
            lasts = no_end | Q((f"{via}licence_until__gte", today(moment)))
            found &= Q((is_said, grant.value)) & lasts
    return found
