"""A new import: files from the browser or a folder of the server, planned by a job. Nothing is
stored as a story before somebody has looked at the plan and applied it.
"""

import json
import os
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote_from_bytes
from zoneinfo import available_timezones

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.admin.jobs import job_url, start
from articles.importer import files, places, unpacking, uploads
from articles.importer.dialects import DIALECTS
from articles.importer.places import Place
from articles.importer.planning import top_of
from articles.importer.unpacking import CannotUnpack, Received
from articles.importer.uploads import Given, Upload
from articles.models import ImportBatch, ImportPlan, Status
from articles.models.workflow import may_move

from .running import PLAN

NEW, FOLDERS = "admin/articles/importing/new.html", "admin/articles/importing/folders.html"
PERMISSION = "articles.add_importbatch"
AT_ONCE = 90  # files in one request: Django takes no more than a hundred
TOLD = 5  # of what was left out, in a message; the page of the job tells more
ROOTS, ROOTS_LOOKED_AT = 50, 500


class NewImport(forms.Form):
    """How the files are to be read. Where they are is not the form's: they have come by then."""

    root = forms.CharField(
        label=gettext_lazy("Name of the folder"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"list": "known-roots", "class": "vTextField"}),
        help_text=gettext_lazy(
            "Files are known by it and by their path: give a newer copy of a folder the same name"
            " as before. Empty: the name that the folder or the zip has."
        ),
    )
    status = forms.ChoiceField(
        label=gettext_lazy("New stories"),
        choices=[(Status.INBOX.value, gettext_lazy("into the inbox"))],
        initial=Status.INBOX.value,
    )
    dialect = forms.ChoiceField(
        label=gettext_lazy("Dialect"),
        choices=[("auto", gettext_lazy("found out file by file")), *((n, n) for n in DIALECTS)],
        help_text=gettext_lazy("The program that wrote the files."),
    )
    naive_tz = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        required=False,
        choices=[("", "UTC"), *((name, name) for name in sorted(available_timezones()))],
        help_text=gettext_lazy("Of dates that name none."),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if may_publish(user):
            published = (Status.PUBLISHED.value, gettext_lazy("published at once"))
            self.fields["status"].choices = [*self.fields["status"].choices, published]

    def clean_root(self) -> str:
        return files.shown(self.cleaned_data["root"].strip().encode("utf-8", "replace"))[:200]


def may_publish(user: Any) -> bool:
    return may_move(user, Status.INBOX, Status.PUBLISHED)


def sentence(code: str) -> str:
    """Why something of an upload is refused, in words."""
    values = {"limit": unpacking.LIMITS.get(code, ""), "kinds": ", ".join(sorted(files.SUFFIXES))}
    return _(unpacking.SENTENCES[code]) % values


def refuse_strangers(request: HttpRequest) -> None:
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied


# Uploading --------------------------------------------------------------------------------------


def given(request: HttpRequest) -> list[Given]:
    """The uploaded files, under their paths in the chosen folder where the script told them."""
    found = request.FILES.getlist("files")
    try:
        paths = json.loads(request.POST.get("paths") or "[]")
    except ValueError:
        paths = []
    told = isinstance(paths, list) and len(paths) == len(found)
    names = paths if told else [file.name for file in found]
    return [Given(str(name), file.size, file) for name, file in zip(names, found, strict=True)]


def receive(request: HttpRequest) -> tuple[Upload | None, Received]:
    """What the request brings, into the upload that it names or a new one. Raises CannotUnpack,
    and a new one is gone then."""
    upload = uploads.named(request.POST.get("upload", ""), request.user.pk)
    brought = given(request)
    if not brought:
        return upload, Received()
    known, upload = upload, upload or uploads.new(request.user.pk)
    try:
        return upload, upload.take(brought)
    except BaseException:
        if known is None:
            upload.remove()
        raise


def piece_view(request: HttpRequest) -> HttpResponse:
    """A piece of a folder that the script sends; answers with the upload's name."""
    refuse_strangers(request)
    try:
        upload, received = receive(request)
    except CannotUnpack as error:
        return JsonResponse({"error": sentence(error.code)}, status=400)
    return JsonResponse({"upload": upload.name if upload else "", "files": received.files})


