"""A form that is saved into what others made of the story meanwhile, field by field.

Three values of each field: the base that the form was opened with, mine that it sends, theirs that
stands in the story. What I did not touch stays theirs; what they did not touch becomes mine; where
both changed it, tags and categories go together as sets and the body by paragraph. The rest waits
for a person, and nothing is saved until then.
"""

import copy
from collections.abc import Iterable, Set
from typing import Any

from django import forms
from django.db import models, transaction
from django.http import QueryDict
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag

from articles.models import Article, Category
from articles.provenance.merge import Conflict, Passages, merge_body, merge_passages

from .base import Base, newest, opened_now, plain, sealed, stored_names, unsealed, values_of
from .posted import MOST_PASSAGES, with_choices, with_values

COLLIDED = _("Somebody else has changed the same meanwhile: %(fields)s.")


class MergingForm(forms.ModelForm):
    """After its cleaning `changed_data` names what differs from the stored story."""

    opened = forms.CharField(required=False, widget=forms.HiddenInput)
    base: Base | None = None
    stored: Article | None = None  # as it stands while the save holds it
    revision = 0  # the newest one that the form knows of
    is_gone = False
    passages: Passages | None = None  # of a body that both changed in one place

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.touched: set[str] = set()  # what I changed
        self.theirs: dict[str, Any] = {}  # what stands
        self.together: dict[str, Any] = {}  # what others changed, alone or with me
        self.collisions: list[str] = []
        if self.instance.pk is None:
            return
        self.names = stored_names(self.fields)
        if self.is_bound:
            token, body = (self.data.get(name, "") for name in ("opened", "body"))
            self.base = unsealed(token, self.instance, body)
            self.revision = self.base.revision if self.base else 0
        else:
            self.revision = newest(self.instance)
            values = {name: self.initial[name] for name in self.names}
            self.initial["opened"] = opened_now(self.instance, values, self.revision)

    def full_clean(self) -> None:
        if self.is_bound and self.base:
            self.follow()
        super().full_clean()

    def follow(self) -> None:
        """Before anything is checked: the fields that I did not touch show what stands by now."""
        assert self.base is not None
        stand = {name: self.initial[name] for name in self.names}
        known = [name for name in self.names if name in self.base.values]
        self.initial |= {name: self.initial_of(name) for name in known}
        self.data = with_choices(self)
        self.touched = self.differing(self.initial, known)
        moved = {name: stand[name] for name in known if self.is_moved(name, stand[name])}
        followed = {name: value for name, value in moved.items() if name not in self.touched}
        if not followed:
            return
        self.initial |= followed
        self.data = with_values(self, followed)
        self.data["opened"] = sealed(
            self.instance,
            self.base.values | {name: plain(name, value) for name, value in followed.items()},
            self.base.revision,
        )

    def is_moved(self, name: str, stands: Any) -> bool:
        """Whether somebody else changed it since the form was opened."""
        known = self.base.values if self.base else {}
        return name not in known or plain(name, stands) != known[name]

    def initial_of(self, name: str) -> Any:
        """The base's value as the form takes it. Of a body that is not known all is new."""
        assert self.base is not None
        value = self.base.values[name]
        if name == "body":
            return self.base.body or ""
        if name == "tags":
            return [Tag(name=each) for each in value]
        is_time = isinstance(Article._meta.get_field(name), models.DateTimeField)
        return parse_datetime(value) if is_time and value else value

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk:
            self.lock()
        if self.stored and not self.errors:
            self.bring_together(cleaned)
        return cleaned

    @transaction.atomic
    def lock(self) -> None:
        """Until the admin's transaction ends: what an import or another person has changed since
        the form was opened is here, and what they would change now waits, and then notices us."""
        try:
            self.instance.refresh_from_db(from_queryset=Article.objects.select_for_update())
        except Article.DoesNotExist:
            self.is_gone = True
            self.add_error(None, _("The story is gone: somebody deleted it, or merged it."))
        else:
            self.stored = copy.copy(self.instance)

    def bring_together(self, cleaned: dict[str, Any]) -> None:
        self.theirs = values_of(self.stored, self.names)
        apart = self.differing(self.theirs, self.names)
        # A change of the body that the cleaning undoes is none.
        if "body" in cleaned and cleaned["body"] in (self.initial["body"], self.stored.body):
            apart.discard("body")
        mine = apart if self.base is None else apart & self.touched
        changed = []
        for name in self.names:
            is_moved = self.is_moved(name, self.theirs[name])
            if name not in mine:
                self.leave(name, cleaned, is_moved=is_moved)
            elif not is_moved or self.meet(name, cleaned):
                changed.append(name)
        self.changed_data = changed
        if self.collisions:
            labels = ", ".join(str(self[name].label) for name in self.collisions)
            self.add_error(None, COLLIDED % {"fields": labels})

    def differing(self, values: dict[str, Any], names: Iterable[str]) -> set[str]:
        """The fields in which what was sent is not what these values are shown as."""
        return {
            name
            for name in names
            if self.fields[name].has_changed(shown(values[name]), self[name].data)
        }

    def leave(self, name: str, cleaned: dict[str, Any], *, is_moved: bool) -> None:
        """Theirs stays: neither a browser's CRLF nor its lack of microseconds may get there."""
        value = self.theirs[name]
        if is_moved:
            self.together[name] = value
        field = Article._meta.get_field(name)
        if name == "tags":
            cleaned[name] = [tag.name for tag in value]
        elif field.many_to_many:
            cleaned[name] = value
        elif is_moved or not field.is_relation:
            cleaned[name] = getattr(self.stored, name)

    def meet(self, name: str, cleaned: dict[str, Any]) -> bool:
        """Both changed it. Whether what comes of it differs from theirs."""
        if name == "tags":
            self.together[name] = [Tag(name=each) for each in self.all_tags(cleaned[name])]
            cleaned[name] = [tag.name for tag in self.together[name]]
        elif name == "categories":
            self.together[name] = cleaned[name] = self.all_categories(cleaned[name])
        elif name == "body":
            self.meet_body(cleaned)
        elif name == "summary" and self.stored.has_derived_summary:
            return True  # nobody wrote theirs: it followed the text
        else:
            self.collisions.append(name)
        merged = self.together.get(name)
        return merged is None or plain(name, merged) != plain(name, self.theirs[name])

    def meet_body(self, cleaned: dict[str, Any]) -> None:
        versions = (self.initial["body"] if self.base else "", self.stored.body, cleaned["body"])
        passages = merge_passages(*versions)
        if passages.conflicts:
            if len(passages.conflicts) > MOST_PASSAGES:  # nobody decides so many one by one
                whole = Conflict(*(versions[at] for at in (0, 2, 1)), before="")
                passages = Passages("", (whole,), "")
            self.passages = passages
            self.collisions.append("body")
        else:
            self.together["body"] = cleaned["body"] = merge_body(*versions).html

    def all_tags(self, mine: list[str]) -> list[str]:
        base = self.base.values["tags"] if self.base else []
        theirs = [tag.name for tag in self.theirs["tags"]]
        names = {name.casefold(): name for name in (*mine, *theirs)}
        return sorted(names[key] for key in united(*map(folded, (base, theirs, mine))))

    def all_categories(self, mine: models.QuerySet) -> list[Category]:
        base = self.base.values["categories"] if self.base else []
        theirs = {category.pk for category in self.theirs["categories"]}
        chosen = united({*base}, theirs, {category.pk for category in mine})
        return list(Category.objects.filter(pk__in=chosen))

    def _save_m2m(self) -> None:
        """Nothing is written that I did not change."""
        self.cleaned_data = {
            name: value
            for name, value in self.cleaned_data.items()
            if self.stored is None or name in self.changed_data
        }
        super()._save_m2m()

    def brought_forward(self) -> QueryDict:
        """What was sent with what others made of the rest, as a form sends it that is opened now.

        Where both changed one thing it holds mine.
        """
        data = with_values(self, self.together)
        self.revision = newest(self.stored)
        data["opened"] = opened_now(self.stored, self.theirs, self.revision)
        return data


def shown(value: Any) -> Any:
    """A browser's fields for times have no microseconds."""
    return value.replace(microsecond=0) if hasattr(value, "microsecond") else value


def folded(names: list[str]) -> set[str]:
    return {name.casefold() for name in names}


def united(base: Set, theirs: Set, mine: Set) -> Set:
    """What both kept, and what either added."""
    return (mine & theirs) | (mine - base) | (theirs - base)
