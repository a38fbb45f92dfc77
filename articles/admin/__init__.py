"""The editors' desk: Django's admin, made fast and safe for an archive of strangers' texts."""

from django.contrib import admin

from . import (
    articles,
    catalogue,
    conflicts,
    image_addresses,
    images,
    importing,
    rules,
    saved_searches,
    tombstones,
)  # fmt: skip
from .site import arrange

__all__ = [
    "articles", "catalogue", "conflicts", "image_addresses", "images", "importing",
    "rules", "saved_searches", "tombstones",
]  # fmt: skip

arrange(admin.site)
