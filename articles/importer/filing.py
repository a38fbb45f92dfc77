"""Sources, categories and tags by name: those that exist, and new ones as stories need them."""

from taggit.models import Tag

from articles.models import Category, Source
from articles.models.names import free_slug


class Filing:
    """A run's memory of what stories are filed under. Reads each table once."""

    def __init__(self) -> None:
        self.sources = {source.name: source for source in Source.objects.all()}
        self.categories = {
            (category.parent_id, category.name): category for category in Category.objects.all()
        }
        self.tags: dict[str, Tag] = {}
        self.tag_slugs: set[str] = set()
        for tag in Tag.objects.all():
            self.tags.setdefault(tag.name.casefold(), tag)
            self.tag_slugs.add(tag.slug)

    @property
    def homepages(self) -> dict[str, str]:
        """Each source's address, for the relative links in its stories."""
        return {name: source.homepage for name, source in self.sources.items() if source.homepage}

    def source(self, name: str) -> Source:
        if name not in self.sources:
            self.sources[name] = Source.objects.create(name=name)
        return self.sources[name]

    def category(self, path: tuple[str, ...]) -> Category:
        """The category at the end of a path of names."""
        parent: Category | None = None
        for name in path:
            key = (parent.pk if parent else None, name)
            if key not in self.categories:
                self.categories[key] = Category.objects.create(name=name, parent=parent)
            parent = self.categories[key]
        assert parent is not None, "build.py leaves out empty paths"
        return parent

    def tag(self, name: str) -> Tag:
        """The tag of this name; upper and lower case are one (TAGGIT_CASE_INSENSITIVE)."""
        found = self.tags.get(name.casefold())
        if found is None:
            slug = free_slug(name, self.tag_slugs, fallback="tag")
            found = Tag.objects.create(name=name, slug=slug)
            self.tags[name.casefold()] = found
            self.tag_slugs.add(slug)
        return found
