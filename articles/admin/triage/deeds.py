"""What can be done with a story in the lane, with one key each: by whom, and what stood before.

Every deed is given the story under a lock, within the transaction that holds it. Whoever decided on
what has changed since he saw it is told, and nothing is overwritten.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from taggit.models import Tag

from articles.admin.edits import edited_after
from articles.admin.workflow.assigning import assign
from articles.admin.workflow.moving import move
from articles.models import Article, Status, refresh_listings
from articles.models.beats import keeps
from articles.models.workflow import OPEN
from articles.provenance.history import record, snapshot

from .filing import categories_named, tags_named
from .likeness import versions_of
from .pictures import pictures_of

MOVES = {"keep": Status.DRAFT, "publish": Status.PUBLISHED, "drop": Status.ARCHIVED}
NIGHTS = {"later": 1, "week": 7}
LEAD = ("lead_image", "lead_alt", "lead_width", "lead_height")


class RefusedError(Exception):
    """Says in a sentence why nothing was done."""


@dataclass(frozen=True, slots=True)
class Done:
    """`was`: what is needed to take it back; None: nothing changed, or it stands for good.
    `leaves`: the lane goes on to the next story."""

    text: str
    was: dict[str, Any] | None = None
    leaves: bool = False


def do(deed: str, article: Article, user: Any, posted: QueryDict) -> Done:
    if deed in MOVES:
        return _move(article, MOVES[deed], user, posted.get("seen", ""))
    if deed in NIGHTS:
        return _put_off(article, user, NIGHTS[deed])
    found = OTHERS.get(deed)
    if found is None:
        raise RefusedError(_("There is no such deed."))
    return found(article, user, posted)


def _move(article: Article, to: Status, user: Any, seen: str) -> Done:
    was = article.status
    try:
        moved = move([article], to, user, seen=seen or None)
    except ValueError as error:
        raise RefusedError(_("The page sent no time. Load it anew.")) from error
    if moved.refused:
        raise RefusedError(moved.refused[0][1])
    if not moved.changed:
        return Done(_("It was “%(status)s” already.") % {"status": to.label}, leaves=True)
    text = _("“%(title)s” is “%(status)s” now.")
    values = {"title": article.title, "status": to.label}
    return Done(text % values, {"status": [[article.pk, was]], "to": to.value}, leaves=True)


def _put_off(article: Article, user: Any, nights: int) -> Done:
    """Until a morning: a day begins at midnight where the desk is."""
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    until = today + timedelta(days=nights)
    was = article.put_off_until
    put_off(article, until, user)
    text = _("“%(title)s” comes back on %(day)s.")
    values = {"title": article.title, "day": f"{until:%Y-%m-%d}"}
    before = {"until": was.isoformat() if was else None, "now": until.isoformat()}
    return Done(text % values, before, leaves=True)


def put_off(article: Article, until: datetime | None, user: Any) -> None:
    """No change of the story: no revision, and forms that are open do not go stale."""
    Article.objects.filter(pk=article.pk).update(put_off_until=until)
    log(article, ["put_off_until"], user)


def log(article: Article, fields: Iterable[str], user: Any) -> None:
    words = [{"changed": {"fields": [*fields]}}]
    LogEntry.objects.log_actions(user.pk, [article], CHANGE, words)


# Deeds after which the story stays ----------------------------------------------------------------


def _mine(article: Article, user: Any, posted: QueryDict) -> Done:
    """Whose it is already lets go of it."""
    was = article.assigned_to_id
    person = None if was == user.pk else user
    given, refused = assign([article], person, user)
    if refused or not given:
        raise RefusedError(_("You may not change it where it stands."))
    text = _("“%(title)s” is assigned to you.") if person else _("“%(title)s” is nobody's now.")
    return Done(text % {"title": article.title}, {"person": was, "now": person and person.pk})


def _tag(article: Article, user: Any, posted: QueryDict) -> Done:
    """The tags that were typed take the place of those that the page showed: what somebody else
    added or took away meanwhile stays so."""
    wanted = tags_named(posted.get("tags", ""))
    shown = {int(pk) for pk in posted.getlist("tag_shown")[:200] if pk.isdecimal() and len(pk) < 19}

    def change() -> None:
        present = set(article.taggings.values_list("tag_id", flat=True))
        typed = {tag.pk for tag in wanted}
        article.tags.set(list(Tag.objects.filter(pk__in=(present - shown) | typed)))

    return _edit(article, ("tags",), user, change, _("The tags of “%(title)s” are changed."))


def _file(article: Article, user: Any, posted: QueryDict, *, as_well: bool = False) -> Done:
    found = categories_named(posted.get("category", ""))
    if not found:
        raise RefusedError(_("There is no such category. Choose one that is suggested."))
    shown = sorted(pk for pk in posted.getlist("category_shown")[:200])
    present = sorted(str(pk) for pk in article.categories.values_list("pk", flat=True))
    if not as_well and shown != present:
        raise RefusedError(_("It was filed otherwise meanwhile."))
    person = user if article.assigned_to_id == user.pk else None
    if not as_well and not keeps(user, article.source_id, [found[0].pk], person):
        raise RefusedError(_("You would not see it again: its categories are none of yours."))

    def change() -> None:
        article.categories.add(*found) if as_well else article.categories.set(found)

    text = _("“%(title)s” is filed under “%(category)s” now.")
    text = text % {"title": "%(title)s", "category": found[0].title.replace("%", "%%")}
    return _edit(article, ("categories",), user, change, text)


def _file_as_well(article: Article, user: Any, posted: QueryDict) -> Done:
    return _file(article, user, posted, as_well=True)


def _lead(article: Article, user: Any, posted: QueryDict) -> Done:
    """One of the pictures in the text, as it stands there now; or none."""
    asked = posted.get("picture", "")
    in_text = {each.address: each for each in pictures_of(article.body)}
    if asked and asked not in in_text:
        raise RefusedError(_("This picture does not stand in the text any more."))
    if posted.get("lead_shown", "") != article.lead_image:
        raise RefusedError(_("It has another lead image meanwhile."))
    chosen = in_text.get(asked)
    values = ("", "", None, None)
    if chosen:
        values = (chosen.address, chosen.alt, chosen.width, chosen.height)

    def change() -> None:
        for name, value in zip(LEAD, values, strict=True):
            setattr(article, name, value)

    return _edit(article, LEAD, user, change, _("The lead image of “%(title)s” is changed."))


def _drop_others(article: Article, user: Any, posted: QueryDict) -> Done:
    """Its other versions, as far as nobody has approved or published them."""
    others = versions_of([article.pk])[article.pk]
    rows = Article.objects.filter(pk__in=others, status__in=OPEN).order_by("pk")
    standing = dict(rows.values_list("pk", "status"))
    moved = move(list(rows.only("pk")), Status.ARCHIVED, user)
    if not moved.changed:
        reason = moved.refused[0][1] if moved.refused else _("It has no other version to drop.")
        raise RefusedError(reason)
    text = _("Other versions of “%(title)s” that were dropped: %(n)s.")
    was = [[pk, standing[pk]] for pk in moved.changed if pk in standing]
    values = {"title": article.title, "n": len(moved.changed)}
    return Done(text % values, {"status": was, "to": Status.ARCHIVED.value})


OTHERS: dict[str, Callable[[Article, Any, QueryDict], Done]] = {
    "mine": _mine,
    "tag": _tag,
    "category": _file,
    "category_too": _file_as_well,
    "lead": _lead,
    "others": _drop_others,
}


def _edit(
    article: Article, names: tuple[str, ...], user: Any, change: Callable[[], None], text: str
) -> Done:
    """As the form does it: what a person changed is marked, recorded and found again."""
    before = snapshot(article, names)
    change()
    article.edited_fields = edited_after(article.edited_fields, names, ())
    text = text % {"title": article.title}
    if snapshot(article, names) == before:
        return Done(text)
    fields = [name for name in names if name in LEAD]
    article.save(update_fields=[*fields, "edited_fields", "modified_at"])
    refresh_listings([article.pk])
    revision = record(article, before, user)
    log(article, names, user)
    now = snapshot(article, names)
    return Done(text, {"revision": revision.pk, "now": now} if revision else None)
