"""Plans at the desk: what they show, who may apply them, and what applying answers."""

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.asserts import assertRedirects

from articles.admin.importing import planned, plans
from articles.importer import applying, planning
from articles.importer.lock import Locked
from articles.importer.pipeline import Options
from articles.models import Article, ImportBatch, ImportPlan, ImportRule, Job, PlannedFile
from tests.admin.helpers import HOSTILE, change_url, messages_of
from tests.admin.importing.working import said, work
from tests.admin.test_site import assert_harmless
from tests.importer.corpus import Folder, html, json_file, sentences

pytestmark = pytest.mark.django_db
LIST = reverse("admin:articles_importplan_changelist")


@pytest.fixture
def folder(tmp_path) -> Folder:
    """A plan's worth of every outcome."""
    folder = Folder(tmp_path)
    lines = sentences(1)
    folder.write("one.md", body=html(lines))
    folder.write("gone.md", title="Gone", body=html(sentences(8)), source="Old Wire")
    folder.run()
    Article.objects.filter(title="A quiet launch").update(title="Ours", edited_fields=["title"])
    changed = [*lines[:2], "A corrected sentence.", *lines[3:]]
    folder.write("one.md", title="Theirs", body=html(changed))
    (folder.top / "gone.md").unlink()
    folder.write("new.md", title="New", body=html(sentences(2)), more={"tags": "[Chips]"})
    folder.write("held.md", json_file(title="Held", source="Gazette"))
    folder.write("other/new.md", title="New", body=html(sentences(2)))
    folder.write("bad.md", "no front matter")
    ImportRule.objects.create(name="Gazette waits", effect="hold", source="Gazette")
    return folder


@pytest.fixture
def plan(folder) -> ImportPlan:
    return planning.plan(folder.top, folder.root, Options())[0]


def apply_url(plan: ImportPlan) -> str:
    return reverse("admin:articles_importplan_apply", args=[plan.pk])


def paths(response) -> list[str]:
    return [row.file.path for row in response.context["rows"]]


