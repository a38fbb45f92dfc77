"""Stamps: what has changed since a page was made, in a table that stays small.

A stamp's value is drawn anew with each change and compared for equality only, so that the order in
which two changes are told does not matter. Stories, sources, categories and tags share BUCKETS of
stamps by their number's hash: two that meet in one make a page anew too early, never too late.
"""

import secrets
import zlib
from collections.abc import Iterable

from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

BUCKETS = 1024
MOST = 200  # names that one change touches; more, and it is everything
ANY = "any"  # changes with each of the others: who waits for news reads this one alone
ALL = "all"  # every page depends on it
LATEST = "latest"  # what is listed, wherever that is


class Stamp(models.Model):
    """One thing that pages depend on. Its value is another one after each change."""

    name = models.CharField(
        _("name"), max_length=40, primary_key=True, help_text=_("What it is the stamp of.")
    )
    value = models.BigIntegerField(_("value"), help_text=_("Drawn anew with each change."))
    changed_at = models.DateTimeField(_("changed at"), help_text=_("The last change."))

    class Meta:
        verbose_name = _("stamp")
        verbose_name_plural = _("stamps")
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


def stamp_of(kind: str, pk: int) -> str:
    """The name of the stamp that a row shares, e.g. that of "category" 12."""
    return str(zlib.crc32(f"{kind}:{pk}".encode()) % BUCKETS)


def touch(names: Iterable[str]) -> None:
    """Tell that these have changed, as soon as the change itself can be seen, and only then.

    Not in the transaction of the change: it may last for minutes, and nobody else could tell his
    own changes meanwhile. What one transaction touches is told in one statement.
    """
    depth = set(connection.savepoint_ids)
    for savepoints, hook, _robust in connection.run_on_commit:
        telling = getattr(hook, "__self__", None)
        if isinstance(telling, _Telling) and savepoints == depth:
            telling.names.update(names)
            return
    # Robust, because the change is stored: it must not look as if it had failed.
    transaction.on_commit(_Telling(names).tell, robust=True)


class _Telling:
    """Writes the stamps when its transaction, or the part of it that it belongs to, is stored."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = set(names)

    def tell(self) -> None:
        if not self.names:
            return
        names = {ALL} if len(self.names) > MOST else self.names
        now = timezone.now()
        Stamp.objects.bulk_create(
            # In order, so that two of these statements cannot wait for each other.
            [
                Stamp(name=name, value=secrets.randbits(63), changed_at=now)
                for name in sorted({ANY, *names})
            ],
            update_conflicts=True,
            unique_fields=["name"],
            update_fields=["value", "changed_at"],
        )
