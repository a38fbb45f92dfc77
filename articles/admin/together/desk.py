"""What two people on one story add to the article's form and list."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from articles.admin.base import DeskAdmin

from . import kept, page


class TogetherAdmin(DeskAdmin):
    """A form that comes too late is answered with a page that holds all that was typed."""

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
        if request.method == "POST" and self.may_work(request):
            return kept.page(self, request, object_id)
        return super()._get_obj_does_not_exist_redirect(request, opts, object_id)

    def render_change_form(self, request: HttpRequest, context, *args: Any, **kwargs: Any):
        form = context["adminform"].form
        if getattr(form, "is_gone", False):
            return kept.page(self, request, context["object_id"])
        answer = page.answer(request, context) if form.is_bound else None
        return answer or super().render_change_form(request, context, *args, **kwargs)

    def log_change(self, request: HttpRequest, obj, message):
        """A save that changed nothing is no news."""
        return super().log_change(request, obj, message) if message else None
