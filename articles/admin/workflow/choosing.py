"""The workflow's part of the article form: which status may be chosen, and the buttons for it.

A button enters its value into the field that it stands for, and sends the form: what was typed is
saved with the move, by the same checks, and needs no script.
"""

from typing import Any, NamedTuple

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Comment, Status
from articles.models.beats import keeps
from articles.models.workflow import may_edit, may_move, moves_of

MOVE, TAKE, COMMENT = "_move", "_take", "_comment"
LONGEST = Comment._meta.get_field("text").max_length
# From each status the steps that people take most, by name; the field offers the others.
STEPS = {
    Status.INBOX: (
        (Status.DRAFT, _("Make a draft")),
        (Status.REVIEW, _("Send to review")),
        (Status.PUBLISHED, _("Publish")),
        (Status.ARCHIVED, _("Archive")),
    ),
    Status.DRAFT: (
        (Status.REVIEW, _("Send to review")),
        (Status.APPROVED, _("Approve")),
        (Status.PUBLISHED, _("Publish")),
        (Status.ARCHIVED, _("Archive")),
    ),
    Status.REVIEW: (
        (Status.APPROVED, _("Approve")),
        (Status.PUBLISHED, _("Publish")),
        (Status.DRAFT, _("Send back")),
        (Status.ARCHIVED, _("Archive")),
    ),
    Status.APPROVED: (
        (Status.PUBLISHED, _("Publish")),
        (Status.DRAFT, _("Send back")),
        (Status.ARCHIVED, _("Archive")),
    ),
    Status.PUBLISHED: (
        (Status.DRAFT, _("Take off the site")),
        (Status.ARCHIVED, _("Archive")),
    ),
    Status.ARCHIVED: ((Status.DRAFT, _("Bring back")),),
}


class WorkflowForm(forms.ModelForm):
    """Goes before the form that knows what is stored: it checks what the two make of it."""

    user: Any = None  # the admin gives it; a form without one asks nobody
    stored: Article | None = None
    is_closed = False  # somebody took the story on while the form was open

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stood = self.instance.status if self.instance.pk else Status.DRAFT
        if self.user and "status" in self.fields:
            limit(self)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.user:
            check(self, cleaned)
        return cleaned


class Button(NamedTuple):
    to: str
    label: Any


def buttons(form: WorkflowForm) -> list[Button]:
    """Those of the steps that the user may take; none where the form is only to be read."""
    if not form.user or "status" not in form.fields:
        return []
    may = moves_of(form.user, form.stood)
    return [Button(to.value, label) for to, label in STEPS[Status(form.stood)] if to in may]


def may_take(form: WorkflowForm) -> bool:
    """Whether the story can be given to whoever reads the form."""
    return "assigned_to" in form.fields and form.instance.assigned_to_id != form.user.pk


def limit(form: WorkflowForm) -> None:
    """Offer what the user may choose, and let the buttons enter their values.

    What the form was opened with is no choice of his, even where another person has moved on.
    """
    if form.is_bound:
        form.data = pressed(form.data, form.user)
    may = {form.stood, form.initial.get("status"), *moves_of(form.user, form.stood)}
    field = form.fields["status"]
    field.choices = [(to.value, to.label) for to in Status if to in may]
    field.error_messages["invalid_choice"] = _("You may not make this story “%(value)s”.")


def pressed(data: QueryDict, user: Any) -> QueryDict:
    if MOVE not in data and TAKE not in data:
        return data
    data = data.copy()
    if MOVE in data:
        data["status"] = data[MOVE]
    if TAKE in data:
        data["assigned_to"] = str(user.pk)
    return data


def check(form: WorkflowForm, cleaned: dict[str, Any]) -> None:
    """What the user may do to the story as it is stored by now, and where he may file it."""
    was = form.stored.status if form.stored else form.stood
    to = cleaned.get("status", was)
    # He could change it when the form was asked for; now it is held, and nobody moves it any more.
    form.is_closed = form.stored is not None and not may_edit(form.user, was)
    if form.is_closed or (to != was and not may_move(form.user, was, to)):
        form.add_error("status", _("You may not make this story “%(value)s”.") % {"value": to})
    check_beat(form, cleaned)
    if len(form.data.get(COMMENT, "")) > LONGEST:
        form.add_error(None, _("The comment is too long. Nothing was saved."))


def check_beat(form: WorkflowForm, cleaned: dict[str, Any]) -> None:
    """A story is made within his beats; one that stays his own may be filed anywhere."""
    if "source" not in cleaned or "categories" not in cleaned:
        return
    filed = [category.pk for category in cleaned["categories"]]
    assigned = cleaned.get("assigned_to") if form.instance.pk else None
    if not keeps(form.user, cleaned["source"].pk, filed, assigned):
        text = _("This source and these categories are none of yours: you would not see it again.")
        form.add_error("source", text)
