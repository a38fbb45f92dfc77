"""What stories a person should look at, each kind as an index: the desk has a view of each.

Without these a list of few such stories would read all of them twice, to count and to show them.
"""

from django.db import models

from .status import DateConfidence

# By what it is not: SQLite does not find an index by a list of values.
UNSURE = ~models.Q(date_confidence=DateConfidence.EXACT) & ~models.Q(
    date_confidence=DateConfidence.ZONE_ASSUMED
)
# Stored as JSON: the empty list is what imports write.
EDITED = ~models.Q(edited_fields=[])
DOUBTS = [
    models.Index(fields=("-id",), condition=EDITED, name="article_edited"),
    models.Index(fields=("language", "-id"), name="article_language"),
    models.Index(
        fields=("-id",),
        condition=models.Q(date_confidence=DateConfidence.ZONE_ASSUMED),
        name="article_zone_assumed",
    ),
    models.Index(
        fields=("-id",),
        condition=models.Q(original_url__isnull=True),
        name="article_no_link",
    ),
    # The other way round too: in many an archive few stories have one.
    models.Index(
        fields=("-id",),
        condition=models.Q(original_url__isnull=False),
        name="article_link",
    ),
    models.Index(fields=("-id",), condition=UNSURE, name="article_unsure_date"),
    models.Index(fields=("-id",), condition=models.Q(lead_image=""), name="article_no_image"),
    models.Index(fields=("-id",), condition=~models.Q(lead_image=""), name="article_image"),
    models.Index(
        fields=("-id",),
        condition=models.Q(possibly_same__isnull=False),
        name="article_look_alike",
    ),
    models.Index(
        fields=("-id",),
        condition=models.Q(put_off_until__isnull=False),
        name="article_put_off",
    ),
    models.Index(
        fields=("assigned_to", "-id"),
        condition=models.Q(assigned_to__isnull=False),
        name="article_assigned",
    ),
]
