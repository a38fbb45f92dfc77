"""Tags that become one, and those that are proposed for it because they look alike."""

from typing import Any

from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag

from articles.admin.jobs import Tell, kind
from articles.admin.staying import Staying
from articles.admin.tags import remember_name
from articles.models import Job, Redirect, Tagging, refile_stories, touch_all

from .doubles import LOOKED_AT, SHOWN, near_doubles
from .joining import Joining
from .merge_page import MOST, MergePage, tell_counts

COUNTS = (Tagging, "tag")


class TagJoining(Joining):
    model, table = Tag, Tagging
    field, noun, job = "tags", "tag", "merge_tags"
    story, other = "content_object_id", "tag_id"
    gone = _("The tag that was to stay is gone.")

    def refile(self, ids: Any) -> None:
        refile_stories(ids)
        touch_all()

    def dissolve(self, loser: Tag, winner: Tag) -> None:
        loser.synonyms.update(tag=winner)
        name, address = loser.name, self.address(loser)
        loser.delete()
        remember_name(name, winner)
        Redirect.leave(address, self.address(winner))

    def address(self, tag: Tag) -> str:
        return reverse("tag", args=[tag.slug])


TAGS = TagJoining()
PAGE = MergePage(
    TAGS,
    Staying(
        "tag",
        "admin:taggit_tag_merge",
        MOST,
        _("Choose two tags, or up to %(most)s, that mean the same."),
    ),
    "admin:taggit_tag",
    COUNTS,
    title=_("Merge into one tag"),
    meaning=_(
        "The tag that stays is given the stories of the others, and their addresses lead to it. The"
        " others are deleted; their names become other names of the one that stays, so that imports"
        " that say them mean it."
    ),
    few=_("Of the chosen tags fewer than two are still there."),
    done=_("The tags are one now. Their names and addresses lead to “%(name)s”."),
)


@admin.action(permissions=["merge"], description=_("Merge into one tag"))
def merge_selected(modeladmin: ModelAdmin, request: HttpRequest, queryset: QuerySet):
    return PAGE.staying.begin(modeladmin, request, queryset)


def title(job: Job) -> str:
    names = ", ".join(f"“{name}”" for name in job.params["names"])
    text = gettext("Merge the tags %(names)s into “%(name)s”")
    return text % {"names": names, "name": job.params["name"]}


@kind(TAGS.job, title=title)
def merge_beside(job: Job, tell: Tell) -> None:
    TAGS.beside(job, tell)


def propose(modeladmin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    if not modeladmin.has_merge_permission(request):
        raise PermissionDenied
    groups = near_doubles()
    tell_counts([tag for group in groups for tag in group], *COUNTS)
    merge_url = PAGE.staying.url
    context = modeladmin.admin_site.each_context(request) | {
        "title": _("Tags that look alike"),
        "opts": modeladmin.opts,
        "groups": [(group, merge_url(tag.pk for tag in group[:MOST])) for group in groups],
        "has_more": len(groups) == SHOWN,
        "shown": SHOWN,
        "looked_at": LOOKED_AT,
    }
    return TemplateResponse(request, "admin/articles/picking/doubles.html", context)
