"""Sources, categories and tags by name: those that exist, and new ones as stories need them."""

from typing import TypeVar

from django.db import IntegrityError, models
from django.db.models import Q
from taggit.models import Tag

from articles.models import Category, Source
from articles.models.names import free_slug

Named = TypeVar("Named", bound=models.Model)


class Filing:
    """A run's memory of what stories are filed under. Reads each table once.

    What is not remembered may still exist by now: editors make some as well. `made` holds the
    numbers of those that the run itself made, by kind.
    """

    def __init__(self) -> None:
        self.made: dict[str, list[int]] = {}
        self.sources = {source.name: source for source in Source.objects.all()}
        self.categories = {
            (category.parent_id, category.name): category for category in Category.objects.all()
        }
        self.tags: dict[str, Tag] = {}
        self.tag_slugs: set[str] = set()
        for tag in Tag.objects.all():
            self._remember(tag)

    @property
    def homepages(self) -> dict[str, str]:
        """Each source's address, for the relative links in its stories."""
        return {name: source.homepage for name, source in self.sources.items() if source.homepage}

    def source(self, name: str) -> Source:
        if name not in self.sources:
            self.sources[name] = self._found_or_made(Source.objects, name=name)
        return self.sources[name]

    def category(self, path: tuple[str, ...]) -> Category:
        """The category at the end of a path of names."""
        parent: Category | None = None
        for name in path:
            key = (parent.pk if parent else None, name)
            if key not in self.categories:
                found = self._found_or_made(Category.objects, name=name, parent=parent)
                self.categories[key] = found
            parent = self.categories[key]
        assert parent is not None, "build.py leaves out empty paths"
        return parent

    def tag(self, name: str) -> Tag:
        """The tag of this name; upper and lower case are one (TAGGIT_CASE_INSENSITIVE)."""
        key = name.casefold()
        if key not in self.tags:
            slug = free_slug(name, self.tag_slugs, fallback="tag")
            for tag in Tag.objects.filter(Q(name=name) | Q(slug=slug)):
                self._remember(tag)
        if key not in self.tags:
            slug = free_slug(name, self.tag_slugs, fallback="tag")
            self._remember(self._found_or_made(Tag.objects, {"slug": slug}, name=name))
        return self.tags[key]

    def _remember(self, tag: Tag) -> None:
        self.tags.setdefault(tag.name.casefold(), tag)
        self.tag_slugs.add(tag.slug)

    def _found_or_made(
        self,
        rows: models.Manager[Named],
        defaults: dict[str, str] | None = None,
        **names: object,
    ) -> Named:
        """The row of these names. Sources and categories choose a free slug as they are saved."""
        try:
            row, is_new = rows.get_or_create(defaults, **names)
        except IntegrityError:  # somebody else took the slug this very moment: now it can be seen
            row, is_new = rows.get_or_create(defaults, **names)
        if is_new:
            self.made.setdefault(rows.model._meta.model_name, []).append(row.pk)
        return row
