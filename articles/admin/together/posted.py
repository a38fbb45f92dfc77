"""Values as a browser sends them, and the answers of the merge page as if they had been typed."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.forms import BoundField, Form, MultiWidget
from django.http import QueryDict

from articles.admin.editing.saving import OPENED
from articles.provenance.merge import joined

TAKE = "take-"  # with a field's or a passage's name: mine, theirs or both
PART = "part-"  # with a number: a piece of the body
MOST_PASSAGES = 100  # each is three fields, and Django takes a thousand


def as_posted(bound: BoundField, value: Any) -> dict[str, list[str]]:
    """What a browser sends of a field that shows this value."""
    widget = getattr(bound.field.widget, "widget", bound.field.widget)  # within a wrapper
    value = bound.field.prepare_value(value)
    if isinstance(widget, MultiWidget):
        parts = zip(
            widget.widgets_names, widget.widgets, widget.decompress(value), strict=True
        )  # fmt: skip
        return {bound.html_name + end: _texts(each, part) for end, each, part in parts}
    return {bound.html_name: _texts(widget, value)}


def _texts(widget: Any, value: Any) -> list[str]:
    shown = widget.format_value(value)
    if isinstance(shown, list | tuple):
        return [str(each) for each in shown if each != ""]
    return ["" if shown is None else str(shown)]


def with_values(form: Form, values: Mapping[str, Any]) -> QueryDict:
    """What the form sent, with these values in place of its own. A body is sent if it is edited."""
    data = form.data.copy()
    for name, value in values.items():
        if name == "body" and name not in data:
            continue
        for key, texts in as_posted(form[name], value).items():
            data.setlist(key, texts)
    return data


def with_choices(form: Form) -> QueryDict:
    """What the form sent, with what was chosen on the merge page: theirs is what its base says."""
    taken = [name for name in form.fields if form.data.get(TAKE + name) == "theirs"]
    data = with_values(form, {name: form.initial.get(name) for name in taken})
    if pieces := [*_pieces(form.data)]:
        start, end = (data.get(PART + side, "") for side in ("start", "end"))
        data["body"] = joined(start, pieces, end)
        data[OPENED] = ""  # whatever it came from, a person has chosen
    return data


def _pieces(data: QueryDict) -> Iterator[str]:
    """The body's pieces in order, of a conflict the versions that were chosen."""
    for number in range(2 * MOST_PASSAGES + 1):
        name = f"{PART}{number}"
        mine, theirs = data.get(f"{name}-mine"), data.get(f"{name}-theirs")
        if name in data:
            yield _lines(data[name])
        elif mine is None or theirs is None:
            return
        else:
            choice = data.get(TAKE + name)
            yield _lines("" if choice == "theirs" else mine)
            yield _lines(theirs if choice in ("theirs", "both") else "")


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n")
