"""Uploads: checked as strangers' pictures are, one row for one content, replaced, taken down."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.files.storage import default_storage

from articles.images import registering, storing, uploading
from articles.images.reasons import Refusal
from articles.images.shelves import files_of
from articles.models import Gallery, Image, ImageAddress
from tests.factories import make_article
from tests.images.workbench import Shop, picture, uploaded

State = ImageAddress.State


@pytest.fixture
def shop(monkeypatch):
    shop = Shop()
    monkeypatch.setattr(uploading, "workshop", lambda: shop)
    return shop


@pytest.fixture
def anna(db):
    return User.objects.create_user("anna")


@pytest.fixture
def upload(anna, shop):
    return lambda content="teal": uploading.upload(uploaded(content), anna)


def story_with(image, **fields):
    """A story that names this upload in its body and as its lead image."""
    url = uploading.address_of(image)
    body = f'<p>Look.</p><img src="{url}" alt="">'
    return make_article(body=body, lead_image=url, **fields)


def shown(article) -> tuple[set[str], str]:
    """The folders of the pictures in its body, and that of its lead image."""
    gallery = Gallery.objects.get(article=article)
    shown = filter(None, gallery.body.values())
    return {entry["folder"] for entry in shown}, gallery.lead.get("folder", "")


def refused(call, *args) -> str:
    with pytest.raises(Refusal) as caught:
        call(*args)
    return caught.value.code


def stored_files(settings) -> list[Path]:
    root = Path(settings.MEDIA_ROOT)
    return [path for path in root.rglob("*") if path.is_file()]


def test_an_upload_has_a_row_files_and_an_address(upload, anna):
    image = upload()

    assert (image.is_upload, image.uploaded_by, image.format) == (True, anna, "png")
    assert image.bytes == len(picture())
    assert all(default_storage.exists(name) for name in files_of(image))
    with storing.originals().open(image.original) as file:
        assert file.read() == picture()
    url = uploading.address_of(image)
    assert url == f"/media/{image.folder}/640.jpg"
    address = ImageAddress.objects.get(url=url)
    assert (address.image, address.state, address.host) == (image, State.COPIED, "")


def test_the_same_file_again_is_the_same_picture_and_no_work(upload, shop):
    assert upload() == upload()
    assert (shop.developed, Image.objects.count(), ImageAddress.objects.count()) == (1, 1, 1)


def test_a_file_that_is_too_large_is_not_read(anna, shop):
    file = uploaded()
    file.size = 20_000_001
    file.chunks = None  # would fail

    assert refused(uploading.upload, file, anna) == "I_TOO_LARGE"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "I_EMPTY"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "I_SVG"),
        (b"<!doctype html><title>no</title>", "I_NOT_PICTURE"),
        (b"%PDF-1.7", "I_NOT_PICTURE"),
        (b"II*\0\x08\0\0\0", "I_FORMAT"),
    ],
    ids=["empty", "SVG", "HTML", "PDF", "TIFF"],
)
def test_what_is_no_picture_is_refused_whatever_it_is_called(anna, shop, settings, content, code):
    assert refused(uploading.upload, uploaded(content), anna) == code
    assert not Image.objects.exists()
    assert not stored_files(settings)


def test_what_the_decoder_refuses_leaves_nothing(anna, shop, settings):
    shop.refusal = Refusal("I_BROKEN")

    assert refused(uploading.upload, uploaded(), anna) == "I_BROKEN"
    assert not Image.objects.exists()
    assert not stored_files(settings)


def test_stories_show_the_picture_that_replaced_theirs_and_keep_their_text(upload, anna):
    old = upload()
    article = story_with(old)
    body = article.body

    new = uploading.replace(old, uploaded("navy"), anna)

    article.refresh_from_db()
    assert article.body == body
    assert shown(article) == ({new.folder}, new.folder)
    assert not ImageAddress.objects.filter(image=old).exists()
    # Saved again, it is looked through again.
    article.save()
    assert shown(article) == ({new.folder}, new.folder)


def test_what_was_said_of_a_picture_is_said_of_the_one_in_its_place(upload, anna, shop):
    old = upload()
    said = {"alt": "A bridge", "credit": "Anna", "licence": "CC BY", "focal_x": 20, "focal_y": 80}
    Image.objects.filter(pk=old.pk).update(**said)
    old.refresh_from_db()
    article = story_with(old)

    new = uploading.replace(old, uploaded("navy"), anna)

    assert {name: getattr(new, name) for name in said} == said
    assert Gallery.objects.get(article=article).lead["credit"] == "Anna"

    shop.shape = (360, 640)
    upright = uploading.replace(new, uploaded("black"), anna)
    assert (upright.alt, upright.focal_x, upright.focal_y) == ("A bridge", 50, 50)


def test_a_copied_picture_can_be_replaced_by_an_upload(upload, anna):
    article = make_article(body='<img src="https://a.example/1.jpg" alt="">')
    article.source.image_rights = "copy"
    article.source.save()
    registering.register([article.pk])
    copy = Image.objects.create(digest="ab" * 32, format="png", bytes=1, width=640, height=360,
                                renditions={"jpg": [640]})  # fmt: skip
    ImageAddress.objects.update(image=copy, state=State.COPIED, next_at=None)

    new = uploading.replace(copy, uploaded(), anna)

    assert shown(article)[0] == {new.folder}


def test_replaced_by_itself_nothing_changes(upload, anna):
    image = upload()
    article = story_with(image)

    assert uploading.replace(image, uploaded(), anna) == image
    assert shown(article)[1] == image.folder


def test_a_replaced_picture_does_not_come_back_by_an_upload_but_by_a_replacement(upload, anna):
    old = upload()
    article = story_with(old)
    new = uploading.replace(old, uploaded("navy"), anna)

    assert refused(upload) == "I_REPLACED"
    assert shown(article)[1] == new.folder

    assert uploading.replace(new, uploaded(), anna) == old
    assert shown(article)[1] == old.folder


def test_a_picture_taken_down_is_gone_and_stays_so(
    upload, anna, settings, django_capture_on_commit_callbacks
):
    image = upload()
    article = story_with(image)

    with django_capture_on_commit_callbacks(execute=True):
        uploading.remove(image)

    assert not stored_files(settings)
    assert not storing.originals().exists(image.original)
    assert shown(article) == (set(), "")
    address = ImageAddress.objects.get()
    assert (address.state, address.reason, address.next_at) == (State.NONE, "P_WITHDRAWN", None)
    assert refused(upload) == "P_WITHDRAWN"
    article.save()
    assert shown(article) == (set(), "")


@pytest.mark.parametrize("is_upload", [False, True])
def test_what_is_taken_down_does_not_come_back_the_other_way(upload, is_upload):
    ours = upload()
    image = Image.objects.create(
        digest=ours.digest, format="png", bytes=1, width=64, height=36, renditions={"jpg": [64]}
    )
    uploading.remove(ours if is_upload else image)

    assert {one.renditions == {} for one in Image.objects.all()} == {True}
    assert refused(upload) == "P_WITHDRAWN"
    assert storing.find(ours.digest).is_rejected


def test_what_was_rejected_as_a_copy_is_so_as_an_upload_until_it_is_taken_back(upload):
    ours = upload()
    uploading.reject(ours)
    assert storing.find(ours.digest) == ours

    uploading.reject(ours, is_rejected=False)

    assert storing.find(ours.digest) is None
    assert upload() == ours


def test_what_an_editor_rejected_is_not_taken_again(upload):
    image = upload()
    image.is_rejected = True
    image.save()

    assert refused(upload) == "P_REJECTED"


def test_whoever_uploads_a_picture_again_mends_what_was_lost(upload, shop):
    image = upload()
    default_storage.delete(f"{image.folder}/640.jpg")

    assert upload() == image
    assert default_storage.exists(f"{image.folder}/640.jpg")


def test_a_picture_that_comes_back_is_shown_where_it_was_named(upload):
    image = upload()
    article = story_with(image)
    image.delete()
    assert shown(article) == (set(), "")

    again = upload()

    assert again.pk != image.pk
    assert shown(article) == ({again.folder}, again.folder)


def test_a_process_has_one_workshop_from_its_first_upload_on_and_its_children_their_own(anna):
    assert uploading.upload(uploaded(), anna).format == "png"  # the real one
    with ThreadPoolExecutor(4) as pool:
        assert len({id(pool.submit(uploading.workshop).result()) for _ in range(8)}) == 1

    child = os.fork()
    if not child:
        os._exit(0 if uploading._lazy.shop is None else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0

    uploading.close_workshop()
    assert uploading._lazy.shop is None
