"""Tags that a person types: the same limits and the same slugs as those of imports."""

from typing import Any

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag

from articles.models import TagSynonym
from articles.models.names import free_slug, make_slug
from articles.models.tag_synonyms import LONGEST as LONGEST_NAME
from articles.models.tag_synonyms import synonym_key

FALLBACK = "tag"


def tag_slug(name: str, pk: int | None = None) -> str:
    """A slug for the tag `pk`. taggit's own drops signs: C, C+ and C++ would share one."""
    others = Tag.objects.exclude(pk=pk).filter(slug=make_slug(name, FALLBACK))
    return free_slug(name, others.values_list("slug", flat=True), FALLBACK)


def tag_named(name: str) -> Tag:
    """The tag of this name or synonym, whatever its case; made if there is none."""
    found = Tag.objects.filter(name__iexact=name).order_by("pk").first()
    if found is None:
        found = Tag.objects.filter(synonyms__key=synonym_key(name)).first()
    return found or Tag.objects.get_or_create(name=name, defaults={"slug": tag_slug(name)})[0]


def remember_name(name: str, tag: Tag) -> None:
    """What the tag was called, or another that it swallowed: files go on saying it."""
    key = synonym_key(name)
    if key != synonym_key(tag.name) and len(key) <= LONGEST_NAME:
        TagSynonym.objects.update_or_create(key=key, defaults={"name": name, "tag": tag})


def refuse_long(names: list[str]) -> None:
    """taggit's field looks at the whole line only; PostgreSQL would refuse the single tag."""
    text = _("The tag “%(name)s” is too long: at most %(limit)s characters.")
    errors = [
        forms.ValidationError(
            text, params={"name": Truncator(name).chars(40), "limit": LONGEST_NAME}
        )
        for name in names
        if len(name) > LONGEST_NAME
    ]
    if errors:
        raise forms.ValidationError(errors)


class TagForm(forms.ModelForm):
    """Makes the slug before the form is checked, so that a taken one is an error to read."""

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        taken = TagSynonym.objects.filter(key=synonym_key(name)).exclude(tag=self.instance.pk)
        if other := taken.select_related("tag").first():
            text = _("This is another name of the tag “%(tag)s”. Take it away there first.")
            raise forms.ValidationError(text, params={"tag": other.tag.name})
        return name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("slug") == "" and cleaned.get("name"):
            cleaned["slug"] = tag_slug(cleaned["name"], self.instance.pk)
        return cleaned
