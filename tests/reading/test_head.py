"""What a story's head and its structured data say: the page's own facts, as far as rights go."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from markupsafe import escape

from articles.models import Article, DateConfidence
from articles.reading.head import head_of, locale
from articles.reading.sections import crumbs
from articles.reading.structured import breadcrumbs, json_ld, website
from articles.rights import rights_of
from tests.factories import make_article, make_category, make_source
from tests.reading.helpers import page

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 10, 12, tzinfo=UTC)
SITE = "https://news.example"
DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL, settings.SITE_NAME = SITE, "The Desk"
    with timezone.override("Asia/Shanghai"):
        yield


def make_full() -> Article:
    source = make_source(
        "Example Wire",
        homepage="https://wire.example/",
        licence="CC BY 4.0",
        licence_url="https://licences.example/by",
        credit_line="© Wire",
    )
    return make_article(
        "Chips & dips",
        source=source,
        byline="Lin Zhou",
        summary="In short.",
        body="<p>One two three.</p>",
        language="en",
        original_url="https://wire.example/1",
        published_at=NOON,
        updated_at=NOON + timedelta(hours=1),
        lead_image="/media/1.jpg",
        lead_alt="A chip",
        lead_width=1200,
        lead_height=800,
        tags=("Silicon",),
    )


def facts_of(article: Article) -> dict:
    return {
        "filed": [crumbs(category) for category in article.categories.all()],
        "tags": article.tags.all(),
        "corrections": article.corrections.all(),
    }


def head(article: Article):
    return head_of(article, rights_of(article), **facts_of(article))


def story_data(article: Article) -> dict:
    return json_ld(article, rights_of(article), head(article), **facts_of(article))[0]


def test_a_head_tells_all_that_is_known():
    article = make_full()
    article.categories.add(make_category("News", "Chips"))

    told = head(article)

    assert (told.title, told.description, told.author) == (
        "Chips & dips — The Desk",
        "In short.",
        "Lin Zhou",
    )
    assert told.canonical == f"{SITE}{article.get_absolute_url()}"
    assert dict(told.properties) == {
        "og:type": "article",
        "og:site_name": "The Desk",
        "og:title": "Chips & dips",
        "og:description": "In short.",
        "og:url": told.canonical,
        "og:locale": "en_US",
        "og:image": f"{SITE}/media/1.jpg",
        "og:image:alt": "A chip",
        "og:image:width": "1200",
        "og:image:height": "800",
        "article:published_time": "2026-11-10T20:00:00+08:00",
        "article:modified_time": "2026-11-10T21:00:00+08:00",
        "article:section": "News",
        "article:tag": "Silicon",
    }


def test_a_story_of_which_little_is_known_has_a_short_head():
    told = head(make_article("Bare", language="tlh", body=""))

    assert {name for name, _ in told.properties} == {
        "og:type", "og:site_name", "og:title", "og:url", "article:published_time",
    }  # fmt: skip
    assert (told.description, told.author) == ("", "Example Wire")


@pytest.mark.parametrize(
    ("language", "told"),
    [("zh-Hans", "zh_CN"), ("zh-hant", "zh_TW"), ("pt-BR", "pt_BR"), ("de", ""), ("", "")],
)
def test_a_locale_names_a_country_only_where_one_is_known(language, told):
    assert locale(language) == told


def test_structured_data_has_the_story_s_values():
    article = make_full()
    article.categories.add(make_category("News", "Chips"))
    article.corrections.create(text="It was Tuesday.", made_at=NOON + timedelta(days=1))

    data = story_data(article)

    address = f"{SITE}{article.get_absolute_url()}"
    wire = {"@type": "Organization", "name": "Example Wire", "url": "https://wire.example/"}
    logo = data["publisher"].pop("logo")
    assert logo["url"].startswith(f"{SITE}/static/")
    assert data == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": "Chips & dips",
        "description": "In short.",
        "url": address,
        "mainEntityOfPage": {"@type": "WebPage", "@id": address},
        "image": {
            "@type": "ImageObject",
            "url": f"{SITE}/media/1.jpg",
            "caption": "A chip",
            "width": 1200,
            "height": 800,
        },
        "datePublished": "2026-11-10T20:00:00+08:00",
        "dateModified": "2026-11-11T20:00:00+08:00",
        "author": {"@type": "Person", "name": "Lin Zhou"},
        "sourceOrganization": wire,
        "publisher": {"@type": "Organization", "name": "The Desk", "url": f"{SITE}/"},
        "isBasedOn": "https://wire.example/1",
        "license": "https://licences.example/by",
        "creditText": "© Wire",
        "articleSection": ["News", "Chips"],
        "keywords": ["Silicon"],
        "inLanguage": "en",
        "wordCount": 3,
        "isAccessibleForFree": True,
        "correction": [
            {
                "@type": "CorrectionComment",
                "text": "It was Tuesday.",
                "datePublished": "2026-11-11T20:00:00+08:00",
            }
        ],
    }


def test_structured_data_leaves_out_what_is_not_known():
    data = story_data(make_article("Bare", source=make_source("Wire", licence="By letter")))

    assert data["author"] == data["sourceOrganization"] == {"@type": "Organization", "name": "Wire"}
    assert data["license"] == {"@type": "CreativeWork", "name": "By letter"}
    missing = {"image", "isBasedOn", "creditText", "keywords", "correction", "dateModified"}
    assert not missing & set(data)


def test_the_time_of_fetching_is_not_passed_off_as_the_time_of_publishing():
    article = make_article(date_confidence=DateConfidence.FETCHED)

    assert "datePublished" not in story_data(article)
    assert "article:published_time" not in dict(head(article).properties)


@pytest.mark.parametrize("images", ["link", "none"])
@pytest.mark.parametrize("text", ["full", "excerpt", "link"])
def test_head_and_data_show_no_more_than_is_granted(text, images):
    article = make_full()
    article.source.text_rights, article.source.image_rights = text, images
    rights = rights_of(article)

    told, data = dict(head(article).properties), story_data(article)

    summary = rights.shows_summary
    assert (bool(head(article).description), "og:description" in told, "description" in data) == (
        (summary,) * 3
    )
    assert ("og:image" in told, "image" in data) == (rights.shows_picture,) * 2
    assert ("wordCount" in data, "isAccessibleForFree" in data) == (rights.shows_body,) * 2


def test_the_way_to_a_category_and_the_search_of_the_site_are_told():
    way = crumbs(make_category("新闻", "Chips"))

    items = breadcrumbs(way)["itemListElement"]

    assert [(item["position"], item["name"]) for item in items] == [(1, "新闻"), (2, "Chips")]
    assert items[1]["item"] == f"{SITE}/categories/%E6%96%B0%E9%97%BB/chips/"
    target = website()["potentialAction"]["target"]
    assert target["urlTemplate"] == f"{SITE}/search/?q={{search_term_string}}"


def test_head_and_data_ask_the_database_nothing(django_assert_num_queries):
    stories = Article.objects.select_related("source", "gallery")
    article = stories.get(pk=make_full().pk)
    facts = {name: list(values) for name, values in facts_of(article).items()}
    rights = rights_of(article)

    with django_assert_num_queries(0):
        json_ld(article, rights, head_of(article, rights, **facts), **facts)


def test_a_page_prints_its_head_and_its_data_whatever_the_title(client):
    article = make_article("</script><b>\"Chips\" & 'dips' \u2028", summary="<i>In</i> short.")
    article.categories.add(make_category("News", "Chips"))

    shown = page(client, article.get_absolute_url())

    story, way = map(json.loads, DATA.findall(shown))
    assert story == story_data(article)
    assert [item["name"] for item in way["itemListElement"]] == ["News", "Chips"]
    assert "<b>" not in shown
    assert "<i>" not in shown
    for name, value in head(article).properties:
        assert f'<meta property="{name}" content="{escape(value)}">' in shown


def test_the_front_page_and_a_category_s_page_print_their_data(client):
    filed = make_article(categories=(make_category("News", "Chips"),)).categories.get()

    (site,) = map(json.loads, DATA.findall(page(client, "/")))
    (way,) = map(json.loads, DATA.findall(page(client, filed.get_absolute_url())))

    assert (site, way) == (website(), breadcrumbs(crumbs(filed)))