def tell_left_out(request: HttpRequest, received: Received) -> None:
    left = [(name, sentence(code)) for name, code in received.left_out]
    for name, reason in left[:TOLD]:
        text = _("“%(name)s” was left out: %(reason)s") % {"name": name[:200], "reason": reason}
        messages.warning(request, text)
    if rest := len(left[TOLD:]) + received.more_left_out:
        text = ngettext(
            "%(n)s more was left out.", "%(n)s more were left out.", rest
        ) % {"n": rest}  # fmt: skip
        messages.warning(request, text)
    if received.others:
        text = ngettext(
            "%(n)s file that is no article was passed over.",
            "%(n)s files that are no articles were passed over.",
            received.others,
        )
        messages.info(request, text % {"n": received.others})


# The page ---------------------------------------------------------------------------------------


def new_view(modeladmin: Any, request: HttpRequest) -> HttpResponse:
    refuse_strangers(request)
    said = request.POST if request.method == "POST" else request.GET
    place = places.find(said.get("place", ""), said.get("below", "")) if "place" in said else None
    if request.method != "POST":
        form = NewImport(user=request.user, initial={"root": place.name if place else ""})
        return page(modeladmin, request, form, place)
    form = NewImport(request.POST, user=request.user)
    upload = None
    try:
        if place is None:
            upload, _received = receive(request)
            if upload:
                tell_left_out(request, upload.received)
                upload.refuse_empty()
    except CannotUnpack as error:
        form.add_error(None, sentence(error.code))
    else:
        if place is None and upload is None:
            form.add_error(None, _("Choose a zip, files, or a folder."))
    if not form.is_valid():
        return page(modeladmin, request, form, place, upload)
    return redirect(job_url(begin(request, form.cleaned_data, place, upload)))


def begin(request: HttpRequest, how: dict[str, Any], place: Place | None, upload: Upload | None):
    """The job that plans it."""
    if place:
        top, name = place.path, place.name
    else:
        top, name = upload.top
        name = name or proposed(request)
    params = {
        "top": quote_from_bytes(os.fsencode(top)),
        "root": how["root"] or files.shown(os.fsencode(name))[:200],
        "prefix": "",
        "dialect": how["dialect"],
        "naive_tz": how["naive_tz"],
        "status": how["status"],
        "upload": upload.name if upload else "",
    }
    return start(PLAN, request.user, params)


def proposed(request: HttpRequest) -> str:
    """A name for files that came without a folder: the zip's own."""
    names = [file.name or "" for file in request.FILES.getlist("files")]
    stem, suffix = os.path.splitext(names[0]) if len(names) == 1 else ("", "")
    return stem if suffix.lower() == ".zip" and stem else "upload"


def page(
    modeladmin: Any,
    request: HttpRequest,
    form: NewImport,
    place: Place | None,
    upload: Upload | None = None,
) -> HttpResponse:
    known = ImportBatch.objects.order_by("-pk").values_list("root", flat=True)[:ROOTS_LOOKED_AT]
    context = modeladmin.admin_site.each_context(request) | {
        "title": _("New import"),
        "opts": modeladmin.opts,
        "form": form,
        "place": place,
        "upload": upload,
        "has_places": bool(places.allowed()),
        "roots": list(dict.fromkeys(known))[:ROOTS],
        "kinds": ",".join(sorted({*files.SUFFIXES, ".zip"})),
        "at_once": AT_ONCE,
        "limit": unpacking.LIMITS["U_TOO_BIG"],
    }
    return TemplateResponse(request, NEW, context, status=400 if form.errors else 200)


def folders_view(modeladmin: Any, request: HttpRequest) -> HttpResponse:
    """Folders of the server, one step at a time."""
    refuse_strangers(request)
    place = places.find(request.GET.get("place", ""), request.GET.get("below", ""))
    content, error = None, ""
    if "place" in request.GET and place is None:
        error = _("There is no such folder here, or a link leads out of it.")
    elif place:
        try:
            content = places.content(place)
        except OSError as failure:
            error = _("The folder cannot be read: %(reason)s.") % {"reason": failure.strerror}
    context = modeladmin.admin_site.each_context(request) | {
        "title": _("A folder on the server"),
        "opts": modeladmin.opts,
        "place": place,
        "content": content,
        "error": error,
        "tops": places.allowed(),
    }
    return TemplateResponse(request, FOLDERS, context, status=404 if error else 200)


def plan_again(request: HttpRequest, plan: ImportPlan):
    """The job that makes the same plan anew, by what is there now."""
    if plan.options["status"] == Status.PUBLISHED and not may_publish(request.user):
        raise PermissionDenied
    names: Iterable[str] = ("top", "root", "prefix", "dialect", "naive_tz", "status")
    upload = uploads.holding(top_of(plan))
    params = {name: plan.options[name] for name in names}
    return start(PLAN, request.user, params | {"upload": upload.name if upload else ""})
