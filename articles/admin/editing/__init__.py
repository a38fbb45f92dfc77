"""Writing a story's body without losing anything of it: source first, visual editor on a click."""

from .drafts import note_saved, saved
from .fields import BodyField, BodyWidget
from .saving import clean_body
from .views import editor_options

__all__ = ["BodyField", "BodyWidget", "clean_body", "editor_options", "note_saved", "saved"]
