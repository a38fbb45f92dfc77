"""Beat: the sources and sections that a freelancer works on. Who has none works on everything."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .category import Category
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


def beats_of(user: Any) -> models.Q:
    """The condition on articles that leaves what the user may see at the desk; one query."""
    beats = Beat.objects.filter(user=user).values_list("source", "category__path")
    found = [] if user.is_superuser else list(beats.order_by())
    if not found:
        return models.Q()
    sources = {source for source, _path in found if source}
    paths = [path for _source, path in found if path]
    below = models.Q()
    for path in paths:
        below |= models.Q(path=path) | models.Q(path__startswith=f"{path}/")
    filed = Category.articles.through.objects.filter(
        category__in=Category.objects.filter(below).values("pk") if paths else []
    )
    return (
        models.Q(source__in=sources)
        | models.Q(pk__in=filed.values("article"))
        | models.Q(assigned_to=user)
    )
