"""The editors' desk: Django's admin, made fast and safe for an archive of strangers' texts."""

from django.contrib import admin

from . import (
    articles,
    audit,
    catalogue,
    conflicts,
    image_addresses,
    images,
    importing,
    jobs,
    picking,
    rules,
    saved_searches,
    tombstones,
)  # fmt: skip
from .site import arrange
from .workflow import beats, people

__all__ = [
    "articles", "audit", "beats", "catalogue", "conflicts", "image_addresses", "images",
    "importing", "jobs", "people", "picking", "rules", "saved_searches", "tombstones",
]  # fmt: skip

arrange(admin.site)
