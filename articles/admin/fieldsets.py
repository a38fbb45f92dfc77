"""The article form's fields, in their groups."""

from django.utils.translation import gettext_lazy as _

from . import columns

FIELDSETS = [
    (None, {"fields": ["title", "source", "byline", "original_url"]}),
    (
        _("Visibility"),
        {
            "fields": ["status", ("publish_at", "expire_at"), columns.visible],
            "description": _(
                "Inbox: just imported, nobody has looked at it. Draft: being worked on."
                " Published: readers see it, if its source is shown and the present lies between"
                " the two times. Archived: kept, but off the site."
            ),
        },
    ),
    (
        _("Date"),
        {
            "fields": ["published_at", ("date_confidence", "date_raw"), columns.updated],
            "description": _("Entering a date yourself makes it certain."),
        },
    ),
    (_("Text"), {"fields": ["summary", "body", "body_pictures", "preview_button", "opened_at"]}),
    (
        _("Lead image"),
        {"fields": ["lead_image", "lead_pictures", "lead_alt", ("lead_width", "lead_height")]},
    ),
    (_("Filing"), {"fields": ["categories", "tags", "language", "slug", "possibly_same"]}),
    (
        _("Facts"),
        {
            "fields": [
                ("word_count", "reading_minutes"),
                (columns.made, columns.changed),
                columns.edited,
            ]
        },
    ),
]
