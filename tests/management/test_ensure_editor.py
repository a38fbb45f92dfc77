"""The first account: made once, and never in the way of another."""

from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.django_db


def run() -> str:
    out = StringIO()
    call_command("ensure_editor", stdout=out)
    return out.getvalue()


def test_the_printed_password_opens_the_desk(client):
    password = run().split()[-1]

    assert client.login(username="editor", password=password)
    assert client.get("/admin/").status_code == 200


def test_a_second_run_changes_and_prints_nothing():
    run()
    before = get_user_model().objects.get()

    assert run() == ""
    assert get_user_model().objects.get().password == before.password


def test_nothing_happens_where_somebody_can_already_edit():
    get_user_model().objects.create_user("ana", is_staff=True)

    assert run() == ""
    assert not get_user_model().objects.filter(username="editor").exists()


def test_a_reader_with_that_name_is_not_made_a_superuser():
    get_user_model().objects.create_user("editor")

    with pytest.raises(CommandError, match="not staff"):
        run()

    assert not get_user_model().objects.get().is_superuser
