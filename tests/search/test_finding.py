"""What is found, and in what order, is what a look at every story would find."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from articles.models import Article, Status, TextRights, refresh_listings
from articles.models.compiled import Compiled
from articles.models.search_index import fact
from articles.search import Search, candidates, facets, finding, places, texts
from articles.search.query import parse
from tests.factories import NOON, make_article, make_source

pytestmark = pytest.mark.django_db

WORDS = "linux 内核 国产 操作系统 数据库 open source windows 国 中国 人工智能 C++ 龘".split()
QUERIES = (
    "linux", "内核", "国", "龘", "人工智能", '"open source"', "linux 国", "国 OR linux", "C++",
    "linux -windows", "-linux", "中国 -国产", '-"open source"', "after:2025 linux",
    "before:2026 国", "after:2025-01 before:2026-03-15 内核", "source:wire", "wire", "nothing",
    "source:nobody linux", "author:ann linux", "操作系统 OR 数据库 linux",
)  # fmt: skip


@pytest.fixture
def archive():
    """Stories over two years; with several of one moment, wrong dates, and hidden ones."""
    rng = random.Random(6)
    sources = [make_source("Morning Wire"), make_source("Notes", text_rights=TextRights.LINK)]
    rows = []
    for number in range(90):
        moment = NOON - timedelta(days=number * 9 if number % 7 else 300, minutes=number % 3)
        if number in (20, 21):
            moment = datetime(2071 if number == 20 else 1931, 5, 1, tzinfo=UTC)
        words = rng.choices(WORDS, [len(WORDS) - at for at in range(len(WORDS))], k=5)
        rows.append(
            Article(
                title=f"Story {rng.choice(words)}",
                body=f"<p>{' '.join(words)}</p>",
                byline="Ann Wong" if number % 5 == 0 else "",
                source=sources[number % 6 == 0],
                status=Status.DRAFT if number % 11 == 0 else Status.PUBLISHED,
                published_at=moment,
                expire_at=NOON if number % 13 == 0 else None,
            )
        )
    Article.objects.bulk_create(rows)
    refresh_listings(Article.objects.values_list("pk", flat=True))


def all_that_match(text: str, stories=None) -> list[int]:
    """Every visible story's text is looked at."""
    shown = Article.objects.published() if stories is None else stories
    search = Search(parse(text))
    if not search.can_match:
        return []
    ids = list(shown.order_by("-published_at", "-pk").values_list("pk", flat=True))
    return [story.pk for story in search.verified(ids)]


def all_pages(text: str, count: int, **options) -> list[int]:
    """As a reader turns the pages, from the first to the last."""
    found: list[int] = []
    before = None
    for _ in range(300):
        page = finding.newest(Search(parse(text), **options), before, count)
        assert len(page.ids) <= count
        assert page.count >= len(page.ids)
        found += page.ids
        if page.is_complete:
            assert page.is_exact_count
            return found
        before = page.looked_until or places.place_of(page.ids[-1])
    raise AssertionError("the pages have no end")


def small(monkeypatch, **numbers: int) -> None:
    """Bounds that a small archive reaches."""
    for name, number in numbers.items():
        monkeypatch.setattr(places if hasattr(places, name) else candidates, name, number)
    for name in ("ENDS", "NEXT", "SAME_MOMENT"):  # their SQL has the numbers within
        monkeypatch.setattr(places, name, Compiled(getattr(places, f"_{name.lower()}")))


def test_one_page_holds_all_in_order(archive, subtests):
    for text in QUERIES:
        with subtests.test(text):
            expected = all_that_match(text)
            found = finding.newest(Search(parse(text)), count=200)
            assert found.ids == expected
            assert (found.count, found.is_exact_count) == (len(expected), True)
            assert found.is_complete


BOUNDS = {
    "windows": {"FIRST": 6, "SAMPLE": 2, "WALK": 4, "WHOLE": 1},
    "whole": {"FIRST": 6, "SAMPLE": 2, "WALK": 4, "WHOLE": 40},
    "crowded": {"FIRST": 6, "SAMPLE": 2, "WALK": 4, "WHOLE": 1, "WIDEST": 12},
    "spent": {"FIRST": 6, "SAMPLE": 2, "WALK": 4, "WHOLE": 1, "BUDGET": 5},
}


@pytest.mark.parametrize("bounds", BOUNDS)
def test_pages_together_hold_all_whatever_bounds_are_met(archive, monkeypatch, bounds):
    small(monkeypatch, **BOUNDS[bounds])
    for text in QUERIES[:-5]:
        assert all_pages(text, 7) == all_that_match(text), text


def test_a_search_stops_where_it_has_read_enough_and_goes_on_from_there(archive, monkeypatch):
    monkeypatch.setattr(finding, "VERIFIED", 10)
    page = finding.newest(Search(parse('"linux 内核"')), count=5)
    assert not page.is_complete
    assert page.looked_until
    assert all_pages('"linux 内核"', 5) == all_that_match('"linux 内核"')


