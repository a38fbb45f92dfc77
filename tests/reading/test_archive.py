"""The archive: its days are the site's days, and it offers only what holds stories."""

import re
from datetime import UTC, datetime

import pytest

from tests.factories import make_article, make_articles
from tests.reading.helpers import page, titles

pytestmark = pytest.mark.django_db


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def offered(html: str) -> list[str]:
    main = html.partition("<main")[2].partition("</main>")[0]
    return re.findall(r'href="(/archive/\d[^"]*)"', main)


def test_a_day_begins_at_midnight_in_the_site_s_time_zone(client, settings):
    settings.TIME_ZONE = "Asia/Shanghai"
    make_article("Late on the 9th", published_at=at("2026-11-09T15:59:59"))
    make_article("Early on the 10th", published_at=at("2026-11-09T16:00:00"))
    make_article("Last of the 10th", published_at=at("2026-11-10T15:59:59.999999"))
    make_article("First of the 11th", published_at=at("2026-11-10T16:00:00"))

    html = page(client, "/archive/2026/11/10/")

    assert titles(html) == ["Last of the 10th", "Early on the 10th"]
    assert "/archive/2026/11/09/" in html
    assert "/archive/2026/11/11/" in html


def test_only_what_has_stories_is_offered(client):
    for day in ("2024-02-29", "2026-10-31", "2026-11-01"):
        make_article(published_at=at(day))

    assert offered(page(client, "/archive/")) == [
        "/archive/2026/", "/archive/2026/10/", "/archive/2026/11/",
        "/archive/2024/", "/archive/2024/02/",
    ]  # fmt: skip
    assert offered(page(client, "/archive/2026/")) == [
        "/archive/2026/10/", "/archive/2026/11/", "/archive/2024/",
    ]  # fmt: skip
    assert "/archive/2024/02/29/" in offered(page(client, "/archive/2024/02/"))


def test_december_ends_with_its_year(client):
    make_article("Old year", published_at=at("2025-12-31T23:59:59"))
    make_article("New year", published_at=at("2026-01-01"))

    assert titles(page(client, "/archive/2025/12/")) == ["Old year"]
    assert titles(page(client, "/archive/2025/")) == ["Old year"]
    assert titles(page(client, "/archive/2026/01/01/")) == ["New year"]


@pytest.mark.parametrize(("language", "first_week"), [("en", 1), ("zh-hans", 2)])
def test_a_month_is_a_calendar_whose_weeks_begin_as_the_reader_is_used_to(
    client, language, first_week
):
    """November 2025 begins on a Saturday."""
    for day in (1, 3, 30):
        make_article(published_at=at(f"2025-11-{day:02}"))

    html = client.get("/archive/2025/11/", headers={"Accept-Language": language}).content.decode()

    table = html.partition("<tbody>")[2].partition("</tbody>")[0]
    rows = [re.findall(r"<td>(.*?)</td>", row) for row in table.split("<tr>")[1:]]
    days = [[re.sub(r"<[^>]+>", "", cell) for cell in row] for row in rows]
    assert {len(row) for row in rows} == {7}
    assert [day for row in days for day in row if day] == [str(day) for day in range(1, 31)]
    assert 7 - days[0].count("") == first_week
    assert table.count("<a ") == 3


def test_the_months_beside_a_month_are_the_nearest_with_stories(client):
    for day in ("2024-02-29", "2026-05-05", "2027-01-01"):
        make_article(published_at=at(day))

    html = page(client, "/archive/2026/05/")

    assert 'rel="prev" href="/archive/2024/02/"' in html
    assert 'rel="next" href="/archive/2027/01/"' in html


def test_the_days_beside_a_day_are_the_nearest_with_stories(client):
    for day in ("2026-01-01", "2026-05-05", "2026-12-31"):
        make_article(published_at=at(day))

    links = offered(page(client, "/archive/2026/05/05/"))

    assert "/archive/2026/01/01/" in links
    assert "/archive/2026/12/31/" in links


def test_a_day_without_stories_says_so_and_stays_out_of_indexes(client):
    response = client.get("/archive/2026/05/05/")
    html = response.content.decode()

    assert "No stories from this time." in html
    assert 'content="noindex, follow"' in html
    assert response["X-Robots-Tag"] == "noindex, follow"


def test_a_date_outside_the_archive_s_years_does_not_break_its_index(client):
    make_article(published_at=at("1801-01-01"))
    make_article(published_at=at("2026-01-01"))

    assert offered(page(client, "/archive/"))[0] == "/archive/2026/"


def test_an_empty_archive_says_so(client):
    assert "No story has been published yet." in page(client, "/archive/")


def test_three_centuries_of_stories_need_no_more_columns_than_a_query_has(client):
    make_articles({"published_at": at(f"{year}-06-01")} for year in (*range(1901, 2051), 2199))

    links = offered(page(client, "/archive/"))

    assert links[:2] == ["/archive/2199/", "/archive/2199/06/"]
    assert links[-2:] == ["/archive/1901/", "/archive/1901/06/"]
    assert len(links) == 2 * 151


def test_a_day_s_page_tells_its_date_once(client):
    make_article(published_at=at("2026-05-05"))

    assert '<p class="day">' in page(client, "/archive/2026/05/")
    assert '<p class="day">' not in page(client, "/archive/2026/05/05/")


def test_years_and_months_have_the_names_that_chinese_gives_them(client):
    make_article(published_at=at("2026-11-15"))

    def shown(address: str) -> str:
        return client.get(address, headers={"Accept-Language": "zh-hans"}).content.decode()

    assert "<h1>2026年</h1>" in shown("/archive/2026/")
    assert ">2026年11月</a>" in shown("/archive/2026/11/15/")
