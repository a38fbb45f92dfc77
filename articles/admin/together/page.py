"""The merge page: what the form was opened with, mine and theirs, and the choice between them.

It is a form of the story as well: all that was typed is in it, with a new base, so that saving it
may meet somebody who was faster once more, and then comes here again.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Model
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from articles.admin import columns
from articles.admin.comparing import words as diffs
from articles.cleaning import text
from articles.models import Article, Revision
from articles.provenance.merge import Conflict

from .merging import MergingForm
from .posted import PART, TAKE

TEMPLATE = "admin/articles/together/merge.html"
CONFLICT = 409
Marked = Callable[[str, str], list[diffs.Part]]
MOST_REVISIONS = 100
# What the page sends anew, and buttons whose values stand in their fields by now.
OWN = frozenset(
    ("csrfmiddlewaretoken", "opened", "_save", "_continue", "_addanother", "_move", "_take")
)


class Versions(NamedTuple):
    """Three texts; mine and theirs with marks of what they changed."""

    base: list[diffs.Part] | None  # None: it is not known
    mine: list[diffs.Part]
    theirs: list[diffs.Part]


@dataclass(slots=True)
class Question:
    """A field that both changed; `bound` is mine, to be edited further."""

    bound: BoundField
    take: str
    label: str
    versions: Versions
    who: Revision | None

    @property
    def field(self) -> str:
        """Named by itself: beside it stands the choice, not a label."""
        attributes = {"aria-label": self.label, "aria-describedby": f"{self.take}-mine"}
        return self.bound.as_widget(attrs=attributes)


class Piece(NamedTuple):
    """A piece of the body: what is agreed, or a passage that both changed."""

    name: str
    html: str
    take: str = ""
    conflict: Conflict | None = None
    versions: Versions | None = None

    @property
    def text(self) -> str:
        return text.plain_text(self.html)


def answer(request: HttpRequest, context: dict[str, Any]) -> HttpResponse | None:
    """The merge page, if the form needs it. Any other form that comes back shows what others made
    of the fields that its author did not touch."""
    form = context["adminform"].form
    if form.collisions:
        return TemplateResponse(
            request, TEMPLATE, context | {"opts": Article._meta} | page(form), status=CONFLICT
        )
    if form.together:
        form.data = form.brought_forward()
    return None


def page(form: MergingForm) -> dict[str, Any]:
    data, made = form.brought_forward(), changes_since(form)
    return {
        "title": _("Two have changed this story"),
        "is_known": form.base is not None,
        "opened": data["opened"],
        "questions": [
            question(form, name, made.get(name)) for name in form.collisions if name != "body"
        ],
        "pieces": [*pieces_of(form)],
        "wrapper": form.passages,
        "body_by": made.get("body"),
        "kept": [(label_of(form[name]), made.get(name)) for name in form.together],
        "hidden": [*carried(form, data)],
        "part": PART,
    }


def changes_since(form: MergingForm) -> dict[str, Revision]:
    """By field, who changed it last since the form was opened."""
    if form.base is None:
        return {}
    newer = form.instance.revisions.filter(pk__gt=form.base.revision).defer("packed_body")
    found: dict[str, Revision] = {}
    for revision in newer.select_related("user", "batch").order_by("-pk")[:MOST_REVISIONS]:
        for name in revision.kept:
            found.setdefault(name, revision)
    return found


def carried(form: MergingForm, data: QueryDict) -> Iterator[tuple[str, str]]:
    """All that was sent but for what the page asks: names and values of hidden fields."""
    asked = {
        key for name in form.collisions for key in (form[name].html_name, *subnames(form[name]))
    }
    for key, values in data.lists():
        if key not in asked | OWN and not key.startswith((TAKE, PART)):
            yield from ((key, value) for value in values)


def subnames(bound: BoundField) -> list[str]:
    """A field for a time sends two values."""
    return [bound.html_name + end for end in getattr(bound.field.widget, "widgets_names", ())]


def question(form: MergingForm, name: str, who: Revision | None) -> Question:
    mine = form.cleaned_data[name]
    values = [mine.pk if isinstance(mine, Model) else mine, form.theirs[name]]
    is_known = form.base is not None and name in form.base.values
    words = [in_words(name, value) for value in (form.initial[name] if is_known else None, *values)]
    field = Article._meta.get_field(name)
    is_text = not (field.is_relation or field.flatchoices or isinstance(values[1], datetime))
    marked = diffs.parts if is_text else whole
    bound = form[name]
    texts = versions(*words, is_known=is_known, marked=marked)
    return Question(bound, TAKE + name, label_of(bound), texts, who)


def whole(before: str, after: str) -> list[diffs.Part]:
    """A value that is taken or left, not read word by word."""
    return diffs.exchanged(*([each] if each else [] for each in (before, after)))


def label_of(bound: BoundField) -> str:
    return capfirst(str(bound.label))


def in_words(name: str, value: Any) -> str:
    """A value as the desk writes it elsewhere."""
    field = Article._meta.get_field(name)
    if value in (None, ""):
        return ""
    if isinstance(value, datetime):
        return columns.when(value)
    if field.is_relation:
        row = field.related_model.objects.filter(pk=value).first()
        return str(row) if row else f"#{value}"
    return str(dict(field.flatchoices).get(value, value))


def pieces_of(form: MergingForm) -> Iterator[Piece]:
    for number, piece in enumerate(form.passages.pieces if form.passages else ()):
        name = f"{PART}{number}"
        if isinstance(piece, Conflict):
            words = diffs.readable(piece.base, piece.ours, piece.theirs)
            known = form.base is not None and form.base.body is not None
            texts = versions(*words, is_known=known)
            yield Piece(name, "", TAKE + name, piece, texts)
        else:
            yield Piece(name, piece)


def versions(
    base: str, mine: str, theirs: str, *, is_known: bool, marked: Marked = diffs.parts
) -> Versions:
    """Where the base is not known, mine and theirs are held against each other."""
    if not is_known:
        return Versions(None, marked(theirs, mine), marked(mine, theirs))
    return Versions(marked(base, base), marked(base, mine), marked(base, theirs))
