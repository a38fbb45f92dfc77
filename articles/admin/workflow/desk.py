"""What the way of a story adds to the article's lists and form."""

from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.forms import Media, Script
from django.http import HttpRequest
from django.urls import path
from django.utils.translation import gettext as _

from articles.admin.base import DeskAdmin
from articles.models import Article
from articles.models.workflow import APPROVE, PUBLISH, may_edit

from . import assigning, choosing, comments, links, moving, scope

TWIN = "possibly_same"
MEDIA = Media(
    css={"all": ["articles/admin/workflow.css", "articles/admin/story.css"]},
    js=[Script("articles/admin/workflow.js", defer=True)],
)


class WorkflowAdmin(DeskAdmin):
    """Who may change a story hangs on where it stands, and on whose beat it is."""

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_change_permission(request, obj) and is_open(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_delete_permission(request, obj) and is_open(request, obj)

    def has_approve_permission(self, request: HttpRequest) -> bool:
        return self.has_change_permission(request) and request.user.has_perm(APPROVE)

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return self.has_change_permission(request) and request.user.has_perm(PUBLISH)

    def get_urls(self) -> list:
        return [
            path(address, self.admin_site.admin_view(self.bound(view)), name=name)
            for address, view, name in (*assigning.URLS, *comments.URLS, *links.URLS)
        ] + super().get_urls()

    def bound(self, view: Any) -> Any:
        """The view, with this admin as its first argument."""

        def answer(request: HttpRequest, **numbers: int) -> Any:
            return view(self, request, **numbers)

        return answer

    def get_form(self, request: HttpRequest, obj: Model | None = None, change=False, **kwargs):
        made = super().get_form(request, obj, change, **kwargs)
        made.user = request.user
        return made

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None):
        """A story of another beat that this one may be is kept as it is, and not named."""
        found = super().get_fieldsets(request, obj)
        if obj is None or not has_foreign_twin(request, obj):
            return found
        return [
            (name, options | {"fields": [each for each in options["fields"] if each != TWIN]})
            for name, options in found
        ]

    def formfield_for_foreignkey(self, db_field, request: HttpRequest, **kwargs: Any):
        if db_field.name == "assigned_to":
            kwargs["queryset"] = assigning.staff()
        if db_field.name == TWIN:
            kwargs["queryset"] = scope.visible_to(request.user, Article.objects.all())
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_related(self, request: HttpRequest, form, formsets, change) -> None:
        super().save_related(request, form, formsets, change)
        if text := form.data.get(choosing.COMMENT, "").strip():
            comments.add(form.instance, request.user, text)
        if change and "status" in form.changed_data:
            text = _("It is “%(status)s” now.")
            values = {"status": form.instance.get_status_display()}
            self.message_user(request, text % values, messages.SUCCESS)

    def response_change(self, request: HttpRequest, obj: Article):
        """Who takes a story goes on working on it."""
        if choosing.TAKE in request.POST:
            request.POST = request.POST.copy()
            request.POST["_continue"] = "1"
        return super().response_change(request, obj)

    def render_change_form(self, request: HttpRequest, context, *args: Any, **kwargs: Any):
        article = kwargs.get("obj")
        form = context["adminform"].form
        context["moves"] = choosing.buttons(form)
        context["may_take"] = choosing.may_take(form)
        if article:
            if self.has_change_permission(request):
                context["closed"] = moving.why_closed(request.user, article)
            context["thread"] = comments.thread(self, request, article)
            context["may_share"] = links.may_share(self, request)
        context["media"] += MEDIA
        return super().render_change_form(request, context, *args, **kwargs)


def has_foreign_twin(request: HttpRequest, article: Article) -> bool:
    if article.possibly_same_id is None or not scope.is_bound(request.user):
        return False
    return not scope.sees(request.user, article.possibly_same)


def is_open(request: HttpRequest, obj: Model | None) -> bool:
    return obj is None or obj.pk is None or may_edit(request.user, obj.status)
