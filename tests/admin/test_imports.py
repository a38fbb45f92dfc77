"""Imports at the desk: what a run did, sentence by sentence, and the originals it kept."""

from datetime import timedelta

import pytest
from django.urls import reverse

from articles.admin import base
from articles.admin.importing import imports
from articles.models import ImportBatch, Tombstone
from tests.admin.helpers import change_url, make_batch, make_problem, make_sighting
from tests.admin.test_lists import assert_bounded, statements
from tests.factories import make_article

pytestmark = pytest.mark.django_db

RAW = "\ufeff---\r\ntitle: <script>alert(1)</script>\r\n---\r\n芯片".encode() + b"\xff\x00"


def test_a_run_shows_its_outcome_and_its_problems_by_code(desk):
    batch = make_batch(files=12, created=7, refused=2, notes={"N_BOM": 3})
    for number in range(3):
        make_problem(
            batch, path=f"{number}.md", code="W_DATE_BAD", detail={"date": f"day {number}"}
        )
    make_problem(batch, code="E_FM_UNTERMINATED", detail={"fence": "---"}, line=2)

    response = desk.get(change_url(batch))

    groups = [(code, count) for code, count, _sentence in response.context["groups"]]
    assert groups == [("E_FM_UNTERMINATED", 1), ("W_DATE_BAD", 3)]
    html = response.content.decode()
    for words in ("What stands for the date is no date", "“day 2” is no date",
                  "Add a line --- before", "A byte order mark was taken out."):  # fmt: skip
        assert words in html
    assert "%(" not in html


def test_the_problems_of_one_code_are_paged(desk, monkeypatch):
    monkeypatch.setattr(imports, "PROBLEMS_A_PAGE", 2)
    batch = make_batch()
    for number in range(5):
        make_problem(batch, path=f"{number}.md", code="W_DATE_BAD", detail={"date": "x"})
    make_problem(batch, path="other.md")
    url = change_url(batch)

    def paths(query: str) -> list[str]:
        return [row.problem.path for row, _ in desk.get(url + query).context["rows"]]

    assert paths("?code=W_DATE_BAD&page=2") == ["2.md", "3.md"]
    assert paths("?code=W_DATE_BAD&page=3") == ["4.md"]
    assert paths("?code=W_DATE_BAD&page=99") == ["4.md"]
    assert paths("?code=W_DATE_BAD&page=abc") == ["0.md", "1.md"]
    assert paths("?code=E_NOTHING") == []
    assert_bounded(statements(desk, url + "?code=W_DATE_BAD&page=2"))


def test_a_runs_page_takes_the_same_queries_for_many_problems(desk):
    small, large = make_batch(), make_batch()
    for number in range(30):
        sighting = make_sighting(make_article(), path=f"{number}.md", batch=large)
        make_problem(large, path=sighting.path)
    make_problem(small, path="0.md")

    desk.get(change_url(small))  # Django remembers content types from here on
    few, many = (len(statements(desk, change_url(batch))) for batch in (small, large))

    assert few == many == 9


def test_more_problems_than_are_counted_are_marked(desk, monkeypatch):
    monkeypatch.setattr(imports, "COUNT_LIMIT", 2)
    batch = make_batch()
    for number in range(4):
        make_problem(batch, path=f"{number}.md")

    assert "3+" in desk.get(change_url(batch)).content.decode()


def test_a_problem_leads_to_its_story_or_to_its_file(desk):
    batch, story = make_batch(), make_article("The story")
    make_sighting(story, path="good.md", batch=batch)
    refused = make_sighting(None, path="bad.md", batch=batch, refused="E_FM_SYNTAX")
    for path in ("good.md", "bad.md", "unseen.md"):
        make_problem(batch, path=path)

    html = desk.get(change_url(batch)).content.decode()

    assert f'<a href="{change_url(story)}">The story</a>' in html
    assert f'<a href="{change_url(refused)}">the file</a>' in html


def test_how_long_a_run_took(desk):
    done, failed, running = make_batch(), make_batch(state="failed"), make_batch(state="running")
    done.finished_at = done.started_at + timedelta(hours=1, minutes=2, seconds=3)
    done.save()
    column = imports.ImportBatchAdmin(ImportBatch, None).duration

    assert (column(done), column(failed)) == ("1:02:03", "-")
    assert column(running).startswith("0:00:0")


