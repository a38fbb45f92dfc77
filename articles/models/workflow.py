"""The way of a story: inbox, draft, review, approved, published, archived; and who may move it.

Whoever may change stories works on what is not approved yet. Approving, publishing, and publishing
past the review, are a permission each; what has come so far is changed by those who could have
brought it there.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from .status import Status

CHANGE = "articles.change_article"
APPROVE = "articles.approve_article"
PUBLISH = "articles.publish_article"
PUBLISH_UNREVIEWED = "articles.publish_unreviewed_article"
PERMISSIONS = (
    ("approve_article", _("Can approve stories, archive them and bring them back")),
    ("publish_article", _("Can publish approved stories, and withdraw and change published ones")),
    ("publish_unreviewed_article", _("Can publish stories that nobody has approved")),
)
OPEN = frozenset({Status.INBOX, Status.DRAFT, Status.REVIEW})  # whoever writes works on these
NEEDED = {  # to change a story that stands there
    Status.APPROVED: APPROVE,
    Status.PUBLISHED: PUBLISH,
    Status.ARCHIVED: APPROVE,
}


def needed_for(was: str, to: str) -> frozenset[str]:
    """The permissions that a move takes, all of them; to stay is a move as well."""
    found = {CHANGE, NEEDED.get(Status(was), CHANGE)}
    if was != to:
        found.add(NEEDED.get(Status(to), CHANGE))
        if to == Status.PUBLISHED and was != Status.APPROVED:
            found.add(PUBLISH_UNREVIEWED)
    return frozenset(found)


def may_move(user: Any, was: str, to: str) -> bool:
    return user.has_perms(needed_for(was, to))


def may_edit(user: Any, status: str) -> bool:
    """Whether the user may change a story of this status at all."""
    return may_move(user, status, status)


def moves_of(user: Any, was: str) -> list[Status]:
    """Where the user may take a story that stands at `was`, in the order of the work."""
    return [to for to in Status if to != was and may_move(user, was, to)]
