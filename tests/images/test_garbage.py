"""Collecting: what nobody needs goes, what somebody may need stays, what is broken is mended."""

import hashlib
import os
import zlib
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from articles.images import garbage, registering, shelves, stocktaking, storing, uploading
from articles.images.garbage import collect
from articles.images.stocktaking import NothingThere
from articles.models import (
    Article,
    Conflict,
    Gallery,
    Image,
    ImageAddress,
    ImportBatch,
    Revision,
    Sighting,
)
from tests.factories import make_article, make_source
from tests.images.workbench import Shop, picture, uploaded

State = ImageAddress.State
MONTH = timedelta(days=30)
NO_TIME = timedelta(0)


@pytest.fixture(autouse=True)
def shop(monkeypatch, db):
    shop = Shop()
    for module in (uploading, stocktaking):
        monkeypatch.setattr(module, "workshop", lambda: shop)
    return shop


@pytest.fixture
def upload(db):
    anna = User.objects.create_user("anna")
    return lambda content="teal": uploading.upload(uploaded(content), anna)


@pytest.fixture
def copy(tmp_path, shop):
    """A function that makes a copied picture, as a fetch stores it, that this story shows."""

    def make(article: Article, content: str = "teal") -> Image:
        original, made = tmp_path / "original", tmp_path / "made"
        made.mkdir(exist_ok=True)
        original.write_bytes(picture(content))
        digest = hashlib.sha256(picture(content)).hexdigest()
        image = storing.store(original, digest, shop.develop(original, made), made)
        registering.register([article.pk])
        registering.settle(ImageAddress.objects.filter(uses__article=article), image)
        registering.refresh([article.pk])
        return image

    return make


def story(name: str = "a", rights: str = "copy", **fields) -> Article:
    source = make_source(f"Source {rights}", image_rights=rights)
    return make_article(body=f'<img src="https://{name}.example/1.jpg">', source=source, **fields)


def later(days: float = 2) -> dict:
    return {"now": timezone.now() + timedelta(days=days)}


def all_files(settings) -> set[str]:
    return {
        str(path.relative_to(root))
        for root in (
            Path(settings.MEDIA_ROOT),
            Path(settings.STORAGES["originals"]["OPTIONS"]["location"]),
        )
        for path in root.rglob("*")
        if path.is_file()
    }


def put(name: str, days_ago: float, storage=default_storage) -> None:
    storage.save(name, ContentFile(b"12345"))
    at = (timezone.now() - timedelta(days=days_ago)).timestamp()
    os.utime(storage.path(name), (at, at))


# Pictures that no story shows ---------------------------------------------------------------------


def test_a_picture_goes_when_no_story_has_shown_it_for_long_enough(upload, settings):
    image = upload()

    assert collect(MONTH).counts["kept"] == 1
    assert collect(MONTH, **later(29)).counts["unused"] == 0
    report = collect(MONTH, **later(31))

    assert (report.counts["unused"], report.counts["kept"]) == (1, 0)
    assert report.bytes == 50 + len(picture())
    assert not Image.objects.filter(pk=image.pk).exists()
    assert all_files(settings) == set()


def test_a_picture_that_was_shown_meanwhile_has_its_time_again(upload):
    image = upload()
    collect(MONTH)
    article = make_article(lead_image=uploading.address_of(image))
    collect(MONTH, **later(20))
    article.lead_image = ""
    article.save()
    collect(MONTH, **later(25))

    assert collect(MONTH, **later(40)).counts["unused"] == 0
    assert collect(MONTH, **later(56)).counts["unused"] == 1


def test_a_picture_that_a_story_shows_stays(upload, copy, settings):
    make_article(lead_image=uploading.address_of(upload()))
    article = story()
    copy(article, "navy")
    before = all_files(settings)

    report = collect(NO_TIME, **later(400))

    assert not report.counts
    assert all_files(settings) == before


def test_what_was_stored_today_stays_whatever_is_asked(upload):
    upload()

    assert collect(NO_TIME).counts["unused"] == 0
    assert collect(NO_TIME, **later()).counts["unused"] == 1


def test_a_dry_run_says_the_same_and_does_nothing(upload, copy, settings):
    upload()
    copy(story(rights="link"))
    put("copies/ab/" + "ab" * 16 + "/640.jpg", days_ago=3)
    files, rows = all_files(settings), Image.objects.count()

    rehearsed = collect(NO_TIME, dry_run=True, **later())

    assert (all_files(settings), Image.objects.count()) == (files, rows)
    assert not Image.objects.filter(unused_since__isnull=False).exists()
    done = collect(NO_TIME, **later())
    assert done.counts == rehearsed.counts
    assert done.bytes == rehearsed.bytes > 0


def test_a_picture_that_an_editor_rejected_is_remembered(copy):
    image = copy(story())
    image.is_rejected = True
    image.save()
    Article.objects.all().delete()

    collect(NO_TIME, **later())

    assert Image.objects.filter(pk=image.pk).exists()


def test_a_picture_that_a_story_comes_to_show_in_this_moment_stays(upload, monkeypatch):
    image = upload()
    take_away = garbage.take_away

    def after_a_story_was_saved(*args):
        make_article(lead_image=uploading.address_of(image))
        return take_away(*args)

    monkeypatch.setattr(garbage, "take_away", after_a_story_was_saved)

    report = collect(NO_TIME, **later())

    assert report.counts["unused"] == 0
    assert all(default_storage.exists(name) for name in shelves.files_of(image))


