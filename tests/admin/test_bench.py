"""The bench of the desk has an archive of all kinds, and measures pages that answer."""

from itertools import islice

import pytest

from articles.models import Article, Status
from bench import desk as report
from bench import desk_archive, desk_job, desk_pages, desk_plain

STORIES = 1_000  # in which all statuses occur, by their numbers


def test_statuses_come_in_their_shares():
    found = [desk_archive.status_of(number) for number in range(STORIES)]

    assert {status: found.count(status) for status in desk_archive.STATUSES} == (
        desk_archive.STATUSES
    )
    assert found.count(Status.PUBLISHED) > STORIES * 0.9


@pytest.fixture
def archive(db, monkeypatch):
    monkeypatch.setattr(desk_archive, "SOURCES", 3)
    monkeypatch.setattr(desk_archive, "TAGS", 5)
    desk_archive.fill(40)


def test_pages_of_the_archive_are_measured_beside_plain_ones(archive, desk):
    spent = desk_job.clock()
    ours = [
        desk_job.measured(lambda page=page: desk.get(page.address), 1, spent)
        for page in islice(desk_pages.lists(desk, Article), 2)
    ]
    with desk_plain.instead_of_ours():
        plain = desk_job.measured(lambda: desk.get(desk_plain.LIST), 1, spent)

    assert {figures["status"] for figures in (*ours, plain)} == {200}
    assert all(figures["queries"] and figures["p95"] > 0 for figures in (*ours, plain))


def test_saving_is_measured_as_it_is_and_with_a_word_more(archive, desk):
    before = Article.objects.latest("pk").title
    answers = [ask() for _label, ask in desk_job.saves(desk)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Article.objects.latest("pk").title == f"{before} anew"


def test_what_is_slow_is_marked():
    page = {"kind": "search", "p95": 0.35}

    assert report.is_slow(page)
    assert not report.is_slow(page | {"kind": "form"})
