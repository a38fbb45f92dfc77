"""Who sits at the desk. Django's models are imported late: this file loads before the settings."""

import pytest
from django.test import Client


@pytest.fixture
def desk(db):
    """A client whose user may do everything."""
    from django.contrib.auth.models import User

    client = Client()
    client.force_login(User.objects.create_superuser("chief"))
    return client


@pytest.fixture
def staff(db):
    """Makes a client whose user may enter the admin and has just these permissions."""
    from django.contrib.auth.models import Permission, User

    def enter(*codenames: str) -> Client:
        user = User.objects.create_user("colleague", is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
        client = Client()
        client.force_login(user)
        return client

    return enter
