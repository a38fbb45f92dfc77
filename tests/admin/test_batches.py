"""Imports at the desk: watched while they run, undone after a question, and retried."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.db import DatabaseError
from django.urls import reverse
from django.utils import timezone

from articles.admin.importing import batch_jobs, batches, words
from articles.admin.jobs import job_url
from articles.importer import release
from articles.importer.lock import Locked
from articles.models import Article, ImportBatch, ImportRule, Sighting
from tests.admin.helpers import HOSTILE, change_url, make_batch, messages_of
from tests.admin.importing.working import said, work
from tests.admin.test_lists import statements
from tests.admin.test_site import assert_harmless
from tests.importer.corpus import Folder, html, sentences

pytestmark = pytest.mark.django_db
LIST = reverse("admin:articles_importbatch_changelist")


@pytest.fixture
def folder(tmp_path) -> Folder:
    folder = Folder(tmp_path)
    folder.write("one.md")
    folder.write("two.md", title="Another", body=html(sentences(2)))
    return folder


@pytest.fixture
def batch(folder) -> ImportBatch:
    return ImportBatch.objects.get(pk=folder.run().batch)


def test_its_numbers_lead_to_what_it_brought(desk, folder, staff):
    folder.write("bad.md", "no front matter")
    folder.write("undated.md", title="Undated", body=html(sentences(3)), date="")
    batch = ImportBatch.objects.get(pk=folder.run(status="inbox").batch)
    stories, refused = (reverse(f"admin:articles_{name}_changelist") for name in
                        ("article", "refusedfile"))  # fmt: skip
    triage = f"{reverse('admin:articles_article_triage')}?batch={batch.pk}"

    page = desk.get(change_url(batch)).content.decode()

    for address, number, rows in (
        (f"{stories}?batch={batch.pk}", batch.created, 3),
        (f"{stories}?batch={batch.pk}&status__exact=draft", batch.drafts, 1),
        (f"{refused}?batch={batch.pk}", batch.refused, 1),
    ):
        assert number == rows
        assert f'<a href="{address.replace("&", "&amp;")}">{number}</a>' in page
        assert len(desk.get(address).context["cl"].result_list) == rows
    assert f'href="{triage}">Triage what this import brought' in page
    assert len(desk.get(triage).context["cards"]) > 0
    assert "Triage what" not in staff("view_importbatch").get(change_url(batch)).content.decode()


def ask(*chosen: ImportBatch, action: str = "undo_import", **data) -> dict:
    return {"action": action, "_selected_action": [each.pk for each in chosen]} | data


class TestUndoing:
    def test_shows_what_goes_and_asks_first(self, desk, batch):
        html = desk.post(LIST, ask(batch)).content.decode()

        assert "<dt>2</dt><dd>new articles" in html
        assert "What stays" not in html
        assert Article.objects.count() == 2

    def test_takes_it_back_and_says_so(self, desk, batch):
        desk.post(LIST, ask(batch, post="yes"))

        assert f"Import {batch.pk} is undone: articles removed: 2," in said(desk)
        assert not Article.objects.exists()
        batch.refresh_from_db()
        assert (batch.state, batch.undone_by.username) == ("undone", "chief")
        assert "· chief" in desk.get(change_url(batch)).content.decode()

    def test_names_what_stays_and_why(self, desk, batch, monkeypatch):
        for article in Article.objects.order_by("pk"):
            article.save()
        monkeypatch.setattr(batches, "KEPT_SHOWN", 1)
        monkeypatch.setattr(words, "KEPT_NAMED", 1)
        first = Article.objects.earliest("pk")

        html = desk.post(LIST, ask(batch)).content.decode()
        desk.post(LIST, ask(batch, post="yes"))
        told = said(desk)

        assert "What stays: 2 stories" in html
        assert f'<a href="{change_url(first)}">#{first.pk} “A quiet launch”</a>: edited on' in html
        assert "and 1 more" in html
        assert f"As they are stay: #{first.pk} “A quiet launch”: edited on" in told
        assert "; and 1 more." in told

    def test_names_stories_that_are_gone_without_a_link(self, desk, folder):
        ImportRule.objects.create(name="Later", effect="hold", title="Another")
        batch = ImportBatch.objects.get(pk=folder.run().batch)
        number = Article.objects.get().pk
        Article.objects.all().delete()
        release.drop([Sighting.objects.get(path="two.md").pk])

        html = desk.post(LIST, ask(batch)).content.decode()

        assert f"<li>#{number} “A quiet launch”: deleted on" in html
        assert "<li>“news: two.md”: an editor dropped the file for good</li>" in html

    def test_leaves_a_line_in_the_log(self, desk, batch):
        desk.post(LIST, ask(batch, post="yes"))
        work()

        entry = LogEntry.objects.get()
        assert (entry.user.username, entry.object_id) == ("chief", str(batch.pk))
        assert entry.get_change_message() == "Undone: 2 articles removed, 0 put back, 0 kept."

    def test_is_for_those_with_the_permission(self, staff, batch):
        viewer = staff("view_importbatch", "delete_importbatch", "change_article")

        for page in (LIST, change_url(batch)):
            assert "Undo this import" not in viewer.get(page).content.decode()
        viewer.post(LIST, ask(batch, post="yes"))
        viewer.post(LIST, ask(batch, action="retry_import"))

        assert Article.objects.count() == 2
        assert not LogEntry.objects.exists()

    def test_who_has_it_may(self, staff, batch):
        allowed = staff("view_importbatch", "change_importbatch")

        for page in (LIST, change_url(batch)):
            assert "Undo this import" in allowed.get(page).content.decode()
        allowed.post(LIST, ask(batch, post="yes"))
        work()

        assert not Article.objects.exists()

    def test_takes_one_import_at_a_time(self, desk, batch):
        response = desk.post(LIST, ask(batch, make_batch(), post="yes"), follow=True)

        assert "Choose one import." in messages_of(response)
        assert Article.objects.count() == 2

    def test_of_a_large_one_is_rehearsed_by_a_job(self, desk, batch, monkeypatch):
        monkeypatch.setattr(batches, "MOST_REHEARSED", 1)
        monkeypatch.setattr(batch_jobs, "KEPT_SHOWN", 1)
        for article in Article.objects.order_by("pk"):
            article.save()

        desk.post(LIST, ask(batch))
        job = work()
        address = f"/admin/articles/importbatch/{batch.pk}/undo/?rehearsal={job.pk}"
        assert address in desk.get(job_url(job)).content.decode()
        asked = desk.get(address).content.decode()

        assert "What stays: 2 stories" in asked
        assert "“A quiet launch”</a>: edited on" in asked
        assert Article.objects.count() == 2
        elsewhere = address.replace(f"/{batch.pk}/", f"/{make_batch().pk}/")
        assert desk.get(elsewhere).status_code == 302

    def test_of_one_that_later_ones_have_built_on_names_these_instead_of_asking(
        self, desk, folder, batch
    ):
        folder.write("one.md", title="A loud launch")
        later = folder.run().batch

        response = desk.post(LIST, ask(batch), follow=True)
        assert f"Undo these first, in this order: #{later} news." in messages_of(response)
        assert 'name="post"' not in response.content.decode()
        desk.post(LIST, ask(batch, post="yes"))
        assert f"Undo these first, in this order: #{later} news." in said(desk)
        assert Article.objects.count() == 2

    def test_is_not_offered_twice(self, desk, batch):
        desk.post(LIST, ask(batch, post="yes"))
        work()

        assert "Undo this import" not in desk.get(change_url(batch)).content.decode()
        response = desk.post(LIST, ask(batch), follow=True)
        assert "was undone already" in messages_of(response)

    @pytest.mark.parametrize(
        ("error", "words"),
        [
            (Locked("process 7 on desk"), "Another import is running: process 7 on desk."),
            (DatabaseError("disk full"), "The database stopped it: disk full."),
        ],
    )
    def test_that_cannot_be_says_why(self, desk, batch, monkeypatch, error, words):
        def stop(*args, **kwargs):
            raise error

        monkeypatch.setattr("articles.importer.undo._Undo.go", stop)

        assert words in messages_of(desk.post(LIST, ask(batch), follow=True))
        desk.post(LIST, ask(batch, post="yes"))
        assert words in said(desk)
        assert not LogEntry.objects.exists()

    def test_escapes_strangers_texts(self, desk, folder):
        folder.write("x.md", title=HOSTILE.replace("'", "’"), body=html(sentences(3)))
        batch = ImportBatch.objects.get(pk=folder.run().batch)
        for article in Article.objects.all():
            article.save()
        ImportBatch.objects.update(root=HOSTILE, holder=HOSTILE, state="running")

        for page in (LIST, change_url(batch)):
            assert_harmless(desk.get(page).content.decode())
        assert_harmless(desk.post(LIST, ask(batch)).content.decode())
        desk.post(LIST, ask(batch, post="yes"))
        assert_harmless(said(desk))


class TestRetrying:
    @pytest.fixture
    def refused(self, folder) -> ImportBatch:
        folder.write("bad.md", "no front matter")
        folder.write("worse.md", "no front matter either")
        return ImportBatch.objects.get(pk=folder.run().batch)

    def test_brings_in_what_was_mended(self, desk, folder, refused):
        folder.write("bad.md", title="Mended", body=html(sentences(3)))
        (folder.top / "worse.md").unlink()
        assert "Retry the refused files" in desk.get(change_url(refused)).content.decode()

        desk.post(LIST, ask(refused, action="retry_import"))

        assert "Files read again: 1. created: 1, not there any more: 1." in said(desk)
        assert Article.objects.filter(title="Mended").exists()
        assert LogEntry.objects.get().get_change_message() == (
            "Refused files retried: 0 refused again."
        )

    def test_says_what_is_refused_again(self, desk, refused):
        desk.post(LIST, ask(refused, action="retry_import"))

        assert "Files read again: 2. refused: 2." in said(desk)

    def test_of_nothing_says_so(self, desk, batch):
        desk.post(LIST, ask(batch, action="retry_import"))

        assert "Nothing to retry: no file of this import is refused." in said(desk)
        assert "Retry the refused files" not in desk.get(change_url(batch)).content.decode()

    def test_without_the_folder_names_it(self, desk, folder, refused):
        folder.top.rename(folder.top.with_name("moved"))

        desk.post(LIST, ask(refused, action="retry_import"))

        assert f"{folder.top}: there is no such file or folder" in said(desk)

    def test_takes_one_import_at_a_time(self, desk, refused):
        chosen = ask(refused, make_batch(), action="retry_import")

        assert "Choose one import." in messages_of(desk.post(LIST, chosen, follow=True))


class TestARunningImport:
    @pytest.fixture
    def running(self, db) -> ImportBatch:
        counts = {"files": 1200, "total": 5000, "created": 1100, "held": 12, "conflicts": 3}
        seen = {"alive_at": timezone.now(), "holder": "process 7 on desk"}
        return make_batch(state="running", **counts, **seen)

    @pytest.mark.parametrize("page", ["list", "import"])
    def test_shows_how_far_it_is_and_loads_again(self, desk, running, page):
        html = desk.get(LIST if page == "list" else change_url(running)).content.decode()

        assert '<meta http-equiv="refresh" content="5">' in html
        assert '1,200 of 5,000 <progress value="1200" max="5000"' in html
        assert "last sign of life 20" in html
        assert ("process 7 on desk" in html) == (page == "import")

    def test_tells_folders_and_processes_to_superusers_only(self, staff, running):
        ImportBatch.objects.update(options={"path": "/srv/uploads/1-2229"})

        html = staff("view_importbatch").get(change_url(running)).content.decode()

        assert "last sign of life 20" in html
        assert "process 7" not in html
        assert "/srv/uploads" not in html

    def test_lists_the_outcomes_that_there_were(self, desk, running):
        html = desk.get(LIST).content.decode()

        for outcome in ("created: 1,100", "held: 12", "conflicts: 3"):
            assert f'<span class="desk-outcome">{outcome}</span>' in html
        assert "dropped: " not in html

    def test_that_is_silent_is_not_waited_for(self, desk, running):
        silent = timezone.now() - 2 * batches.SILENCE
        ImportBatch.objects.update(alive_at=silent)

        for page in (LIST, change_url(running)):
            html = desk.get(page).content.decode()
            assert 'http-equiv="refresh"' not in html
            assert "silent since 20" in html

    def test_is_not_offered_to_be_undone_before_it_is_silent(self, desk, running):
        assert "Undo this import" not in desk.get(change_url(running)).content.decode()
        ImportBatch.objects.update(alive_at=timezone.now() - timedelta(hours=1))
        assert "Undo this import" in desk.get(change_url(running)).content.decode()

    def test_that_is_done_is_not_loaded_again(self, desk, running):
        ImportBatch.objects.update(state="done", files=5000)

        for page in (LIST, change_url(running)):
            html = desk.get(page).content.decode()
            assert 'http-equiv="refresh"' not in html
            assert "<progress" not in html

    def test_costs_the_list_no_more_queries(self, desk, running):
        for _ in range(10):
            make_batch(state="running", total=10)

        # Four are the list's own; the rest tells what else imports ask of people.
        assert len(statements(desk, LIST)) == 9
