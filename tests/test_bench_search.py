"""What the bench of search asks has answers, and what it measures is there."""

import pytest

from articles.models import Article, index_stories
from articles.search import Search, finding
from articles.search.query import parse
from bench import archive, search_archive, search_job, search_queries

STORIES = 60


@pytest.fixture
def stories(db) -> None:
    teller = search_archive.Teller(2_000)
    archive.fill(STORIES, teller.stories, lambda made: index_stories([it.pk for it in made]))


@pytest.mark.usefixtures("stories")
def test_every_class_has_queries_that_find_what_they_are_drawn_from():
    asked = search_queries.queries(2)
    found = {query.kind: finding.newest(Search(parse(query.typed))).ids for query in asked}

    assert list(found) == list(search_queries.CLASSES)
    assert all(found[kind] for kind in ("1 character", "2 characters", "common", "rare", "phrase"))
    assert not found["nowhere"]


@pytest.mark.usefixtures("stories")
def test_sizes_and_times_are_told():
    spent = search_job.clock()
    before = spent()
    words = search_job.tokenising(spent)
    sizes = search_job.sizes()

    assert spent() > before
    assert words["ours"] > 0
    assert sizes["index"] > 0
    assert sizes["folded"] > 0
    assert 500 < sizes["texts"] / STORIES < 8_000


def test_a_number_always_tells_the_same_story_and_others_another():
    told = [search_archive.Teller(2_000).told(number) for number in (7, 7, 8)]

    assert told[0] == told[1]
    assert told[0].plain != told[2].plain


def test_real_files_are_taken_apart_and_told_anew(tmp_path):
    line = "一个段落至少有三十个字，不然不会被当作段落，所以这里再写几个字才够。"
    (tmp_path / "one.md").write_text(f"\n---\ntitle: 'C++ &amp; 我'\n---\n<p>{line}</p>\n<p>短</p>")
    told = search_archive.Teller(300, tmp_path).told(1)

    assert told.title == "C++ & 我"
    assert set(told.paragraphs) == {line}


@pytest.mark.usefixtures("stories")
def test_the_plain_way_finds_words_of_titles():
    title = Article.objects.order_by("-published_at").values_list("title", flat=True)[0]

    assert search_job.plainly(title.split()[0])
