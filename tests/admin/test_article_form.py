"""The article form: what it stores, what it notes as a person's change, and what it refuses."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from articles.models import Article, CategoryEntry, DateConfidence, Status
from tests.admin.helpers import (
    ADD,
    LIST,
    change_url,
    errors_of,
    form_of,
    make_sighting,
    messages_of,
    save,
)
from tests.factories import make_article, make_category, make_source

pytestmark = pytest.mark.django_db

BODY = "<p>One\nline.</p>\n<pre>  two\n\n\tthree</pre>\n<p>芯片 &amp; <em>more</em></p>"


@pytest.fixture
def imported():
    """A story as imports leave it."""
    return make_article(
        "Imported",
        body=BODY,
        byline="A. Writer",
        published_at=datetime(2026, 3, 1, 8, 30, 15, 123456, tzinfo=UTC),
        date_confidence=DateConfidence.FETCHED,
        categories=(make_category("News", "Chips"),),
        tags=("arm", "x86"),
        story_key="key",
        lead_image="https://i.example/1.png",
        lead_width=640,
        lead_height=480,
    )


def fields_of(article: Article) -> dict:
    skipped = {"_state", "modified_at", "is_visible"}
    stored = Article.objects.get(pk=article.pk)
    return {name: value for name, value in vars(stored).items() if name not in skipped}


def test_saving_without_a_change_alters_nothing(desk, imported):
    before = fields_of(imported)

    assert save(desk, imported).status_code == 302

    assert fields_of(imported) == before
    assert imported.body == BODY
    assert imported.edited_fields == []
    assert set(imported.tags.names()) == {"arm", "x86"}


def test_lines_are_stored_as_they_were_typed_and_sending_them_again_is_no_change(desk, imported):
    save(desk, imported, summary="One.\r\nTwo.")
    Article.objects.update(edited_fields=[])

    save(desk, imported)

    assert imported.summary == "One.\nTwo."
    assert imported.edited_fields == []


CHANGES = {
    "title": {"title": "Another title"},
    "slug": {"slug": "another-address"},
    "byline": {"byline": "B. Writer"},
    "original_url": {"original_url": "https://example.org/story"},
    "published_at": {"published_at_0": "2026-03-02"},
    "lead_image": {"lead_image": "https://i.example/2.png"},
    "lead_alt": {"lead_alt": "A wafer"},
    "summary": {"summary": "In short."},
    "body": {"body": "<p>Rewritten.</p>"},
    "language": {"language": "en-GB"},
    "tags": {"tags": "arm, risc-v"},
    "categories": {"categories": []},
}


@pytest.mark.parametrize(("name", "change"), CHANGES.items(), ids=CHANGES)
def test_a_persons_change_is_noted_under_the_fields_name(desk, imported, name, change):
    assert save(desk, imported, **change).status_code == 302

    assert imported.edited_fields == [name]


def test_the_source_is_noted_as_well_and_changes_add_up_in_order(desk, imported):
    save(desk, imported, source=str(make_source("Other").pk))
    save(desk, imported, title="New", byline="New")

    assert imported.edited_fields == ["byline", "source", "title"]


def test_what_readers_never_see_of_the_file_is_not_noted(desk, imported):
    save(desk, imported, status="archived", publish_at_0="2026-01-01", publish_at_1="00:00")

    assert imported.status == Status.ARCHIVED
    assert imported.edited_fields == []


def test_a_change_that_the_cleaning_undoes_is_none(desk, imported):
    save(desk, imported, body=BODY + "<script>alert(1)</script>")

    assert imported.body == BODY
    assert imported.edited_fields == []


def test_what_the_cleaning_took_away_is_told(desk, imported):
    body = "<p onclick='x()'>Text</p><script>alert(1)</script>"
    url = change_url(imported)

    response = desk.post(url, form_of(desk, url) | {"body": body}, follow=True)

    assert "1 × <script>, 1 × onclick of <p>" in messages_of(response)
    assert "1 × &lt;script&gt;" in response.content.decode()


def test_a_date_set_by_a_person_is_certain(desk, imported):
    save(desk, imported, title="Only the title")
    assert imported.date_confidence == DateConfidence.FETCHED

    save(desk, imported, published_at_0="2026-03-02", published_at_1="10:00:00")

    assert imported.date_confidence == DateConfidence.EXACT
    assert imported.published_at == datetime(2026, 3, 2, 10, tzinfo=UTC)


def test_a_date_taken_away_leaves_no_certainty(desk, imported):
    save(desk, imported, status="draft", published_at_0="", published_at_1="")

    assert imported.published_at is None
    assert imported.date_confidence == DateConfidence.NONE


@pytest.mark.parametrize("name", ["summary", "slug", "language"])
def test_what_is_emptied_is_derived_again_and_is_no_longer_an_edit(desk, imported, name):
    derived = getattr(imported, name)
    save(desk, imported, **{name: "my-own"})
    assert imported.edited_fields == [name]

    save(desk, imported, **{name: ""})

    assert getattr(imported, name) == derived
    assert imported.edited_fields == []


def test_a_derived_summary_follows_the_new_text_and_a_written_one_stays(desk, imported):
    save(desk, imported, body="<p>Quite another text.</p>")
    assert imported.summary == "Quite another text."

    save(desk, imported, summary="My words.")
    save(desk, imported, body="<p>A third text.</p>")

    assert imported.summary == "My words."
    assert imported.word_count == 3
    assert imported.edited_fields == ["body", "summary"]


def test_a_new_picture_does_not_keep_the_old_ones_size(desk, imported):
    save(desk, imported, lead_image="https://i.example/2.png")

    assert (imported.lead_width, imported.lead_height) == (None, None)


def test_a_new_pictures_size_can_be_given(desk, imported):
    save(desk, imported, lead_image="/media/2.png", lead_width="10", lead_height="20")

    assert (imported.lead_width, imported.lead_height) == (10, 20)


NO_PICTURES = [
    "javascript:alert(1)", "data:text/html,x", "picture.png", "mailto:a@b.example", "//",
    "ftp://x.example/a.png",
]  # fmt: skip


@pytest.mark.parametrize("address", NO_PICTURES)
def test_a_picture_needs_a_web_address(desk, imported, address):
    response = save(desk, imported, lead_image=address)

    assert list(errors_of(response)) == ["lead_image"]


def test_publishing_without_a_date_is_an_error_at_the_date(desk):
    article = make_article(status=Status.INBOX, published_at=None)

    response = save(desk, article, status="published")

    assert list(errors_of(response)) == ["published_at"]
    assert "A published story needs a date" in response.content.decode()
    assert article.status == Status.INBOX


def test_a_date_that_is_none_is_one_error_not_two(desk, imported):
    errors = errors_of(save(desk, imported, published_at_0="2026-02-31"))

    assert list(errors) == ["published_at"]
    assert len(errors["published_at"]) == 1


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_year_at_the_ends_of_the_calendar_is_refused_in_words(desk, imported, settings, day):
    settings.TIME_ZONE = "Asia/Shanghai" if day < "1" else "America/Lima"

    time = "00:00" if day < "1" else "23:59"
    errors = errors_of(save(desk, imported, expire_at_0=day, expire_at_1=time))

    assert "between 1000 and 9998" in errors["expire_at"][0]


def test_the_end_must_come_after_the_beginning(desk, imported):
    times = {"publish_at_0": "2026-05-02", "publish_at_1": "00:00",
             "expire_at_0": "2026-05-01", "expire_at_1": "00:00"}  # fmt: skip

    assert list(errors_of(save(desk, imported, **times))) == ["expire_at"]


def test_a_form_opened_before_another_change_changes_its_own_field_only(desk, imported):
    url = change_url(imported)
    stale = form_of(desk, url) | {"title": "Mine"}
    save(desk, imported, byline="Theirs")

    assert desk.post(url, stale).status_code == 302

    imported.refresh_from_db()
    assert (imported.title, imported.byline) == ("Mine", "Theirs")


def test_a_new_story_is_stored_with_all_that_follows_from_it(desk):
    category = make_category("News", "Chips")
    data = form_of(desk, ADD) | {
        "title": "Written here",
        "source": str(make_source().pk),
        "status": "published",
        "published_at_0": "2026-11-01",
        "published_at_1": "12:00",
        "body": "Two words<script>alert(1)</script>",
        "categories": [str(category.pk)],
        "tags": "arm, “new thing”",
    }

    assert desk.post(ADD, data)["Location"] == LIST

    article = Article.objects.get()
    assert article.body == "<p>Two words</p>"
    assert (article.slug, article.word_count) == ("written-here", 2)
    assert article.edited_fields == []
    assert article.date_confidence == DateConfidence.EXACT
    listed = CategoryEntry.objects.filter(article=article).values_list("category_id", flat=True)
    assert set(listed) == {category.pk, category.parent_id}
    assert set(article.taggings.values_list("published_at", flat=True)) == {article.published_at}


def test_a_new_draft_without_a_date_claims_no_certainty(desk):
    data = form_of(desk, ADD) | {"title": "Draft", "source": str(make_source().pk)}

    desk.post(ADD, data)

    assert Article.objects.get().date_confidence == DateConfidence.NONE


def test_tags_added_to_a_published_story_are_listed(desk, imported):
    save(desk, imported, tags="arm, brand-new")

    dates = imported.taggings.values_list("tag__name", "published_at")
    assert dict(dates) == {"arm": imported.published_at, "brand-new": imported.published_at}


def test_the_form_shows_the_storys_files_and_their_problems(desk, imported):
    sighting = make_sighting(imported, path="新媒体/a.md", channel="新媒体 / IT 之家")
    sighting.batch.problems.create(
        root="seed", path="新媒体/a.md", code="W_DATE_BAD", detail={"date": "31 June"}, line=4
    )

    html = desk.get(change_url(imported)).content.decode()

    for words in ("seed: 新媒体/a.md", "新媒体 / IT 之家", "“31 June” is no date", "新媒体/a.md:4",
                  reverse("admin:articles_sighting_original", args=[sighting.pk])):  # fmt: skip
        assert words in html


def test_files_are_shown_only_to_those_who_may_see_them(staff, imported):
    make_sighting(imported, path="secret/path.md")

    html = staff("change_article").get(change_url(imported)).content.decode()

    assert "secret/path.md" not in html


def test_the_edited_fields_are_named_as_the_form_names_them(desk, imported):
    save(desk, imported, original_url="https://example.org/", byline="X")

    assert "Byline, Original URL" in desk.get(change_url(imported)).content.decode()


def test_the_public_page_is_linked_while_there_is_one(desk, imported):
    assert imported.get_absolute_url() in desk.get(change_url(imported)).content.decode()

    save(desk, imported, status="draft")

    assert imported.get_absolute_url() not in desk.get(change_url(imported)).content.decode()


def test_the_original_is_linked_where_its_address_is_known(desk, imported):
    Article.objects.filter(pk=imported.pk).update(original_url="https://a.example/?b=1&c=2")
    link = 'href="https://a.example/?b=1&amp;c=2" target="_blank" rel="noopener noreferrer">'
    assert f"{link}View original" in desk.get(change_url(imported)).content.decode()

    for address in ("javascript:alert(1)", None):
        Article.objects.filter(pk=imported.pk).update(original_url=address)
        assert "View original" not in desk.get(change_url(imported)).content.decode()


def test_a_tag_that_is_too_long_is_named(desk, imported):
    response = save(desk, imported, tags=f"arm, {'x' * 101}, {'y' * 100}")

    (error,) = errors_of(response)["tags"]
    assert error == f"The tag “{'x' * 39}…” is too long: at most 100 characters."
    assert set(imported.tags.names()) == {"arm", "x86"}
    assert save(desk, imported, tags="y" * 100).status_code == 302


def test_typed_tags_get_the_slugs_that_imports_give(desk, imported):
    save(desk, imported, tags="ARM, C+, C++, c++, ???")

    tags = dict(imported.tags.values_list("name", "slug"))
    assert tags == {"arm": "arm", "C+": "c-plus", "C++": "c-plus-plus", "???": "tag"}
    save(desk, imported, tags="")
    assert not imported.tags.exists()
