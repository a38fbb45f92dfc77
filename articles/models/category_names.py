"""CategoryAlias: another name of a category, in the place where files look for it."""

from collections.abc import Sequence

from django.db import models
from django.utils.translation import gettext_lazy as _

from .category import MAX_DEPTH, Category

Place = tuple[int | None, str]  # the number of the category above, or none, and a name


class CategoryAlias(models.Model):
    """Below `parent`, `name` means `category`: what was called so was renamed, moved or merged.

    A name holds for one level, so that whatever becomes of the categories above it goes on leading
    there. A category that is called so itself goes before.
    """

    parent = models.ForeignKey(
        Category,
        verbose_name=_("parent"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="names_below",
        help_text=_("The category below which the name stood; empty: at the top."),
    )
    name = models.CharField(
        _("name"), max_length=200, help_text=_("What files call the category there.")
    )
    category = models.ForeignKey(
        Category,
        verbose_name=_("category"),
        on_delete=models.CASCADE,
        related_name="aliases",
        help_text=_("The one that is meant."),
    )

    class Meta:
        verbose_name = _("other name of a category")
        verbose_name_plural = _("other names of categories")
        ordering = ("pk",)
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=("parent", "name"), name="alias_once_a_parent"),
            models.UniqueConstraint(
                fields=("name",),
                condition=models.Q(parent__isnull=True),
                name="alias_once_at_the_root",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.parent.title} / {self.name}" if self.parent else self.name

    @classmethod
    def leave(cls, place: Place, category: Category) -> None:
        """From now on files that name this place mean the category."""
        parent, name = place
        if Category.objects.filter(parent=parent, name=name).exists():
            return
        found = {"parent_id": parent, "name": name}
        cls.objects.update_or_create(**found, defaults={"category": category})


class CategoryTree:
    """All categories by the names that lead to them, other names included; two queries."""

    def __init__(self) -> None:
        self.rows: dict[int, Category] = {}
        self.places: dict[Place, Category] = {}
        for category in Category.objects.all():
            self.add(category)
        for parent, name, pk in CategoryAlias.objects.values_list("parent", "name", "category"):
            if pk in self.rows:
                self.places.setdefault((parent, name), self.rows[pk])

    def add(self, category: Category) -> None:
        self.rows[category.pk] = category
        self.places[category.parent_id, category.name] = category

    def find(self, path: Sequence[str]) -> Category | None:
        """The category at the end of a path of names, if there is one. Other names may lead deeper
        than files can: what would lie below the last level is filed there."""
        found: Category | None = None
        for name in path:
            above = found
            found = self.places.get((above.pk if above else None, name))
            if found is None:
                is_last = above is not None and above.path.count("/") + 1 >= MAX_DEPTH
                return above if is_last else None
        return found
