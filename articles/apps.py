"""The one app."""

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = _("Newsroom")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from .models.groups import after_migrating

        post_migrate.connect(after_migrating, sender=self)
        from .images import hooks  # noqa: F401  # connects them

        # The desk shows an app's name on the way to its lists, and this one's is its maker's.
        apps.get_app_config("taggit").verbose_name = _("Filing")
