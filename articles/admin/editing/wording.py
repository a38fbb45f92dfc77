"""Losses in words, and as the form sends them back."""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.admin.base import list_some
from articles.provenance.lost import TEXT


def listed(lost: Mapping[str, int]) -> str:
    """iframe × 2, title of img × 1: “A chip”."""
    counts: Counter[tuple[str, str]] = Counter()
    values: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for name, count in sorted(lost.items()):
        element, attribute, value = (*name.split(" ", 2), "", "")[:3]
        counts[element, attribute] += count
        values[element, attribute] += [value] * bool(value)
    return ", ".join(_named(*name, count, values[name]) for name, count in counts.items())


def _named(element: str, attribute: str, count: int, values: Sequence[str]) -> str:
    if element == TEXT:
        return ngettext("%(n)s character of text", "%(n)s characters of text", count) % {"n": count}
    name = element
    if attribute == TEXT:
        name = _("text of %(element)s") % {"element": element}
    elif attribute:
        name = _("%(attribute)s of %(element)s") % {"attribute": attribute, "element": element}
    return f"{name} × {count}" + (f": {list_some(values)}" if values else "")


def signature(lost: Mapping[str, int]) -> str:
    """What a person confirms is just this, and nothing that gets lost later."""
    return json.dumps(lost, sort_keys=True, separators=(",", ":")) if lost else ""
