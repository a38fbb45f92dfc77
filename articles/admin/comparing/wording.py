"""What changed of the markup, as sentences for people who know no HTML."""

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .markup import Note

LONGEST = 200  # of an address or another value
ELEMENTS = {
    "a": gettext_lazy("link"),
    "audio": gettext_lazy("sound"),
    "b": gettext_lazy("bold"),
    "blockquote": gettext_lazy("quotation"),
    "code": gettext_lazy("code"),
    "em": gettext_lazy("emphasis"),
    "h2": gettext_lazy("heading"),
    "h3": gettext_lazy("heading"),
    "h4": gettext_lazy("heading"),
    "i": gettext_lazy("italics"),
    "iframe": gettext_lazy("embedded page"),
    "img": gettext_lazy("picture"),
    "li": gettext_lazy("item of a list"),
    "ol": gettext_lazy("numbered list"),
    "p": gettext_lazy("paragraph"),
    "pre": gettext_lazy("code block"),
    "strong": gettext_lazy("bold"),
    "table": gettext_lazy("table"),
    "ul": gettext_lazy("list"),
    "video": gettext_lazy("video"),
}
ATTRIBUTES = {
    "alt": gettext_lazy("alternative text"),
    "height": gettext_lazy("height"),
    "href": gettext_lazy("address"),
    "src": gettext_lazy("address"),
    "title": gettext_lazy("tooltip"),
    "width": gettext_lazy("width"),
}


def sentence(note: Note) -> str:
    """“link address: a → b”, “bold removed”, “link added: https://…”."""
    element = str(ELEMENTS.get(note.element, f"<{note.element}>"))
    before, after = (Truncator(value).chars(LONGEST) for value in (note.before, note.after))
    if note.kind == "changed":
        attribute = ATTRIBUTES.get(note.attribute, note.attribute)
        return _("%(element)s, %(attribute)s: %(before)s → %(after)s") % {
            "element": element,
            "attribute": attribute,
            "before": before or _("(empty)"),
            "after": after or _("(empty)"),
        }
    words = _("%(element)s added") if note.kind == "added" else _("%(element)s removed")
    told = words % {"element": element}
    return f"{told}: {before or after}" if before or after else told
