"""People of the desk's groups, each with a client."""

import pytest
from django.test import Client


@pytest.fixture
def person(db):
    """Makes somebody of a group; his client knows him as `user`."""
    from django.contrib.auth.models import Group, User

    from articles.models.groups import ensure_groups

    ensure_groups()

    def enter(group: str, name: str = "") -> Client:
        user = User.objects.create_user(name or group, is_staff=True)
        user.groups.add(Group.objects.get(name=group))
        client = Client()
        client.force_login(user)
        client.user = user
        return client

    return enter
