"""Choosing a picture for a story: its own first, then uploads; by the script, and without it."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.urls import reverse

from articles.admin.picking import picture_choice
from articles.images import registering
from articles.models import Beat, Revision
from tests.admin.helpers import HOSTILE, change_url, messages_of, save
from tests.admin.pictures import address_for, make_image
from tests.admin.test_site import assert_harmless
from tests.factories import make_article, make_source

pytestmark = pytest.mark.django_db
CHOOSE, PICK = (reverse(f"admin:articles_image_{name}") for name in ("choose", "pick"))


def upload(alt: str = ""):
    image = make_image(is_upload=True, alt=alt)
    address_for(image, f"/media/{image.folder}/640.jpg")
    return image


@pytest.fixture
def story():
    copy = address_for(make_image(alt="Ours", width=800, height=600))
    none = address_for(None, state="none", reason="P_PLACEHOLDER")
    body = (
        f'<p><img src="{copy.url}" alt="A &quot;wafer&quot;"></p><p><img src="{none.url}"></p>'
        '<p><img src="https://far.example/b.jpg?x=1" width="320" height="200"></p>'
    )
    lead = "https://far.example/lead.png"
    return make_article("Chips", body=body, lead_image=lead, lead_alt="Lead", lead_width=9)


def pick(client, story, address: str, **data):
    url = f"{PICK}?story={story.pk}"
    opened = client.get(url).content.decode().split('name="opened" value="')[1].split('"')[0]
    response = client.post(url, {"opened": opened, "address": address} | data)
    story.refresh_from_db()
    return response


def test_a_storys_own_pictures_stand_first_then_the_newest_uploads(desk, story, monkeypatch):
    monkeypatch.setattr(picture_choice, "A_PAGE", 2)
    first, second, third = (upload(f"Chip {n}") for n in range(3))

    found = desk.get(CHOOSE, {"story": story.pk}).json()

    facts = [(each["name"], each["width"], each["height"]) for each in found["own"]]
    assert facts == [("Lead", None, None), ('A "wafer"', 800, 600), ("b.jpg", 320, 200)]
    lead, copy, far = found["own"]
    assert far["figure"] == (
        '<figure><img src="https://far.example/b.jpg?x=1" alt="" width="320" height="200"></figure>'
    )
    assert copy["thumbnail"].endswith("/320.webp")
    assert lead["thumbnail"] == "https://far.example/lead.png"  # as readers are shown it
    assert [each["alt"] for each in found["pictures"]] == ["Chip 2", "Chip 1"]
    assert found["more"] == second.pk
    rest = desk.get(CHOOSE, {"story": story.pk, "before": found["more"]}).json()
    assert ([each["alt"] for each in rest["pictures"]], rest["own"]) == (["Chip 0"], [])
    assert desk.get(CHOOSE, {"story": story.pk, "q": "Chip 0"}).json()["own"] == []
    assert (first.pk, third.pk) == (second.pk - 1, second.pk + 1)


def test_what_lies_elsewhere_is_not_asked_for_where_readers_are_not_shown_it(desk, story, settings):
    settings.HOT_LINK = False
    lead, *_rest = desk.get(CHOOSE, {"story": story.pk}).json()["own"]
    assert lead["thumbnail"] == ""
    assert "not copied" in desk.get(PICK, {"story": story.pk}).content.decode()


def test_one_becomes_the_lead_image_as_by_the_form(desk, story):
    image = upload("A chip")
    address = f"/media/{image.folder}/640.jpg"

    response = pick(desk, story, address)

    assert response.url == change_url(story)
    assert (story.lead_image, story.lead_alt) == (address, "A chip")
    assert (story.lead_width, story.lead_height) == (640, 480)
    assert {"lead_image", "lead_alt"} <= set(story.edited_fields)
    revision = Revision.objects.get()
    assert (revision.user.username, revision.kept["lead_alt"]) == ("chief", "Lead")
    assert registering.stories_of([image.pk]) == [story.pk]
    assert LogEntry.objects.count() == 1
    again = desk.get(PICK, {"story": story.pk}).content.decode()
    assert again.count("desk-tile-lead") == 2  # its own, and among the uploads
    pick(desk, story, "https://far.example/b.jpg?x=1")
    assert (story.lead_alt, story.lead_width) == ("", 320)


def test_one_of_the_old_ones_size_keeps_it(desk, story):
    addresses = [f"/media/{upload(alt).folder}/640.jpg" for alt in ("One", "Two")]
    pick(desk, story, addresses[0])

    pick(desk, story, addresses[1])
    assert (story.lead_width, story.lead_height) == (640, 480)
    save(desk, story, lead_image=addresses[0])  # as the form's script does, which sends both again
    assert (story.lead_image, story.lead_width, story.lead_height) == (addresses[0], 640, 480)
    save(desk, story, lead_image="https://far.example/other.png")
    assert (story.lead_width, story.lead_height) == (None, None)


def test_what_another_changed_meanwhile_is_asked_about(desk, story):
    url, image = f"{PICK}?story={story.pk}", upload("A chip")
    page = desk.get(url).content.decode()
    opened = page.split('name="opened" value="')[1].split('"')[0]
    save(desk, story, lead_image="https://far.example/other.png", title="Other chips")
    data = {"opened": opened, "address": f"/media/{image.folder}/640.jpg"}

    late = desk.post(url, data)

    html = late.content.decode()
    assert late.status_code == 409
    assert "Somebody else has changed the same meanwhile" in html
    story.refresh_from_db()
    assert story.lead_image == "https://far.example/other.png"
    data["opened"] = html.split('name="opened" value="')[1].split('"')[0]
    assert desk.post(url, data).status_code == 302
    story.refresh_from_db()
    assert (story.lead_alt, story.title) == ("A chip", "Other chips")


@pytest.mark.parametrize("address", ["", "https://evil.example/x.png", "/media/uploads/aa/x/1.jpg"])
def test_nothing_else_is_set_than_what_the_page_offers(desk, story, address):
    make_image(is_upload=True, is_rejected=True)
    response = desk.post(f"{PICK}?story={story.pk}", {"address": address}, follow=True)

    assert "This picture is not to be had any more." in messages_of(response)
    story.refresh_from_db()
    assert story.lead_alt == "Lead"


def test_who_may_not_change_the_story_copies_only(staff, story):
    upload("A chip")
    client = staff("view_image", "view_article", "change_article")
    url = f"{PICK}?story={story.pk}"
    story.status = "published"
    story.save()

    html = client.get(url).content.decode()

    assert "Make it the lead image" not in html
    assert "&lt;figure&gt;" in html
    assert client.post(url, {"address": story.lead_image}).status_code == 403
    Beat.objects.create(user=User.objects.get(), source=make_source("Own"))
    assert client.get(url).status_code == 404
    assert client.get(CHOOSE, {"story": story.pk}).json()["own"] == []
    assert client.get(PICK).status_code == 200
    assert client.post(PICK, {}).status_code == 403


def test_strangers_words_are_escaped_and_nonsense_is_answered(desk, story):
    story.lead_alt = story.title = HOSTILE[:200]
    story.save()
    upload(HOSTILE[:200])

    assert_harmless(desk.get(PICK, {"story": story.pk, "q": ""}).content.decode())
    assert_harmless(desk.get(PICK, {"story": story.pk, "q": HOSTILE}).content.decode())
    for query in ({"story": "x"}, {"story": "9" * 30}, {"story": 0}):
        assert desk.get(PICK, query).status_code == 404
        assert desk.get(CHOOSE, query).json()["own"] == []
    for before in ("x", "9" * 30):
        assert desk.get(PICK, {"story": story.pk, "before": before}).status_code == 200


def test_the_page_takes_the_same_questions_for_many(desk, story, django_assert_max_num_queries):
    for _ in range(20):
        upload("A chip")
    desk.get(PICK)
    with django_assert_max_num_queries(11):
        desk.get(PICK, {"story": story.pk})
