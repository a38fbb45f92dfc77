"""Who works on a story: taken, given, shown in lists, and found by it."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from articles.models import Revision
from tests.admin.helpers import LIST, change_url, messages_of, save
from tests.admin.test_actions import run
from tests.factories import make_article

pytestmark = pytest.mark.django_db
FIELD = {"app_label": "articles", "model_name": "article", "field_name": "assigned_to"}


def test_whoever_takes_a_story_from_its_form_goes_on_with_it(person):
    client, story = person("contributor"), make_article("Old", status="draft")

    response = save(client, story, title="New", _take="1")

    assert response["Location"].endswith(change_url(story))
    assert (story.title, story.assigned_to) == ("New", client.user)
    assert b'name="_take"' not in client.get(change_url(story)).content


def test_taking_and_giving_in_the_list(person):
    client, story, closed = person("contributor"), make_article(status="draft"), make_article()
    other = User.objects.create_user("ann", is_staff=True)

    taken = run(client, "take", story, closed)
    assert story.assigned_to == client.user
    assert closed.assigned_to is None
    assert "1 story is assigned to contributor now." in messages_of(taken)
    assert "1 story did not change hands" in messages_of(taken)

    asked = run(client, "assign_to", story)
    page = asked.redirect_chain[-1][0]
    assert story.title in asked.content.decode()
    given = client.post(page, {"person": other.pk}, follow=True)
    story.refresh_from_db()
    assert story.assigned_to == other
    assert "assigned to ann now" in messages_of(given)
    assert not Revision.objects.exists()


def test_only_people_of_the_desk_can_be_chosen(person):
    client, story = person("contributor"), make_article(status="draft")
    reader = User.objects.create_user("reader")
    page = f"{reverse('admin:articles_article_assign')}?story={story.pk}"

    response = client.post(page, {"person": reader.pk})
    saved = save(client, story, assigned_to=reader.pk)

    assert "person" in response.context["form"].errors
    assert "assigned_to" in saved.context["adminform"].form.errors


def test_names_are_found_while_typing_and_nothing_else_of_accounts(person):
    client = person("contributor")
    User.objects.create_user("ann", is_staff=True, email="ann@example.org")
    User.objects.create_user("anna")
    gone = User.objects.create_user("annie", is_staff=True, is_active=False)

    found = client.get(reverse("admin:autocomplete"), FIELD | {"term": "ann"}).json()["results"]

    assert [each["text"] for each in found] == ["ann"]
    assert client.get(reverse("admin:auth_user_changelist")).status_code == 403
    assert client.get(change_url(gone)).status_code in (302, 403)


def test_the_list_shows_and_filters_by_person(person):
    client = person("editor")
    mine, hers = make_article("Mine", assigned_to=client.user), make_article("Hers")
    nobody = make_article("Free")
    ann = User.objects.create_user("ann", is_staff=True)
    type(hers).objects.filter(pk=hers.pk).update(assigned_to=ann)

    def shown(**query) -> set[str]:
        return {each.title for each in client.get(LIST, query).context["cl"].result_list}

    assert shown(assigned="me") == {mine.title}
    assert shown(assigned="nobody") == {nobody.title}
    assert shown(assigned_to__id__exact=ann.pk) == {hers.title}
    assert shown(assigned="x") == {"Mine", "Hers", "Free"}
    assert "ann" in client.get(LIST).content.decode()


def test_whoever_manages_accounts_makes_no_superuser(person, django_user_model):
    client = person("admin")
    boss = django_user_model.objects.create_superuser("boss")

    client.post(change_url(client.user), {"username": "admin", "is_superuser": "on"})
    html = client.get(change_url(client.user)).content.decode()

    client.user.refresh_from_db()
    assert not client.user.is_superuser
    assert 'name="is_superuser"' not in html
    assert 'name="username"' not in client.get(change_url(boss)).content.decode()
    assert client.get(change_url(boss, "delete")).status_code == 403
