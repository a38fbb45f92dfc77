"""Files and rows of pictures: once for each content, files first, names that stay."""

from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage, default_storage

from articles.images import storing
from articles.images.develop import Developed
from articles.models import Image
from tests.images.workbench import SIZES, Shop

pytestmark = pytest.mark.django_db
DIGEST = "ab" * 32
FOLDER = f"copies/ab/{'ab' * 16}"


@pytest.fixture
def original(tmp_path) -> Path:
    path = tmp_path / "came"
    path.write_bytes(b"as it came")
    return path


@pytest.fixture
def made(tmp_path) -> Path:
    folder = tmp_path / "made"
    folder.mkdir()
    return folder


@pytest.fixture
def developed(original, made) -> Developed:
    return Shop().develop(original, made)


@pytest.fixture
def store(original, developed, made):
    return lambda **given: storing.store(original, DIGEST, developed, made, **given)


def stored(root: str) -> dict[str, bytes]:
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in Path(root).rglob("*")
        if path.is_file()
    }


def renditions() -> set[str]:
    return {f"{FOLDER}/{width}.{kind}" for kind, widths in SIZES.items() for width in widths}


def test_renditions_are_public_and_the_original_is_not(store, settings):
    image = store()

    assert set(stored(settings.MEDIA_ROOT)) == renditions()
    originals = settings.STORAGES["originals"]["OPTIONS"]["location"]
    assert stored(originals) == {f"{FOLDER}.png": b"as it came"}
    assert image.original == f"{FOLDER}.png"


def test_the_row_says_what_the_workshop_found(store, admin_user):
    image = Image.objects.get(pk=store(is_upload=True, user=admin_user).pk)

    assert (image.format, image.width, image.height, image.frames) == ("png", 640, 360, 1)
    assert (image.bytes, image.colour, image.renditions) == (10, "088", SIZES)
    assert (image.uploaded_by, image.folder) == (admin_user, FOLDER.replace("copies", "uploads"))


def test_known_content_is_not_written_again(store, monkeypatch):
    image = store()
    monkeypatch.setattr(storing, "_put", lambda *_args: pytest.fail("written again"))

    assert store() == image


def test_uploads_and_copies_of_one_content_are_two(store, settings):
    assert store() != store(is_upload=True)
    assert len(stored(settings.MEDIA_ROOT)) == 2 * len(renditions())


def test_files_that_a_killed_run_has_left_are_written_over_under_their_names(store, settings):
    default_storage.save(f"{FOLDER}/320.avif", ContentFile(b"half a"))
    store()

    files = stored(settings.MEDIA_ROOT)
    assert set(files) == renditions()
    assert files[f"{FOLDER}/320.avif"] == b"0123456789"


def test_files_may_be_read_by_the_web_server(store, settings):
    store()

    modes = {path.stat().st_mode & 0o777 for path in Path(settings.MEDIA_ROOT).rglob("*.*")}
    assert modes == {0o644}


def test_no_row_stands_without_its_files(store, settings, monkeypatch):
    replace = Path.replace

    def full(path: Path, target: Path):
        if target.name == "640.jpg":
            raise OSError(28, "No space left on device")
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        store()

    assert not Image.objects.exists()
    assert set(stored(settings.MEDIA_ROOT)) < renditions(), "and nothing half written"


def test_of_two_runs_at_once_both_have_the_one_row(store, monkeypatch):
    image = store()
    monkeypatch.setattr(storing, "find", lambda *_args, **_given: None)

    assert store() == image
    assert Image.objects.count() == 1


def test_a_bucket_holds_the_same_names(original):
    storage = InMemoryStorage()
    storage.save("a/b.png", ContentFile(b"half"))
    storing._put(storage, "a/b.png", original)

    assert storage.listdir("a")[1] == ["b.png"]
    assert storage.open("a/b.png").read() == b"as it came"


def test_what_another_run_stores_in_a_bucket_at_the_same_moment_counts(original, monkeypatch):
    storage = InMemoryStorage()
    storage.save("a.png", ContentFile(b"as it came"))
    monkeypatch.setattr(storage, "exists", lambda name: False, raising=False)
    storing._upload(storage, "a.png", original)

    assert storage.listdir("")[1] == ["a.png"]
