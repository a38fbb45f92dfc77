"""What the desk's templates ask for. The settings name it, for it is no app's."""

from collections.abc import Iterable
from itertools import zip_longest
from typing import Any

from django import template
from django.template import Context

from .places import Link, menu

register = template.Library()


@register.simple_tag(takes_context=True)
def desk_menu(context: Context) -> list[tuple[str, list[Link]]]:
    return menu(context.get("available_apps", ()), context["request"])


@register.filter
def labelled(cells: Iterable[str], headers: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """A list's cells, each with its column's name: on phones, where no heading stands above it."""
    return list(zip_longest(map(_name, headers), cells, fillvalue=""))


def _name(header: dict[str, Any]) -> str:
    """Nothing for the column of boxes, whose heading is a box itself."""
    return "" if "action-checkbox" in header.get("class_attrib", "") else str(header["text"])
