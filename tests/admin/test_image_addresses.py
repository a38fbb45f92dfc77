"""The list of pictures' addresses: what failed and why, which hosts fail, and another try."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone, translation

from articles.admin import image_addresses
from articles.images.reasons import SENTENCES
from articles.models import Gallery, ImageAddress
from tests.admin.helpers import HOSTILE, change_url, messages_of
from tests.admin.pictures import address_for, make_image, show
from tests.admin.test_lists import assert_bounded, statements
from tests.admin.test_site import assert_harmless
from tests.factories import make_article

pytestmark = pytest.mark.django_db
ADDRESSES = reverse("admin:articles_imageaddress_changelist")
State = ImageAddress.State


def failed(url: str = "", **fields) -> ImageAddress:
    values = {"state": State.FAILED, "reason": "I_STATUS", "detail": {"status": 503}, "tries": 2,
              "status": 503, "tried_at": timezone.now()}  # fmt: skip
    return address_for(None, url, **values | fields)


def act(client, action: str, *addresses: ImageAddress):
    data = {"action": action, "_selected_action": [address.pk for address in addresses]}
    response = client.post(ADDRESSES, data, follow=True)
    for address in addresses:
        address.refresh_from_db()
    return response


def test_the_list_says_what_failed_and_why_in_words(desk):
    address = failed("https://a.example/1.jpg", next_at=timezone.now() + timedelta(hours=1))
    story = make_article("Chips are up")
    story.image_uses.create(address=address)

    html = desk.get(ADDRESSES).content.decode()

    for said in ("https://a.example/1.jpg", "The host answered 503.", "failed, will be tried again",
                 "Chips are up", f"{address.next_at:%Y-%m-%d %H:%M} UTC"):  # fmt: skip
        assert said in html


def test_a_row_of_another_version_is_no_error(desk):
    failed(reason="I_STATUS", detail={})
    failed(reason="I_FROM_TOMORROW")

    html = desk.get(ADDRESSES).content.decode()

    assert "The host answered …." in html
    assert "I_FROM_TOMORROW" in html


def test_every_reason_can_be_told_without_its_values():
    with translation.override("zh-hans"):
        told = [image_addresses.in_general(code) for code in SENTENCES]

    assert all(told)
    assert not any("%(" in sentence for sentence in told)


@pytest.mark.parametrize("rows", [2, 12])
def test_the_list_takes_the_same_queries_at_any_size(desk, rows):
    for _ in range(rows):
        make_article().image_uses.create(address=failed())

    sql = statements(desk, ADDRESSES)

    # session, user; number, rows; uses and their stories; what fails, by three states
    assert len(sql) == 9, "\n".join(sql)
    assert_bounded([statement for statement in sql if "articles_imageuse" not in statement])


def test_a_summary_names_the_worst_hosts_and_reasons(desk, monkeypatch):
    monkeypatch.setattr(image_addresses, "WORST", 2)
    for host, times in (("a.example", 1), ("b.example", 3), ("c.example", 1)):
        for _ in range(times):
            failed(host=host)
    failed(host="d.example", state=State.REFUSED, reason="I_SVG", detail={})
    failed(host="e.example", state=State.NONE, reason="P_TINY", detail={"width": 1, "height": 1})
    address_for(make_image(), host="f.example")

    hosts, reasons = desk.get(ADDRESSES).context["cl"].groups

    assert [(count.name, count.files) for count in hosts.counts] == [
        ("b.example", 3), ("a.example", 1),
    ]  # fmt: skip
    assert hosts.others == 2
    assert reasons.counts[0].name == "The host answered …."
    response = desk.get(ADDRESSES + hosts.counts[0].query)
    assert response.context["cl"].result_count == 3
    assert desk.get(ADDRESSES, {"reason": "I_SVG"}).context["cl"].result_count == 1
    assert desk.get(ADDRESSES, {"state__exact": "none"}).context["cl"].result_count == 1


def test_an_address_is_found_whole_or_by_a_part(desk):
    one, other = failed("https://a.example/chip.jpg"), failed("https://a.example/chip.jpg?2")

    def found(term: str) -> list[ImageAddress]:
        return list(desk.get(ADDRESSES, {"q": term}).context["cl"].result_list)

    assert found("https://a.example/chip.jpg") == [one]
    assert found("a.example/chip") == [other, one]
    assert found("nothing") == []


def test_another_try_is_made_at_once_as_if_none_had_failed(desk):
    late, never = failed(), failed(state=State.REFUSED, reason="I_SVG", detail={})
    copied = address_for(make_image())

    response = act(desk, "try_again", late, never, copied)

    assert "2 addresses are tried again by the next run" in messages_of(response)
    for address in (late, never):
        assert (address.state, address.reason, address.tries) == (State.WAITING, "", 0)
        assert address.next_at <= timezone.now()
    assert copied.state == State.COPIED
    assert LogEntry.objects.count() == 2


def test_an_address_that_is_no_picture_is_shown_no_more(desk):
    image = make_image()
    story = show(image)
    address = image.addresses.get()

    response = act(desk, "no_picture", address)

    assert "1 address is no picture now" in messages_of(response)
    assert (address.state, address.reason, address.image) == (State.NONE, "P_REJECTED", None)
    assert not any(Gallery.objects.get(article=story).body.values())
    act(desk, "try_again", address)
    assert address.state == State.WAITING


def test_at_most_so_many_are_changed_at_once(desk, monkeypatch):
    monkeypatch.setattr(image_addresses, "AT_ONCE", 1)
    first, second = failed(), failed()

    response = act(desk, "try_again", first, second)

    assert "Only the first 1 of them" in messages_of(response)
    assert (first.state, second.state) == (State.WAITING, State.FAILED)


def test_who_may_only_look_gets_no_actions(staff):
    address = failed()
    viewer = staff("view_imageaddress")

    html = viewer.get(ADDRESSES).content.decode()
    viewer.post(ADDRESSES, {"action": "try_again", "_selected_action": [address.pk]})

    assert 'name="action"' not in html
    address.refresh_from_db()
    assert address.state == State.FAILED


def test_one_address_with_its_picture_and_its_stories(desk):
    image = make_image()
    story = show(image, title="Chips are up")

    html = desk.get(change_url(image.addresses.get())).content.decode()

    assert change_url(image) in html
    assert change_url(story) in html
    assert desk.get(reverse("admin:articles_imageaddress_add")).status_code == 403


def test_strangers_texts_are_escaped(desk):
    address = failed(f"https://a.example/{HOSTILE}", host=HOSTILE, detail={"status": HOSTILE})
    make_article(HOSTILE).image_uses.create(address=address)

    for page in (ADDRESSES, change_url(address), f"{ADDRESSES}?host={HOSTILE}"):
        assert_harmless(desk.get(page).content.decode())
