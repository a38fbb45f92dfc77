"""The groups: made when missing, left alone when changed, and told in the documents as they are."""

import io
import re
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command
from django.urls import reverse

from articles.admin.workflow import groups
from articles.models import Status
from articles.models.groups import NAMES, after_migrating, ensure_groups
from articles.models.workflow import may_edit, may_move, moves_of
from tests.admin.helpers import change_url, form_of

pytestmark = pytest.mark.django_db
PAGE = Path("docs/workflow.md")


def run(*options: str) -> str:
    out = io.StringIO()
    call_command("ensure_groups", *options, stdout=out)
    return out.getvalue()


def test_a_migration_makes_the_groups_that_are_missing_and_changes_no_other():
    ensure_groups()
    editor = Group.objects.get(name="editor")
    editor.permissions.clear()
    Group.objects.get(name="chief").delete()

    after_migrating()

    assert set(Group.objects.values_list("name", flat=True)) == set(NAMES)
    assert not editor.permissions.exists()
    assert Group.objects.get(name="chief").permissions.filter(codename="add_beat").exists()
    assert run() == "Nothing to do.\n"


def test_a_reset_gives_and_takes_until_a_group_is_as_described():
    ensure_groups()
    group = Group.objects.get(name="contributor")
    own = set(group.permissions.all())
    group.permissions.set(Permission.objects.filter(codename="delete_article"))

    assert "contributor" in run("--reset")

    assert set(group.permissions.all()) == own


def test_every_permission_that_is_granted_exists():
    from articles.models.groups import ADMIN, CHIEF, CONTRIBUTOR, EDITOR

    known = {
        (app, code)
        for app, code in Permission.objects.values_list("content_type__app_label", "codename")
    }
    for grants in (CONTRIBUTOR, EDITOR, CHIEF, ADMIN):
        for model, words in grants.items():
            app, name = model.split(".")
            for word in words:
                assert (app, word if "_" in word else f"{word}_{name}") in known


EDITS = {
    "contributor": {"inbox", "draft", "review"},
    "editor": set(Status),
    "chief": set(Status),
    "admin": set(Status),
}


@pytest.mark.parametrize("name", NAMES)
def test_each_group_works_on_stories_as_far_as_its_step(person, name):
    user = person(name).user

    assert {status for status in Status if may_edit(user, status)} == EDITS[name]
    assert may_move(user, "draft", "published") is (name in ("chief", "admin"))
    assert may_move(user, "approved", "published") is (name != "contributor")
    assert ("approved" in moves_of(user, "review")) is (name != "contributor")


def rows() -> dict[str, list[str]]:
    """The page's table of who may do what: what is done, and a yes or no for each group."""
    lines = re.findall(r"^\| ([^|]+) \|((?: (?:yes|no) \|){4})$", PAGE.read_text(), re.M)
    return {what.strip(): re.findall("yes|no", told) for what, told in lines}


MEANS = {
    "Write a story, change one in the inbox, a draft or one in review": "article inbox inbox",
    "Send it to review, take it back": "article draft review",
    "Approve it; change and archive what is approved": "article review approved",
    "Publish what is approved; change and withdraw what is published": "article approved published",
    "Publish what nobody has approved": "article draft published",
    "Delete and merge stories": "articles.delete_article",
    "Comment, and call comments done": "articles.add_comment",
    "Upload pictures": "articles.add_image",
    "Describe and replace pictures": "articles.change_image",
    "Let quarantined files in": "articles.change_sighting",
    "Import, and undo imports": "articles.add_importbatch",
    "Sources, sections and their rights; rules of imports": "articles.change_source",
    "Say who works on which beat": "articles.add_beat",
    "Share saved searches with all": "articles.share_savedsearch",
    "Accounts and groups": "auth.change_user",
}


def test_the_page_tells_who_may_do_what_as_it_is(person):
    told = rows()
    people = [person(name).user for name in NAMES]

    assert set(told) == set(MEANS)
    for what, means in MEANS.items():
        kind, *way = means.split()
        for user, word in zip(people, told[what], strict=True):
            may = may_move(user, *way) if way else user.has_perm(kind)
            assert (word == "yes") is may, f"{what}: {user}"


def test_the_forms_call_groups_and_permissions_by_name_and_change_neither_untouched(desk):
    ensure_groups()
    group = Group.objects.get(name="chief")
    before = set(group.permissions.all())
    user = User.objects.create_user("li", is_staff=True)
    user.groups.add(group)

    assert set(groups.NAMES) == set(NAMES)
    for url, form_id, words in (
        (change_url(group), "group_form", ("Can add", "Can publish approved stories")),
        (change_url(user), "user_form", ("Can add", "contributor")),
    ):
        assert all(word in desk.get(url).content.decode() for word in words)
        assert desk.post(url, form_of(desk, url, form_id)).status_code == 302
    assert set(group.permissions.all()) == before
    assert list(user.groups.all()) == [group]
    for name in ("group", "user"):
        page = desk.get(reverse(f"admin:auth_{name}_changelist")).content.decode()
        assert ">contributor</a>" in page, name
