"""Slices: the articles by their ids, so many at a time, and when one of a slice last changed.

A sitemap's slice holds one, whatever it lists; so nobody has to count stories, and a new story
changes the last slice alone. The figure stands in an index: another one needs a migration.
"""

from django.db import models

SLICE = 2_500
# The same words for a query as for the index, or a database would not see that they are the same.
NUMBER = models.Func(
    models.F("id"),
    template=f"((%(expressions)s - 1) / {SLICE})",
    output_field=models.BigIntegerField(),
)
NEWEST_CHANGE = models.Index(
    NUMBER,
    "modified_at",
    condition=models.Q(status="published"),
    name="article_slice_changed",
)
