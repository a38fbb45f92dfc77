"""Uploading: the page without script, the endpoint of the story form, and a source's logo."""

import json
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image as Pillow
from pytest_django.asserts import assertRedirects

from articles.admin import image_upload, source_pictures
from articles.images import registering
from articles.images.http import Limits
from articles.models import Gallery, Image, ImageRights
from tests.admin.helpers import ADD, HOSTILE, change_url, errors_of, form_of, messages_of
from tests.admin.pictures import copied_source, make_image, picture, shop
from tests.admin.test_site import assert_harmless
from tests.factories import make_article, make_source

pytestmark = pytest.mark.django_db
__all__ = ["shop"]
UPLOAD = reverse("admin:articles_image_upload")
PAGE = reverse("admin:articles_image_add")
CHOOSE = reverse("admin:articles_image_choose")


def no_picture(name: str = "a.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"no picture", "image/png")


def send(client, *files, alt=()) -> dict:
    response = client.post(UPLOAD, {"files": files, "alt": alt})
    assert response.status_code == 200
    return json.loads(response.content)


def test_files_come_with_their_texts_and_say_what_a_story_needs(desk, shop):
    sent = send(desk, picture((8, 6)), picture((4, 2), "blue", name="fab.png"), alt=["A chip"])

    chip, fab = Image.objects.order_by("pk")
    assert (chip.alt, fab.alt, chip.uploaded_by.username) == ("A chip", "", "chief")
    assert sent["errors"] == []
    assert sent["pictures"][0] == {
        "file": "chip.png",
        "address": f"/media/{chip.folder}/8.jpg",
        "alt": "A chip",
        "width": 8,
        "height": 6,
        "thumbnail": f"/media/{chip.folder}/8.webp",
        "figure": f'<figure><img src="/media/{chip.folder}/8.jpg" alt="A chip" width="8"'
        ' height="6"></figure>',
    }


def test_one_bad_file_keeps_none_of_the_others_from_coming(desk, shop):
    sent = send(desk, no_picture("bad.png"), picture())

    assert sent["errors"] == [
        {"file": "bad.png", "reason": "What came is no picture but text/plain."}
    ]
    assert len(sent["pictures"]) == Image.objects.count() == 1


def test_a_known_picture_keeps_its_text_and_the_story_gets_its_own(desk, shop):
    send(desk, picture(), alt=["A chip"])

    sent = send(desk, picture(), alt=['The "second"'])

    assert Image.objects.get().alt == "A chip"
    assert 'alt="The &quot;second&quot;"' in sent["pictures"][0]["figure"]


def test_the_first_text_of_a_known_picture_reaches_the_stories_that_show_it(desk, shop):
    address = send(desk, picture())["pictures"][0]["address"]
    story = make_article(body=f'<p><img src="{address}"></p>')
    registering.register([story.pk])

    send(desk, picture(), alt=["A\0chip\n"])

    assert Gallery.objects.get(article=story).body[address]["alt"] == "A chip"


def test_too_many_files_are_told_one_by_one(desk, shop, monkeypatch):
    monkeypatch.setattr(image_upload, "AT_ONCE", 1)

    sent = send(desk, picture(), picture(colour="blue", name="b.png"))

    assert sent["errors"] == [{"file": "b.png", "reason": "At most 1 files at once."}]


def test_uploading_takes_a_permission_a_token_and_a_post(staff, shop):
    editor = staff("view_image", "change_image", "change_article")
    assert editor.post(UPLOAD, {"files": picture()}).status_code == 403
    assert editor.get(PAGE).status_code == 403
    assert Client().post(UPLOAD, {"files": picture()}).status_code == 302
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = editor.cookies
    assert strict.post(UPLOAD, {"files": picture()}).status_code == 403
    assert not Image.objects.exists()


def test_only_a_post_uploads_and_a_link_leads_to_the_pictures(desk):
    assertRedirects(desk.get(UPLOAD), reverse("admin:articles_image_changelist"))
    assert not Image.objects.exists()


def test_the_page_without_script_shows_the_address_to_copy(desk, shop):
    response = desk.post(
        PAGE,
        {"alt-0": "", "file-1": picture(), "alt-1": "A chip",
         "files": [picture(colour="blue"), no_picture(HOSTILE[:40])]},
        follow=True,
    )  # fmt: skip

    chip, blue = Image.objects.order_by("pk")
    html = response.content.decode()
    assert (chip.alt, blue.alt) == ("A chip", "")
    for image in (chip, blue):
        assert f'value="/media/{image.folder}/8.jpg"' in html
    assert "&lt;figure&gt;&lt;img src=" in html
    assert "What came is no picture" in messages_of(response)
    assert_harmless(html)


def test_no_file_is_said_to_be_none(desk):
    assert "Choose at least one file" in messages_of(desk.post(PAGE, {"alt-0": "x"}, follow=True))


def test_our_own_pictures_can_be_chosen_again(desk):
    chip = make_image(is_upload=True, alt="A chip")
    make_image(is_upload=True, is_rejected=True)
    make_image(alt="A chip of others")

    assert [each["alt"] for each in desk.get(CHOOSE).json()["pictures"]] == ["A chip"]
    assert len(desk.get(CHOOSE, {"q": "chip"}).json()["pictures"]) == 1
    assert desk.get(CHOOSE, {"q": "fab"}).json()["pictures"] == []
    assert f"/media/{chip.folder}/640.jpg" in desk.get(CHOOSE).content.decode()


def test_choosing_takes_the_permission_to_see_pictures(staff):
    assert staff("change_article").get(CHOOSE).status_code == 403


def test_a_story_with_an_uploaded_picture_shows_it(desk, shop):
    sent = send(desk, picture(), alt=["A chip"])["pictures"][0]
    story = make_article(source=make_source("Hot"))
    url = change_url(story)

    desk.post(url, form_of(desk, url) | {"body": sent["figure"], "lead_image": sent["address"]})

    gallery = Gallery.objects.get(article=story)
    assert list(gallery.body) == [gallery.lead["url"]] == [sent["address"]]


def test_the_storys_form_has_the_tools_for_who_may_upload(desk, staff):
    story = make_article()
    html = desk.get(change_url(story)).content.decode()
    assert html.count("data-pictures=") == 2
    assert html.count("desk-pictures-plain") == 2
    assert "articles/admin/upload.js" in html
    assert desk.get(ADD).content.decode().count("data-pictures=") == 2
    assert_harmless(html)

    editor = staff("change_article", "view_article", "view_source", "view_category")
    assert "data-pictures=" not in editor.get(change_url(story)).content.decode()


# Sources ------------------------------------------------------------------------------------------


def save(client, source, **changes):
    url = change_url(source)
    response = client.post(url, form_of(client, url, "source_form") | changes, follow=True)
    source.refresh_from_db()
    return response


def test_a_logo_is_made_anew(desk, shop):
    source = make_source()
    raw = BytesIO()
    exif = Pillow.Exif()
    exif[0x010E] = "taken at home"
    Pillow.new("RGB", (4, 4)).save(raw, "JPEG", exif=exif)

    save(desk, source, logo=SimpleUploadedFile("../x.php", raw.getvalue(), "image/jpeg"))

    assert source.logo.name.startswith("sources/")
    assert source.logo.name.endswith(".jpg")
    assert b"taken at home" in raw.getvalue()
    assert b"taken at home" not in source.logo.read()
    source.logo.close()


def test_a_logo_that_is_no_picture_is_refused_and_one_can_be_cleared(desk, shop):
    source = make_source()
    assert "logo" in errors_of(save(desk, source, logo=no_picture()))
    save(desk, source, logo=picture())
    assert source.logo

    save(desk, source, **{"logo-clear": "on"})

    assert not source.logo


def test_a_logo_as_large_as_no_upload_may_be_is_refused(desk, shop, monkeypatch):
    monkeypatch.setattr(source_pictures, "LIMITS", Limits(bytes=10))

    assert "larger than 0 MB" in str(errors_of(save(desk, make_source(), logo=picture())))


def test_a_policy_says_what_it_sets_off(desk):
    source = make_source(image_rights=ImageRights.LINK)
    for _ in range(3):
        make_article(source=source)

    assert "Stories that wait: 3." in messages_of(save(desk, source, image_rights="copy"))
    assert "fetch_images" not in messages_of(save(desk, source, licence="CC0"))
    assert "not shown any more" in messages_of(save(desk, source, image_rights="none"))
    assert "pictures" not in messages_of(save(desk, source, image_rights="link"))


def test_the_form_explains_the_policy(desk, settings, staff):
    source = copied_source()
    assert "HOT_LINK" not in desk.get(change_url(source)).content.decode()
    settings.HOT_LINK = False
    assert "HOT_LINK is off" in desk.get(change_url(source)).content.decode()
    assert staff("view_source").get(change_url(source)).status_code == 200
