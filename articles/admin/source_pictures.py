"""A source's pictures: what its policy means and sets off; and its logo, made anew."""

import hashlib
from pathlib import Path
from tempfile import TemporaryDirectory

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin.widgets import AdminFileWidget
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.images import registering, uploading
from articles.images.http import LIMITS, MEGABYTE
from articles.images.reasons import Refusal
from articles.models import Source, grants_of

from .base import bounded
from .image_filters import explain
from .image_form import ACCEPTED
from .moments import Day

LOGO_WIDTH = 640  # more is not shown


class SourceForm(forms.ModelForm):
    """Its logo's field is a plain one: nothing is decoded in this process."""

    logo = forms.FileField(
        label=capfirst(Source._meta.get_field("logo").verbose_name),
        help_text=_("A square picture, shown beside the source's name. It is made anew."),
        required=False,
        widget=AdminFileWidget(attrs={"accept": ACCEPTED}),
    )

    licence_until = Day(
        label=capfirst(Source._meta.get_field("licence_until").verbose_name),
        help_text=Source._meta.get_field("licence_until").help_text,
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if "image_rights" in self.fields:  # not for those who may only look
            self.fields["image_rights"].help_text = policy_help()

    def clean_logo(self):
        logo = self.cleaned_data["logo"]
        if not isinstance(logo, UploadedFile):
            return logo
        try:
            return developed(logo)
        except Refusal as refusal:
            raise forms.ValidationError(explain(refusal.code, refusal.detail)) from refusal


def policy_help() -> str:
    help_text = gettext(
        "For pages that show its full text. Copied: fetch_images fetches each picture once, and"
        " readers see our copy or none; nobody else learns what they read. From where they lie:"
        " readers' browsers ask the hosts of the pictures. Pictures that editors uploaded are"
        " shown in any case."
    )
    if settings.HOT_LINK:
        return help_text
    off = gettext("HOT_LINK is off on this site: “from where they lie” shows none.")
    return f"{help_text} {off}"


def developed(logo: UploadedFile) -> ContentFile:
    """The picture that the file holds, without all else in it. Raises Refusal."""
    if logo.size > LIMITS.bytes:
        raise Refusal("I_TOO_LARGE", most=LIMITS.bytes // MEGABYTE)
    with TemporaryDirectory(prefix="newsdesk-logo-") as folder:
        original, made = Path(folder, "original"), Path(folder, "made")
        made.mkdir()
        with original.open("wb") as out:
            out.writelines(logo.chunks())
        picture = uploading.workshop().develop(original, made)
        extension = "png" if "png" in picture.renditions else "jpg"
        widths = picture.renditions[extension]
        width = max((each for each in widths if each <= LOGO_WIDTH), default=widths[0])
        content = (made / f"{width}.{extension}").read_bytes()
    return ContentFile(content, f"{hashlib.sha256(content).hexdigest()[:32]}.{extension}")


def tell_policy(modeladmin, request: HttpRequest, source: Source, before: Source | None) -> None:
    """What a changed policy sets off, and what waits for whom."""
    are_copied = grants_of(source).copies
    if are_copied == (before is not None and grants_of(before).copies):
        return
    if are_copied:
        waiting = registering.unregistered().filter(source=source)
        text = gettext(
            "The next run of fetch_images copies its pictures; until then its stories show none."
            " Stories that wait: %(n)s."
        ) % {"n": bounded(waiting)}
    else:
        text = gettext(
            "Copies of its pictures are not shown any more. collect_images deletes those that no"
            " story of another source shows."
        )
    modeladmin.message_user(request, text, messages.INFO)
