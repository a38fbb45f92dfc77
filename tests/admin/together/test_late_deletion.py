"""Deleting a story that somebody else has changed since it was opened: told, and asked again."""

import pytest
from django.urls import reverse

from articles.models import Article, Revision
from tests.admin.helpers import change_url, form_of, save

pytestmark = pytest.mark.django_db


def link_in(client, url) -> str:
    html = client.get(url).content.decode()
    return html.split('class="deletelink"')[0].rsplit('href="', 1)[1].split('"')[0]


def confirmed(client, url: str):
    page = client.get(url)
    seen = page.content.decode().split('name="seen" value="')[1].split('"')[0]
    return page, {"post": "yes", "seen": seen}


def test_what_another_changed_since_the_confirmation_was_shown_is_asked_about(ann, ben, story):
    url = change_url(story, "delete")
    page, data = confirmed(ann, url)
    assert b"has changed since" not in page.content

    save(ben, story, title="Ben's <title>")
    late = ann.post(url, data)

    html = late.content.decode()
    assert late.status_code == 409
    assert "By ben" in html
    assert "<title>" not in html.split("<body")[1]
    assert Article.objects.filter(pk=story.pk).exists()
    again = {"post": "yes", "seen": str(Revision.objects.last().pk)}
    assert f'name="seen" value="{again["seen"]}"' in html
    assert ann.post(url, again).status_code == 302
    assert not Article.objects.exists()


def test_what_changed_since_the_form_was_opened_is_told_at_once(ann, ben, story, url):
    address = link_in(ann, url)
    save(ben, story, byline="Ben")

    html = ann.get(address).content.decode()

    assert "has changed since you opened it" in html
    assert "By ben" in html
    assert ann.post(address, confirmed(ann, address)[1]).status_code == 302


def test_ones_own_changes_are_no_news_and_nonsense_is_none(ann, story, url):
    _page, data = confirmed(ann, change_url(story, "delete"))
    save(ann, story, title="Mine")
    assert "has changed since" not in ann.get(link_in(ann, url)).content.decode()

    for seen in ("x", "9" * 30):
        assert ann.get(change_url(story, "delete"), {"seen": seen}).status_code == 200
    assert ann.post(change_url(story, "delete"), data).status_code == 302


def test_who_confirms_after_another_deleted_it_is_told_so(ann, ben, story):
    url = change_url(story, "delete")
    data = confirmed(ann, url)[1]
    ben.post(url, {"post": "yes"})

    answer = ann.post(url, data, follow=True)

    assert "Perhaps it was deleted?" in answer.content.decode()
    assert answer.redirect_chain[-1][0] == reverse("admin:index")
    assert form_of(ann, reverse("admin:articles_article_add"))["title"] == [""]
