"""The tags and categories that somebody typed into the lane."""

from collections.abc import Iterable

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from taggit.models import Tag
from taggit.utils import parse_tags

from articles.admin.tags import refuse_long, tag_named
from articles.models import Category

MOST_TAGS = 50
COMMAS = str.maketrans("，", ",")


def as_typed(tags: Iterable[Tag]) -> str:
    """As they would be typed: what holds a comma stands in quotes."""
    return ", ".join(f'"{tag.name}"' if {",", "，"} & {*tag.name} else tag.name for tag in tags)


def tags_named(text: str) -> list[Tag]:
    """Those that are known, whatever their case; new ones are made."""
    quoted = text.split('"')
    outside = [part.translate(COMMAS) if at % 2 == 0 else part for at, part in enumerate(quoted)]
    names = parse_tags('"'.join(outside) + ",")  # with a comma, or blanks would part them
    if len(names) > MOST_TAGS:
        raise forms.ValidationError(_("At most %(n)s tags.") % {"n": MOST_TAGS})
    refuse_long(names)
    return list(dict.fromkeys(tag_named(name) for name in names))


def categories_named(text: str) -> list[Category]:
    """The one of this full name or path, or of this name alone if no other has it."""
    text = text.strip()[:1000]
    if not text:
        return []
    whole = list(Category.objects.filter(Q(title=text) | Q(path=text))[:1])
    found = whole or list(Category.objects.filter(name__iexact=text)[:2])
    return found if len(found) == 1 else []
