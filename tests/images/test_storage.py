"""Pictures in a bucket: one address sets it, and it is used from upload to collection."""

from datetime import timedelta
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from articles.images import shelves, storing, uploading
from articles.images.garbage import collect
from newsdesk import storages
from tests.factories import make_article
from tests.images import bucket
from tests.images.workbench import Shop, picture, uploaded

ADDRESS = "s3://key:secret@objects.example/pictures"


@pytest.fixture
def service(settings):
    """A bucket for pictures and one for originals, as the environment would set them."""
    with bucket.serving() as service:
        pictures = service.url("pictures/news", "?region=eu")
        settings.STORAGES = settings.STORAGES | {
            "default": storages.public(pictures),
            "originals": storages.private(service.url("originals"), "", beside=pictures),
        }
        yield service


@pytest.fixture
def image(service, db, monkeypatch):
    monkeypatch.setattr(uploading, "workshop", Shop)
    return uploading.upload(uploaded(), User.objects.create_user("anna"))


def status_of(url: str) -> int:
    try:
        with urlopen(url, timeout=5) as answer:
            return answer.status
    except HTTPError as error:
        return error.code


def test_an_upload_lies_in_the_bucket_where_readers_get_it(image, service):
    url = default_storage.url(f"{image.folder}/640.avif")

    assert url == f"{service.address}/pictures/news/{image.folder}/640.avif"
    with urlopen(url, timeout=5) as answer:
        assert answer.headers["Content-Type"] == "image/avif"
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.read() == b"0123456789"


def test_a_page_shows_it_from_there(image, service, client):
    article = make_article(lead_image=uploading.address_of(image))

    page = client.get(article.get_absolute_url()).content.decode()

    assert f"{service.address}/pictures/news/{image.folder}/640.avif" in page
    assert f"/media/{image.folder}" not in page


def test_the_address_in_stories_is_the_same_as_with_files(image):
    assert uploading.address_of(image) == f"/media/{image.folder}/640.jpg"


def test_originals_are_for_nobody_but_us(image, service):
    assert f"originals/{image.original}" in service.files
    assert status_of(f"{service.address}/originals/{image.original}") == 403
    with storing.originals().open(image.original) as file:
        assert file.read() == picture()


def test_what_no_story_shows_is_collected_from_the_bucket(image, service):
    article = make_article(lead_image=uploading.address_of(image))
    stray = "copies/ab/" + "ab" * 16 + "/640.jpg"
    default_storage.save(stray, ContentFile(b"12345"))
    late = timezone.now() + timedelta(days=2)
    files = set(service.files)

    assert collect(timedelta(0), now=late).counts == {"stray": 1}
    assert files - set(service.files) == {f"pictures/news/{stray}"}

    article.delete()
    report = collect(timedelta(0), now=late)
    assert (report.counts, report.bytes) == ({"unused": 1}, 50 + len(picture()))
    assert not service.files


def test_a_long_list_of_files_comes_in_several_answers(service):
    names = {f"copies/ab/{'ab' * 16}/{width}.jpg" for width in range(1, 4 * bucket.PAGE)}
    for name in names:
        default_storage.save(name, ContentFile(b"1"))

    service.asked.clear()
    assert set(shelves.walk(default_storage, "copies/ab")) == names
    assert service.asked == ["GET pictures"] * 4


def test_two_files_of_one_name_are_two_files(service):
    """Logos of two sources may be called the same."""
    first, second = (default_storage.save("sources/logo.png", ContentFile(b"1")) for _ in "ab")

    assert first != second


def test_a_bucket_that_is_down_fails_as_a_disk_would(service, monkeypatch):
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    service.is_down = True

    with pytest.raises(OSError, match="The bucket pictures failed"):
        default_storage.save("a.png", ContentFile(b"1"))
    with pytest.raises(OSError, match="The bucket pictures failed"):
        default_storage.exists("a.png")


def test_the_key_and_the_secret_may_hold_any_character():
    options = storages.public("s3://a%20key:a%2Fsecret%2B@objects.example/pictures/a/b")["OPTIONS"]

    assert (options["access_key"], options["secret_key"]) == ("a key", "a/secret+")
    assert (options["bucket_name"], options["location"]) == ("pictures", "a/b")
    assert options["endpoint_url"] == "https://objects.example"


def test_readers_may_be_sent_to_another_host():
    storage = storages.public(f"{ADDRESS}?public=https://cdn.example/p/")

    assert storage["OPTIONS"]["custom_domain"] == "cdn.example/p"
    assert storages.origin(storage) == "https://cdn.example"
    assert storages.origin(storages.public(ADDRESS)) == "https://objects.example"
    assert storages.origin(storages.public("")) == ""


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("https://objects.example/pictures", "must begin with s3://"),
        ("s3://objects.example/pictures", "lacks the key and the secret"),
        ("s3://key:secret@/pictures", "lacks the host"),
        ("s3://key:secret@objects.example/", "lacks the bucket"),
        (f"{ADDRESS}?zone=eu", "unknown options: zone"),
        (f"{ADDRESS}?public=cdn.example", "public= in STORAGE_URL"),
    ],
)
def test_an_incomplete_address_is_refused_without_telling_the_secret(address, words):
    with pytest.raises(ImproperlyConfigured, match=words) as caught:
        storages.public(address)

    assert "STORAGE_URL" in str(caught.value)
    assert "secret@" not in str(caught.value).replace("KEY:SECRET@", "").lower()


@pytest.mark.parametrize("folder", ["", "/", "/originals"])
def test_originals_may_not_lie_among_the_pictures(folder):
    with pytest.raises(ImproperlyConfigured, match="as public as the pictures"):
        storages.private(ADDRESS + folder, "", beside=f"{ADDRESS}?public=https://cdn.example")


def test_originals_may_lie_beside_the_pictures():
    assert storages.private(f"{ADDRESS}/o", "", beside=f"{ADDRESS}/p")["OPTIONS"]["location"] == "o"


def test_a_missing_package_is_named(monkeypatch):
    monkeypatch.setattr(storages, "find_spec", lambda name: None)

    with pytest.raises(ImproperlyConfigured, match=r"pip install -r requirements-s3\.txt"):
        storages.public(ADDRESS)
