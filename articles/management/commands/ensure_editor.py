"""`manage.py ensure_editor`: the desk's first account, so that a new site can be opened at once."""

import secrets
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

NAME = "editor"


class Command(BaseCommand):
    help = (
        f"Create the superuser '{NAME}' with a random password and print it, this once. "
        "Does nothing if there is an account for the desk already."
    )

    def handle(self, **options: Any) -> None:
        users = get_user_model().objects
        if users.filter(is_staff=True).exists():
            return
        if users.filter(username=NAME).exists():
            raise CommandError(f"'{NAME}' exists but is not staff; see manage.py createsuperuser.")
        password = secrets.token_urlsafe(12)
        users.create_superuser(NAME, password=password)
        self.stdout.write("The desk's first account (the password is shown only now):")
        self.stdout.write(f"  user      {NAME}\n  password  {password}")
