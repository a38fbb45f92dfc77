"""Which stories a lane shows, in which order, and what it passes over."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, DateConfidence, SavedSearch, Status
from tests.admin.helpers import HOSTILE, LIST, make_batch, make_problem, make_sighting
from tests.admin.test_lists import assert_bounded, shown, statements
from tests.factories import make_article, make_articles, make_category, make_source

pytestmark = pytest.mark.django_db
LANE = reverse("admin:articles_article_triage")
NEXT = reverse("admin:articles_article_triage_next")


def make_inbox(*titles: str, **fields) -> list[Article]:
    """The first one came first."""
    return make_articles([{"title": title} for title in titles], status=Status.INBOX, **fields)


def seen(client, query: str = "", url: str = LANE) -> list[str]:
    """The story that stands there, and those that are named as the next."""
    context = client.get(url + query).context
    return [card.article.title for card in context["cards"]] + [
        story.title for story in context["queue"]
    ]


def test_the_inbox_comes_newest_first_with_the_next_three_in_a_queue(desk):
    make_inbox("a", "b", "c", "d", "e")
    make_article("not in the inbox")

    assert seen(desk) == ["e", "d", "c", "b"]
    assert seen(desk, "?order=oldest") == ["a", "b", "c", "d"]


def test_one_goes_on_and_back_by_number(desk):
    a, b, c, d = make_inbox("a", "b", "c", "d")

    assert seen(desk, f"?after={c.pk}") == ["b", "a"]
    assert seen(desk, f"?before={b.pk}")[0] == "c"
    assert seen(desk, f"?order=oldest&after={b.pk}")[0] == "c"
    assert seen(desk, f"?order=oldest&before={b.pk}")[0] == "a"
    assert seen(desk, f"?after={a.pk}") == []
    assert "No further story" in desk.get(f"{LANE}?after={a.pk}").content.decode()
    assert seen(desk, f"?story={b.pk}") == ["b", "a"]
    assert seen(desk, f"?story={a.pk}&after={d.pk}") == ["a", "c", "b", "a"]


def test_any_list_will_do_with_its_words_filters_and_names(desk, admin_user):
    make_article("plain chips")
    make_article("chips with a picture", lead_image="https://i.example/1.png")
    make_inbox("inbox")
    SavedSearch.objects.create(name="Chips", owner=admin_user, is_shared=True, query="q=chips")

    assert seen(desk, "?q=chips") == ["chips with a picture", "plain chips"]
    assert seen(desk, "?q=chips&image=no") == ["plain chips"]
    assert "Triage: Chips" in desk.get(LANE + "?q=chips").content.decode()
    assert "Triage: No lead image" in desk.get(LANE + "?image=no").content.decode()
    assert seen(desk, "?e=1&nonsense=1&q=") == ["inbox"]


@pytest.mark.parametrize(
    "query", ["?source__id__exact=abc", f"?source__id__exact={'9' * 30}", "?status__exact=nonsense",
              "?story=abc&after=-1", "?after=99999999999999999999", "?q=" + "x" * 5000],
)  # fmt: skip
def test_a_list_that_cannot_be_shown_is_the_inbox_or_empty(desk, query):
    make_inbox("a")

    response = desk.get(LANE + query)

    assert response.status_code == 200
    assert seen(desk, query) in (["a"], [])


def test_what_was_put_off_comes_back_when_it_is_time(desk):
    now = timezone.now()
    make_inbox("tomorrow", put_off_until=now + timedelta(days=1))
    make_inbox("today", put_off_until=now - timedelta(minutes=1))

    assert seen(desk) == ["today"]
    assert seen(desk, "?later=yes") == ["tomorrow"]


def test_versions_of_one_story_are_one_card(desk):
    first, second, third, _other = make_inbox("first", "second", "third", "other")
    Article.objects.filter(pk__in=[second.pk, third.pk]).update(possibly_same=first)

    assert seen(desk) == ["other", "third"]
    assert seen(desk, "?order=oldest") == ["first", "other"]
    card = desk.get(f"{LANE}?story={third.pk}").context["cards"][0]
    assert [each.title for each in card.versions] == ["first", "second"]
    assert card.told == 3


def test_a_version_outside_of_the_list_hides_nothing(desk):
    published = make_article("published")
    make_inbox("again", possibly_same=published)

    assert seen(desk) == ["again"]
    assert "published" in desk.get(LANE).content.decode()


def test_a_whole_window_of_versions_does_not_end_the_lane(desk):
    head, *_rest = make_inbox("head", *(f"version {n}" for n in range(40)))
    Article.objects.exclude(pk=head.pk).update(possibly_same=head)
    make_inbox("newest")

    assert seen(desk) == ["newest", "version 39"]
    assert seen(desk, "?order=oldest") == ["head", "newest"]


def test_what_strangers_wrote_is_escaped(desk):
    make_inbox(HOSTILE, byline=HOSTILE, source=make_source(HOSTILE), lead_alt=HOSTILE,
               categories=(make_category(HOSTILE[:60]),), tags=(HOSTILE[:60],))  # fmt: skip

    for url in (LANE, f"{NEXT}?status__exact=inbox"):
        html = desk.get(url).content.decode()
        assert "<script>alert" not in html
        assert "<img src=x" not in html


def test_the_text_stands_in_a_frame_that_only_the_desk_may_show(desk):
    (story,) = make_inbox(
        "a", body="<p>Said.</p>", source=make_source("Strict", text_rights="link")
    )

    response = desk.get(reverse("admin:articles_article_triage_text", args=[story.pk]))

    assert "<p>Said.</p>" in response.content.decode()
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    assert desk.get(LANE)["X-Frame-Options"] == "DENY"


def test_only_those_who_see_stories_enter(client, staff):
    (story,) = make_inbox("a")
    text = reverse("admin:articles_article_triage_text", args=[story.pk])
    viewer = staff("view_article")

    for url in (LANE, NEXT, text):
        assert client.get(url).status_code == 302
        assert viewer.get(url).status_code == 200
    assert 'value="keep"' not in viewer.get(LANE).content.decode()


def test_a_page_costs_the_same_whatever_it_shows(desk):
    def make(count: int) -> None:
        for number in range(count):
            (story,) = make_inbox(f"t{number}", tags=(f"tag {number}",),
                                  categories=(make_category(f"c{number}"),))  # fmt: skip
            make_inbox("again", possibly_same=story)

    make(4)
    few = statements(desk, LANE)
    make(8)

    assert_bounded(statements(desk, LANE))
    assert len(statements(desk, LANE)) == len(few)
    with CaptureQueriesContext(connection) as queries:
        assert desk.get(NEXT + "?status__exact=inbox").content.decode().count("data-card") == 10
    assert len(queries) <= 12


def test_the_views_above_the_list_hold_what_a_person_should_look_at(desk):
    batch = make_batch()
    plain = {"lead_image": "https://i.example/1.png", "original_url": "https://w.example/1"}
    fine = make_article("fine", **plain)
    make_article("no link", lead_image=plain["lead_image"])
    make_article("no image", original_url=plain["original_url"])
    make_article("unsure", date_confidence=DateConfidence.FETCHED, **plain)
    make_article("twin", possibly_same=fine, **plain)
    make_article("later", put_off_until=timezone.now() + timedelta(days=1), **plain)
    for title, edits in (("guessed", []), ("named since", ["title"])):
        story = make_article(title, edited_fields=edits, **plain)
        sighting = make_sighting(story, batch=batch)
        make_problem(batch, path=sighting.path, code="W_TITLE_GUESSED")
    stale = make_sighting(make_article("renamed by its source", **plain), batch=make_batch())
    make_problem(batch, path=stale.path, code="W_TITLE_GUESSED")

    found = {}
    for view in desk.get(LIST).context["saved_row"].views:
        query = view.address.removeprefix(LIST)
        response = desk.get(LIST + query)
        found[query] = [article.title for article in response.context["cl"].result_list]
        assert f'href="{LIST}{query}" aria-current="page"' in response.content.decode()
        assert seen(desk, query) == found[query]

    assert found == {
        "?link=no": ["no link"],
        "?sure=no": ["unsure"],
        "?image=no": ["no image"],
        "?guessed=yes": ["guessed"],
        "?same=yes": ["twin"],
        "?later=yes": ["later"],
    }
    for opposite in ("?link=yes", "?sure=yes", "?guessed=no", "?later=no"):
        assert "fine" in [article.title for article in shown(desk, opposite)]


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("query", "index"),
    [("?link=no", "no_link"), ("?sure=no", "unsure_date"), ("?image=no", "no_image"),
     ("?later=yes", "put_off")],
)  # fmt: skip
def test_an_index_leads_to_each_of_them(desk, query, index):
    source = make_source()
    Article.objects.bulk_create(Article(title=f"T {n}", source=source) for n in range(60))
    with CaptureQueriesContext(connection) as queries:
        desk.get(LIST + query)
    counting = next(each["sql"] for each in queries if "COUNT" in each["sql"])

    with connection.cursor() as cursor:
        plan = str(cursor.execute(f"EXPLAIN QUERY PLAN {counting}").fetchall())

    assert f"article_{index}" in plan
