"""The article form's fields, in their groups."""

from django.utils.translation import gettext_lazy as _

from . import columns
from .workflow import schedule

# Beside the story on wide screens; below it on others.
SIDE = "desk-side"
FIELDSETS = [
    (None, {"fields": ["title", "source", "byline", "original_url"]}),
    (_("Text"), {"fields": ["summary", "body", "body_pictures", "preview_button"]}),
    (
        _("Lead image"),
        {"fields": ["lead_image", "lead_pictures", "lead_alt", ("lead_width", "lead_height")]},
    ),
    (
        _("Visibility"),
        {
            "classes": [SIDE],
            "fields": [
                ("status", "assigned_to"),
                ("publish_at", "expire_at"),
                columns.visible,
                schedule.words,
            ],
            "description": _(
                "Inbox: just imported, nobody has looked at it. Draft: being worked on."
                " In review: somebody else looks at it. Approved: ready, and changed by few."
                " Published: readers see it, if its source is shown and the present lies between"
                " the two times. Archived: kept, but off the site."
            ),
        },
    ),
    (
        _("Date"),
        {
            "classes": [SIDE],
            "fields": ["published_at", ("date_confidence", "date_raw"), columns.updated],
            "description": _("Entering a date yourself makes it certain."),
        },
    ),
    (
        _("Filing"),
        {
            "classes": [SIDE],
            "fields": ["categories", "tags", "language", "slug", "possibly_same"],
        },
    ),
    (
        _("Facts"),
        {
            "classes": [SIDE],
            "fields": [
                ("word_count", "reading_minutes"),
                (columns.made, columns.changed),
                columns.edited,
            ],
        },
    ),
]
