"""Uploading: a page that needs no script, and the endpoint for the story form's buttons.

Both take many files, each with its alternative text; one that is refused keeps none from coming.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain, repeat
from typing import Any

from django.contrib import messages
from django.contrib.admin.models import ADDITION, LogEntry
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.forms import FileField
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from articles.images import registering, uploading
from articles.images.reasons import Refusal
from articles.models import Image

from . import image_facts
from .base import id_in
from .image_filters import explain
from .image_form import ACCEPTED

TEMPLATE = "admin/articles/image/upload.html"
AT_ONCE = 20
PLACES = 3  # on the page without script, each with a field for its text
EMPTY = FileField.default_error_messages["empty"]
LONGEST_ALT = Image._meta.get_field("alt").max_length


@dataclass(slots=True)
class Received:
    """What came of the files: pictures by the name of their file, and why others are none."""

    pictures: list[tuple[str, Image, str]] = field(default_factory=list)
    errors: list[tuple[str, str]] = field(default_factory=list)


def receive(request: HttpRequest, given: Iterable[tuple[UploadedFile, str]]) -> Received:
    """Each file with what it shows."""
    received = Received()
    for number, (file, said) in enumerate(given):
        name, alt = file.name or "", one_line(said)
        if number >= AT_ONCE:
            received.errors.append((name, _("At most %(n)s files at once.") % {"n": AT_ONCE}))
            continue
        if not file.size:
            received.errors.append((name, str(EMPTY)))
            continue
        try:
            received.pictures.append((name, take(request, file, alt), alt))
        except Refusal as refusal:
            received.errors.append((name, explain(refusal.code, refusal.detail)))
    return received


def one_line(said: str) -> str:
    """As it may stand in an attribute and in a column."""
    return " ".join(said.replace("\0", " ").split())[:LONGEST_ALT]


def take(request: HttpRequest, file: UploadedFile, alt: str) -> Image:
    """Stores it. A picture that we have keeps what was said of it."""
    image = uploading.upload(file, request.user)
    untold = Image.objects.filter(pk=image.pk, alt="", is_decorative=False)
    if alt and untold.update(alt=alt):
        image.alt = alt
        registering.refresh(registering.stories_of([image.pk]))
    LogEntry.objects.log_actions(
        request.user.pk, [image], ADDITION, [{"added": {}}], single_object=True
    )
    return image


def endpoint(modeladmin, request: HttpRequest) -> HttpResponse:
    if request.method != "POST":  # the address loaded again, or come back to after a login
        return redirect("admin:articles_image_changelist")
    if not modeladmin.has_add_permission(request):
        raise PermissionDenied
    files, alts = request.FILES.getlist("files"), request.POST.getlist("alt")
    received = receive(request, zip(files, chain(alts, repeat("")), strict=False))
    return JsonResponse(
        {
            "pictures": [
                {"file": name, **as_json(image, alt)} for name, image, alt in received.pictures
            ],
            "errors": [{"file": name, "reason": reason} for name, reason in received.errors],
        }
    )


def as_json(image: Image, alt: str) -> dict[str, Any]:
    width, height = size_of_address(image)
    return {
        "address": uploading.address_of(image),
        "alt": alt or image.alt,
        "width": width,
        "height": height,
        "thumbnail": image_facts.thumbnail_url(image),
        "figure": figure_of(image, alt),
    }


def size_of_address(image: Image) -> tuple[int, int]:
    """Of the file that stories name: as large as the picture, or smaller."""
    _extension, widths = image_facts.fallback_of(image)
    width = widths[-1] if widths else image.width
    return width, max(1, round(image.height * width / image.width))


def figure_of(image: Image, alt: str = "") -> str:
    """What a body holds to show it."""
    return format_html(
        '<figure><img src="{}" alt="{}" width="{}" height="{}"></figure>',
        uploading.address_of(image), alt or image.alt, *size_of_address(image),
    )  # fmt: skip


def on_the_page(request: HttpRequest) -> list[tuple[UploadedFile, str]]:
    """Files with a text of their own, and then those without."""
    told = [
        (request.FILES[f"file-{place}"], request.POST.get(f"alt-{place}", ""))
        for place in range(PLACES)
        if f"file-{place}" in request.FILES
    ]
    return told + [(file, "") for file in request.FILES.getlist("files")]


def add_page(modeladmin, request: HttpRequest) -> HttpResponse:
    if not modeladmin.has_add_permission(request):
        raise PermissionDenied
    if request.method == "POST":
        received = receive(request, on_the_page(request))
        for name, reason in received.errors:
            text = _("“%(file)s”: %(reason)s") % {"file": name, "reason": reason}
            modeladmin.message_user(request, text, messages.ERROR)
        if not received.pictures and not received.errors:
            modeladmin.message_user(request, _("Choose at least one file."), messages.ERROR)
        new = [("new", image.pk) for _name, image, _alt in received.pictures]
        return redirect(f"{reverse('admin:articles_image_add')}?{urlencode(new)}")
    ids = [pk for pk in map(id_in, request.GET.getlist("new")[:AT_ONCE]) if pk]
    images = Image.objects.filter(pk__in=ids, is_upload=True, is_rejected=False).order_by("pk")
    context = modeladmin.admin_site.each_context(request) | {
        "title": _("Upload pictures"),
        "opts": modeladmin.opts,
        "uploaded": [(image, image_facts.thumbnail(image), as_json(image, "")) for image in images],
        "accepted": ACCEPTED,
        "at_once": AT_ONCE,
        "longest": LONGEST_ALT,
        "places": range(PLACES),
        "media": modeladmin.media,
    }
    return TemplateResponse(request, TEMPLATE, context)
