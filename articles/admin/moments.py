"""Days and times as people type them, within what every zone and every database can hold."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

FIRST_YEAR, LAST_YEAR = 1000, 9998


def within_reach(day: date) -> None:
    """At the ends of the calendar a move into another zone falls off it."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        text = _("The year must be between %(first)s and %(last)s.")
        raise ValidationError(text, params={"first": FIRST_YEAR, "last": LAST_YEAR})


class Moment(forms.DateTimeField):
    """A day and a time in the desk's zone, as browsers let people choose them."""

    default_validators = [within_reach]

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, required=False, **options)


class Day(forms.DateField):
    default_validators = [within_reach]

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, required=False, **options)
