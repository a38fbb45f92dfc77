"""Taking a deed back: the story stands as before, if nobody has decided otherwise since."""

from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from articles.admin.workflow.assigning import assign
from articles.admin.workflow.moving import move
from articles.admin.workflow.scope import visible_to
from articles.models import Article, Revision, Status, Tombstone, lock_stories
from articles.models.workflow import may_edit
from articles.provenance.history import CannotRestoreError, restore, snapshot

from .deeds import RefusedError, put_off


@transaction.atomic
def undo(deed: dict[str, Any], user: Any) -> None:
    """Raises RefusedError with the reason, and then nothing changed."""
    was = deed.get("was")
    if was is None:
        raise RefusedError(why_not(deed))
    lock_stories({deed["story"], *dict(was.get("status", ()))})
    article = visible_to(user, Article.objects.filter(pk=deed["story"])).order_by("pk").first()
    if article is None:
        raise RefusedError(gone(deed["story"]))
    if "status" in was:
        _move_back(was, user)
    elif "until" in was:
        _put_back(article, was, user)
    elif "person" in was:
        _give_back(article, was, user)
    else:
        _restore(article, was, user)


def why_not(deed: dict[str, Any]) -> str:
    if deed["deed"] == "merge":
        return _(
            "Merged stories cannot be taken apart here: their files and addresses are one."
            " What the other one said stands in the timeline."
        )
    return _("Nothing changed by it.")


def gone(number: int) -> str:
    stone = Tombstone.objects.filter(article_number=number).order_by("-pk").first()
    if stone and stone.reason == Tombstone.Reason.MERGED:
        return _("The story was merged into another one since.")
    return _("The story is gone.")


def _move_back(was: dict[str, Any], user: Any) -> None:
    """All of them or none."""
    before = dict(was["status"])
    standing = dict(Article.objects.filter(pk__in=before).values_list("pk", "status"))
    if missing := before.keys() - standing.keys():
        raise RefusedError(gone(min(missing)))
    moved = {status for status in standing.values() if status != was["to"]}
    if moved:
        text = _("It is “%(status)s” by now: somebody has decided since.")
        raise RefusedError(text % {"status": Status(min(moved)).label})
    for to in {*before.values()}:
        numbers = [pk for pk, status in before.items() if status == to]
        done = move(list(Article.objects.filter(pk__in=numbers).only("pk")), Status(to), user)
        if done.refused:
            raise RefusedError(done.refused[0][1])


def _put_back(article: Article, was: dict[str, Any], user: Any) -> None:
    if article.put_off_until != _moment(was.get("now")):
        raise RefusedError(_("Somebody has decided since when it comes back."))
    if not may_edit(user, article.status):
        raise RefusedError(_("You may not change it where it stands."))
    put_off(article, _moment(was["until"]), user)


def _moment(text: str | None) -> datetime | None:
    return parse_datetime(text) if text else None


def _give_back(article: Article, was: dict[str, Any], user: Any) -> None:
    if article.assigned_to_id != was["now"]:
        raise RefusedError(_("It changed hands since."))
    person = get_user_model().objects.filter(pk=was["person"]).first() if was["person"] else None
    _given, refused = assign([article], person, user)
    if refused:
        raise RefusedError(_("You may not change it where it stands."))


def _restore(article: Article, was: dict[str, Any], user: Any) -> None:
    revision = Revision.objects.filter(pk=was["revision"], article=article.pk).first()
    if revision is None:
        raise RefusedError(_("The timeline does not know it any more."))
    if snapshot(article, was["now"]) != was["now"]:
        raise RefusedError(_("It has changed since."))
    try:
        restore(revision, user)
    except CannotRestoreError as error:
        raise RefusedError(str(error)) from error
