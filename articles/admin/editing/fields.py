"""The body's field: its source as stored, with what makes it easier to write."""

from typing import Any

from django.contrib.admin.widgets import AdminTextareaWidget
from django.forms import BoundField, Media, ModelForm
from django.template.loader import render_to_string

from articles.admin.base import LineField

from .options import program
from .saving import OPENED
from .wording import listed, signature

TEMPLATE = "admin/articles/editing/body.html"
SCRIPTS = ("paste", "pictures", "drafts", "visual", "")
ATTRIBUTES = {"rows": 30, "class": "desk-body", "spellcheck": "false"}


class BodyWidget(AdminTextareaWidget):
    """The source in a plain field that works without script; and the visual editor on a click."""

    asks: dict[str, int] = {}  # what would be lost, and must be confirmed
    is_stored = False  # whether the field shows the story as it is stored
    opened: str | None = None  # what the visual editor had made of the stored body, if that came
    saved = ""  # the names of drafts that were saved
    version = ""  # which state of which story the field shows: drafts hang on it

    def __init__(self) -> None:
        super().__init__(attrs=ATTRIBUTES)

    @property
    def media(self) -> Media:
        return Media(
            css={"all": ["articles/admin/editor.css"]},
            js=[f"articles/admin/editor{part and '-'}{part}.js" for part in SCRIPTS],
        )

    def render(self, name: str, value: Any, attrs=None, renderer=None) -> str:
        context = {
            "name": name,
            "field": super().render(name, value, attrs, renderer),
            "program": program(),
            "is_stored": self.is_stored,
            "version": self.version,
            "saved": self.saved,
            "opened": self.opened,
            "asks": listed(self.asks),
            "confirmed": signature(self.asks),
        }
        return render_to_string(TEMPLATE, context)


class BodyField(LineField):
    """Not sent is not changed: an untouched body stays where it is."""

    widget = BodyWidget

    def has_changed(self, initial: Any, data: Any) -> bool:
        return data is not None and super().has_changed(initial, data)

    def get_bound_field(self, form: ModelForm, field_name: str) -> BoundField:
        self.widget.is_stored = not form.is_bound
        self.widget.opened = form.data.get(form.add_prefix(OPENED))
        story = form.instance
        self.widget.version = story.modified_at.isoformat() if story.pk else ""
        return super().get_bound_field(form, field_name)

    def bound_data(self, data: Any, initial: Any) -> Any:
        return initial if data is None else data