def test_files_that_are_stored_anew_meanwhile_stay(upload):
    image = upload()
    image.delete()
    at = (timezone.now() + timedelta(days=3)).timestamp()
    for name in shelves.files_of(image):
        os.utime(default_storage.path(name), (at, at))

    shelves.remove_files(image, before=timezone.now())

    assert all(default_storage.exists(name) for name in shelves.files_of(image))


# Uploads that may be wanted again -----------------------------------------------------------------


def in_a_revision(article: Article, text: str) -> None:
    Revision.objects.create(article=article, kind="edit", before={"body": text})


def in_a_conflict(article: Article, text: str) -> None:
    Conflict.objects.create(article=article, field="body", theirs=text)


def in_the_original(article: Article, text: str) -> None:
    batch = ImportBatch.objects.create(root="r")
    Sighting.objects.create(root="r", path="a.md", article=article, batch=batch, size=1,
                            original=zlib.compress(text.encode()))  # fmt: skip


@pytest.mark.parametrize("mention", [in_a_revision, in_a_conflict, in_the_original])
def test_an_upload_stays_while_an_editor_may_bring_it_back(upload, mention):
    image, article = upload(), make_article()
    mention(article, f'<p>Été 新闻 "x"</p><img src="{uploading.address_of(image)}">')

    assert collect(NO_TIME, **later()).counts["kept"] == 1
    Revision.objects.all().delete()
    Conflict.objects.all().delete()
    Sighting.objects.all().delete()
    assert collect(NO_TIME, **later()).counts["unused"] == 1


# Rights -------------------------------------------------------------------------------------------


def test_copies_go_at_once_when_no_source_allows_them_any_more(copy, settings):
    article = story()
    copy(article)
    article.source.image_rights = "link"
    article.source.save()

    report = collect(MONTH, **later(0.01))

    assert report.counts == {"withdrawn": 1}
    assert not Image.objects.exists()
    assert all_files(settings) == set()
    assert Gallery.objects.get().body == {}
    # Should the rights come back, so does the picture.
    assert ImageAddress.objects.get().state == State.WAITING


def test_copies_go_when_the_text_that_they_belong_to_is_not_shown_any_more(copy):
    article = story()
    copy(article)
    article.source.text_rights = "link"
    article.source.save()

    assert collect(MONTH, **later(0.01)).counts == {"withdrawn": 1}


def test_a_copy_stays_as_long_as_one_of_its_sources_allows_it(copy):
    first, second = story("a", "copy"), story("b", "none", lead_image="https://a.example/1.jpg")
    copy(first)
    registering.register([second.pk])

    assert not collect(MONTH).counts


# Files without rows, rows without files -----------------------------------------------------------


def test_files_that_belong_to_no_picture_go_after_a_day(settings):
    folder = "copies/ab/" + "ab" * 16
    put(f"{folder}/640.jpg", days_ago=2)
    put(f"{folder}.png", 2, storing.originals())
    put(f"copies/ab/.{'cd' * 16}", 2, storing.originals())  # of a process that was killed
    put("uploads/cd/" + "cd" * 16 + "/.0123", days_ago=2)
    young = {f"{folder}/320.jpg"}
    put(*young, days_ago=0.5)
    others = {"uploads/2024/photo.jpg", "uploads/ab/photo.jpg", "sources/logo.png", "demo/1.jpg"}
    for name in others:
        put(name, days_ago=900)

    report = collect(MONTH)

    assert (report.counts, report.bytes) == ({"stray": 4}, 20)
    assert all_files(settings) == young | others


def test_lost_files_are_made_again_from_the_original(copy, shop):
    image = copy(story())
    default_storage.delete(f"{image.folder}/640.jpg")
    default_storage.save("copies/ab/x", ContentFile(b"the storage itself is there"))

    report = collect(MONTH)

    assert report.counts == {"mended": 1}
    assert all(default_storage.exists(name) for name in shelves.files_of(image))
    assert not collect(MONTH).counts


def test_a_copy_without_files_and_original_is_fetched_again(copy):
    image = copy(story())
    default_storage.delete(f"{image.folder}/640.jpg")
    storing.originals().delete(image.original)

    report = collect(MONTH)

    assert (report.counts, report.exit_code) == ({"refetch": 1}, 0)
    assert ImageAddress.objects.get().state == State.WAITING
    assert Gallery.objects.get().body == {}


def test_an_upload_without_files_and_original_is_reported(upload):
    image = upload()
    make_article(lead_image=uploading.address_of(image))
    default_storage.delete(f"{image.folder}/640.jpg")
    storing.originals().save("x", ContentFile(b""))
    Path(storing.originals().path(image.original)).write_bytes(b"another file")

    report = collect(MONTH)

    assert (report.counts, report.exit_code) == ({"lost": 1}, 1)
    assert report.lost == [{"picture": image.pk, "folder": image.folder, "alt": ""}]
    assert Image.objects.filter(pk=image.pk).exists()


def test_a_lost_original_is_no_reason_to_forget_the_picture(copy):
    image = copy(story())
    storing.originals().delete(image.original)

    assert collect(MONTH).counts == {"no_original": 1}
    assert Image.objects.filter(pk=image.pk).exists()


def test_a_volume_that_is_not_mounted_costs_nothing(copy, upload, settings, tmp_path):
    copy(story())
    settings.MEDIA_ROOT = str(tmp_path / "elsewhere")

    with pytest.raises(NothingThere):
        collect(NO_TIME, **later(400))

    assert Image.objects.count() == 1
