"""What every public template knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from .sections import top_sections


def site(request: HttpRequest) -> dict[str, Any]:
    """`sections` is a function: only a template that prints the navigation asks the database, and
    even that only where the page cache has not read them already."""
    known = getattr(request, "sections", None)
    return {
        "SITE_NAME": settings.SITE_NAME,
        "SITE_DESCRIPTION": settings.SITE_DESCRIPTION,
        "SITE_URL": settings.SITE_URL,
        "sections": top_sections if known is None else lambda: known,
    }
