"""What merging and moving categories leaves: to beats, to deeds under way, to open forms."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from articles.admin.bulk import kinds
from articles.admin.picking import category_merging
from articles.models import Beat, Category, CategoryAlias, Job
from articles.models.beats import reach_of
from tests.admin.bulk.doing import begin, counts, finish, quick, undo
from tests.admin.helpers import ADD, change_url, errors_of, form_of, messages_of, save
from tests.factories import make_article, make_category, make_source

pytestmark = pytest.mark.django_db
__all__ = ["quick"]
MERGE = category_merging.PAGE.staying


def merge(client, *rows, into):
    url = MERGE.url(row.pk for row in (*rows, into))
    return client.post(url, {"winner": str(into.pk)}, follow=True)


def test_addresses_that_differ_by_case_alone_are_two(desk):
    make_category("ai", "Chips")
    lower, upper = Category.objects.get(path="ai"), Category.objects.create(name="AI", slug="AI")
    person = User.objects.create(username="free")
    Beat.objects.create(user=person, category=upper)

    assert list(reach_of(person).sections) == [upper]
    assert merge(desk, upper, into=lower).status_code == 200
    assert set(Category.objects.values_list("path", flat=True)) == {"ai", "ai/chips"}


def test_a_deed_goes_on_after_a_merge_and_is_taken_back_whole(desk, quick, monkeypatch):
    loser, winner, other = make_category("A"), make_category("B"), make_category("C")
    stories = [make_article(categories=(other,)) for _ in range(3)]
    user, change, calls = User.objects.get(), kinds.change, []
    waiting = begin(user, "add_categories", [loser.pk, winner.pk], ids=[stories[0].pk])

    def merging(*args):
        change(*args)
        calls.append(args)
        if len(calls) == 1:
            merge(desk, loser, into=winner)

    monkeypatch.setattr(kinds, "change", merging)
    Job.objects.filter(pk=waiting.pk).update(state=Job.State.STOPPED)
    job = finish(begin(user, "add_categories", [loser.pk, winner.pk]))
    Job.objects.filter(pk=waiting.pk).update(state=Job.State.WAITING)

    assert counts(job) == (3, 0, 0)
    assert counts(finish(waiting)) == (0, 1, 0)
    assert counts(undo(user, job)) == (3, 0, 0)
    for story in stories:
        story.refresh_from_db()
        assert (list(story.categories.all()), story.edited_fields) == ([other], [])


def test_an_open_form_files_under_what_its_categories_became(desk):
    loser, winner, other = make_category("A"), make_category("B"), make_category("C")
    story = make_article("Story", categories=(loser,))
    data = form_of(desk, change_url(story))
    merge(desk, loser, into=winner)

    response = desk.post(change_url(story), data | {"categories": [loser.pk, other.pk]})

    assert response.status_code == 302
    assert set(story.categories.all()) == {winner, other}


def test_what_no_category_is_called_breaks_no_form(desk):
    category = make_category("A")
    story = make_article("Story", categories=(category,))

    response = save(desk, story, categories=[category.pk, "9" * 30, "No\0ne"])

    assert "None" in str(errors_of(response)["categories"])
    assert desk.get(ADD, {"categories": "9" * 30}).status_code == 200


def test_whose_beats_a_merge_changes_is_told_before(desk):
    loser, winner = make_category("Tech", "AI"), make_category("AI")
    for name, category in (("anna", loser), ("ben", loser.parent), ("cleo", winner)):
        Beat.objects.create(user=User.objects.create(username=name), category=category)

    page = desk.get(MERGE.url([loser.pk, winner.pk])).content.decode()

    assert "Beat of “anna”: if it goes" in page
    assert "Below a beat of “ben”: if it goes" in page


@pytest.mark.parametrize("field", ["category", "source"])
def test_what_is_somebody_s_beat_is_not_deleted(desk, field):
    row = make_category("A") if field == "category" else make_source("Wire")
    Beat.objects.create(user=User.objects.create(username="anna"), **{field: row})
    url = reverse(f"admin:articles_{field}_delete", args=[row.pk])

    page = desk.post(url, {"post": "yes"}).content.decode()

    assert "is a beat of “anna”" in page
    assert Beat.objects.count() == 1


def test_what_moves_takes_no_other_name_from_a_third(desk):
    loser, winner, third = make_category("A", "x").parent, make_category("B"), make_category("C")
    CategoryAlias.leave((winner.pk, "x"), third)

    assert "“B / x” is another name of “C”" in messages_of(merge(desk, loser, into=winner))
    CategoryAlias.objects.all().delete()
    merge(desk, loser, into=winner)

    assert set(Category.objects.values_list("title", flat=True)) == {"B", "B / x", "C"}
