"""One story at several paths: duplicates, revisions, look-alikes."""

from itertools import permutations

import pytest

from articles.cleaning import text
from articles.importer import pipeline
from articles.models import Article, CategoryEntry, Sighting
from tests.importer.corpus import Folder, codes, counted, html, sentences

pytestmark = pytest.mark.django_db

LONG = sentences(5, 40)
FIRST, NEXT, LAST = (
    html([*LONG, *lines])
    for lines in (["One line."], ["A second line."], ["A third one.", "And more."])
)
MONDAY, TUESDAY, WEDNESDAY, FRIDAY = (
    f"{name}, {day:02} Mar 2020 08:30:00 GMT"
    for name, day in (("Mon", 9), ("Tue", 10), ("Wed", 11), ("Fri", 13))
)
FETCHED = "2020-03-12 19:00:42"


@pytest.fixture
def folder(tmp_path) -> Folder:
    return Folder(tmp_path)


@pytest.fixture(params=[1, 250], ids=["a chunk each", "one chunk"])
def chunks(request, monkeypatch):
    """Decisions may not depend on whether the stories before are stored already."""
    monkeypatch.setattr(pipeline, "CHUNK", request.param)


def test_a_story_in_two_channels_is_filed_under_both(folder, chunks):
    folder.write("a/story.md")
    folder.write("b/story.md", filed=("Industry", "Example Wire", "Memory"))

    report = folder.run()

    assert counted(report) == {"created": 1, "duplicates": 1}
    article = Article.objects.get()
    assert sorted(CategoryEntry.objects.values_list("category__title", flat=True)) == [
        "Industry",
        "Industry / Example Wire",
        "Industry / Example Wire / Chips",
        "Industry / Example Wire / Memory",
    ]
    assert article.sightings.count() == 2
    assert folder.run().wrote_nothing


@pytest.mark.parametrize("dates", [*permutations((FETCHED, "Invalid Date", TUESDAY))])
def test_the_surest_date_of_all_files_wins(folder, chunks, dates):
    for number, date in enumerate(dates):
        folder.write(f"{number}.md", date=date)

    folder.run()

    article = Article.objects.get()
    assert (article.date_confidence, article.date_raw) == ("exact", TUESDAY)
    assert article.published_at.isoformat() == "2020-03-10T08:30:00+00:00"
    assert set(CategoryEntry.objects.values_list("published_at", flat=True)) <= {
        article.published_at
    }


def test_a_date_found_later_does_not_publish_a_draft(folder):
    folder.write("a.md", date="Invalid Date")
    folder.run()
    folder.write("b.md")

    assert counted(folder.run()) == {"duplicates": 1, "unchanged": 1}
    assert Article.objects.get().status == "draft"
    assert not CategoryEntry.objects.exists()


def test_a_picture_found_at_another_path_is_taken_and_never_given_up(folder, chunks):
    folder.write("a.md", image="https://picsum.photos/400/300")
    folder.write("b.md", image="https://img.example.com/lead.jpg")
    folder.write("c.md", image="")

    folder.run()

    assert Article.objects.get().lead_image == "https://img.example.com/lead.jpg"


@pytest.mark.parametrize("order", [*permutations(range(3))], ids=str)
def test_of_three_versions_the_latest_is_shown_in_whatever_order_they_are_read(
    folder, chunks, order
):
    versions = [(MONDAY, FIRST), (TUESDAY, NEXT), (WEDNESDAY, LAST)]
    for at, number in enumerate(order):
        date, body = versions[number]
        folder.write(f"{at}.md", date=date, body=body)

    report = folder.run()

    article = Article.objects.get()
    assert report.counts["created"] == 1
    assert "And more." in article.body
    assert article.date_raw == WEDNESDAY
    assert Sighting.objects.filter(article=article).count() == 3
    assert folder.run().wrote_nothing


@pytest.mark.parametrize("order", [*permutations(range(3))], ids=str)
def test_of_versions_of_one_day_the_order_of_reading_decides_nothing(folder, chunks, order):
    lines = ["Line aa.", "Line bb.", "Line cc."]
    for at, number in enumerate(order):
        folder.write(f"{at}.md", body=html([*LONG, lines[number]]))

    folder.run()

    body = Article.objects.get().body
    winner = max(lines, key=lambda line: text.digest(" ".join([*LONG, line])))
    assert [line for line in lines if line in body] == [winner]


@pytest.mark.parametrize("paths", [("a.md", "b.md"), ("b.md", "a.md")])
def test_a_revision_in_another_run_is_the_same_in_both_orders(folder, paths):
    first, later = paths
    folder.write(first, date=MONDAY, body=FIRST)
    folder.write(later, date=TUESDAY, body=NEXT)
    folder.move("b.md", "kept/b.txt")
    folder.run()

    assert "A second line." in Article.objects.get().body


