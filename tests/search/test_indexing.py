"""The index of search after every way through the house that changes stories; and as a whole."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from taggit.models import Tag

from articles.importer import pipeline, undo
from articles.models import Article, Conflict, ImportBatch, Revision, SearchText, search_index
from articles.provenance import conflicts, history, merging
from articles.search import indexing
from tests.admin.helpers import ADD, LIST, change_url, form_of, save
from tests.factories import NOON, make_article, make_articles, make_category
from tests.importer.corpus import Folder, html, sentences
from tests.search.stored import assert_right, state, stored_terms

pytestmark = pytest.mark.django_db
TAGGED = {"more": {"tags": "[steel, glass]"}}


@pytest.fixture
def folder(tmp_path) -> Folder:
    """Four stories, imported."""
    folder = Folder(tmp_path)
    for number in range(4):
        write(folder, number, **TAGGED)
    folder.run()
    return folder


@pytest.fixture
def chief() -> User:
    return User.objects.create_superuser("chief")


@pytest.fixture
def desk(chief) -> Client:
    client = Client()
    client.force_login(chief)
    return client


def write(folder: Folder, number: int, *more: str, **fields) -> None:
    body = html([*sentences(number), *more])
    folder.write(f"{number:03}.md", **{"title": f"Story {number}", "body": body} | fields)


def the(number: int) -> Article:
    return Article.objects.get(title__startswith=f"Story {number}")


class TestImports:
    def test_new_stories(self, folder):
        assert len(stored_terms()) == 4
        assert_right()

    def test_what_workers_made_ready(self, folder, monkeypatch):
        monkeypatch.setattr(search_index, "searchable", None)  # nothing is left to be worked out

        write(folder, 7)
        folder.run()

        assert the(7).search_text

    def test_changes_of_every_kind_and_their_undoing(self, folder):
        before = state()
        write(folder, 0, "More of it.", **TAGGED)
        write(folder, 1, more={"tags": "[steel, tin]"})
        write(folder, 2, filed=("Science", "Example Wire", "Labs"), **TAGGED)
        folder.write("003.md", title="Another one", body=html(sentences(30)))
        write(folder, 5)
        folder.run()
        assert_right()

        undo.undo(ImportBatch.objects.latest("pk").pk)

        assert state() == before
        assert_right()

    def test_versions_of_one_story_in_one_chunk(self, folder):
        write(folder, 8, "One more line.")
        body = html([*sentences(8), "One more line.", "And yet another line."])
        folder.write("copy.md", title="Story 8", body=body)
        folder.run()

        assert_right()

    def test_what_meets_an_editors_change(self, folder, chief):
        story = the(0)
        story.title, story.edited_fields = "Story 0, ours", ["title", "body"]
        story.body = story.body.replace("</p>", " Ours.</p>", 1)
        story.save()
        body = html(["Theirs, " + sentences(0)[0], *sentences(0)[1:], "And more."])
        write(folder, 0, title="Story 0, theirs", body=body)
        folder.run()
        assert_right()

        for conflict in Conflict.objects.filter(choice=""):
            conflicts.decide(conflict, "theirs", chief)

        assert_right()

    def test_files_that_are_read_again_from_what_was_kept(self, folder):
        sighting = the(0).sightings.get()
        the(0).delete()
        sighting.refresh_from_db()
        sighting.tombstone.forget()

        pipeline.run_kept("news", [sighting.pk], pipeline.Options())

        assert len(stored_terms()) == 4
        assert_right()


class TestTheDesk:
    def test_a_merge(self, folder, chief):
        loser = the(1)
        loser.tags.add("tin")
        loser.categories.add(make_category("Science"))

        merging.merge(loser, the(0), chief)

        assert len(stored_terms()) == 3
        assert_right()

    def test_what_is_put_back(self, chief):
        story = make_article("Story 1", categories=(make_category("News"),), tags=("tin",))
        before = history.snapshot(story, ("title", "body", "tags", "categories"))
        story.title, story.body = "Another", "<p>Another.</p>"
        story.save()
        story.tags.set(["steel"])
        story.categories.clear()
        history.record(story, before, chief)

        history.restore(Revision.objects.get(), chief)

        assert_right()

    def test_forms_and_actions(self, desk):
        story = make_article("Story 1", tags=("steel", "glass"), categories=(make_category("A"),))
        other = make_article("Story 2", tags=("steel",))
        science = make_category("Science")
        changes = {"title": ["Tin"], "tags": ["tin, steel"], "categories": [str(science.pk)]}
        assert save(desk, story, **changes).status_code == 302
        assert_right()

        desk.post(ADD, form_of(desk, ADD) | {"title": ["New"], "source": [str(story.source_id)]})
        assert_right()

        tag = Tag.objects.get(name="steel")
        desk.post(change_url(tag, "delete"), {"post": "yes"})
        assert_right()

        for action in ("archive", "delete_selected"):
            chosen = {"action": action, "_selected_action": [other.pk, story.pk], "post": "yes"}
            desk.post(LIST, chosen)
            assert_right()
        assert not Article.objects.filter(pk=other.pk).exists()


class TestTheWhole:
    def test_an_archive_without_an_index_is_indexed_and_says_so_meanwhile(self, monkeypatch):
        assert indexing.is_complete()
        make_articles({"title": f"Story {at}"} for at in range(15))
        right = state()
        indexing._begin_anew()
        monkeypatch.setattr(indexing, "CHUNK", 4)
        seen = []

        def watch(stories: int) -> None:
            seen.append((stories, indexing.is_complete()))

        assert not indexing.is_complete()
        counts = indexing.reindex(progress=watch)

        assert counts == {"stories": 15, "indexed": 15}
        assert seen == [(4, False), (4, False), (4, False), (3, True)]
        assert state() == right

    def test_a_run_that_is_stopped_is_gone_on_with(self, monkeypatch):
        ids = [story.pk for story in make_articles({"title": f"Story {at}"} for at in range(12))]
        monkeypatch.setattr(indexing, "CHUNK", 5)

        def stop(_stories: int) -> None:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            indexing.reindex(rebuild=True, progress=stop)
        assert [pk for pk, _terms in stored_terms()] == ids[-5:]
        assert not indexing.is_complete()
        make_article("Stored meanwhile")
        assert not indexing.is_complete()

        assert indexing.reindex()["indexed"] == 7
        assert indexing.is_complete()
        assert_right()

    def test_what_another_version_made_is_begun_anew(self, monkeypatch):
        stories = make_articles({"title": f"Story {at}"} for at in range(3))
        row = SearchText.objects.get(pk=stories[0].pk)
        row.digest = "0." + row.digest[2:]
        row.save()
        emptied = []
        begin_anew = indexing._begin_anew
        monkeypatch.setattr(indexing, "_begin_anew", lambda: emptied.append(begin_anew()))

        assert not indexing.is_complete()
        assert indexing.check() == [row.pk]
        assert indexing.reindex() == {"stories": 3, "indexed": 3}
        assert indexing.reindex() == {"stories": 3, "indexed": 0}

        assert len(emptied) == 1
        assert_right()

    def test_many_small_writes_are_made_one(self, monkeypatch):
        monkeypatch.setattr(indexing, "CHUNK", 1)
        monkeypatch.setattr(indexing, "PAGES", 1)
        texts = [{"title": f"Story {at}", "body": html(sentences(at))} for at in range(20)]
        make_articles(texts, published_at=NOON)
        right = state()

        indexing.reindex(rebuild=True)

        assert state() == right

    @pytest.mark.postgres
    def test_what_leads_nowhere_is_taken_out(self):
        story = make_article("Story")
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO articles_searchterms VALUES (12345, 'tin')")

        indexing.reindex()

        assert [pk for pk, _terms in stored_terms()] == [story.pk]
