"""A tag's other names, on its form."""

from typing import Any

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag

from articles.models import TagSynonym
from articles.models.tag_synonyms import LONGEST, synonym_key


class SynonymForm(forms.ModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "name" in self.fields:  # the table's heading is no label
            self.fields["name"].widget.attrs["aria-label"] = _("Other name")

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        self.instance.key = key = synonym_key(name)
        if len(key) > LONGEST:
            raise forms.ValidationError(_("This name is too long."))
        if synonym_key(self.instance.tag.name) == key:
            raise forms.ValidationError(_("This is the tag's own name."))
        taken = Tag.objects.filter(name__iexact=name).exclude(pk=self.instance.tag_id).exists()
        if taken:
            text = _("There is a tag of this name. Merge it into this one instead.")
            raise forms.ValidationError(text)
        other = TagSynonym.objects.filter(key=key).exclude(pk=self.instance.pk).first()
        if other and other.tag_id != self.instance.tag_id:
            text = _("This is another name of “%(tag)s” already.")
            raise forms.ValidationError(text, params={"tag": other.tag.name})
        return name


class SynonymFormSet(forms.BaseInlineFormSet):
    def clean(self) -> None:
        """Two that differ by capitals alone are one."""
        super().clean()
        seen: set[str] = set()
        for form in self.forms:
            if form in self.deleted_forms or not form.cleaned_data.get("name"):
                continue
            if form.instance.key in seen:
                form.add_error("name", _("This name stands here twice."))
            seen.add(form.instance.key)


class SynonymInline(admin.TabularInline):
    model = TagSynonym
    form = SynonymForm
    formset = SynonymFormSet
    fields = ["name"]
    extra = 1
    verbose_name = _("other name")
    verbose_name_plural = _("other names: imports and forms that say one of them mean this tag")
