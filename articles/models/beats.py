"""Beat: the sources and sections that a freelancer works on. Who has none works on everything."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from .article import Article
from .category import Category, lying_below
from .source import Source


class Beat(models.Model):
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        related_name="beats",
        help_text=_("Sees and changes only stories of his beats, and those assigned to him."),
    )
    source = models.ForeignKey(
        Source,
        verbose_name=_("source"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="beats",
        help_text=_("All stories of this source."),
    )
    category = models.ForeignKey(
        Category,
        verbose_name=_("section"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="beats",
        help_text=_("All stories of this category and those below it."),
    )

    class Meta:
        verbose_name = _("beat")
        verbose_name_plural = _("beats")
        ordering = ("user", "pk")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(source__isnull=True) ^ models.Q(category__isnull=True),
                name="beat_of_one_kind",
                violation_error_message=_("Choose a source or a section, not both."),
            ),
            models.UniqueConstraint(fields=("user", "source"), name="beat_source_once"),
            models.UniqueConstraint(fields=("user", "category"), name="beat_category_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.source or self.category}"


@dataclass(frozen=True, slots=True)
class Reach:
    """What of the stories somebody works on: those of some sources and sections, and his own."""

    user: int
    sources: frozenset[int]
    paths: tuple[str, ...]

    @property
    def sections(self) -> models.QuerySet[Category]:
        below = models.Q(pk__in=[])
        for path in self.paths:
            below |= models.Q(path=path) | lying_below(path)
        return Category.objects.filter(below)

    @property
    def stories(self) -> models.Q:
        """The condition on articles."""
        filed = Category.articles.through.objects.filter(category__in=self.sections.values("pk"))
        if connection.vendor == "postgresql":  # an OR it would try on each story
            stories = Article.objects.order_by().values("pk")
            return models.Q(
                pk__in=filed.values("article").union(
                    stories.filter(source__in=self.sources),
                    stories.filter(assigned_to=self.user),
                    all=True,
                )
            )
        return (
            models.Q(source__in=self.sources)
            | models.Q(pk__in=filed.values("article"))
            | models.Q(assigned_to=self.user)
        )

    def holds(self, source: int | None, categories: Collection[int]) -> bool:
        """Whether a story of this source, filed under these, is of the beats."""
        return source in self.sources or self.sections.filter(pk__in=categories).exists()


def reach_of(user: Any) -> Reach | None:
    """None: everything. One query, the first time that this user is asked about."""
    if not hasattr(user, "known_reach"):
        user.known_reach = None if user.is_superuser else _read(user)
    return user.known_reach


def _read(user: Any) -> Reach | None:
    beats = Beat.objects.filter(user=user).order_by().values_list("source", "category__path")
    found = list(beats)
    sources = frozenset(source for source, _path in found if source)
    paths = tuple(sorted(path for _source, path in found if path))
    return Reach(user.pk, sources, paths) if found else None


def beats_of(user: Any) -> models.Q:
    """The condition on articles that leaves what the user may see at the desk."""
    reach = reach_of(user)
    return reach.stories if reach else models.Q()


def keeps(user: Any, source: int | None, categories: Collection[int], assigned_to: Any) -> bool:
    """Whether he would still see a story with this source, these categories and this person."""
    reach = reach_of(user)
    return reach is None or assigned_to == user or reach.holds(source, categories)
