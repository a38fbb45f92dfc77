"""Category: a tree of Hexo paths, such as 新媒体 / IT 之家 / 分类资讯."""

from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .names import free_slug

MAX_DEPTH = 8
LONGEST = 800


def lying_below(path: str, field: str = "path") -> models.Q:
    """The condition on what lies below this path. SQLite's LIKE takes AI for ai, its order does
    not; PostgreSQL orders by languages, and its LIKE is exact."""
    if connection.vendor == "postgresql":
        return models.Q((f"{field}__startswith", f"{path}/"))
    return models.Q((f"{field}__gte", f"{path}/"), (f"{field}__lt", f"{path}0"))  # "0" follows "/"


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
        max_length=LONGEST,
        unique=True,
        editable=False,
        help_text=_("The whole address: the slugs from the root down, joined by /."),
    )
    title = models.CharField(
        _("full name"),
        max_length=LONGEST,
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
        """Refuses a circle, a tree deeper than MAX_DEPTH, and an address that is taken."""
        above, steps = self.parent, 1
        while above is not None:
            if above.pk == self.pk and self.pk is not None:
                raise ValidationError({"parent": _("A category cannot lie below itself.")})
            above, steps = above.parent, steps + 1
        if steps > MAX_DEPTH:
            raise ValidationError(
                {"parent": _("At most %(n)s levels are possible.") % {"n": MAX_DEPTH}}
            )
        self.place()
        if len(self.path) > LONGEST:
            raise ValidationError({"slug": _("The whole address is too long. Shorten this part.")})
        if Category.objects.filter(path=self.path).exclude(pk=self.pk).exists():
            raise ValidationError({"slug": _("Another category has this address already.")})
        self.refuse_depth_below()
        self.refuse_other_name()

    def refuse_depth_below(self) -> None:
        """What lies below moves along, and has to fit as well."""
        before = Category.objects.filter(pk=self.pk).values_list("path", flat=True).first()
        if before is None or before == self.path:
            return
        rows = Category.objects.filter(lying_below(before)).order_by()
        ends = [path.removeprefix(before) for path in rows.values_list("path", flat=True)]
        levels = self.path.count("/") + 1 + max((end.count("/") for end in ends), default=0)
        if levels > MAX_DEPTH:
            text = _(
                "With the categories below it there would be %(levels)s levels; at most %(n)s are"
                " possible."
            )
            raise ValidationError({"parent": text % {"levels": levels, "n": MAX_DEPTH}})
        if len(self.path) + max(map(len, ends), default=0) > LONGEST:
            text = _("The address of a category below it would be too long. Shorten this part.")
            raise ValidationError({"slug": text})

    def refuse_other_name(self) -> None:
        """What files call another category is free only once somebody says so."""
        from .category_names import CategoryAlias

        found = CategoryAlias.objects.filter(parent=self.parent, name=self.name)
        if alias := found.exclude(category=self.pk).select_related("category").first():
            text = _("This is another name of the category “%(name)s”. Take it away there first.")
            raise ValidationError({"name": text % {"name": alias.category}})

    def place(self) -> None:
        """Work out slug, path and title from the name and the parent."""
        if not self.slug:
            siblings = Category.objects.filter(parent=self.parent).exclude(pk=self.pk)
            taken = set(siblings.values_list("slug", flat=True))
            self.slug = free_slug(self.name, taken, fallback="category")
        self.path = f"{self.parent.path}/{self.slug}" if self.parent else self.slug
        title = f"{self.parent.title} / {self.name}" if self.parent else self.name
        self.title = title[:LONGEST]

    def save(self, *args, **kwargs) -> None:
        """Store it; the categories below move along, old addresses and names lead to the new."""
        from .category_names import CategoryAlias

        with transaction.atomic():
            before = Category.objects.filter(pk=self.pk).first()
            self.place()
            super().save(*args, **kwargs)
            CategoryAlias.objects.filter(parent=self.parent, name=self.name).delete()
            if before:
                self.move_from(before)

    def below(self) -> "list[Category]":
        """All categories below this one, each after its parent; one query."""
        children: dict[int | None, list[Category]] = {}
        for category in Category.objects.all():
            children.setdefault(category.parent_id, []).append(category)
        found, queue, seen = [], [self], {self.pk}
        for above in queue:
            for category in children.get(above.pk, ()):
                if category.pk in seen:  # a circle must not hold us for ever
                    continue
                seen.add(category.pk)
                category.parent = above
                found.append(category)
                queue.append(category)
        return found

    def move_from(self, before: "Category") -> None:
        """After a rename or a move: carry the subtree along, leave redirects and the old name, mend
        the listings."""
        from .article import Article
        from .category_names import CategoryAlias
        from .listing import refresh_listings
        from .redirect import Redirect

        if (before.path, before.title) == (self.path, self.title):
            return
        if (place := (before.parent_id, before.name)) != (self.parent_id, self.name):
            CategoryAlias.leave(place, self)
        addresses = [(before.get_absolute_url(), self)]
        for category in (below := self.below()):
            addresses.append((category.get_absolute_url(), category))
            category.place()
        Category.objects.bulk_update(below, ["path", "title"])
        for old, category in addresses:
            if (new := category.get_absolute_url()) != old:
                Redirect.leave(old, new)
        if before.parent_id != self.parent_id:
            filed = Article.objects.filter(categories__in=[self, *below])
            refresh_listings(list(filed.values_list("pk", flat=True).distinct()))
