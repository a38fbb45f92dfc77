"""The front page: which stories stand where, and what stands in for a picture; the about page."""

import re
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import make_article, make_category, make_source
from tests.reading.helpers import filed, page

pytestmark = pytest.mark.django_db

SECTION = re.compile(r'<section class="section-block".*?</section>', re.DOTALL)


def headlines(html: str) -> list[str]:
    return re.findall(r'class="headline"[^>]*><a[^>]*>([^<]*)</a>', html)


def story(number: int, section: str = "News", wire: str = "Wire", *more: str, **fields):
    """The higher the number, the older. It stands in `more` sections, too."""
    moment = timezone.now() - timedelta(hours=number)
    fields |= {"source": make_source(wire), "published_at": moment}
    sections = tuple(make_category(name) for name in (section, *more))
    return make_article(f"Story {number}", categories=sections, **fields)


def test_no_story_stands_twice_on_the_front_page(client):
    for number in range(40):
        story(number, "News" if number % 2 else "Sport", f"Wire {number % 3}", "Science")

    found = Counter(headlines(page(client, "/")))

    assert [title for title, times in found.items() if times > 1] == []
    assert list(found)[:20] == [f"Story {number}" for number in range(20)]
    assert len(found) > 30


def test_few_stories_fill_no_more_of_the_front_page_than_they_need(client):
    for number in range(3):
        story(number)

    html = page(client, "/")

    assert headlines(html) == ["Story 0", "Story 1", "Story 2"]
    for part in ('class="trio"', 'class="newest"', 'class="section-block"', 'class="topics"'):
        assert part not in html


def test_the_newest_story_with_a_picture_leads(client):
    make_source("Shut Wire", image_rights="none")
    story(0)
    story(1, wire="Shut Wire", lead_image="/media/a.jpg")
    story(2, lead_image="/media/b.jpg")

    assert headlines(page(client, "/")) == ["Story 2", "Story 0", "Story 1"]


def test_a_section_s_layout_depends_on_its_place_and_its_number_of_stories(client):
    for number in range(60):
        story(number, f"Part {number % 4}")
    story(90, "Tiny")

    blocks = SECTION.findall(page(client, "/"))

    forms = [re.findall(r'<div class="(feature|shelf|digest|pair)">', block) for block in blocks]
    assert forms == [["feature"], ["shelf"], ["digest"], ["feature"], ["pair"]]


def test_a_story_without_a_picture_has_a_cover_in_its_source_s_colour(client):
    for number in range(3):
        story(number)

    plates = re.findall(
        r'<div class="plate (cover-\d) figure-\d" data-initial="S">', page(client, "/")
    )

    assert len(plates) == 2
    assert len(set(plates)) == 1


def test_a_picture_that_may_not_be_shown_is_none(client):
    filed("Kept back", source=make_source(image_rights="none"), lead_image="/media/a.jpg")

    assert "a.jpg" not in page(client, "/")


@pytest.mark.parametrize(
    ("contact", "address"),
    [
        ("desk@news.example", "mailto:desk@news.example"),
        ("https://news.example/write", "https://news.example/write"),
    ],
)
def test_readers_learn_how_to_reach_the_site(client, settings, contact, address):
    settings.SITE_CONTACT = contact

    assert f'<a href="{address}">{contact}</a>' in page(client, "/about/")


def test_a_site_without_a_contact_offers_none(client):
    assert "mailto:" not in page(client, "/about/")


def test_the_site_describes_itself_in_its_own_words(client, settings):
    settings.SITE_DESCRIPTION = "News of chips & dips."

    assert 'name="description" content="News of chips &amp; dips."' in page(client, "/")
    assert "News of chips &amp; dips." in page(client, "/about/")