@pytest.mark.parametrize("late_first", [True, False])
def test_the_later_text_may_have_the_less_sure_date(folder, chunks, late_first):
    folder.write("a.md" if late_first else "b.md", date=FETCHED, body=NEXT)
    folder.write("b.md" if late_first else "a.md", date=TUESDAY, body=FIRST)

    folder.run()

    article = Article.objects.get()
    assert "A second line." in article.body
    assert (article.date_confidence, article.date_raw) == ("exact", TUESDAY)


def test_new_noise_in_an_older_version_does_not_bring_it_back(folder):
    folder.write("a.md", date=MONDAY, body=FIRST)
    folder.write("b.md", date=TUESDAY, body=NEXT, title="A quiet launch!")
    folder.run()
    before = Article.objects.values().get()
    folder.write("a.md", date=MONDAY, body=FIRST.replace("vmark", "noise"))

    report = folder.run()

    assert "A second line." in before["body"]
    assert counted(report) == {"unchanged": 2}
    assert Article.objects.values().get() == before


def test_new_noise_in_a_copy_does_not_bring_its_spelling_of_the_title(folder):
    folder.write("a.md", title="A launch: quiet")
    folder.write("b.md", title="A launch_ quiet")
    folder.run()
    for mark in "xyz":
        for name, title in (("a.md", "A launch: quiet"), ("b.md", "A launch_ quiet")):
            folder.write(name, title=title, body=html(sentences(1), mark))
        assert counted(folder.run()) == {"unchanged": 2}

    assert Article.objects.get().title == "A launch: quiet"


@pytest.mark.parametrize("lines", [sentences(6, 40), [*LONG[:20], *sentences(7, 20)]])
def test_the_same_title_with_another_text_is_another_story_that_points_to_the_first(
    folder, chunks, lines
):
    folder.write("a.md", body=html(LONG))
    folder.write("b.md", body=html(lines))

    report = folder.run()

    first, second = Article.objects.order_by("pk")
    assert counted(report) == {"created": 2}
    assert codes(report) == ["W_POSSIBLY_SAME"]
    assert (first.possibly_same, second.possibly_same) == (None, first)
    assert report.problems[0][1].detail == {"article": first.pk}
    assert folder.run().wrote_nothing


FAR = {
    "four days later": {"date": FRIDAY},
    "of another source": {"source": "Other Wire"},
    "under another title": {"title": "A loud launch"},
}


@pytest.mark.parametrize("fields", FAR.values(), ids=FAR)
def test_a_like_text_that_is_not_near_is_another_story(folder, chunks, fields):
    folder.write("a.md", date=MONDAY, body=FIRST)
    folder.write("b.md", **({"date": MONDAY, "body": NEXT} | fields))

    report = folder.run()

    assert counted(report) == {"created": 2}
    assert codes(report) == []
    assert not Article.objects.filter(possibly_same__isnull=False).exists()


def test_the_same_text_is_one_story_even_under_another_title_source_and_date(folder, chunks):
    folder.write("a.md", date=MONDAY)
    folder.write("b.md", date=FRIDAY, title="A loud launch", source="Other Wire")

    assert counted(folder.run()) == {"created": 1, "duplicates": 1}
    assert Article.objects.get().source.name == "Example Wire"


@pytest.mark.parametrize(
    ("other", "stories"),
    [
        ({}, 1),
        ({"title": "A QUIET launch!"}, 1),
        ({"title": "Another headline"}, 2),
        ({"source": "Other Wire"}, 2),
        ({"image": "https://img.example.com/other.jpg"}, 2),
        ({"date": "Tue, 10 Mar 2020 23:59:00 GMT"}, 1),
        ({"date": "Wed, 11 Mar 2020 08:30:00 GMT"}, 2),
    ],
)
def test_short_texts_are_one_story_only_if_all_else_agrees(folder, chunks, other, stories):
    folder.write("a.md", body="<p>Read more on our site.</p>")
    folder.write("b.md", body="<p>Read more on our site.</p>", **other)

    folder.run()

    assert Article.objects.values("story_key").distinct().count() == stories


@pytest.mark.parametrize(("length", "stories"), [(49, 2), (50, 1)])
def test_a_text_of_fifty_characters_is_enough_to_tell_a_story(folder, length, stories):
    for name in ("one", "two"):
        folder.write(f"{name}.md", title=f"Headline {name}", body=f"<p>{'字' * length}</p>")

    folder.run()

    assert Article.objects.count() == stories


@pytest.mark.parametrize("undated_first", [True, False])
def test_of_a_dated_and_an_undated_version_the_longer_one_is_shown(folder, chunks, undated_first):
    folder.write("a.md" if undated_first else "b.md", date="Invalid Date", body=LAST)
    folder.write("b.md" if undated_first else "a.md", date=TUESDAY, body=FIRST)

    folder.run()

    article = Article.objects.get()
    assert "And more." in article.body
    assert article.date_raw == TUESDAY
