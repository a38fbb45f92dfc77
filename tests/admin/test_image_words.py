"""What the desk says of a picture that is shown nowhere, of what was done to it, and of files."""

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from articles.models import Image
from tests.admin.helpers import change_url, messages_of
from tests.admin.pictures import address_for, make_image, shop, show

pytestmark = pytest.mark.django_db
__all__ = ["shop"]
PICTURES = reverse("admin:articles_image_changelist")
GONE = {"is_rejected": True, "renditions": {}}
CLICK = "Click on the picture"


def html_of(client, image: Image, name: str = "change") -> str:
    return client.get(change_url(image, name)).content.decode()


@pytest.mark.parametrize("is_upload", [False, True])
@pytest.mark.parametrize(
    "address",
    [
        "/media/{}/1280.jpg",
        "http://testserver/media/{}/320.avif",
        "https://cdn.example/pictures/{}/640.webp?X-Amz-Date=1",
    ],
)
def test_a_picture_is_found_by_the_address_of_any_of_its_files(desk, address, is_upload):
    image = make_image(is_upload=is_upload)
    make_image(digest=image.digest, is_upload=not is_upload)
    make_image()

    found = desk.get(PICTURES, {"q": address.format(image.folder)}).context["cl"].result_list

    assert list(found) == [image]


def test_the_address_that_a_story_names_leads_to_what_it_shows_now(desk):
    old, new = make_image(is_upload=True), make_image(is_upload=True)
    url = f"/media/{old.folder}/640.jpg"
    address_for(new, url)

    assert list(desk.get(PICTURES, {"q": url}).context["cl"].result_list) == [new]


def test_an_address_of_no_picture_finds_none(desk):
    folder = make_image().folder
    for wrong in (f"/media/{folder[:-1]}/640.jpg", f"/media/copies/zz/{folder[-32:]}/640.jpg"):
        assert not desk.get(PICTURES, {"q": wrong}).context["cl"].result_list


@pytest.mark.parametrize("method", ["get", "post"])
def test_what_was_taken_down_cannot_be_replaced(desk, method):
    image = make_image(**GONE)

    response = getattr(desk, method)(change_url(image, "replace"))

    assert (response.status_code, response["Location"]) == (302, change_url(image))


@pytest.mark.parametrize(
    ("fields", "verb", "may_click"),
    [({}, "show", True), ({"is_rejected": True}, "name", True), (GONE, "name", False)],
)
def test_the_form_speaks_of_what_there_is(desk, staff, fields, verb, may_click):
    image = make_image(**fields)
    html = html_of(desk, image)

    assert f"Stories that {verb} it" in html
    assert (CLICK in html) == may_click
    assert CLICK not in html_of(staff("view_image"), image)


def test_a_copy_that_is_replaced_becomes_ours_and_the_page_says_so(desk):
    assert "it counts as ours" in html_of(desk, make_image(), "replace")
    assert "it counts as ours" not in html_of(desk, make_image(is_upload=True), "replace")


@pytest.mark.parametrize(
    ("fields", "is_lacking"), [({}, True), ({"is_rejected": True}, False), (GONE, False)]
)
def test_a_text_is_missing_only_where_the_picture_is_shown(desk, fields, is_lacking):
    make_image(**fields)
    html = desk.get(PICTURES).content.decode()

    assert ('<span class="desk-mark desk-lacking">none</span>' in html) == is_lacking


def test_the_history_says_which_way_a_picture_went(desk):
    image = make_image()
    show(image)
    desk.post(change_url(image, "reject"))
    desk.post(change_url(image, "reject"), {"back": "yes"})

    said = [entry.get_change_message() for entry in LogEntry.objects.order_by("pk")]
    assert said == ["Said to be no picture.", "Said to be a picture again."]


def test_a_file_is_named_as_it_is_and_an_empty_one_is_said_to_be_empty(desk, shop):
    add = reverse("admin:articles_image_add")
    files = [SimpleUploadedFile("chip.png", b""), SimpleUploadedFile("fab.png", b"text")]

    response = desk.post(add, {"files": files}, follow=True)

    assert "“chip.png”: The submitted file is empty." in messages_of(response)
    assert "“fab.png”: What came is no picture" in response.content.decode()