class TestLooking:
    def test_the_list_tells_what_plans_would_do(self, desk, plan):
        page = desk.get(LIST).content.decode()

        assert f"#{plan.pk} news" in page
        assert "not applied" in page

    def test_the_page_shows_changes_conflicts_problems_and_sources(self, desk, plan):
        page = desk.get(change_url(plan)).content.decode()

        assert "<del>" in page
        assert "corrected" in page
        assert "2 passages as before" in page
        assert "<del>Ours</del><ins>Theirs</ins>" in page
        assert "<ins>Chips</ins>" in page
        assert "The rule “Gazette waits” keeps it out." in page
        assert "<code>E_NO_FRONT_MATTER</code> line 1: The file does not begin" in page
        assert "The story that new.md makes." in page
        assert "Gazette: 1 file" in page
        assert "Old Wire: last story of 2020-03-10" in page
        article = Article.objects.get(title="Ours")
        assert f'<a href="{change_url(article)}">#{article.pk} Theirs</a>' in page

    def test_counts_are_links_that_filter_the_files(self, desk, plan):
        page = desk.get(change_url(plan))
        assert '<a href="?outcome=created#files">created</a>' in page.content.decode()

        def shown(**query) -> list[str]:
            return paths(desk.get(change_url(plan), query))

        assert shown() == ["bad.md", "held.md", "new.md", "one.md", "other/new.md"]
        assert shown(outcome="created") == ["new.md"]
        assert shown(code="E_NO_FRONT_MATTER") == ["bad.md"]
        assert shown(outcome="created", code="E_NO_FRONT_MATTER") == []
        assert shown(outcome="x", code="x", after="x") == shown()

    def test_files_come_in_pages_and_filters_stay(self, desk, plan, monkeypatch):
        monkeypatch.setattr(planned, "FILES_A_PAGE", 2)
        first = desk.get(change_url(plan))

        assert paths(first) == ["bad.md", "held.md"]
        second = desk.get(f"{change_url(plan)}?{first.context['later']}")
        assert paths(second) == ["new.md", "one.md"]
        last = desk.get(f"{change_url(plan)}?{second.context['later']}")
        assert (paths(last), last.context["later"]) == (["other/new.md"], "")
        assert "From the beginning" in last.content.decode()
        assert desk.get(change_url(plan), {"outcome": "created"}).context["later"] == ""

    def test_long_changes_say_that_there_is_more(self, desk, plan, monkeypatch):
        monkeypatch.setattr(planned, "PASSAGES_SHOWN", 0)

        page = desk.get(change_url(plan), {"outcome": "updated"})

        assert page.context["rows"][0].left_out

    def test_queries_do_not_grow_with_the_files(self, desk, plan):
        def queries() -> int:
            with CaptureQueriesContext(connection) as captured:
                assert desk.get(change_url(plan)).status_code == 200
            return len(captured)

        few = queries()
        rows = [
            PlannedFile(plan=plan, path=f"{n}.md", outcome="created", article_number=n)
            for n in range(1, 40)
        ]
        PlannedFile.objects.bulk_create(rows)
        assert queries() == few <= 6

    def test_what_strangers_wrote_is_only_text(self, desk, folder):
        title = HOSTILE.replace("'", "")
        folder.write(f"{title.replace('/', '')}.md", json_file(title=title, source=title[:80]))
        folder.write("one.md", title=title, body=html(["<b>&lt;script&gt;alert(1)</b>"]))
        folder.write("two.md", json_file(title="Two", date=HOSTILE, link=HOSTILE, tags=[HOSTILE]))
        plan = planning.plan(folder.top, folder.root, Options())[0]

        for page in (LIST, change_url(plan), change_url(plan, "delete")):
            assert_harmless(desk.get(page).content.decode())

    def test_a_plan_of_an_empty_folder_can_be_shown(self, desk, tmp_path):
        empty = Folder(tmp_path, "empty")
        plan = planning.plan(empty.top, "empty", Options())[0]

        assert "The folder is empty." in desk.get(change_url(plan)).content.decode()


