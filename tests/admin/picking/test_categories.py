"""Categories at the desk: merged with all that hangs on them, and meant by their old names."""

import threading

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from taggit.models import Tag

from articles.admin.jobs import runner
from articles.admin.picking import category_merging, joining, tag_merging
from articles.importer.filing import Filing
from articles.importer.restore import restore as take_back
from articles.models import (
    Beat,
    Category,
    CategoryAlias,
    CategoryEntry,
    Job,
    Redirect,
    Revision,
    SavedSearch,
    Successor,
)
from articles.models.category import MAX_DEPTH
from articles.models.search_index import wrong_stories
from articles.provenance.history import record, restore, snapshot
from tests.admin.bulk.doing import do, undo
from tests.admin.helpers import HOSTILE, change_url, form_of, messages_of
from tests.factories import make_article, make_category

pytestmark = pytest.mark.django_db
LIST = reverse("admin:articles_category_changelist")
MERGE = category_merging.PAGE.staying


def merge(client, *rows, into):
    url = MERGE.url(row.pk for row in (*rows, into))
    return client.post(url, {"winner": str(into.pk)}, follow=True)


def titles() -> set[str]:
    return set(Category.objects.values_list("title", flat=True))


def listed(category: Category) -> set[str]:
    entries = CategoryEntry.objects.filter(category=category)
    return set(entries.values_list("article__title", flat=True))


def test_merged_categories_are_one_for_stories_readers_search_and_imports(desk, client):
    loser, winner = make_category("Tech", "AI News"), make_category("AI")
    equal, same = make_category("Tech", "AI News", "Chips"), make_category("AI", "Chips")
    deep = make_category("Tech", "AI News", "Chips", "Arm")
    other = make_category("Tech", "AI News", "Labs")
    make_category("AI", "Labs!")  # whose slug is the other's
    stories = [
        make_article(title, categories=filed)
        for title, filed in {
            "Here": (loser,), "Both": (loser, winner), "Chips": (equal,), "Arm": (deep,),
            "Lab": (other,),
        }.items()
    ]  # fmt: skip
    person = User.objects.create(username="free")
    Beat.objects.create(user=person, category=loser)
    search = SavedSearch.objects.create(
        owner=person, name="AI", query=f"categories__id__exact={loser.pk}&q=x"
    )
    chosen = {"action": "merge_selected", "_selected_action": [loser.pk, winner.pk]}
    url = desk.post(LIST, chosen)["Location"]
    page = desk.get(url).content.decode()
    assert "5 published stories, with those below" in page
    assert f'value="{loser.pk}" checked' in page

    response = merge(desk, loser, into=winner)

    assert "The categories are one now" in messages_of(response)
    assert titles() == {
        "Tech", "AI", "AI / Chips", "AI / Chips / Arm", "AI / Labs", "AI / Labs!",
    }  # fmt: skip
    assert listed(winner) == {"Here", "Both", "Chips", "Arm", "Lab"}
    assert listed(same) == {"Chips", "Arm"}
    assert listed(Category.objects.get(title="Tech")) == set()
    assert wrong_stories([story.pk for story in stories]) == []
    for old, now in {
        "tech/ai-news": "ai", "tech/ai-news/chips": "ai/chips",
        "tech/ai-news/chips/arm": "ai/chips/arm",
    }.items():  # fmt: skip
        assert client.get(f"/categories/{old}/")["Location"] == f"/categories/{now}/"
    assert client.get("/categories/ai/").status_code == 200
    filing = Filing()
    filing.make([], [("Tech", "AI News", "Chips", "Arm"), ("Tech", "AI News")], [])
    assert filing.category(("Tech", "AI News", "Chips", "Arm")) == deep
    assert filing.category(("Tech", "AI News")) == winner
    assert filing.made == {}
    assert list(Beat.objects.values_list("category", flat=True)) == [winner.pk]
    search.refresh_from_db()
    assert search.query == f"categories__id__exact={winner.pk}&q=x"
    log = desk.get(reverse("admin:admin_logentry_changelist")).content.decode()
    assert "Tech / AI News" in log


def test_one_that_lies_below_the_other_is_merged_upwards_but_not_downwards(desk):
    upper, lower = make_category("A"), make_category("A", "A")
    lowest = make_category("A", "A", "A")
    make_article("Story", categories=(lower,))

    response = merge(desk, upper, into=lower)
    assert "“A / A” lies below “A”" in messages_of(response)
    assert Category.objects.count() == 3

    merge(desk, lower, into=upper)
    lowest.refresh_from_db()
    assert (titles(), lowest.path) == ({"A", "A / A"}, "a/a")
    assert listed(upper) == {"Story"}
    assert not Redirect.objects.filter(old_path="/categories/a/a/").exists()


