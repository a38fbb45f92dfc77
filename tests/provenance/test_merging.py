"""Two articles of one story become one, and stay one."""

import pytest
from django.contrib.auth.models import User

from articles.models import Article, CategoryEntry, Comment, Redirect, Revision, Tombstone
from articles.provenance.merging import CannotMergeError, merge
from tests.admin.helpers import make_sighting
from tests.factories import make_article, make_category, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief():
    return User.objects.create_user("chief")


@pytest.fixture
def winner():
    return make_article("Winner", categories=(make_category("News"),), tags=("arm", "both"))


@pytest.fixture
def loser(winner):
    return make_article(
        "Loser",
        body="<p>What the loser said.</p>",
        categories=(make_category("Science", "Labs"), make_category("News")),
        tags=("x86", "both"),
        possibly_same=winner,
    )


def test_files_categories_and_tags_go_to_the_one_that_stays(winner, loser, chief):
    sighting = make_sighting(loser, story_key="key")

    merge(loser, winner, chief)

    winner = Article.objects.get()
    sighting.refresh_from_db()
    assert (winner.title, sighting.article) == ("Winner", winner)
    assert {each.title for each in winner.categories.all()} == {"News", "Science / Labs"}
    assert set(winner.tags.names()) == {"arm", "both", "x86"}
    assert CategoryEntry.objects.count() == 3
    assert set(winner.taggings.values_list("published_at", flat=True)) == {winner.published_at}


def test_what_was_said_and_corrected_goes_to_the_one_that_stays(winner, loser, chief):
    said = loser.comments.create(user=chief, text="Is this right?")
    said.mentions.add(chief)
    loser.corrections.create(text="It was Tuesday.")
    winner.corrections.create(text="It was in May.")

    merge(loser, winner, chief)

    assert list(winner.comments.all()) == list(Comment.objects.filter(mentions=chief)) == [said]
    assert {each.text for each in winner.corrections.all()} == {"It was Tuesday.", "It was in May."}


def test_the_story_is_buried_by_who_merged_it(winner, loser, chief):
    sighting = make_sighting(loser)
    number = loser.pk

    merge(loser, winner, chief)

    tombstone = Tombstone.objects.get()
    assert (tombstone.reason, tombstone.buried_by) == ("merged", chief)
    assert (tombstone.article_number, tombstone.title) == (number, "Loser")
    sighting.refresh_from_db()
    assert sighting.tombstone == tombstone


def test_a_story_written_here_leaves_no_tombstone(winner, loser, chief):
    merge(loser, winner, chief)

    assert not Tombstone.objects.exists()


def test_every_address_that_it_ever_had_leads_to_the_one_that_stays(winner, loser, chief, client):
    Revision.objects.create(article=loser, kind="edit", before={"slug": "old-slug"})
    Redirect.leave("/p/abc.html", loser.get_absolute_url())
    addresses = [
        loser.get_absolute_url(),
        f"/articles/{loser.pk}/",
        f"/articles/{loser.pk}/old-slug/",
        "/p/abc.html",
    ]

    merge(loser, winner, chief)

    for address in addresses:
        response = client.get(address)
        assert (response.status_code, response["Location"]) == (301, winner.get_absolute_url())


def test_the_timeline_keeps_what_the_other_said(winner, loser, chief):
    category = winner.categories.get()
    tags = sorted(winner.taggings.values_list("tag_id", flat=True))
    number = loser.pk

    revision = merge(loser, winner, chief)

    assert (revision.article, revision.kind, revision.user) == (winner, "merge", chief)
    assert revision.before["categories"] == [category.pk]
    assert revision.before["tags"] == tags
    assert revision.before["merged"]["number"] == number
    assert revision.before["merged"]["body"] == "<p>What the loser said.</p>"


def test_the_two_are_not_possibly_the_same_any_more(winner, loser, chief):
    Article.objects.filter(pk=winner.pk).update(possibly_same=loser)
    third = make_article("Third", possibly_same=loser)

    merge(loser, winner, chief)

    winner.refresh_from_db()
    third.refresh_from_db()
    assert winner.possibly_same is None
    assert third.possibly_same == winner


def test_open_forms_of_the_one_that_stays_become_stale(winner, loser, chief):
    merge(loser, winner, chief)

    assert Article.objects.get().modified_at > winner.modified_at


def test_a_story_is_not_merged_into_itself(winner, chief):
    with pytest.raises(CannotMergeError, match="same"):
        merge(winner, Article.objects.get(), chief)


def test_a_story_that_is_gone_is_not_merged(winner, loser, chief):
    Article.objects.filter(pk=loser.pk).delete()

    with pytest.raises(CannotMergeError, match="gone"):
        merge(loser, winner, chief)


def test_stories_of_different_sources_are_not_merged(winner, chief):
    other = make_article(source=make_source("Another wire"))

    with pytest.raises(CannotMergeError, match="other source"):
        merge(other, winner, chief)

    assert Article.objects.count() == 2


def test_all_of_it_happens_or_nothing(winner, loser, chief, monkeypatch):
    make_sighting(loser)

    def fail(*args):
        raise RuntimeError("the power went")

    monkeypatch.setattr(Redirect, "leave", fail)
    with pytest.raises(RuntimeError):
        merge(loser, winner, chief)

    assert Article.objects.count() == 2
    assert not Tombstone.objects.exists()
    assert loser.sightings.count() == 1
    assert set(winner.tags.names()) == {"arm", "both"}
