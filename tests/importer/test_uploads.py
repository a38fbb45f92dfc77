"""Uploads below UPLOADS_ROOT, and folders of the server that may be imported from."""

import io
import os
from datetime import timedelta

import pytest
from django.utils import timezone

from articles.importer import places, planning, unpacking, uploads
from articles.importer.pipeline import Options
from articles.importer.unpacking import CannotUnpack
from articles.importer.uploads import Given
from articles.models import ImportPlan, Job
from tests.admin.helpers import make_batch
from tests.importer.corpus import seed_file
from tests.importer.test_unpacking import packed, written

STORY = seed_file().encode()


@pytest.fixture(autouse=True)
def root(tmp_path, settings):
    settings.UPLOADS_ROOT = tmp_path / "uploads"
    return settings.UPLOADS_ROOT


def given(*names: str, data: bytes = STORY) -> list[Given]:
    return [Given(name, len(data), io.BytesIO(data)) for name in names]


class TestReceiving:
    def test_a_zip_alone_is_unpacked(self):
        upload = uploads.new(7)
        source = packed(("wire/a.md", STORY))

        received = upload.take([Given("Wire.ZIP", len(source.getvalue()), source)])

        assert received.files == 1
        assert upload.top == (upload.folder / "wire", "wire")

    def test_a_folder_comes_in_pieces(self):
        upload = uploads.new(7)

        upload.take(given("wire/a.md", "wire/b.md"))
        received = upload.take(given("wire/c.md", "wire/d.zip", "wire/a.md", "wire/e.png"))

        assert written(upload.folder) == ["wire/a.md", "wire/b.md", "wire/c.md"]
        assert received.left_out == [("wire/d.zip", "U_NESTED"), ("wire/a.md", "U_TWICE")]
        assert received.others == upload.received.others == 1
        assert upload.received.files == 3

    def test_all_pieces_together_have_a_bound(self, monkeypatch):
        monkeypatch.setattr(uploads, "MAX_UPLOAD", len(STORY) + 1)
        upload = uploads.new(7)
        upload.take(given("a.md"))

        with pytest.raises(CannotUnpack, match="U_TOO_BIG"):
            upload.take(given("b.md"))
        monkeypatch.setattr(uploads, "MAX_UPLOAD", 3 * len(STORY))
        monkeypatch.setattr(uploads, "MAX_ENTRIES", 1)
        with pytest.raises(CannotUnpack, match="U_MANY"):
            upload.take(given("b.md"))

    def test_nothing_to_import_is_said(self):
        upload = uploads.new(7)
        upload.take(given("a.png"))

        with pytest.raises(CannotUnpack, match="U_NOTHING"):
            upload.refuse_empty()

    def test_an_upload_is_its_owners_alone(self):
        upload = uploads.new(7)

        assert uploads.named(upload.name, 7) == upload
        for name, user in ((upload.name, 8), ("../7-0", 7), ("7-" + "0" * 16, 7), ("", 7)):
            assert uploads.named(name, user) is None


@pytest.mark.django_db
class TestSweeping:
    @pytest.fixture
    def old(self):
        upload = uploads.new(7)
        upload.take(given("wire/a.md"))
        os.utime(upload.folder, (1, 1))
        return upload

    def test_takes_away_what_nobody_needs(self, old, root):
        fresh = uploads.new(7)
        (root / "job-1.progress").write_text("1 2")

        uploads.sweep()

        assert sorted(path.name for path in root.iterdir()) == sorted(
            [fresh.name, "job-1.progress"]
        )

    def test_leaves_what_a_plan_or_a_job_needs(self, old):
        job = Job.objects.create(kind="plan_import", params={"upload": old.name})
        uploads.sweep()
        assert old.folder.exists()
        job.delete()

        planning.plan(old.top[0], "wire", Options())
        uploads.sweep()
        assert old.folder.exists()

        batch = make_batch()
        ImportPlan.objects.update(applied_as=batch)
        uploads.sweep()
        assert old.folder.exists()
        batch.started_at = timezone.now() - uploads.KEPT - timedelta(days=1)
        batch.save()
        uploads.sweep()
        assert not old.folder.exists()

    def test_is_quiet_where_nobody_ever_uploaded(self):
        uploads.sweep()


class TestPlaces:
    @pytest.fixture(autouse=True)
    def server(self, tmp_path, settings):
        top = tmp_path / "srv"
        (top / "news" / "50% wired").mkdir(parents=True)
        (top / "news" / "a.md").write_bytes(STORY)
        (top / ".hidden").mkdir()
        (top / "link").symlink_to("/etc")
        (top / "inner").symlink_to(top / "news")
        settings.IMPORT_FOLDERS = [str(top), str(tmp_path / "gone")]
        return top

    def test_are_looked_through_step_by_step(self, server):
        (top,) = places.allowed()
        (news,) = places.content(top).folders
        (wired,) = places.content(news).folders

        assert (news.name, places.content(news).articles) == ("news", 1)
        found = places.find("0", wired.below)
        assert found.path == server / "news" / "50% wired"
        assert found.above.path == server / "news"
        assert found.above.above.above is None

    @pytest.mark.parametrize(
        ("number", "below"),
        [
            ("0", ".."),
            ("0", "%2E%2E"),
            ("0", "news/../.."),
            ("0", "%2Fetc"),
            ("0", "/etc"),
            ("0", "link"),
            ("0", "inner"),
            ("0", "%00"),
            ("0", "news/a.md"),
            ("0", "none"),
            ("1", ""),
            ("x", ""),
            ("-1", ""),
        ],
    )
    def test_lead_nowhere_else(self, number, below):
        assert places.find(number, below) is None

    def test_many_folders_are_shown_up_to_a_bound(self, server, monkeypatch):
        monkeypatch.setattr(places, "MOST_SHOWN", 0)

        assert places.content(places.allowed()[0]).more

    def test_no_text_is_a_name_as_well(self, server):
        (server / os.fsdecode(b"\xff")).mkdir()

        names = [place.name for place in places.content(places.allowed()[0]).folders]

        assert "\\xff" in names
        assert places.find("0", "%FF").shown.endswith("\\xff")


def test_every_reason_has_a_sentence():
    for code, sentence in unpacking.SENTENCES.items():
        values = {"limit": unpacking.LIMITS.get(code, ""), "kinds": ".md"}
        assert sentence % values
