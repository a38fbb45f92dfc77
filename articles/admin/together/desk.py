"""What two people on one story add to the article's form and list."""

from typing import Any

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.forms import Media
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.admin.base import COUNT_LIMIT, DeskAdmin, id_in, list_some
from articles.models import Article

from . import deleting, kept, lists, page, presence

MEDIA = Media(css={"all": ["articles/admin/together.css"]}, js=["articles/admin/together.js"])


class TogetherAdmin(DeskAdmin):
    """A form that comes too late is answered with a page that holds all that was typed."""

    def get_urls(self) -> list:
        def beat(request: HttpRequest, pk: int) -> HttpResponse:
            return presence.beat(self, request, pk)

        view = self.admin_site.admin_view(beat)
        return [
            path("<int:pk>/presence/", view, name="articles_article_presence"),
            *super().get_urls(),
        ]

    def changeform_view(
        self, request: HttpRequest, object_id=None, form_url="", extra_context=None
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except PermissionDenied:  # it may have been approved, or published, meanwhile
            if request.method != "POST" or not object_id or not self.may_work(request):
                raise
            return kept.page(self, request, object_id)

    def may_work(self, request: HttpRequest) -> bool:
        """Whether he changes stories at all, so that it is this one which is closed."""
        return self.has_change_permission(request) and self.has_view_permission(request)

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts, object_id: str):
        is_save = (
            request.method == "POST" and "post" not in request.POST
        )  # which confirms a deletion
        if is_save and self.may_work(request):
            return kept.page(self, request, object_id)
        return super()._get_obj_does_not_exist_redirect(request, opts, object_id)

    def render_change_form(self, request: HttpRequest, context, *args: Any, **kwargs: Any):
        form = context["adminform"].form
        if getattr(form, "is_gone", False) or getattr(form, "is_closed", False):
            return kept.page(self, request, context["object_id"])
        if article := kwargs.get("obj"):
            context |= self.presence(request, article, form)
            context["media"] += MEDIA
        answer = page.answer(request, context) if form.is_bound else None
        return answer or super().render_change_form(request, context, *args, **kwargs)

    def presence(self, request: HttpRequest, article: Article, form: Any) -> dict[str, Any]:
        """Notes who has the form open, and tells of the others."""
        may_write = self.has_change_permission(request, article)
        if may_write:
            presence.opened(article, request.user, has_typed=request.method == "POST")
        address = reverse("admin:articles_article_presence", args=[article.pk])
        return {
            "others": presence.others(article.pk, request.user),
            "presence_url": address if may_write else "",
            "revision": form.revision,
        }

    def save_related(self, request: HttpRequest, form, formsets, change) -> None:
        super().save_related(request, form, formsets, change)
        if form.together:
            text = _("What others changed while you had this story open is kept: %(fields)s.")
            fields = ", ".join(page.label_of(form[name]) for name in form.together)
            self.message_user(request, text % {"fields": fields}, messages.INFO)

    def response_change(self, request: HttpRequest, obj: Article) -> HttpResponse:
        """He has left; who goes on editing opens the form anew."""
        presence.leave(obj.pk, request.user)
        return super().response_change(request, obj)

    @transaction.atomic
    def delete_view(self, request: HttpRequest, object_id: str, extra_context=None):
        pk = id_in(object_id) or 0
        changes = deleting.changes_since(request, pk)
        is_late = bool(changes) and request.method == "POST"
        if is_late:
            request.POST = QueryDict()  # so that it asks again
        context = deleting.told(changes, pk) | (extra_context or {})
        response = super().delete_view(request, object_id, context)
        if is_late:
            response.status_code = kept.CONFLICT
        return response

    def changelist_view(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        context = {"shown": lists.shown_now()} | (extra_context or {})
        return super().changelist_view(request, context)

    def response_action(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse:
        """What others have changed since the list was shown is left alone, and named."""
        moment = lists.moment_in(request.POST.get("shown"))
        if moment is None:
            return super().response_action(request, queryset)
        chosen = queryset.order_by().values_list("pk", flat=True)
        if request.POST.get("select_across") == "1":
            ids = [*chosen[:COUNT_LIMIT]]
        else:
            ids = [id_in(each) for each in request.POST.getlist(ACTION_CHECKBOX_NAME)]
        ids = [pk for pk in ids if pk is not None]
        stale = lists.changed_since(moment, ids, request.user)
        if stale:
            self.name_stale(request, [*stale.values()])
        if stale and len(stale) >= len(ids):
            return HttpResponseRedirect(request.get_full_path())
        return super().response_action(request, queryset.exclude(pk__in=stale))

    def name_stale(self, request: HttpRequest, titles: list[str]) -> None:
        text = ngettext(
            "%(n)s story was left alone, because somebody has changed it since this list was"
            " shown: %(titles)s. Look at it, and choose again.",
            "%(n)s stories were left alone, because somebody has changed them since this list was"
            " shown: %(titles)s. Look at them, and choose again.",
            len(titles),
        )
        values = {"n": len(titles), "titles": list_some(titles)}
        self.message_user(request, text % values, messages.WARNING)

    def log_change(self, request: HttpRequest, obj, message):
        """A save that changed nothing is no news."""
        return super().log_change(request, obj, message) if message else None
