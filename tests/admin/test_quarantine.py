"""The quarantine at the desk: what waits, why, and an editor's word on it."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from articles.admin import held_list
from articles.admin.importing import quarantine
from articles.importer import pipeline
from articles.importer.lock import Locked
from articles.models import Article, HeldFile, ImportRule, Sighting, Status
from tests.admin.helpers import HOSTILE, change_url, make_sighting, messages_of
from tests.admin.test_lists import assert_bounded, statements
from tests.admin.test_site import assert_harmless

pytestmark = pytest.mark.django_db

LIST = reverse("admin:articles_heldfile_changelist")
RAW = (
    "---\ntitle: {title}\ndate: 2021-10-12T14:21:29Z\nsource: {source}\n"
    "categories: [News, Phones]\ntags: [Chips]\n---\n"
    "First line of a text that is long enough to stand for itself.\n\nSecond <b>line</b>"
    "<script>alert('x')</script>.\n"
)


@pytest.fixture
def hold():
    return ImportRule.objects.create(name="Wait", effect="hold")


def make_held(title: str = "A story", rule: ImportRule | None = None, **fields) -> HeldFile:
    source = fields.setdefault("source_name", "The Wire")
    values = {"title": title, "channel": "News / Phones", "held": "hold", "rule": rule} | fields
    row = make_sighting(raw=RAW.format(title=title, source=source).encode(), **values)
    return HeldFile.objects.get(pk=row.pk)


def shown(client, query: str = "") -> list[str]:
    response = client.get(LIST + query)
    assert response.status_code == 200
    return [held.title for held in response.context["cl"].result_list]


def act(client, action: str, *chosen: HeldFile, query: str = ""):
    data = {"action": action, "_selected_action": [held.pk for held in chosen]}
    return client.post(LIST + query, data, follow=True)


# The list -------------------------------------------------------------------------------------


def test_what_waits_is_listed_and_what_was_dropped_on_demand(desk, hold):
    make_held("Waits", hold)
    make_held("Dropped", hold, held="drop")
    make_held("An earlier version", hold, superseded=True)
    make_sighting(title="Let in")

    assert shown(desk) == ["Waits"]
    assert shown(desk, "?held=drop") == ["Dropped"]
    assert shown(desk, "?held=all") == ["Dropped", "Waits"]


def test_the_counts_lead_to_the_files_that_they_count(desk, hold):
    for number in range(3):
        make_held(f"Wire {number}", hold, channel="News / Phones · Other")
    make_held("Blog", source_name="A Blog", channel="")

    groups = desk.get(LIST).context["cl"].groups

    found = {count.name: (count.files, shown(desk, count.query)) for group in groups
             for count in group.counts if count.name != "-"}  # fmt: skip
    wires = (3, ["Wire 2", "Wire 1", "Wire 0"])
    assert found == {"The Wire": wires, "News / Phones": wires, "Wait": wires,
                     "A Blog": (1, ["Blog"])}  # fmt: skip
    without = [count for group in groups for count in group.counts if count.name == "-"]
    assert [shown(desk, count.query) for count in without] == [["Blog"], ["Blog"]]


@pytest.mark.parametrize(
    "query", ["?rule=abc", "?rule=" + "9" * 30, "?held=x", "?rule=999&source=x", "?source="]
)
def test_senseless_filters_are_no_error(desk, hold, query):
    make_held("Waits", hold)

    assert desk.get(LIST + query, follow=True).status_code == 200


def test_many_groups_and_many_files_are_counted_within_bounds(desk, monkeypatch):
    monkeypatch.setattr(held_list, "COUNT_LIMIT", 6)
    for number in range(8):
        make_held(f"Story {number}", source_name=f"Source {number}")

    response = desk.get(LIST)

    (sources, *_others) = response.context["cl"].groups
    assert (len(sources.counts), sources.others) == (held_list.SHOWN, 7 - held_list.SHOWN)
    assert response.context["cl"].groups_capped
    assert "and 2 others" in response.content.decode()


@pytest.mark.parametrize("rows", [2, 12])
def test_the_list_takes_the_same_queries_at_any_size_and_no_originals(desk, hold, rows):
    for number in range(rows):
        make_held(f"Story {number}", hold, source_name=f"Source {number}")

    sql = statements(desk, LIST)

    assert len(sql) == 6, "\n".join(sql)
    assert_bounded(sql)
    assert '"articles_sighting"."original"' not in " ".join(sql)


def test_files_are_found_by_their_path(desk, hold):
    make_held("One", hold, path="news/one.md")
    make_held("Two", hold, path="blog/two.md")

    assert shown(desk, "?q=news/") == ["One"]
    assert shown(desk, "?q=blog/two.md") == ["Two"]


# One file -------------------------------------------------------------------------------------


def test_a_file_is_read_before_it_is_let_in(desk, hold):
    ImportRule.objects.create(name="F", effect="file", section="News/Phones", target="Mobile")
    held = make_held("A story", hold)

    html = desk.get(change_url(held)).content.decode()

    for words in ("A story", "The Wire", "Second line", "<div>Mobile</div>", "Wait",
                  'name="let_in"', 'name="drop_for_good"', change_url(held, "preview"),
                  reverse("admin:articles_sighting_original", args=[held.pk])):  # fmt: skip
        assert words in html
    assert 'name="_save"' not in html


def test_the_preview_is_readers_own_page_with_the_whole_text(desk, hold):
    held = make_held("A story", hold)

    response = desk.get(change_url(held, "preview"))

    html = response.content.decode()
    assert "In quarantine: nobody but the desk sees this story." in html
    assert "The rule “Wait” keeps it out." in html
    assert "News / Phones" in html
    assert "Second <b>line</b>" in html
    assert "alert(" not in html
    assert not Article.objects.exists()


def test_a_file_that_cannot_be_read_any_more_says_why(desk, hold):
    row = make_sighting(raw=b"nothing", held="hold", rule=hold, title="Once a story")
    held = HeldFile.objects.get(pk=row.pk)

    html = desk.get(change_url(held)).content.decode()

    assert "Once a story" in html
    assert "does not begin with front matter" in html
    assert desk.get(change_url(held, "preview")).status_code == 302


def test_only_files_in_quarantine_have_a_page(desk):
    row = make_sighting(title="Let in")

    assert desk.get(reverse("admin:articles_heldfile_change", args=[row.pk])).status_code == 302
    assert desk.get(reverse("admin:articles_heldfile_preview", args=[row.pk])).status_code == 404


# Decisions ------------------------------------------------------------------------------------


def test_chosen_files_are_let_in_and_logged(desk, hold):
    one, two = make_held("One", hold), make_held("Two", hold)
    make_held("Three", hold)

    response = act(desk, "let_in", one, two)

    assert "2 files were let in: created 1, duplicates 1." in messages_of(response)
    assert Article.objects.get().title == "One"
    assert shown(desk) == ["Three"]
    logged = LogEntry.objects.filter(change_message="Let in from quarantine.")
    assert {entry.object_id for entry in logged} == {str(one.pk), str(two.pk)}
    history = reverse("admin:articles_sighting_history", args=[one.pk])
    assert "Let in from quarantine." in desk.get(history, follow=True).content.decode()


def test_chosen_files_are_dropped_for_good_and_can_still_be_let_in(desk, hold):
    held = make_held("One", hold)

    response = act(desk, "drop_for_good", held)

    assert "1 file was dropped." in messages_of(response)
    row = Sighting.objects.get()
    assert (row.held, row.rule) == ("drop", None)
    assert LogEntry.objects.get().change_message == "Dropped for good."
    act(desk, "let_in", held, query="?held=drop")
    assert Article.objects.get().title == "One"


@pytest.mark.parametrize(("button", "stories"), [("let_in", 1), ("drop_for_good", 0)])
def test_a_files_own_page_decides_as_well(desk, hold, button, stories):
    held = make_held("One", hold)

    response = desk.post(change_url(held), {button: "1"})

    assert response.url == LIST
    assert Article.objects.count() == stories
    assert not HeldFile.objects.in_quarantine().filter(held="hold").exists()


def test_more_than_fit_in_one_go_wait_for_the_next(desk, hold, monkeypatch):
    monkeypatch.setattr(quarantine, "AT_ONCE", 2)
    rows = [make_held(f"Story {number}", hold) for number in range(5)]

    text = messages_of(act(desk, "let_in", *rows))

    assert "2 files were let in" in text
    assert "3 more are still here: at most 2 are let in at once." in text
    assert len(shown(desk)) == 3
    assert "3 files were dropped" in messages_of(act(desk, "drop_for_good", *rows))


def test_while_an_import_runs_everything_waits(desk, hold, monkeypatch):
    def locked(*_arguments):
        raise Locked("process 7")

    monkeypatch.setattr(pipeline, "run_kept", locked)
    held = make_held("One", hold)

    text = messages_of(act(desk, "let_in", held))

    assert "Another import is running: process 7." in text
    assert shown(desk) == ["One"]
    assert not LogEntry.objects.exists()


# Who may what ---------------------------------------------------------------------------------


def test_who_may_only_look_decides_nothing(staff, hold):
    held = make_held("One", hold)
    viewer = staff("view_sighting")

    assert shown(viewer) == ["One"]
    assert 'name="action"' not in viewer.get(LIST).content.decode()
    assert 'name="let_in"' not in viewer.get(change_url(held)).content.decode()
    assert viewer.get(change_url(held, "preview")).status_code == 200
    assert viewer.post(change_url(held), {"let_in": "1"}).status_code == 403
    act(viewer, "let_in", held)
    assert shown(viewer) == ["One"]


def test_who_may_change_sightings_decides_and_publishes_nothing_by_it(staff, hold):
    held = make_held("One", hold)
    editor = staff("change_sighting")

    assert "One" in editor.get(change_url(held)).content.decode()
    editor.post(change_url(held), {"let_in": "1"})

    assert Article.objects.get().status == Status.INBOX


def test_others_do_not_get_in(staff, hold):
    held = make_held("One", hold)
    stranger = staff("view_article")

    for url in (LIST, change_url(held), change_url(held, "preview")):
        assert stranger.get(url).status_code == 403


def test_hostile_files_are_escaped(desk):
    rule = ImportRule.objects.create(name=HOSTILE, effect="hold")
    title = HOSTILE.replace('"', "'")
    held = make_held(title, rule, source_name=HOSTILE, channel=HOSTILE, path=f"{HOSTILE}.md")

    for url in (LIST, f"{LIST}?rule={rule.pk}", change_url(held)):
        response = desk.get(url)
        assert response.status_code == 200
        assert_harmless(response.content.decode())