def test_a_full_page_says_how_many_there_are_or_at_least_how_many():
    ids = [make_article("Kernel panic").pk for _ in range(6)]
    for text in ("kernel", '"kernel panic"'):
        page = finding.newest(Search(parse(text)), count=4)
        assert page.ids == ids[:4]
        assert (page.count, page.is_exact_count) == (6, True)
        assert (page.is_complete, page.looked_until) == (False, None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(finding, "COUNTED", 1)
        page = finding.newest(Search(parse('"kernel panic"')), count=4)
    assert (page.count, page.is_exact_count) == (4, False)


def test_conditions_of_the_stories_hold(archive):
    chosen = Article.objects.published().filter(byline="Ann Wong")
    assert all_pages("linux", 3, stories=chosen) == all_that_match("linux", chosen)


def test_facts_that_stories_must_have_come_from_the_index(archive):
    notes = make_source("Notes")
    chosen = Article.objects.published().filter(source=notes)
    within = [fact("s", notes.pk)]
    assert all_pages("story", 3, within=within) == all_that_match("story", chosen)
    assert finding.newest(Search(parse(""), within=within), count=200).ids == all_that_match(
        "source:notes"
    )


def test_an_empty_query_finds_nothing(archive):
    assert finding.newest(Search(parse(""))) == finding.best(Search(parse(""))) == finding.NOTHING


def test_readers_search_no_more_of_a_story_than_they_may_read():
    source = make_source("Headlines", text_rights=TextRights.LINK)
    shown = make_article("Kernel news", source=source, body="<p>Nothing else.</p>")
    make_article("Other news", source=source, body="<p>Of the kernel.</p>")
    assert finding.newest(Search(parse("kernel"))).ids == [shown.pk]
    assert len(finding.newest(Search(parse("news -kernel"))).ids) == 1
    assert finding.best(Search(parse("kernel"))).ids == [shown.pk]


def test_what_is_hidden_now_is_not_found():
    make_article("Kernel one", publish_at=timezone.now() + timedelta(hours=1))
    make_article("Kernel two", source=make_source("Hidden", is_public=False))
    make_article("Kernel three", status=Status.ARCHIVED)
    seen = make_article("Kernel four")
    assert finding.newest(Search(parse("kernel"))).ids == [seen.pk]
    assert finding.best(Search(parse("kernel"))).ids == [seen.pk]


def test_the_best_are_the_same_stories_in_another_order(archive):
    for text in QUERIES:
        assert sorted(finding.best(Search(parse(text))).ids) == sorted(all_that_match(text)), text


def test_an_old_headline_is_among_the_best_of_a_common_word(monkeypatch):
    old = make_article("内核", published_at=NOON - timedelta(days=3000), body="<p>旧闻</p>")
    for _ in range(12):
        make_article(body="<p>又一篇提到内核的文章。</p>")
    monkeypatch.setattr(finding, "AMONG", 5)
    found = finding.best(Search(parse("内核")))
    assert found.ids[0] == old.pk
    assert not found.is_exact_count


def test_what_one_search_is_asked_is_as_if_asked_alone_and_reads_no_story_twice(
    archive, monkeypatch
):
    small(monkeypatch, **BOUNDS["windows"])
    read: list[int] = []

    def matching(query, names, ids):
        read.extend(ids)
        return texts.matching(query, names, ids)

    monkeypatch.setattr(finding, "matching", matching)
    for text in QUERIES:
        alone = [ask(Search(parse(text))) for ask in (facets, finding.newest, finding.best)]
        read.clear()
        search = Search(parse(text))
        assert [ask(search) for ask in (facets, finding.newest, finding.best)] == alone, text
        assert len(read) == len(set(read)), text


def test_a_search_of_a_common_word_asks_few_questions(archive, django_assert_max_num_queries):
    finding.newest(Search(parse("story")))
    with django_assert_max_num_queries(13):  # five of them read the names, in a transaction
        finding.newest(Search(parse("story")))


@pytest.mark.parametrize("text", ["-linux", "after:2001 -linux", '-"linux kernel"'])
def test_what_is_excluded_stays_out_where_nothing_else_is_asked(text):
    """The index takes away from what it finds; here it finds nothing, and texts are read."""
    make_article(title="The Linux kernel", body="<p>news</p>")
    other = make_article(title="Another day", body="<p>news</p>")
    search = Search(parse(text))
    assert finding.newest(search).ids == [other.pk]
    assert finding.best(Search(parse(text))).ids == [other.pk]
    assert facets(Search(parse(text))).counted == 1


@pytest.mark.parametrize("year", [1, 900, 9999])
def test_stories_of_any_year_are_found(year):
    story = make_article(
        title="Quasar", published_at=datetime(year, 6, 1, tzinfo=UTC), body="<p>q</p>"
    )
    for text in ("quasar", '"quasar"', f"quasar after:{year:04d}-05-01", "quasar -comet"):
        assert finding.newest(Search(parse(text))).ids == [story.pk], text
        assert finding.best(Search(parse(text))).ids == [story.pk], text
