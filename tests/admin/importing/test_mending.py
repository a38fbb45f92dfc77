"""Refused files at the desk: why, in words, the text with its error marked, and its import."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.urls import reverse

from articles.importer import fixing
from articles.importer.lock import Locked
from articles.models import Article, ImportBatch, ImportRule, RefusedFile
from tests.admin.helpers import HOSTILE, change_url, messages_of
from tests.admin.test_lists import statements
from tests.admin.test_site import assert_harmless
from tests.importer.corpus import Folder, html, seed_file, sentences

pytestmark = pytest.mark.django_db
LIST = reverse("admin:articles_refusedfile_changelist")
BAD = "\n---\ntitle: 'Never closed'\ndate: 2020\n\n<p>A text.</p>\n"
GOOD = seed_file(title="Mended", body=html(sentences(4)), more={"tags": "[Chips]"})


@pytest.fixture
def folder(tmp_path) -> Folder:
    folder = Folder(tmp_path)
    folder.write("one.md")
    folder.write("bad.md", BAD)
    folder.write("picture.md", b"\x89PNG\r\n")
    folder.run(status="inbox")
    return folder


@pytest.fixture
def refused(folder) -> RefusedFile:
    return RefusedFile.objects.to_mend().get(path="bad.md")


def post(client, refused, text: str, button: str = "import"):
    return client.post(change_url(refused), {"text": text.replace("\n", "\r\n"), button: "1"})


class TestTheList:
    def test_tells_each_files_reason_in_words(self, desk, refused):
        page = desk.get(LIST).content.decode()

        assert "The front matter is never closed. Add a line --- before the text." in page
        assert "The file is no text but a PNG picture." in page
        assert f'href="{change_url(refused)}" aria-label="Mend “bad.md”"' in page
        assert "one.md" not in page

    def test_filters_by_import_and_reason(self, desk, refused):
        assert len(desk.get(LIST, {"code": "E_BINARY"}).context["cl"].result_list) == 1
        assert len(desk.get(LIST, {"batch": refused.batch_id}).context["cl"].result_list) == 2
        assert len(desk.get(LIST, {"q": "bad"}).context["cl"].result_list) == 1

    def test_takes_the_same_queries_for_many_files(self, desk, folder):
        few = len(statements(desk, LIST))
        for number in range(20):
            folder.write(f"{number}.md", f"nothing {number}")
        folder.run()

        assert len(statements(desk, LIST)) == few

    def test_a_files_import_leads_to_mending(self, desk, refused):
        page = desk.get(change_url(refused.batch)).content.decode()

        assert f'href="{change_url(refused)}"' in page


class TestThePage:
    def test_marks_the_line_that_is_wrong(self, desk, refused):
        page = desk.get(change_url(refused)).content.decode()

        line = next(problem.line for problem in refused.batch.problems.filter(path="bad.md"))
        assert f'data-marked="{line}"' in page
        assert f'<li value="{line}"><mark>' in page
        assert "<textarea" in page
        assert "&lt;p&gt;A text.&lt;/p&gt;" in page

    def test_tells_the_encoding_and_where_signs_were_lost(self, desk, folder):
        folder.write("gbk.md", ("没有前言的新闻，" * 20).encode("gb18030"))
        folder.write("torn.md", "正文\n新闻新闻新闻".encode() + b"\xff\n")
        folder.run()

        pages = {
            each.path: desk.get(change_url(each)).content.decode()
            for each in RefusedFile.objects.to_mend()
        }
        assert "it was read as gb18030" in pages["gbk.md"]
        assert "stand as � in the lines 2." in pages["torn.md"]
        assert "no text but a PNG picture" in pages["picture.md"]
        assert "<textarea" not in pages["picture.md"]

    def test_previews_the_story_and_writes_nothing(self, desk, refused):
        page = post(desk, refused, GOOD, "preview").content.decode()

        assert "It would become" in page
        assert "<dd>Mended</dd>" in page
        assert "2020-03-10 08:30 UTC" in page
        assert "Industry / Example Wire / Chips" in page
        assert not Article.objects.filter(title="Mended").exists()

    def test_previews_the_story_that_it_would_be_another_file_of(self, desk, refused):
        page = post(desk, refused, seed_file(), "preview").content.decode()

        assert f'<a href="{change_url(Article.objects.get())}">A quiet launch</a>' in page

    def test_tells_what_is_wrong_still_and_keeps_what_was_typed(self, desk, refused):
        for button in ("preview", "import"):
            page = post(desk, refused, "---\ntitle: My <work>\n", button).content.decode()
            assert "Still refused" in page
            assert "title: My &lt;work&gt;" in page
        assert Article.objects.count() == 1

    def test_the_text_alone_is_told_while_another_import_runs(self, desk, refused, monkeypatch):
        def stop(*_args, **_kwargs):
            raise Locked("process 7")

        monkeypatch.setattr(fixing.pipeline, "run_mended", stop)
        assert "<dd>Mended</dd>" in post(desk, refused, GOOD, "preview").content.decode()

        answer = post(desk, refused, GOOD)
        assert "Another import is running: process 7." in messages_of(answer)
        assert "title: &#x27;Mended&#x27;" in answer.content.decode()

    def test_strangers_texts_are_only_text(self, desk, folder):
        folder.write(f"{HOSTILE.replace('/', '')}.md", HOSTILE)
        folder.run()
        refused = RefusedFile.objects.to_mend().latest("pk")

        assert_harmless(desk.get(LIST).content.decode())
        assert_harmless(desk.get(change_url(refused)).content.decode())
        hostile = seed_file(title=HOSTILE.replace("'", ""), body=f"<p>{HOSTILE}</p>")
        assert_harmless(post(desk, refused, hostile, "preview").content.decode())
        assert_harmless(desk.get(post(desk, refused, hostile).url).content.decode())


class TestImporting:
    def test_brings_the_story_in_and_says_so(self, desk, refused):
        answer = post(desk, refused, GOOD)

        story, batch = Article.objects.get(title="Mended"), ImportBatch.objects.first()
        said = messages_of(desk.get(answer.url))
        assert f'<a href="{change_url(story)}">Mended</a>: created, by import' in said
        assert f'<a href="{change_url(batch)}">#{batch.pk}</a>, which can be undone.' in said
        entry = LogEntry.objects.get()
        assert entry.get_change_message() == f"Mended and imported as import #{batch.pk}."
        assert (entry.user.username, entry.object_id) == ("chief", str(refused.pk))

    def test_the_file_as_it_came_stays_to_be_looked_at(self, desk, refused):
        post(desk, refused, GOOD)
        mended = Article.objects.get(title="Mended").sightings.get()

        original = reverse("admin:articles_sighting_original", args=[refused.pk])
        assert b"".join(desk.get(original).streaming_content) == BAD.encode()
        page = desk.get(change_url(mended)).content.decode()
        assert "mended by chief" in page
        assert reverse("admin:articles_sighting_change", args=[refused.pk]) in page

    def test_the_story_tells_who_mended_its_file_and_leads_to_the_file_as_it_came(
        self, desk, refused
    ):
        post(desk, refused, GOOD)
        story = Article.objects.get(title="Mended")
        original = reverse("admin:articles_sighting_original", args=[refused.pk])
        history = change_url(story, "history")

        compared = reverse("admin:articles_article_compare", args=[story.pk])
        for address in (change_url(story), history, f"{history}?kind=import", compared):
            page = desk.get(address).content.decode()
            assert "Mended by chief before it was imported." in page, address
            assert f'href="{original}" download' in page, address
            assert "The front matter is never closed." in page, address
        assert "The original, as chief mended it" in page
        assert "Mended by" not in desk.get(f"{history}?kind=edit").content.decode()
        chief = User.objects.get(username="chief")
        assert "Mended by" in desk.get(f"{history}?person={chief.pk}").content.decode()

    def test_who_is_late_loses_nothing_that_was_typed(self, desk, refused):
        post(desk, refused, GOOD)

        answer = post(desk, refused, seed_file(title="Mine"))

        assert "somebody was faster" in messages_of(answer)
        assert "title: &#x27;Mine&#x27;" in answer.content.decode()
        assert "has been mended or read again since" in answer.content.decode()

    def test_a_rule_may_keep_it_out(self, desk, refused):
        ImportRule.objects.create(name="Wait", effect="hold", title="Mended")

        answer = desk.get(post(desk, refused, GOOD).url)

        assert "an import rule keeps it out" in messages_of(answer)
        assert not Article.objects.filter(title="Mended").exists()


class TestPermissions:
    def test_who_may_look_may_not_mend(self, staff, refused):
        client = staff("view_sighting")

        assert "Import it" not in client.get(change_url(refused)).content.decode()
        assert post(client, refused, GOOD).status_code == 403

    def test_others_see_nothing(self, staff, refused):
        client = staff("view_article")

        assert client.get(LIST).status_code == 403
        assert client.get(change_url(refused)).status_code == 403

    def test_only_refused_files_have_a_page(self, desk, refused):
        good = Article.objects.get().sightings.get()

        address = reverse("admin:articles_refusedfile_change", args=[good.pk])
        assert desk.get(address).status_code == 404
        assert desk.get(address.replace(str(good.pk), "9" * 30)).status_code == 404