def test_what_would_lie_too_deep_is_refused_before_anything_changes(desk):
    winner = make_category(*(str(level) for level in range(MAX_DEPTH - 1)))
    loser, story = make_category("Top"), make_article("Story")
    make_category("Top", "1", "2")
    story.categories.add(loser)

    response = merge(desk, loser, into=winner)

    assert f"at most {MAX_DEPTH} levels are possible" in messages_of(response)
    assert listed(loser) == {"Story"}


def test_several_that_lie_in_one_another_are_merged_into_one(desk):
    upper, lower, winner = make_category("A"), make_category("A", "B"), make_category("W")
    make_category("A", "B", "x")
    make_category("W", "B")

    merge(desk, upper, lower, into=winner)

    assert titles() == {"W", "W / x", "W / B"}
    found = {alias.__str__(): alias.category for alias in CategoryAlias.objects.all()}
    assert found["A"] == winner
    assert set(Successor.objects.values_list("number", "now")) == {
        (upper.pk, winner.pk), (lower.pk, winner.pk),
    }  # fmt: skip


def test_large_ones_are_merged_beside_the_server(desk, monkeypatch):
    loser, winner = make_category("A"), make_category("B")
    make_article("One", categories=(loser,))
    make_article("Two", categories=(loser, make_category("A", "Below")))
    monkeypatch.setattr(joining, "WHILE_WAITING", 1)
    monkeypatch.setattr(joining, "AT_ONCE", 1)

    response = merge(desk, loser, into=winner)

    assert "Merge the categories “A” into “B”" in response.content.decode()
    runner.work(threading.Event())
    job = Job.objects.get()
    assert (job.state, job.done) == ("done", 2)
    assert (titles(), listed(winner)) == ({"B", "B / Below"}, {"One", "Two"})


def test_history_puts_back_what_the_merged_one_became(desk):
    loser, winner, other = make_category("A"), make_category("B"), make_category("C")
    story = make_article("Story", categories=(loser,))
    before = snapshot(story, ["categories"])
    story.categories.set([other])
    revision = record(story, before, None)
    merge(desk, loser, into=winner)

    restore(revision, None)

    assert list(story.categories.all()) == [winner]
    page = desk.get(reverse("admin:articles_article_history", args=[story.pk])).content.decode()
    assert (f">#{loser.pk}<" in page, ">B<" in page) == (False, True)


def test_what_is_undone_after_a_merge_keeps_what_stood_there_before(desk):
    """An import that filed the story anew, and a deed that filed it otherwise."""
    loser, winner, other = make_category("A"), make_category("B"), make_category("C")
    imported = make_article("Imported", categories=(loser, other), tags=("A", "C"))
    done = make_article("Done", categories=(loser,))
    tag, into = Tag.objects.get(name="A"), Tag.objects.create(name="B", slug="b")
    user = User.objects.get()
    job = do(user, "replace_categories", [other.pk], newest=done.pk)
    before = {"categories": [loser.pk], "tags": [tag.pk]}
    revision = Revision.objects.create(
        article=imported, kind=Revision.Kind.IMPORT, user=None, before=before
    )

    merge(desk, loser, into=winner)
    tag_merging.TAGS.merge([tag], into, user)
    undo(user, job)
    take_back(Revision.objects.filter(pk=revision.pk))

    assert list(done.categories.all()) == [winner]
    assert (list(imported.categories.all()), list(imported.tags.all())) == ([winner], [into])


def test_the_form_names_old_names_and_takes_them_away(desk):
    category = make_category("News", HOSTILE)
    url = change_url(category)
    renamed = form_of(desk, url, "category_form") | {"name": "Chips"}
    assert "is another name of the category now" in messages_of(
        desk.post(url, renamed, follow=True)
    )
    page = desk.get(url).content.decode()
    assert "News / &quot;&gt;&lt;script&gt;" in page

    add = reverse("admin:articles_category_add")
    taken = form_of(desk, add, "category_form") | {"name": HOSTILE, "parent": "News"}
    assert "another name of the category “News / Chips”" in desk.post(add, taken).content.decode()

    desk.post(url, form_of(desk, url, "category_form") | {"aliases-0-DELETE": "on"})
    assert not CategoryAlias.objects.exists()
    assert desk.post(add, taken).status_code == 302


def test_who_may_not_delete_categories_does_not_merge_them(staff):
    rows = make_category("A"), make_category("B")
    client = staff("view_category", "change_category")

    assert client.get(MERGE.url(row.pk for row in rows)).status_code == 403
    assert client.get(change_url(rows[0])).status_code == 200
