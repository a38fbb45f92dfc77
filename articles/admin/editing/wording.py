"""Losses in words, and as the form sends them back."""

import json
from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.provenance.guard import TEXT


def listed(lost: Mapping[str, int]) -> str:
    """iframe × 2, title of img × 1."""
    return ", ".join(_named(name, count) for name, count in lost.items())


def _named(name: str, count: int) -> str:
    if name == TEXT:
        return ngettext("%(n)s character of text", "%(n)s characters of text", count) % {"n": count}
    element, _space, attribute = name.partition(" ")
    if attribute:
        element = _("%(attribute)s of %(element)s") % {"attribute": attribute, "element": element}
    return f"{element} × {count}"


def signature(lost: Mapping[str, int]) -> str:
    """What a person confirms is just this, and nothing that gets lost later."""
    return json.dumps(lost, sort_keys=True, separators=(",", ":")) if lost else ""
