"""Files that a person mended before they were imported, beside the files as they came."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q
from django.utils.translation import gettext as _

from articles.importer.errors import in_general
from articles.models import Sighting


@dataclass(frozen=True, slots=True)
class Mending:
    """What was imported, and the refused file that it stands for."""

    file: Sighting
    came: Sighting | None

    @property
    def who(self) -> str:
        return str(self.file.batch.started_by or _("somebody whose account is gone"))

    @property
    def reason(self) -> str:
        return in_general(self.came.refused) if self.came else ""


def mendings_of(files: Iterable[Sighting]) -> dict[int, Mending]:
    """By the number of the file. One query, or none where nobody mended anything."""
    mended = [file for file in files if file.mends]
    if not mended:
        return {}
    places = [Q(root=file.root, path=file.path, sha256=file.mends) for file in mended]
    found = Sighting.objects.filter(reduce(or_, places), mends="").exclude(refused="")
    came = {(row.root, row.path, row.sha256): row for row in found.defer("original")}
    return {file.pk: Mending(file, came.get((file.root, file.path, file.mends))) for file in mended}
