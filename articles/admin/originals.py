"""Handing out a file as it came: as text to save, never as a page that a browser would run."""

import re
from io import BytesIO
from pathlib import PurePosixPath

from django.http import FileResponse

from articles.models import Sighting

# Control characters and lone surrogates cannot stand in a header; the rest is quoted by Django.
UNFIT = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")


def as_download(sighting: Sighting) -> FileResponse:
    name = UNFIT.sub("_", PurePosixPath(sighting.path).name)[:150] or f"{sighting.pk}.txt"
    response = FileResponse(
        BytesIO(sighting.raw), as_attachment=True, filename=name, content_type="text/plain"
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response
