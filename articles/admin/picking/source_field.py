"""A source in forms: chosen by typing with the script, and without it named in a line beside.

Both send the one field. What is named means the source that is called so, or the only one that its
words, its host or an address of it find; where they find several, the list offers these.
"""

from typing import Any

from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from articles.admin.base import id_in
from articles.models import Source

from .source_suggest import find, host_of

OFFERED = 20
LONGEST = 2000  # an address
NOT_ONE = _(
    "No single source is called so, or lives there. The list offers those that are like it."
)


class SourceSelect(AutocompleteSelect):
    template_name = "admin/articles/picking/source.html"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        """What was named goes before what the list still shows. The script sends one value, a form
        without it three: the list's, an empty one and what stands in the line."""
        sent = data.getlist(name) if hasattr(data, "getlist") else [data.get(name) or ""]
        texts = [str(each).replace("\0", "").strip() for each in sent]
        text = next(filter(None, reversed(texts)), "")
        is_chosen = len(texts) < 2 or not texts[-1]
        return text if is_chosen and id_in(text) is not None else number_named(text)

    def optgroups(self, name: str, value: list[str], attr: dict | None = None) -> list:
        """With a name that several have, these to choose from, and none of them chosen."""
        numbers = [each for each in value if id_in(each) is not None]
        groups = super().optgroups(name, numbers, attr)
        options = groups[0][1]
        for text in filter(None, set(value).difference(numbers)):
            for source in like(text)[:OFFERED]:
                host = host_of(source.homepage)
                label = f"{source} · {host}" if host else str(source)
                options.append(self.create_option(name, source.pk, label, False, 0))
        if options and not numbers and options[0]["value"]:
            options.insert(0, self.create_option(name, "", "", True, 0))
        return groups

    def get_context(self, name: str, value: Any, attrs: dict | None) -> dict[str, Any]:
        """The line is empty beside a list to choose from: what stands in it would be taken."""
        context = super().get_context(name, value, attrs)
        widget = context["widget"]
        named = [each for each in widget["value"] if id_in(each) is None]
        offers = any(option["value"] for option in widget["optgroups"][0][1])
        return context | {"named": "" if offers else "".join(named), "longest": LONGEST}


def field_options(db_field: Any, site: Any) -> dict[str, Any]:
    """For the form field that an admin makes of it."""
    return {
        "widget": SourceSelect(db_field, site),
        "error_messages": {"invalid_choice": NOT_ONE},
    }


def like(text: str) -> QuerySet:
    return find(Source.objects.order_by("name"), text[:LONGEST].strip("“”"))


def number_named(text: str) -> str:
    """The text itself where it means none, or more than one: the field says so."""
    if not text:
        return ""
    exact = Source.objects.filter(name=text).first()
    found = [exact] if exact else list(like(text)[:2])
    return str(found[0].pk) if len(found) == 1 else as_name(text)


def as_name(text: str) -> str:
    """In quotes where the field would take it for the number of a row."""
    try:
        int(text)
    except ValueError:
        return text
    return f"“{text}”"
