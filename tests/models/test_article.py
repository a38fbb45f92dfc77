"""What saving an article works out: safe HTML, slug, summary, language, length."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from hypothesis import example, given
from hypothesis import strategies as st

from articles.cleaning import text
from articles.models import Article
from tests.factories import NOON, make_article, make_source

pytestmark = pytest.mark.django_db


@given(slug=st.text(max_size=60).filter(lambda slug: "/" not in slug and slug.strip()))
@example(slug="iqoo-neo5-发布-c++&co;=$~:@!'(),*%2F")
def test_its_address_is_the_one_that_its_page_answers_to(slug):
    story = Article(pk=7, slug=slug)

    assert story.get_absolute_url() == reverse("article", args=[7, slug])


@pytest.mark.parametrize(
    ("body", "stored"),
    [
        ("<p>Hi<script>alert(1)</script></p>", "<p>Hi</p>"),
        ('<p onclick="x()">Hi</p>', "<p>Hi</p>"),
        ("<p>Hi<style>p{}</style></p>", "<p>Hi</p>"),
        ("", ""),
    ],
)
def test_whatever_is_saved_is_sanitised(body, stored):
    article = make_article(body=body)
    assert article.body == stored

    article.body = body
    article.save()

    assert Article.objects.get().body == stored


def test_saving_some_fields_stores_only_those():
    article = make_article("A story", body="<p>Text.</p>")
    article.title, article.body, article.byline = "Not stored", "<script>x()</script>", "Ana"

    article.save(update_fields=["byline"])

    stored = Article.objects.get()
    assert (stored.byline, stored.title, stored.body) == ("Ana", "A story", "<p>Text.</p>")


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("C++ beats C#", "c-plus-plus-beats-c-sharp"),
        ("小米：ToB 领域", "小米tob-领域"),
        ("？！", "story"),
        ("a" * 200, "a" * 80),
        ("Über Größe", "über-größe"),
    ],
)
def test_the_slug_is_made_from_the_title(title, slug):
    article = make_article(title)

    assert article.slug == slug
    assert article.get_absolute_url().startswith(f"/articles/{article.pk}/")


def test_a_slug_once_made_stays_when_the_title_changes():
    article = make_article("First title")
    article.title = "Second title"
    article.save()

    assert article.slug == "first-title"


def test_summary_language_and_length_follow_from_the_text():
    article = make_article(body=f"<p>{'纸电池很轻。' * 100}</p><p>New words here.</p>")

    assert article.summary.startswith("纸电池很轻。")
    assert article.language == "zh-Hans"
    assert (article.word_count, article.reading_minutes) == (503, 1)


def test_what_an_editor_wrote_is_not_worked_out():
    article = make_article(summary="Ours.", language="ja", slug="ours")

    assert (article.summary, article.language, article.slug) == ("Ours.", "ja", "ours")


def test_the_sources_language_goes_before_a_guess():
    article = make_article(source=make_source("Fjernsyn", language="da"))

    assert article.language == "da"


@pytest.mark.parametrize(
    ("imported", "body", "edited"),
    [
        ("", "<p>Written here.</p>", False),
        ("<p>Theirs.</p>", "<p>Theirs.</p>", False),
        ("<p>Theirs.</p>", "<h2>Theirs.</h2>", False),
        ("<p>Theirs.</p>", "<p>Their s.</p>", False),
        ("<p>Theirs.</p>", "<p>Ours.</p>", True),
        ("<p>Theirs.</p>", "", True),
    ],
)
def test_a_text_is_edited_if_its_words_differ_from_the_imported_ones(imported, body, edited):
    digest = text.digest(text.plain_text(imported)) if imported else ""

    assert make_article(body=body, imported_text=digest).is_edited is edited


@pytest.mark.parametrize(("hours", "valid"), [(1, True), (0, False), (-1, False)])
def test_the_end_comes_after_the_beginning(hours, valid):
    article = make_article(publish_at=NOON, expire_at=NOON + timedelta(hours=hours))

    if valid:
        article.clean()
    else:
        with pytest.raises(ValidationError, match="after the beginning"):
            article.clean()


@pytest.mark.parametrize(
    "fields", [{}, {"publish_at": NOON}, {"expire_at": NOON}], ids=["none", "from", "until"]
)
def test_either_end_may_be_open(fields):
    make_article(**fields).clean()


def test_a_deleted_story_is_forgotten_by_its_look_alikes():
    first = make_article("One")
    second = make_article("One", possibly_same=first)
    first.delete()
    second.refresh_from_db()

    assert second.possibly_same is None
    assert str(second) == "One"