class TestApplying:
    def test_asks_first_and_then_does_what_the_plan_said(self, desk, plan):
        asked = desk.post(apply_url(plan)).content.decode()
        assert "It would make 1 new articles and change 1." in asked
        assert ImportBatch.objects.count() == 1

        desk.post(apply_url(plan), {"post": "yes"})
        assert "Files: 5. created: 1" in said(desk)

        batch = ImportBatch.objects.first()
        assert batch.started_by.username == "chief"
        page = desk.get(change_url(plan))
        assert page.context["original"].applied_as == batch
        assert not page.context["may_apply"]

    def test_says_what_moved_and_plans_again_in_one_click(self, desk, plan, folder):
        article = Article.objects.get(title="Ours")
        article.save()
        for number in range(plans.MOVES_SHOWN):
            folder.write(f"{number}.md")

        desk.post(apply_url(plan), {"post": "yes"})
        job = said(desk)
        again = reverse("admin:articles_importplan_again", args=[plan.pk])
        assert "something moved since the plan was made" in job
        assert f'<a href="{change_url(article)}">#{article.pk} “Ours” was edited since' in job
        assert "and 1 more" in job
        assert "Go on" not in job  # it would fail the same way
        assert f'formaction="{again}">Plan again' in job
        assert f'<a href="{change_url(plan)}">Open the plan</a>' in job
        page = desk.get(change_url(plan))
        html = page.content.decode()

        assert f'<a href="{change_url(article)}">#{article.pk} “Ours” was edited since' in html
        assert "0.md is new." in html
        assert "and 1 more" in html
        assert not page.context["may_apply"]
        assert ImportBatch.objects.count() == 1
        desk.post(again)
        job = work()
        assert ImportPlan.objects.latest("pk").counts["outcomes"]["files"] == 25
        made = change_url(ImportPlan.objects.latest("pk"))
        told = desk.get(reverse("admin:articles_job_progress", args=[job.pk])).json()
        assert told["next"] == made  # where the script of the job's page goes
        shown = desk.get(change_url(job)).content.decode()
        assert f'<a href="{made}" class="button desk-choice">Open the plan</a>' in shown

    def test_tells_what_became_something_else(self, desk, plan):
        PlannedFile.objects.filter(path="new.md").update(outcome="updated")

        desk.post(apply_url(plan), {"post": "yes"})

        told = said(desk)
        assert "1 file became something else than planned" in told
        assert "“new.md”" in told

    def test_a_plan_is_applied_once(self, desk, plan):
        desk.post(apply_url(plan), {"post": "yes"})
        desk.post(apply_url(plan), {"post": "yes"})
        assert Job.objects.count() == 1
        applying.apply(plan.pk)

        assert "The plan was applied already." in said(desk)
        answer = desk.post(apply_url(plan), {"post": "yes"}, follow=True)
        assert "The plan was applied already." in messages_of(answer)

    def test_a_plan_with_nothing_to_do_says_so(self, desk, folder):
        folder.run()
        plan = planning.plan(folder.top, folder.root, Options())[0]

        desk.post(apply_url(plan), {"post": "yes"})

        assert "Nothing to do" in said(desk)

    @pytest.mark.parametrize(
        ("error", "words"),
        [
            (Locked("process 7"), "Another import is running: process 7."),
            (DatabaseError("no room"), "The database stopped it: no room."),
            (OSError("gone"), "The import stopped early: gone. What was stored stays."),
        ],
    )
    def test_what_stops_it_is_said(self, desk, plan, monkeypatch, error, words):
        def stop(*_args, **_kwargs):
            raise error

        monkeypatch.setattr(applying, "apply", stop)

        desk.post(apply_url(plan), {"post": "yes"})
        assert words in said(desk)
        assert words in desk.get(change_url(plan)).content.decode()
        assert desk.get(change_url(plan)).context["may_apply"]


class TestPermissions:
    def test_who_may_only_look_finds_no_buttons(self, staff, plan):
        client = staff("view_importplan")
        page = client.get(change_url(plan))

        assert (page.context["may_apply"], page.context["may_discard"]) == (False, False)
        assert client.post(apply_url(plan), {"post": "yes"}).status_code == 403
        assert client.post(change_url(plan, "delete"), {"post": "yes"}).status_code == 403

    def test_who_may_add_imports_may_apply(self, staff, plan):
        client = staff("view_importplan", "add_importbatch")

        assert client.get(change_url(plan)).context["may_apply"]
        assert client.post(apply_url(plan), {"post": "yes"}).status_code == 302
        work()
        assert ImportBatch.objects.count() == 2

    def test_where_it_lies_on_the_server_only_superusers_see(self, desk, staff, plan, folder):
        assert str(folder.top) in desk.get(change_url(plan)).content.decode()

        html = staff("view_importplan").get(change_url(plan)).content.decode()

        assert str(folder.top) not in html
        assert f'<span class="desk-path">{folder.top.name}</span>' in html
        assert "auto · " not in html

    def test_who_may_delete_may_discard(self, staff, plan):
        client = staff("view_importplan", "delete_importplan")
        assert "Discard" in client.get(change_url(plan)).content.decode()

        client.post(change_url(plan, "delete"), {"post": "yes"})

        assert not PlannedFile.objects.exists()
        assert Article.objects.count() == 2

    def test_a_link_alone_applies_nothing(self, desk, plan):
        again = reverse("admin:articles_importplan_again", args=[plan.pk])
        for address in (apply_url(plan), again):
            assertRedirects(desk.get(address), change_url(plan))
        assert not Job.objects.exists()
        assert desk.post(reverse("admin:articles_importplan_apply", args=[0])).status_code == 404

    def test_strangers_are_sent_to_the_door(self, client, plan):
        assert client.post(apply_url(plan), {"post": "yes"}).status_code == 302
        assert ImportBatch.objects.count() == 1
