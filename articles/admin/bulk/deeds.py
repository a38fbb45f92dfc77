"""What can be done with all stories of a list: a table of deeds, each a change of one field."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag

from articles.admin import columns
from articles.admin.jobs import JobError
from articles.admin.tags import tag_named
from articles.models import Category, Status
from articles.models.successors import by_now, successors

After = Callable[[Any, Any], Any]  # from what stood there and the deed's value


def _add(before: list[int], numbers: list[int]) -> list[int]:
    return sorted({*before, *numbers})


def _remove(before: list[int], numbers: list[int]) -> list[int]:
    return [number for number in before if number not in numbers]


def _become(before: Any, value: Any) -> Any:
    return value


def _numbers(before: list[int], numbers: list[int]) -> list[int]:
    return sorted(numbers)


@dataclass(frozen=True, slots=True)
class Deed:
    """`label`: on the form. `title`: of the job, with its value. `none`: the title without one."""

    field: str
    label: Any
    title: Any
    after: After = _become
    none: Any = ""


DEEDS: dict[str, Deed] = {
    "move": Deed("status", _("Move to a status"), _("Move to “%(value)s”")),
    "add_tags": Deed("tags", _("Add tags"), _("Add the tags %(value)s"), _add),
    "remove_tags": Deed("tags", _("Remove tags"), _("Remove the tags %(value)s"), _remove),
    "add_categories": Deed(
        "categories", _("Add categories"), _("Add the categories %(value)s"), _add
    ),
    "remove_categories": Deed(
        "categories", _("Remove categories"), _("Remove the categories %(value)s"), _remove
    ),
    "replace_categories": Deed(
        "categories", _("Replace all categories"), _("File under %(value)s alone"), _numbers
    ),
    "assign": Deed(
        "assigned_to", _("Assign"), _("Assign to %(value)s"), none=_("Assign to nobody")
    ),
    "embargo": Deed(
        "publish_at",
        _("Show from a time on"),
        _("Show from %(value)s on"),
        none=_("Take embargoes away"),
    ),
    "expiry": Deed(
        "expire_at",
        _("Show until a time"),
        _("Show until %(value)s"),
        none=_("Take ends of showing away"),
    ),
    "put_off": Deed(
        "put_off_until",
        _("Put off"),
        _("Put off until %(value)s"),
        none=_("Put off no longer"),
    ),
    "language": Deed("language", _("Mark the language"), _("Mark as written in %(value)s")),
}


def resolved(name: str, value: Any) -> Any:
    """The value as fields hold it. Tags come by name, and are made if they are not there; the rest
    by number, and may have gone while the job waited."""
    match DEEDS[name].field:
        case "tags" if name == "add_tags":
            return [tag_named(each).pk for each in value]
        case "tags":
            return [pk for each in value for pk in _tags(each)]
        case "categories":
            return _all_there(value)
        case "assigned_to" if value is not None:
            return _person(value)
    return value


def _tags(name: str) -> list[int]:
    return list(Tag.objects.filter(name__iexact=name).values_list("pk", flat=True))


def _all_there(numbers: list[int]) -> list[int]:
    """Of those that were merged meanwhile, the ones that stayed."""
    numbers = by_now(numbers, successors("categories"))
    found = set(Category.objects.filter(pk__in=numbers).values_list("pk", flat=True))
    if found != set(numbers):
        raise JobError(str(_("A category has gone since. Nothing was changed.")))
    return sorted(found)


def _person(number: int) -> int:
    if not get_user_model().objects.filter(pk=number, is_active=True).exists():
        raise JobError(str(_("The person has gone since. Nothing was changed.")))
    return number


def in_words(name: str, shown: Any) -> str:
    """The deed with its value, as a job is called; names are those at its beginning."""
    deed = DEEDS[name]
    if shown is None:
        return str(deed.none)
    if isinstance(shown, list):
        shown = ", ".join(f"“{each}”" for each in shown)
    elif name == "move":
        shown = Status(shown).label
    elif moment := parse_datetime(shown):
        shown = columns.when(moment)
    return str(deed.title) % {"value": shown}
