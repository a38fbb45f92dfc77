"""The desk's four groups, and what each may do. docs/workflow.md shows the same table.

A group that is missing is made after every migration; one that is there is the site's own, and
`manage.py ensure_groups --reset` alone gives it these permissions again.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q

ALL = ("view", "add", "change", "delete")
# By model, what may be done with it: names of Django's four permissions, or whole ones.
Grants = Mapping[str, tuple[str, ...]]
CONTRIBUTOR: Grants = {
    "articles.article": ("view", "add", "change"),
    "articles.category": ("view",),
    "articles.comment": ("view", "add", "change"),
    "articles.image": ("view", "add"),
    "articles.source": ("view",),
    "taggit.tag": ("view",),
}
EDITOR: Grants = {
    "articles.article": (*ALL, "approve_article", "publish_article"),
    "articles.category": ("view",),
    "articles.comment": ("view", "add", "change"),
    "articles.conflict": ("view", "change"),
    "articles.image": ("view", "add", "change"),
    "articles.imageaddress": ("view", "change"),
    "articles.importbatch": ("view",),
    "articles.importproblem": ("view",),
    "articles.sighting": ("view", "change"),
    "articles.source": ("view",),
    "articles.tombstone": ("view",),
    "taggit.tag": ("view", "add", "change"),
}
CHIEF: Grants = {
    "articles.article": (
        *ALL, "approve_article", "publish_article", "publish_unreviewed_article",
    ),
    "articles.beat": ALL,
    "articles.category": ALL,
    "articles.comment": ALL,
    "articles.conflict": ("view", "change"),
    "articles.correction": ALL,
    "articles.image": ALL,
    "articles.imageaddress": ("view", "change"),
    "articles.importbatch": ("view", "add", "change"),
    "articles.importplan": ("view", "add", "change", "delete"),
    "articles.importproblem": ("view",),
    "articles.importrule": ALL,
    "articles.job": ("view", "change"),
    "articles.redirect": ALL,
    "articles.savedsearch": ("share_savedsearch",),
    "articles.sighting": ("view", "change"),
    "articles.source": ALL,
    "articles.tagsynonym": ALL,
    "articles.tombstone": ("view", "forget_tombstone"),
    "admin.logentry": ("view",),
    "taggit.tag": ALL,
}  # fmt: skip
# Of whole apps: whatever may be done with them, now and after an upgrade's reset.
ADMIN_APPS = ("articles", "taggit")
ADMIN: Grants = {"auth.user": ALL, "auth.group": ALL, "admin.logentry": ("view",)}
NAMES = ("contributor", "editor", "chief", "admin")


def granted(grants: Grants, apps: Iterable[str] = ()) -> Q:
    """The condition on permissions that picks these."""
    found = Q(content_type__app_label__in=list(apps))
    for model, words in grants.items():
        app, name = model.split(".")
        codes = [word if "_" in word else f"{word}_{name}" for word in words]
        found |= Q(content_type__app_label=app, codename__in=codes)
    return found


GRANTED = {
    "contributor": granted(CONTRIBUTOR),
    "editor": granted(EDITOR),
    "chief": granted(CHIEF),
    "admin": granted(ADMIN, ADMIN_APPS),
}


@transaction.atomic
def ensure_groups(*, reset: bool = False) -> list[str]:
    """Make the groups that are missing; `reset` gives the others their permissions again, too.
    The names of those that were written."""
    there = {group.name: group for group in Group.objects.filter(name__in=NAMES)}
    written = [name for name in NAMES if reset or name not in there]
    for name in written:
        group = there.get(name) or Group.objects.create(name=name)
        group.permissions.set(Permission.objects.filter(GRANTED[name]))
    return written


def after_migrating(**kwargs: Any) -> None:
    """Django has made the permissions by then. A migration backwards may have none to give."""
    if Permission.objects.filter(codename="publish_article").exists():
        ensure_groups()
