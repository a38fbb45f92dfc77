"""Category: a tree of Hexo paths, such as 新媒体 / IT 之家 / 分类资讯."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Concat, Substr
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .names import free_slug

MAX_DEPTH = 8


class CategoryQuerySet(models.QuerySet):
    def lineages(self) -> dict[int, tuple[int, ...]]:
        """Every category's id with the ids of itself and all above it; one query."""
        parents = dict(self.model.objects.values_list("pk", "parent_id"))
        found: dict[int, tuple[int, ...]] = {}

        def lineage(pk: int) -> tuple[int, ...]:
            if pk not in found:
                parent = parents[pk]
                found[pk] = (pk, *(lineage(parent) if parent else ()))
            return found[pk]

        for pk in parents:
            lineage(pk)
        return found


class Category(models.Model):
    name = models.CharField(_("name"), max_length=200, help_text=_("One level, e.g. 分类资讯."))
    parent = models.ForeignKey(
        "self",
        verbose_name=_("parent"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
        help_text=_("The category above. Its pages show this category's stories as well."),
    )
    slug = models.SlugField(
        _("slug"),
        max_length=100,
        allow_unicode=True,
        blank=True,
        help_text=_("One part of the address. Left empty, it is made from the name."),
    )
    path = models.CharField(
        _("path"),
        max_length=800,
        unique=True,
        editable=False,
        help_text=_("The whole address: the slugs from the root down, joined by /."),
    )
    title = models.CharField(
        _("full name"),
        max_length=800,
        editable=False,
        help_text=_("The names from the root down, joined by ' / '."),
    )

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ("path",)
        constraints = [
            models.UniqueConstraint(fields=("parent", "name"), name="category_name_once_a_parent"),
            # NULLs count as distinct, so the roots need a rule of their own.
            models.UniqueConstraint(
                fields=("name",),
                condition=models.Q(parent__isnull=True),
                name="category_name_once_at_the_root",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("category", args=[self.path])

    def clean(self) -> None:
        """Refuses a parent that would close a circle, and a tree deeper than MAX_DEPTH."""
        above, steps = self.parent, 1
        while above is not None:
            if above.pk == self.pk and self.pk is not None:
                raise ValidationError({"parent": _("A category cannot lie below itself.")})
            above, steps = above.parent, steps + 1
        if steps > MAX_DEPTH:
            raise ValidationError(
                {"parent": _("At most %(n)s levels are possible.") % {"n": MAX_DEPTH}}
            )

    def place(self) -> None:
        """Work out slug, path and title from the name and the parent."""
        if not self.slug:
            siblings = Category.objects.filter(parent=self.parent).exclude(pk=self.pk)
            taken = set(siblings.values_list("slug", flat=True))
            self.slug = free_slug(self.name, taken, fallback="category")
        self.path = f"{self.parent.path}/{self.slug}" if self.parent else self.slug
        self.title = f"{self.parent.title} / {self.name}" if self.parent else self.name

    def save(self, *args, **kwargs) -> None:
        before = Category.objects.filter(pk=self.pk).values("path", "title", "parent_id").first()
        self.place()
        super().save(*args, **kwargs)
        if before:
            self.move_from(before["path"], before["title"], before["parent_id"])

    def move_from(self, path: str, title: str, parent_id: int | None) -> None:
        """After a rename or a move: carry the subtree along, leave redirects, mend the listings."""
        from .article import Article
        from .listing import refresh_listings
        from .redirect import Redirect

        if path != self.path:
            Redirect.leave(f"/categories/{path}/", self.get_absolute_url())
        below = Category.objects.filter(path__startswith=f"{path}/")
        if (path, title) != (self.path, self.title):
            for old in below.values_list("path", flat=True):
                new = self.path + old[len(path) :]
                Redirect.leave(f"/categories/{old}/", reverse("category", args=[new]))
            below.update(
                path=Concat(models.Value(self.path), Substr("path", len(path) + 1)),
                title=Concat(models.Value(self.title), Substr("title", len(title) + 1)),
            )
        if parent_id != self.parent_id:
            inside = Category.objects.filter(
                models.Q(pk=self.pk) | models.Q(path__startswith=f"{self.path}/")
            )
            moved = Article.objects.filter(categories__in=inside)
            refresh_listings(list(moved.values_list("pk", flat=True).distinct()))
