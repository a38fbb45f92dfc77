"""What is done to one picture: another file in its place, “this is no picture”, and back."""

from typing import Any

from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from articles.images import uploading
from articles.images.reasons import Refusal
from articles.models import Image

from . import image_facts
from .image_filters import explain
from .image_form import FileForm

REPLACE = "admin/articles/image/replace.html"
REJECT = "admin/articles/image/reject.html"
TAKE_DOWN = "admin/articles/image/take_down.html"


def log(request: HttpRequest, image: Image, changed: str) -> None:
    said = [{"changed": {"fields": [changed]}}] if changed != "is_rejected" else which_way(image)
    LogEntry.objects.log_actions(request.user.pk, [image], CHANGE, said, single_object=True)


def which_way(image: Image) -> str:
    return _("Said to be no picture.") if image.is_rejected else _("Said to be a picture again.")


def found(modeladmin, request: HttpRequest, pk: int) -> Image:
    image = get_object_or_404(Image, pk=pk)
    if not modeladmin.has_change_permission(request, image):
        raise PermissionDenied
    return image


def replace(modeladmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Another file, for all stories that show this one."""
    image = found(modeladmin, request, pk)
    if image_facts.is_taken_down(image):
        return redirect("admin:articles_image_change", image.pk)
    is_sent = request.method == "POST"
    form = FileForm(request.POST, request.FILES) if is_sent else FileForm()
    if is_sent and form.is_valid():
        try:
            now = uploading.replace(image, form.cleaned_data["file"], request.user)
        except Refusal as refusal:
            form.add_error("file", explain(refusal.code, refusal.detail))
        else:
            log(request, now, "file")
            modeladmin.message_user(request, _("The file was replaced."), messages.SUCCESS)
            return redirect("admin:articles_image_change", now.pk)
    return page_of(modeladmin, request, image, REPLACE, {"form": form, "title": _("Replace")})


def reject(modeladmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Asks first. A rejected picture is shown nowhere; the same page lets it come back."""
    image = found(modeladmin, request, pk)
    if image_facts.is_taken_down(image):
        return redirect("admin:articles_image_change", image.pk)
    if request.method != "POST":
        title = _("A picture after all?") if image.is_rejected else _("Is this no picture?")
        return page_of(modeladmin, request, image, REJECT, {"title": title})
    image.is_rejected = "back" not in request.POST
    with transaction.atomic():
        uploading.reject(image, is_rejected=image.is_rejected)
        log(request, image, "is_rejected")
    said = _("It is shown nowhere now.") if image.is_rejected else _("Stories show it again.")
    modeladmin.message_user(request, said, messages.SUCCESS)
    return redirect("admin:articles_image_change", image.pk)


def take_down(modeladmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Asks first, and says where it disappears. Its files go; its row stays, to know it again."""
    image = get_object_or_404(Image, pk=pk)
    if not modeladmin.has_delete_permission(request, image):
        raise PermissionDenied
    if request.method != "POST":
        return page_of(modeladmin, request, image, TAKE_DOWN, {"title": _("Take it down?")})
    with transaction.atomic():
        uploading.remove(image)
        log(request, image, "files")
    said = _("The picture is gone. The same file is refused from now on.")
    modeladmin.message_user(request, said, messages.SUCCESS)
    return redirect("admin:articles_image_changelist")


def page_of(modeladmin, request: HttpRequest, image: Image, template: str, extra: dict[str, Any]):
    context = modeladmin.admin_site.each_context(request) | {
        "opts": modeladmin.opts,
        "image": image,
        "thumbnail": image_facts.thumbnail(image),
        "about": image_facts.about(image),
        "media": modeladmin.media,
    }
    context |= image_facts.newest_stories(image, request.user)
    return TemplateResponse(request, template, context | extra)
