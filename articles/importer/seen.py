"""Every version of every file is kept: the latest is the one that is not superseded."""

from collections.abc import Iterable

from django.utils import timezone

from articles.models import ImportBatch, OldAddress, Sighting, bulk

from . import rows
from .entry import Entry


def keep(changed: Iterable[Entry], root: str, batch: ImportBatch) -> None:
    """Store the entries' files as they were seen, with the old addresses that they state."""
    seen = [entry for entry in changed if entry.prepared.original is not None]
    if not seen:
        return
    known = [entry.known.pk for entry in seen if entry.known]
    if known:
        Sighting.objects.filter(pk__in=known).update(superseded=True)
    now = timezone.now()
    new = dict(zip(bulk.next_ids(Sighting, len(seen)), seen, strict=True))
    files = [rows.sighting(pk, entry, root, batch.pk, now) for pk, entry in new.items()]
    stood = [row for pk, entry in new.items() for row in rows.old_addresses(pk, entry)]
    bulk.insert(Sighting, rows.SIGHTING, files)
    bulk.insert(OldAddress, rows.OLD_ADDRESS, stood)
