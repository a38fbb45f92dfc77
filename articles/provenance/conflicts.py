"""Deciding what waits: a change of the source that met a change of ours."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from articles.cleaning import text
from articles.models import Article, Conflict, DateConfidence, Revision

from . import merge
from .history import FIELDS, record, snapshot

Choice = Conflict.Choice
# Of these, two versions can stand one after the other.
CAN_HOLD_BOTH = frozenset({"body", "summary"})


class ConflictError(Exception):
    """Why the conflict could not be decided, as a sentence for people. It stays open."""


class AlreadyDecidedError(ConflictError):
    """Somebody else, or a newer import, was faster."""


class NotOfferedError(ConflictError):
    """The choice does not fit the field."""


class PassageGoneError(ConflictError):
    """The body does not hold the passage any more."""


def choices(field: str) -> tuple[Choice, ...]:
    """What can be chosen for a conflict in this field."""
    both = (Choice.BOTH,) if field in CAN_HOLD_BOTH else ()
    return (Choice.THEIRS, Choice.OURS, *both)


@transaction.atomic
def decide(conflict: Conflict, choice: str, user: Any) -> Article:
    """Apply the choice to the article, and close the conflict.

    Raises a ConflictError where that is not possible, and then nothing changed.
    """
    article = Article.objects.select_for_update().filter(pk=conflict.article_id).first()
    current = Conflict.objects.select_for_update().filter(pk=conflict.pk, choice="").first()
    if article is None or current is None:
        raise AlreadyDecidedError(_("This conflict has been decided already."))
    conflict = current
    if choice not in choices(conflict.field):
        raise NotOfferedError(_("This cannot be chosen for this field."))
    if choice != Choice.OURS:
        _apply(article, conflict, choice, user)
    conflict.choice, conflict.resolved_by = choice, user
    conflict.resolved_at = timezone.now()
    conflict.save(update_fields=["choice", "resolved_by", "resolved_at"])
    return article


def _apply(article: Article, conflict: Conflict, choice: str, user: Any) -> None:
    before = snapshot(article, [name for name in FIELDS if name not in ("categories", "tags")])
    if conflict.field == "body":
        _apply_to_body(article, conflict, choice)
    elif choice == Choice.BOTH:
        article.summary = f"{article.summary}\n{conflict.theirs}".strip()
    else:
        _take_theirs(article, conflict)
    try:
        article.validate_constraints()
    except ValidationError as error:
        raise NotOfferedError(" ".join(error.messages)) from error
    article.save()
    record(article, before, user, Revision.Kind.CONFLICT)


def _take_theirs(article: Article, conflict: Conflict) -> None:
    """The whole field is what the source says: it is the machine's again."""
    name, theirs = conflict.field, conflict.theirs
    setattr(article, name, (theirs or None) if name == "original_url" else theirs)
    if name == "lead_image":  # what was known of our picture does not hold for theirs
        article.lead_alt, article.lead_width, article.lead_height = "", None, None
        _give_back(article, "lead_alt")
    if name == "published_at":
        article.published_at = parse_datetime(theirs) if theirs else None
        article.date_confidence = (
            DateConfidence.EXACT if article.published_at else DateConfidence.NONE
        )
    _give_back(article, name)


def _give_back(article: Article, name: str) -> None:
    article.edited_fields = [other for other in article.edited_fields if other != name]


def _apply_to_body(article: Article, conflict: Conflict, choice: str) -> None:
    passage = merge.Conflict(conflict.base, conflict.ours, conflict.theirs, conflict.after)
    resolved = merge.resolve(article.body, passage, choice)
    if resolved is None:
        raise PassageGoneError(
            _("The text does not hold this passage any more. Edit the story, or keep ours.")
        )
    derived = text.summarise(text.plain_text(article.body)) == article.summary
    article.body = resolved
    if derived:
        article.summary = ""  # it follows the text
    if choice == Choice.THEIRS and merge.same_to_readers(resolved, conflict.theirs):
        # The passage was all there is, so that the whole text is the source's.
        article.imported_text = text.digest(text.plain_text(resolved))
        _give_back(article, "body")
