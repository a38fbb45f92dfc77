"""A new import at the desk: what is uploaded or chosen becomes a plan, and bad input a sentence."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from articles.importer import uploads
from articles.models import Article, ImportPlan, Job
from tests.admin.helpers import HOSTILE, messages_of
from tests.admin.importing.working import said, work
from tests.admin.test_site import assert_harmless
from tests.importer.corpus import seed_file
from tests.importer.test_unpacking import packed, written

pytestmark = pytest.mark.django_db
NEW = reverse("admin:articles_importbatch_new")
UPLOAD = reverse("admin:articles_importbatch_upload")
FOLDERS = reverse("admin:articles_importbatch_folders")
LIST = reverse("admin:articles_importbatch_changelist")
STORY = seed_file().encode()
HOW = {"root": "", "status": "inbox", "dialect": "auto", "naive_tz": "Asia/Shanghai"}


@pytest.fixture(autouse=True)
def server(tmp_path, settings):
    settings.UPLOADS_ROOT = tmp_path / "uploads"
    settings.IMPORT_FOLDERS = [str(tmp_path / "srv")]
    (tmp_path / "srv" / "wire").mkdir(parents=True)
    (tmp_path / "srv" / "wire" / "a.md").write_bytes(STORY)
    return tmp_path / "srv"


def file(name: str = "a.md", data: bytes = STORY) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def archive(*names: str, called: str = "wire-2020.zip") -> SimpleUploadedFile:
    return file(called, packed(*((name, STORY) for name in names)).getvalue())


class TestUploading:
    def test_a_zip_becomes_a_plan_and_imports_nothing(self, desk):
        response = desk.post(NEW, HOW | {"files": archive("wire/a.md", "../b.md", "wire/c.png")})

        job = Job.objects.get()
        assert response.url == reverse("admin:articles_job_change", args=[job.pk])
        told = messages_of(desk.get(response.url))
        assert "“../b.md” was left out: The name leads out of the folder." in told
        assert "1 file that is no article was passed over." in told
        assert "Files: 1. created: 1." in said(desk)
        plan = ImportPlan.objects.get()
        assert (plan.root, plan.made_by.username) == ("wire", "chief")
        assert plan.options["naive_tz"] == "Asia/Shanghai"
        assert plan.options["status"] == "inbox"
        assert not Article.objects.exists()

    def test_a_zip_of_bare_files_is_called_after_the_zip(self, desk):
        desk.post(NEW, HOW | {"files": archive("a.md", "b.md")})

        assert Job.objects.get().params["root"] == "wire-2020"

    def test_files_are_called_as_one_says(self, desk):
        desk.post(NEW, HOW | {"root": " news ", "files": [file("a.md"), file("b.md")]})

        assert Job.objects.get().params["root"] == "news"

    def test_a_folder_comes_in_pieces_that_the_script_sends(self, desk):
        first = desk.post(UPLOAD, {"files": [file()], "paths": json.dumps(["wire/x/a.md"])}).json()
        second = {"files": [file("b.md"), file("c.png")], "upload": first["upload"]}
        second["paths"] = json.dumps(["wire/b.md", "../c.md"])
        assert desk.post(UPLOAD, second).json() == {"upload": first["upload"], "files": 1}

        page = desk.get(desk.post(NEW, HOW | {"upload": first["upload"]}).url)
        assert "“../c.md” was left out: The name leads out of the folder." in messages_of(page)
        job = Job.objects.get()
        assert (job.params["root"], job.params["upload"]) == ("wire", first["upload"])
        assert written(uploads.Upload(first["upload"]).folder) == ["wire/b.md", "wire/x/a.md"]

    @pytest.mark.parametrize("paths", ["", "no json", "{}", '["one too", "many"]', "[[1]]"])
    def test_paths_that_nobody_can_read_count_for_nothing(self, desk, paths):
        answer = desk.post(UPLOAD, {"files": [file()], "paths": paths})

        assert answer.status_code == 200

    @pytest.mark.parametrize(
        ("given", "sentence"),
        [
            ({}, "Choose a zip, files, or a folder."),
            ({"files": file("a.zip", b"no zip")}, "This is no zip file, or it is damaged."),
            ({"files": file("a.png")}, "There is no article file in it"),
            ({"upload": "9-0000000000000000"}, "Choose a zip, files, or a folder."),
            ({"files": file(), "status": "published!"}, "Select a valid choice."),
            ({"files": file(), "naive_tz": "Mars/Base"}, "Select a valid choice."),
            ({"files": file(), "root": "a\0b"}, "Null characters are not allowed."),
        ],
    )
    def test_bad_input_gets_a_sentence(self, desk, given, sentence):
        response = desk.post(NEW, HOW | given)

        assert response.status_code == 400
        assert sentence in response.content.decode()
        assert not Job.objects.exists()

    def test_what_was_uploaded_stays_when_something_else_is_wrong(self, desk):
        page = desk.post(NEW, HOW | {"files": file(), "dialect": "runes"})
        name = page.context["upload"].name

        assert f'name="upload" value="{name}"' in page.content.decode()
        assert desk.post(NEW, HOW | {"upload": name}).status_code == 302

    def test_a_refused_piece_says_why_and_leaves_nothing(self, desk, settings):
        answer = desk.post(UPLOAD, {"files": file("a.zip", b"no zip")})

        assert (answer.status_code, list(answer.json())) == (400, ["error"])
        assert list(settings.UPLOADS_ROOT.iterdir()) == []

    def test_strangers_names_are_only_text(self, desk):
        page = desk.post(NEW, HOW | {"root": HOSTILE, "files": archive(f"../{HOSTILE}.md", "a.md")})
        assert_harmless(desk.get(page.url).content.decode())
        assert_harmless(said(desk))
        assert_harmless(desk.get(LIST).content.decode())
        assert_harmless(desk.get(NEW).content.decode())


class TestFoldersOfTheServer:
    def test_are_chosen_and_planned(self, desk, server):
        assert str(server) in desk.get(FOLDERS).content.decode()
        page = desk.get(FOLDERS, {"place": "0", "below": ""}).content.decode()
        assert "?place=0&amp;below=wire" in page
        assert f"{server}/wire" in desk.get(NEW, {"place": "0", "below": "wire"}).content.decode()

        desk.post(NEW, HOW | {"place": "0", "below": "wire"})

        assert work().state == "done"
        assert ImportPlan.objects.get().options["path"] == f"{server}/wire"

    @pytest.mark.parametrize("below", ["..", "%2E%2E", "none", "%00"])
    def test_lead_nowhere_else(self, desk, below):
        assert desk.get(FOLDERS, {"place": "0", "below": below}).status_code == 404
        assert desk.post(NEW, HOW | {"place": "0", "below": below}).status_code == 400

    def test_that_cannot_be_read_say_so(self, desk, monkeypatch):
        def closed(_place):
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr("articles.importer.places.content", closed)

        page = desk.get(FOLDERS, {"place": "0"}).content.decode()
        assert "The folder cannot be read: Permission denied." in page

    def test_that_are_gone_when_the_job_begins_are_named(self, desk, server):
        desk.post(NEW, HOW | {"place": "0", "below": "wire"})
        (server / "wire").rename(server / "elsewhere")

        assert "“wire” is not there any more." in said(desk)


class TestPermissions:
    def test_only_who_may_import_begins(self, staff):
        client = staff("view_importbatch", "change_importbatch")

        assert "New import" not in client.get(LIST).content.decode()
        for address in (NEW, FOLDERS):
            assert client.get(address).status_code == 403
        for address in (NEW, UPLOAD):
            assert client.post(address, HOW | {"files": file()}).status_code == 403

    def test_publishing_at_once_is_for_who_may_publish(self, staff):
        client = staff("view_importbatch", "add_importbatch")

        assert "published at once" not in client.get(NEW).content.decode()
        refused = client.post(NEW, HOW | {"files": file(), "status": "published"})
        assert refused.status_code == 400


class TestTheHub:
    def test_names_what_waits_and_what_runs(self, desk):
        desk.post(NEW, HOW | {"files": archive("wire/a.md")})
        running = desk.get(LIST).content.decode()
        assert "Plan the import of “wire”" in running
        assert 'id="hub-jobs" data-live="on"' in running

        work()
        cards = {str(card.title): card.count for card in desk.get(LIST).context["cl"].hub.cards}
        assert cards == {
            "Plans that wait": "1", "Refused files to mend": "0", "Files in quarantine": "0",
            "Import rules": "0",
        }  # fmt: skip

    def test_shows_only_what_one_may_see(self, staff):
        hub = staff("view_importbatch").get(LIST).context["cl"].hub

        assert (hub.cards, hub.jobs, hub.may_begin) == ([], [], False)
