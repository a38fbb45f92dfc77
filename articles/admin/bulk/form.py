"""The form of a deed on many stories: one of them is chosen, each has a field for its value."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from taggit.forms import TagField

from articles.admin.moments import Moment
from articles.admin.picking.tree import TreeSelectMultiple
from articles.admin.tags import refuse_long
from articles.admin.workflow.assigning import staff
from articles.models import Article, Category, Status
from articles.models.workflow import moves_of

from .deeds import DEEDS

LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?")
MAY_BE_EMPTY = frozenset({"assign", "embargo", "expiry", "put_off"})  # which then takes it away


def _tags() -> forms.Field:
    return TagField(label=_("Tags, separated by commas"), required=False)


def _categories() -> forms.Field:
    widget = TreeSelectMultiple(Article._meta.get_field("categories"), admin.site)
    return forms.ModelMultipleChoiceField(
        Category.objects.all(), widget=widget, label=_("Categories"), required=False
    )


class Choice(NamedTuple):
    """A deed as the form shows it: its name and label, and the field of its value."""

    name: str
    label: Any
    field: Any
    is_chosen: bool


class DeedForm(forms.Form):
    do = forms.ChoiceField(
        choices=[(name, deed.label) for name, deed in DEEDS.items()],
        error_messages={"required": _("Choose what is to be done.")},
    )
    move = forms.ChoiceField(label=_("Status"), required=False)
    add_tags = _tags()
    remove_tags = _tags()
    add_categories = _categories()
    remove_categories = _categories()
    replace_categories = _categories()
    assign = forms.ModelChoiceField(
        staff(), label=_("Person"), required=False, empty_label=_("nobody")
    )
    embargo = Moment(label=_("From; empty: at once"))
    expiry = Moment(label=_("Until; empty: for good"))
    put_off = Moment(label=_("Until; empty: no longer"))
    language = forms.CharField(label=_("Its code, e.g. zh-Hans or en"), required=False)

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        may = {to for was in Status for to in moves_of(user, was)}
        self.fields["move"].choices = [(to.value, to.label) for to in Status if to in may]

    def choices(self) -> Iterator[Choice]:
        chosen = self["do"].value()
        for name, deed in DEEDS.items():
            yield Choice(name, deed.label, self[name], name == chosen)

    @property
    def media(self) -> forms.Media:
        return super().media + self.fields["add_categories"].widget.media

    def clean_language(self) -> str:
        code = self.cleaned_data["language"].strip()
        if code and (not LANGUAGE.fullmatch(code) or len(code) > 12):
            raise ValidationError(_("This is no code of a language. Try zh-Hans or en."))
        return code

    def clean_put_off(self) -> Any:
        until = self.cleaned_data["put_off"]
        if until and until <= timezone.now():
            raise ValidationError(_("This time has passed."))
        return until

    def clean(self) -> dict[str, Any]:
        """Only the value of the chosen deed counts; what stands in other fields is left there."""
        cleaned = super().clean() or self.cleaned_data
        chosen = cleaned.get("do")
        for name in set(self.errors).intersection(DEEDS) - {chosen}:
            del self.errors[name]
        if not chosen or chosen in self.errors:
            return cleaned
        value = cleaned.get(chosen)
        if not value and chosen not in MAY_BE_EMPTY:
            self.add_error(chosen, _("Say what."))
        elif chosen.endswith("_tags"):
            self._check_tags(chosen, value)
        return cleaned

    def _check_tags(self, name: str, tags: list[str]) -> None:
        try:
            refuse_long(tags)
        except ValidationError as error:
            self.add_error(name, error)

    def deed(self) -> dict[str, Any]:
        """As a job's parameters hold it; with its value in words, for the job's title."""
        name = self.cleaned_data["do"]
        value = self.cleaned_data[name]
        if name.endswith("_categories"):
            shown = [str(category) for category in value]
            return {"do": name, "value": [category.pk for category in value], "shown": shown}
        if name == "assign" and value:
            return {"do": name, "value": value.pk, "shown": str(value)}
        if hasattr(value, "isoformat"):
            value = value.isoformat()
        return {"do": name, "value": value or None, "shown": value or None}
