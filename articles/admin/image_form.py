"""The forms about a picture: what a person says of it, and the file that takes its place."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

# What browsers offer in their dialogue; what is accepted is told by content.
ACCEPTED = "image/*"


class ImageForm(forms.ModelForm):
    """What a person says of a picture."""

    def clean_alt(self) -> str:
        """One line: it stands in an attribute."""
        return " ".join(self.cleaned_data["alt"].split())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("alt") and cleaned.get("is_decorative"):
            self.add_error(
                "is_decorative", _("Decoration has no alternative text: choose one of the two.")
            )
        return cleaned


class FileForm(forms.Form):
    """Another file. A plain field: nothing is decoded in this process."""

    file = forms.FileField(
        label=_("File"), widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED})
    )