@pytest.mark.parametrize("make", [make_batch, lambda: make_problem(make_batch()), make_sighting],
                         ids=["import", "problem", "sighting"])  # fmt: skip
def test_records_of_imports_are_read_only(desk, make):
    record = make()
    listed = reverse(f"admin:articles_{record._meta.model_name}_changelist")

    html = desk.get(change_url(record)).content.decode()

    assert 'name="_save"' not in html
    assert desk.get(f"{listed}add/").status_code == 403
    assert desk.post(change_url(record), {"root": "other"}).status_code == 403
    assert desk.post(change_url(record, "delete"), {"post": "yes"}).status_code == 403


def test_the_original_is_handed_out_byte_for_byte_as_text_to_save(desk):
    sighting = make_sighting(raw=RAW, path="新媒体/IT 之家/芯 片.md")

    response = desk.get(change_url(sighting, "original"))

    assert b"".join(response.streaming_content) == RAW
    assert response["Content-Type"] == "text/plain"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''")


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("a/plain.md", 'filename="plain.md"'),
        ('a/quo"te.html', 'filename="quo\\"te.html"'),
        ("a/two\r\nlines: x.md", 'filename="two_lines: x.md"'),
        ("a/..", 'filename=".."'),
        ("", 'filename="{pk}.txt"'),
        ("a/" + "x" * 400 + ".md", 'filename="' + "x" * 150 + '"'),
    ],
)
def test_no_file_name_can_break_the_header(desk, path, name):
    sighting = make_sighting(path=path)

    response = desk.get(change_url(sighting, "original"))

    assert response["Content-Disposition"] == "attachment; " + name.format(pk=sighting.pk)


def test_the_original_needs_a_permission(client, staff):
    url = change_url(make_sighting(), "original")

    assert client.get(url).status_code == 302
    assert staff("view_article").get(url).status_code == 403


def test_the_original_is_for_those_with_the_permission(staff):
    url = change_url(make_sighting(), "original")

    assert staff("view_sighting").get(url).status_code == 200


def test_an_original_that_does_not_exist_is_not_found(desk):
    assert desk.get(reverse("admin:articles_sighting_original", args=[9])).status_code == 404


def bury(reason: str = Tombstone.Reason.DELETED) -> Tombstone:
    return Tombstone.objects.create(reason=reason, article_number=1, title="Gone")


def test_sightings_are_found_by_path_and_by_outcome(desk, monkeypatch):
    old = make_sighting(path="new/old.md", tombstone=bury())
    story = make_sighting(make_article(), path="news/a.md")
    refused = make_sighting(path="news/b.md", refused="E_FM_SYNTAX")
    url = reverse("admin:articles_sighting_changelist")

    def found(query: str) -> list:
        assert_bounded(statements(desk, url + query))
        return list(desk.get(url + query).context["cl"].result_list)

    assert found("?q=news/") == [refused, story]
    assert found("?q=s/a") == []
    assert found("?outcome=story") == [story]
    assert found("?outcome=refused") == [refused]
    assert found("?outcome=deleted") == [old]
    monkeypatch.setattr(base.newest, "__defaults__", (2,))
    assert found("?q=new") == [refused, story]
    assert found("?q=new/old.md") == [old]


def test_files_without_a_story_are_told_apart(desk):
    deleted = make_sighting(tombstone=bury())
    make_sighting(make_article(), tombstone=bury(Tombstone.Reason.MERGED))
    refused = make_sighting(refused="E_FM_SYNTAX")
    held, dropped = make_sighting(held="hold"), make_sighting(held="drop")
    url = reverse("admin:articles_sighting_changelist")

    def found(outcome: str) -> list:
        return list(desk.get(url, {"outcome": outcome}).context["cl"].result_list)

    assert found("deleted") == [deleted]
    assert found("refused") == [refused]
    assert found("held") == [dropped, held]


def test_a_refused_file_says_why(desk):
    sighting = make_sighting(refused="E_EMPTY_FILE")

    assert "E_EMPTY_FILE: The file is empty." in desk.get(change_url(sighting)).content.decode()
