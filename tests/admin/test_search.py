"""The article list's search: every status, the whole text, with the filters; and what it shows."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from taggit.models import Tag

from articles.admin import articles, searching
from articles.models import Article, Category, Source, Status
from articles.search import desk as engine
from articles.search import indexing
from tests.admin.helpers import HOSTILE, LIST
from tests.admin.test_lists import assert_bounded, shown
from tests.factories import make_article, make_category, make_source

pytestmark = pytest.mark.django_db


def titles(client, term: str, **filters: str) -> list[str]:
    return [article.title for article in client.get(LIST, {"q": term} | filters).context[
        "cl"].result_list]  # fmt: skip


@pytest.fixture
def newsroom():
    phones = make_category("News", "Phones")
    make_article("苹果 MacBook Pro 发布", body="<p>新的筆記本電腦很快。</p>", tags=("laptops",))
    make_article("Sales up 100% again", byline="Ann Lee", categories=(phones,))
    make_article("Outlook 2026", status=Status.INBOX, published_at=None, body="<p>C++ &amp; R</p>")
    make_article("Kept", status=Status.ARCHIVED, source=make_source("The Gazette"),
                 summary="In short: chips", body="<p>A long battery life</p>")  # fmt: skip


MACBOOK, SALES, OUTLOOK, KEPT = (
    "苹果 MacBook Pro 发布",
    "Sales up 100% again",
    "Outlook 2026",
    "Kept",
)
FOUND = {
    "macbook": [MACBOOK],
    "ＭａｃＢｏｏｋ 苹果": [MACBOOK],
    "笔记本电脑": [MACBOOK],
    "脑": [MACBOOK],
    "laptops": [MACBOOK],
    "c++": [OUTLOOK],
    "2026": [OUTLOOK],
    "chips": [KEPT],
    "gazette": [KEPT],
    '"long battery"': [KEPT],
    '"battery long"': [],
    "battery long": [KEPT],
    "macbook OR chips": [KEPT, MACBOOK],
    "100%": [SALES],
    "sales -again": [],
    "source:gazette": [KEPT],
    "category:news": [SALES],
    "tag:laptops": [MACBOOK],
    "author:ann": [SALES],
    "outlook after:2026": [],
    "sales after:2026-11 before:2026-12": [SALES],
    "nothing:known": [],
    "发布会": [],
    "": [KEPT, OUTLOOK, SALES, MACBOOK],
    "%%%": [],
}


@pytest.mark.usefixtures("newsroom")
@pytest.mark.parametrize(("term", "expected"), FOUND.items(), ids=FOUND)
def test_the_list_finds(desk, term, expected):
    assert titles(desk, term) == expected


@pytest.mark.usefixtures("newsroom")
def test_the_search_goes_together_with_the_filters(desk):
    assert titles(desk, "outlook OR chips", status__exact="inbox") == [OUTLOOK]
    assert titles(desk, '"long battery"', status__exact="archived") == [KEPT]
    assert titles(desk, "outlook OR chips", visible="yes") == []
    assert titles(desk, "sales OR 苹果", status__exact="published", o="-4") == [MACBOOK, SALES]
    assert titles(desk, "sales OR 苹果", status__exact="published", o="4") == [SALES, MACBOOK]


def test_a_number_or_an_address_finds_the_story_itself(desk):
    story = make_article("Wanted")
    make_article("Other")

    for term in (f"#{story.pk}", f"https://news.example{story.get_absolute_url()}",
                 f"/admin/articles/article/{story.pk}/change/"):  # fmt: skip
        assert shown(desk, f"?q={term.replace('#', '%23')}") == [story]
    assert shown(desk, "?q=%239999999") == []


@pytest.mark.parametrize("term", ["#", "#12x", "12", "#" + "9" * 40, "articles/1"])
def test_other_terms_are_no_numbers(term):
    assert searching.story_number(term) is None


@pytest.mark.parametrize("term", ["a" * 9000, '"', "- OR -", "after:9999", "(" * 300, "x:y:z",
                                  "'; --", "*", "国*", "word " * 400, HOSTILE])  # fmt: skip
def test_whatever_is_typed_is_no_error(desk, term):
    make_article("Chips")

    assert desk.get(LIST, {"q": term}).status_code == 200


# What is shown ----------------------------------------------------------------------------------


def rows(client, term: str) -> list[str]:
    html = client.get(LIST, {"q": term}).content.decode()
    return re.findall(r'<td[^>]* class="field-title">(.*?)</td>', html)


def test_hits_are_marked_in_the_title_or_shown_in_a_line_of_the_text(desk):
    said = make_article("Nothing here", body="<p>" + "so " * 400 + "A chip, at last.</p>")
    named = make_article("A <b>chip</b> & more")
    short = make_article("Brief", summary="The chip in short", body="<p>The CHIP.</p>")

    shown_rows = rows(desk, "chip")

    assert shown_rows[0].endswith(
        '>Brief</a><span class="desk-line">The <mark>chip</mark> in short</span>'
    )
    assert (
        f'<a href="/admin/articles/article/{short.pk}/change/?_changelist_filters=' in shown_rows[0]
    )
    assert "A &lt;b&gt;<mark>chip</mark>&lt;/b&gt; &amp; more</a>" in shown_rows[1]
    assert "desk-line" not in shown_rows[1]
    line = shown_rows[2].partition('<span class="desk-line">')[2]
    assert line.startswith("…")
    assert "A <mark>chip</mark>, at last." in line
    assert len(line) < 300
    assert {said.pk, named.pk, short.pk} == {story.pk for story in shown(desk, "?q=chip")}


def test_without_a_search_nothing_is_marked_and_no_body_is_read(desk):
    make_article("Chips", body="<p>Chips</p>")

    with CaptureQueriesContext(connection) as captured:
        assert rows(desk, "")[0].endswith(">Chips</a>")
    assert '"articles_article"."body"' not in str([query["sql"] for query in captured])


@pytest.mark.usefixtures("newsroom")
def test_a_hit_outside_of_the_text_shows_no_line(desk):
    for term in ("source:gazette", "gazette", "laptops"):
        assert "desk-line" not in rows(desk, term)[0]
    assert "<mark>Ann</mark> Lee" in rows(desk, "ann")[0]


def test_strangers_words_stay_text_in_lines(desk):
    make_article("Plain", summary=f"chip {HOSTILE}", body="<p>&lt;script&gt; widget</p>")

    for term in ("chip", "widget"):
        row = rows(desk, term)[0]
        assert "<script" not in row
        assert "<img" not in row
        assert "&lt;script&gt;" in row


QUERIES = {"chip": 13, "blue chip source:wire": 13, '"blue chip"': 14}


@pytest.mark.django_db(transaction=True)  # within a transaction search trusts nothing it has kept
def test_a_search_takes_the_same_queries_at_any_size(desk, monkeypatch):
    monkeypatch.setattr(articles.ArticleAdmin, "list_per_page", 3)
    wire = make_source("Wire")
    for stories in (2, 6):
        while Article.objects.count() < stories:
            make_article(source=wire, body="<p>The blue chip.</p>")
        desk.get(LIST, {"q": "chip"})
        for term, queries in QUERIES.items():
            with CaptureQueriesContext(connection) as captured:
                assert len(titles(desk, term)) == min(stories, 3)
            sql = [query["sql"] for query in captured]
            assert len(sql) == queries, "\n".join(sql)
            assert_bounded(sql)


def test_the_list_says_among_how_many_stories_it_looked(desk, monkeypatch):
    make_article("Blue chips")
    make_article("Chips, blue")
    note = "Looked for among the newest 1 stories"

    monkeypatch.setattr(engine, "LOOKED_AT", 1)
    assert note in desk.get(LIST, {"q": '"blue chips"'}).content.decode()
    assert note not in desk.get(LIST, {"q": "blue chips"}).content.decode()
    assert note not in desk.get(LIST).content.decode()


@pytest.mark.usefixtures("newsroom")
def test_the_index_knows_what_filters_by_name_mean(desk, monkeypatch):
    monkeypatch.setattr(engine, "NAMED", 1)
    laptops, phones = Tag.objects.get(name="laptops"), Category.objects.get(name="Phones")
    gazette = Source.objects.get(name="The Gazette")
    every = "macbook OR sales OR chips OR outlook"

    assert titles(desk, every, tags__id__exact=str(laptops.pk)) == [MACBOOK]
    assert titles(desk, every, categories__id__exact=str(phones.pk)) == [SALES]
    assert titles(desk, every, source__id__exact=str(gazette.pk)) == [KEPT]
    assert titles(desk, every, status__exact="inbox") == []


def test_the_list_says_when_not_all_stories_are_in_the_index(desk, monkeypatch):
    make_article("Chips")
    note = "The search index is not complete"

    assert note not in desk.get(LIST, {"q": "chips"}).content.decode()
    monkeypatch.setattr(indexing, "is_complete", lambda: False)
    page = desk.get(LIST, {"q": "chips"}).content.decode()
    assert note in page
    assert "<code>manage.py reindex</code>" in page
    assert note not in desk.get(LIST).content.decode()


def test_the_syntax_is_explained_beside_the_field(desk):
    html = desk.get(LIST).content.decode()

    for example in ("phone OR tablet", "phone -case", "source:wired", "author:ann", "#123"):
        assert f"<code>{example}</code>" in html
    assert (
        "How to search"
        not in desk.get(reverse("admin:articles_source_changelist")).content.decode()
    )


# Elsewhere --------------------------------------------------------------------------------------


def completions(client, term: str) -> list[str]:
    query = {"term": term, "app_label": "articles", "model_name": "article",
             "field_name": "possibly_same"}  # fmt: skip
    return [
        each["text"] for each in client.get(reverse("admin:autocomplete"), query).json()["results"]
    ]


@pytest.mark.usefixtures("newsroom")
def test_a_story_is_found_while_its_title_is_typed(desk):
    for term in ("macb", "MacBook", "book 苹", "笔记本"):
        assert completions(desk, term) == [MACBOOK]
    assert completions(desk, "zzz") == []
    assert completions(desk, "") == [KEPT, OUTLOOK, SALES, MACBOOK]
    assert completions(desk, f"#{Article.objects.get(title=KEPT).pk}") == [KEPT]
