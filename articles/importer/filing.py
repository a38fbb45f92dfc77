"""Sources, categories and tags by name: those that exist, and new ones as stories need them."""

from collections.abc import Iterable

from django.db import IntegrityError
from taggit.models import Tag

from articles.models import Category, Source, TagSynonym
from articles.models.category_names import CategoryTree, Place
from articles.models.names import free_slug

Path = tuple[str, ...]


class Filing:
    """A run's memory of what stories are filed under. `make` makes what a chunk's stories need and
    nobody has, a statement for each kind and level.

    Editors make, move and merge some as well meanwhile: then the database refuses the chunk's new
    rows, or `lineages` does, and the run starts it over with a fresh Filing. `made` holds the
    numbers of those that the run made. `holds`: categories stay as they are until the transaction
    ends; a rehearsal's is a long one, and editors do not wait for it.
    """

    def __init__(self, *, holds: bool = True) -> None:
        self.holds = holds
        self.made: dict[str, list[int]] = {}
        self.sources = {source.name: source for source in Source.objects.all()}
        self._read_categories()
        self.tags: dict[str, Tag] = {}
        self.tag_slugs: set[str] = set()
        self.latest_tag = 0
        for tag in Tag.objects.all():
            self._remember_tag(tag)
        self.latest_synonym = 0
        self._read_synonyms()

    @property
    def homepages(self) -> dict[str, str]:
        """Each source's address, for the relative links in its stories."""
        return {name: source.homepage for name, source in self.sources.items() if source.homepage}

    def make(self, sources: Iterable[str], paths: Iterable[Path], tags: Iterable[str]) -> None:
        """Make what is missing of these sources, categories and tags."""
        self._make_sources(dict.fromkeys(sources))
        self._make_categories(dict.fromkeys(paths))
        self._make_tags(dict.fromkeys(tags))

    def source(self, name: str) -> Source:
        return self.sources[name]

    def category(self, path: Path) -> Category:
        """The category at the end of a path of names, or of what these are called by now."""
        found = self.tree.find(path)
        assert found is not None, "make() saw to it"
        return found

    def tag(self, name: str) -> Tag:
        """The tag of this name; upper and lower case are one (TAGGIT_CASE_INSENSITIVE), and
        so are its synonyms."""
        return self.tags[name.casefold()]

    def lineages(self, leaves: Iterable[int]) -> dict[int, tuple[int, ...]]:
        """These categories' numbers with those of themselves and all above them.

        Who moves one waits until the transaction ends, and sees what was filed under it. Raises
        IntegrityError if somebody has moved, renamed or merged one already.
        """
        rows = self.tree.rows
        found: dict[int, tuple[int, ...]] = {}
        for leaf in leaves:
            above, found[leaf] = rows[leaf].parent_id, (leaf,)
            while above is not None:
                found[leaf] += (above,)
                above = rows[above].parent_id
        wanted = {pk for lineage in found.values() for pk in lineage}
        # The upper ones first, and only then what lies below them, as whoever moves them does:
        # two who want the same ones wait, and do not deadlock.
        there = Category.objects.filter(pk__among=wanted).order_by("path")
        if self.holds:
            there = there.select_for_update(no_key=True)
        now = set(there.values_list("pk", "parent_id", "path"))
        if now != {(pk, rows[pk].parent_id, rows[pk].path) for pk in wanted}:
            raise IntegrityError("somebody has changed these categories meanwhile")
        return found

    # What is there -----------------------------------------------------------------------------

    def _read_categories(self) -> None:
        self.tree = CategoryTree()
        self.category_slugs: dict[int | None, set[str]] = {}
        for category in self.tree.rows.values():
            self.category_slugs.setdefault(category.parent_id, set()).add(category.slug)

    def _remember_tag(self, tag: Tag) -> None:
        self.tags.setdefault(tag.name.casefold(), tag)
        self.tag_slugs.add(tag.slug)
        self.latest_tag = max(self.latest_tag, tag.pk)

    def _read_synonyms(self) -> None:
        """Those that are new; a tag that is called so itself goes before."""
        found = TagSynonym.objects.filter(pk__gt=self.latest_synonym).select_related("tag")
        for synonym in found.order_by("pk"):
            self.tags.setdefault(synonym.key, synonym.tag)
            self.latest_synonym = synonym.pk

    # What is missing ---------------------------------------------------------------------------

    def _make_sources(self, names: Iterable[str]) -> None:
        missing = [name for name in names if name not in self.sources]
        if not missing:
            return
        taken = {source.slug for source in self.sources.values()}
        new = []
        for name in missing:
            new.append(Source(name=name, slug=free_slug(name, taken, fallback="source")))
            taken.add(new[-1].slug)
        for source in Source.objects.bulk_create(new):
            self.sources[source.name] = source
        self._note("source", new)

    def _make_categories(self, paths: Iterable[Path]) -> None:
        """Level by level, because a child's row names its parent's number and address."""
        missing = sorted(path for path in paths if self.tree.find(path) is None)
        if missing:  # or it goes by another name by now, or what lies above it does
            self._read_categories()
        for depth in range(max(map(len, missing), default=0)):
            new: dict[Place, Category] = {}
            for path in missing:
                if depth < len(path) and self.tree.find(path[: depth + 1]) is None:
                    above = self.tree.find(path[:depth])
                    self._new_category(path[depth], above, new)
            Category.objects.bulk_create(new.values())
            for category in new.values():
                self.tree.add(category)
            self._note("category", new.values())

    def _new_category(self, name: str, above: Category | None, new: dict[Place, Category]) -> None:
        """Once, by however many of its names a chunk's files lead there."""
        place = (above.pk if above else None, name)
        if place not in new:
            taken = self.category_slugs.setdefault(place[0], set())
            slug = free_slug(name, taken, fallback="category")
            taken.add(slug)
            new[place] = Category(name=name, parent=above, slug=slug)
            new[place].place()

    def _make_tags(self, names: Iterable[str]) -> None:
        missing: dict[str, str] = {}
        for name in names:
            if name.casefold() not in self.tags:
                missing.setdefault(name.casefold(), name)
        if not missing:
            return
        # The database would let in an editor's new tag in another case.
        for tag in Tag.objects.filter(pk__gt=self.latest_tag):
            self._remember_tag(tag)
        self._read_synonyms()
        new = []
        for key, name in missing.items():
            if key not in self.tags:
                new.append(Tag(name=name, slug=free_slug(name, self.tag_slugs, fallback="tag")))
                self.tag_slugs.add(new[-1].slug)
        for tag in Tag.objects.bulk_create(new):
            self._remember_tag(tag)
        self._note("tag", new)

    def _note(self, kind: str, rows: Iterable[Source | Category | Tag]) -> None:
        self.made.setdefault(kind, []).extend(row.pk for row in rows)
