"""SavedSearch: a list of stories that an editor keeps, by its words, filters and order.

It holds what stands behind the “?” of the list's address and nothing of what it finds: who opens it
sees what he may see anyway.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

SHARE = "articles.share_savedsearch"


class SavedSearchQuerySet(models.QuerySet):
    def usable_by(self, user: Any) -> "SavedSearchQuerySet":
        """His own, and those that are shared with all."""
        return self.filter(models.Q(owner=user) | models.Q(is_shared=True))

    def changeable_by(self, user: Any) -> "SavedSearchQuerySet":
        """His own; the shared ones too, if he may share."""
        return self.usable_by(user) if user.has_perm(SHARE) else self.filter(owner=user)

    def with_seen(self, user: Any) -> "SavedSearchQuerySet":
        """Each with the newest story that there was when he last opened it, as `seen`."""
        visits = SearchVisit.objects.filter(search=models.OuterRef("pk"), user=user)
        return self.annotate(seen=models.Subquery(visits.values("seen")[:1]))


class SavedSearch(models.Model):
    name = models.CharField(_("name"), max_length=60, help_text=_("Stands above the articles."))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        on_delete=models.CASCADE,
        related_name="saved_searches",
        help_text=_("Who saved it."),
    )
    is_shared = models.BooleanField(
        _("shared with all"),
        default=False,
        help_text=_("Everybody at the desk sees it above the articles."),
    )
    position = models.PositiveSmallIntegerField(
        _("position"), default=100, help_text=_("The lowest number stands first.")
    )
    query = models.CharField(
        _("list"), max_length=4000, editable=False, help_text=_("Words, filters and order.")
    )

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        ordering = ("position", "pk")
        default_permissions = ()
        permissions = (("share_savedsearch", _("Can share saved searches and change shared ones")),)
        constraints = [
            models.UniqueConstraint(
                fields=("owner", "name"),
                name="saved_search_once",
                violation_error_message=_("There is a saved search of this name."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def is_changeable_by(self, user: Any) -> bool:
        return self.owner_id == user.pk or (self.is_shared and user.has_perm(SHARE))


class SearchVisit(models.Model):
    """What somebody has seen of a saved search: what came later is new to him."""

    search = models.ForeignKey(
        SavedSearch,
        verbose_name=_("saved search"),
        on_delete=models.CASCADE,
        related_name="visits",
        help_text=_("The one that was opened."),
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("user"),
        on_delete=models.CASCADE,
        related_name="+",
        help_text=_("Who opened it."),
    )
    seen = models.BigIntegerField(
        _("seen"), help_text=_("The number of the newest story then, of all stories.")
    )

    class Meta:
        verbose_name = _("visit of a saved search")
        verbose_name_plural = _("visits of saved searches")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=("search", "user"), name="search_visit_once")]

    def __str__(self) -> str:
        return f"{self.search_id} · {self.user_id}"
