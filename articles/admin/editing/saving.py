"""From the form to the body that is stored: edited where a person edited it, and nowhere else."""

from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from articles.admin.losses import Loss, losses
from articles.cleaning import clean_html
from articles.provenance.guard import guarded

from .wording import listed, signature

CONFIRMED = "body_loss_confirmed"
OPENED = "body_opened"


def clean_body(form: Any) -> str:
    """The body to be stored. Notes in the form what the cleaning took away and what was lost."""
    stored, written = form.initial.get("body", ""), form.cleaned_data["body"]
    if not form.fields["body"].has_changed(stored, form["body"].data):
        return stored
    opened = _opened(form, stored)
    guard = guarded(stored, written, opened)
    if guard.lost and form.data.get(form.add_prefix(CONFIRMED)) != signature(guard.lost):
        form.fields["body"].widget.asks = guard.lost
        text = _("This save would lose: %(losses)s. Nothing was saved yet.")
        raise ValidationError(text % {"losses": listed(guard.lost)})
    form.body_losses, form.body_lost = _taken_away(written, opened or ""), guard.lost
    return guard.html


def _opened(form: Any, stored: str) -> str | None:
    """What the visual editor made of the stored body before anybody typed: the form's script says.

    The stored body, if a person wrote in its source; None if nobody says.
    """
    opened = form.data.get(form.add_prefix(OPENED))
    return stored if opened == "" else opened


def _taken_away(written: str, opened: str) -> list[Loss]:
    """By the cleaning, of what the person wrote: not what the editor had put there before."""
    before = {(loss.element, loss.attribute): loss.count for loss in _by_cleaning(opened)}
    rest = [
        replace(loss, count=loss.count - before.get((loss.element, loss.attribute), 0))
        for loss in _by_cleaning(written)
    ]
    return [loss for loss in rest if loss.count > 0]


def _by_cleaning(markup: str) -> list[Loss]:
    return losses(markup, clean_html(markup))
