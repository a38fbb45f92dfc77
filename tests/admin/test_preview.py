"""The preview: readers' page made from the unsaved form; harmless, for staff, never stored."""

import pytest
from django.urls import reverse

from articles.models import Article
from tests.admin.helpers import ADD, HOSTILE, change_url, form_of
from tests.factories import make_article, make_category, make_source

pytestmark = pytest.mark.django_db
NEW = reverse("admin:articles_article_preview")


def of(article: Article) -> str:
    return reverse("admin:articles_article_preview_of", args=[article.pk])


def preview(client, article: Article, **changes):
    return client.post(of(article), form_of(client, change_url(article)) | changes)


def test_the_form_sends_itself_to_the_preview_in_a_new_tab_without_script(desk):
    article = make_article()

    html = desk.get(change_url(article)).content.decode()

    assert f'formaction="{of(article)}" formtarget="_blank"' in html
    assert f'formaction="{NEW}"' in desk.get(ADD).content.decode()


def test_the_preview_shows_what_is_in_the_form_and_stores_nothing(desk):
    article = make_article("Old title", tags=("arm",), categories=(make_category("News"),))
    before = Article.objects.values().get()

    response = preview(desk, article, title="New title", body="<p>New text.</p>", tags="x86")

    html = response.content.decode()
    assert response.status_code == 200
    assert '<article class="story' in html
    for words in ("New title", "<p>New text.</p>", "x86", "nothing is saved"):
        assert words in html
    assert "Old title" not in html
    assert Article.objects.values().get() == before
    assert list(article.tags.names()) == ["arm"]


ATTACKS = {
    "a script": "<p>a</p><script>alert(1)</script>",
    "a handler": "<img src='https://i.example/1.png' onerror='alert(1)'>",
    "a script address": "<a href='javascript:alert(1)'>a</a>",
    "an encoded script address": "<a href='jav&#x09;ascript:alert(1)'>a</a>",
    "a drawing": "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "a frame": "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "a form": "<form action=https://evil.example><input name=password></form>",
    "a style": "<style>body{display:none}</style><p style='position:fixed'>a</p>",
    "a way out": "</main></body></html><script>alert(1)</script>",
}


@pytest.mark.parametrize("body", ATTACKS.values(), ids=ATTACKS)
def test_a_hostile_body_is_harmless(desk, body):
    html = preview(desk, make_article(), body=body, title=HOSTILE, byline=HOSTILE)
    shown = html.content.decode().partition('<article class="story')[2].partition("</article>")[0]

    for harm in ("<script", "onerror=", "onload=", "javascript:", "srcdoc", "<form", "<style",
                 "style=", "evil.example"):  # fmt: skip
        assert harm not in shown.replace("onerror=alert(1)&gt;", "")
    assert "&lt;script&gt;alert(&#39;x&#39;)" in shown


def test_the_preview_lists_what_the_cleaning_takes_away(desk):
    html = preview(desk, make_article(), body="<p id=a onclick=b>x</p><font>y</font>")

    text = html.content.decode()
    assert "1 × <code>&lt;font&gt;</code>" in text
    assert "<code>&lt;p&gt;</code> <code>onclick</code>" in text
    assert "takes nothing away" in preview(desk, make_article()).content.decode()


def test_the_preview_of_a_new_story_needs_no_field_at_all(desk):
    response = desk.post(NEW, {})

    assert response.status_code == 200
    for words in ("No title", "No source chosen", "Before it can be saved"):
        assert words in response.content.decode()
    assert not Article.objects.exists()


def test_the_preview_of_a_new_story_shows_its_source(desk):
    data = {"title": "Brand new", "source": make_source("The Wire").pk, "body": "Plain words"}

    html = desk.post(NEW, data).content.decode()

    assert "The Wire" in html
    assert "<p>Plain words</p>" in html


def test_the_preview_is_never_indexed_cached_or_allowed_more_than_a_page(desk):
    response = preview(desk, make_article())

    assert "no-store" in response["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in response.content.decode()
    assert 'rel="canonical"' not in response.content.decode()
    assert "script-src 'self'" in response["Content-Security-Policy"]


def test_strangers_readers_and_other_staff_get_no_preview(client, staff, django_user_model):
    article = make_article()
    assert "/login/" in client.post(of(article), {"body": "x"})["Location"]

    client.force_login(django_user_model.objects.create_user("reader"))
    assert "/login/" in client.post(of(article), {"body": "x"})["Location"]

    viewer = staff("view_article")
    assert viewer.post(of(article), {"body": "x"}).status_code == 403
    assert viewer.post(NEW, {"body": "x"}).status_code == 403


def test_a_preview_is_asked_for_by_a_form_with_its_token(desk, django_user_model):
    from django.test import Client

    assert desk.get(NEW).status_code == 405
    assert desk.post(reverse("admin:articles_article_preview_of", args=[9])).status_code == 404
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(django_user_model.objects.get())
    assert strict.post(NEW, {}).status_code == 403
