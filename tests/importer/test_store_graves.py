"""What is held, deleted or replaced keeps to itself: it swallows no other story."""

import pytest

from articles.models import Article, Conflict, ImportRule, Sighting
from tests.importer.corpus import Folder, codes, counted, html, sentences

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path) -> Folder:
    return Folder(tmp_path)


def hold(source: str) -> ImportRule:
    return ImportRule.objects.create(name="Wait", effect="hold", source=source)


def test_a_held_version_lends_its_text_to_no_other_article(folder):
    folder.write("p.md", title="Alpha", body=html(sentences(1)))
    folder.run()
    rule = hold("Bad Wire")
    beta = {"title": "Beta", "body": html(sentences(2)), "source": "Bad Wire"}
    folder.write("p.md", **beta)
    assert counted(folder.run()) == {"held": 1}
    folder.write("q.md", **(beta | {"source": "Good Wire"}))

    assert counted(folder.run()) == {"created": 1, "held": 1}
    rule.delete()
    assert counted(folder.run()) == {"unchanged": 1, "duplicates": 1}
    assert sorted(Article.objects.values_list("title", flat=True)) == ["Alpha", "Beta"]


def test_a_held_version_is_not_buried_with_the_story_before_it(folder):
    folder.write("p.md", title="Alpha", body=html(sentences(1)))
    folder.run()
    rule = hold("")
    folder.write("p.md", title="Beta", body=html(sentences(2)))
    folder.run()
    Article.objects.get().delete()
    rule.delete()

    assert counted(folder.run()) == {"created": 1}
    assert Article.objects.get().title == "Beta"


def test_a_deleted_column_of_pictures_takes_no_other_with_it(folder):
    folder.write("p.md", title="Photo of the day", body="<img src='https://e.com/1.jpg'>", image="")
    folder.run()
    Article.objects.get().delete()
    folder.write("q.md", title="Photo of the day", body="<img src='https://e.com/2.jpg'>", image="")

    assert counted(folder.run()) == {"created": 1, "unchanged": 1}


@pytest.mark.parametrize(
    ("date", "outcome"),
    [
        ("Wed, 11 Mar 2020 08:30:00 GMT", {"unchanged": 1}),
        ("Tue, 10 Aug 2021 08:30:00 GMT", {"created": 1}),
    ],
)
def test_a_weekly_title_at_a_deleted_storys_path_is_another_story_later(folder, date, outcome):
    folder.write("weekly.md", title="Weekly", body=html(sentences(1)))
    folder.run()
    Article.objects.get().delete()
    other = [f"In {year} there were {year * 7} of them." for year in range(1950, 1970)]
    folder.write("weekly.md", title="Weekly", body=html(other), date=date)

    assert counted(folder.run()) == outcome


def test_a_file_that_leaves_its_story_points_back_to_it(folder):
    folder.write("p.md", title="Alpha", body=html(sentences(1)))
    folder.run()
    folder.write("p.md", title="Beta", body=html(sentences(2)))
    report = folder.run()

    alpha, beta = Article.objects.order_by("pk")
    assert (counted(report), codes(report)) == ({"created": 1}, ["W_POSSIBLY_SAME"])
    assert (beta.possibly_same, beta.title) == (alpha, "Beta")


class TestAStoryAtThreePaths:
    @pytest.fixture
    def edited(self, folder) -> Article:
        for path in ("a.md", "b.md", "c.md"):
            folder.write(path, body=html(sentences(1)), filed=("News", path))
        folder.run()
        article = Article.objects.get()
        article.body = article.body.replace("<p>", "<p>Ours: ", 1)
        article.edited_fields = ["body"]
        article.save()
        return article

    def tell(self, folder: Folder, *first: str) -> None:
        lines = [*first, *sentences(1)[len(first) :]]
        for path in ("a.md", "b.md", "c.md"):
            folder.write(path, body=html(lines, path), filed=("News", path))

    def test_is_asked_about_once(self, folder, edited):
        self.tell(folder, "Theirs.")
        report = folder.run()

        assert report.counts["conflicts"] == Conflict.objects.count() == 1

    def test_is_not_asked_about_what_the_source_took_back(self, folder, edited):
        self.tell(folder, "Theirs.")
        folder.run()
        self.tell(folder, "Theirs once more.", "Another one.")
        folder.run()

        waiting = Conflict.objects.get(choice="")
        assert waiting.theirs.startswith("<p>Theirs once more.</p>")
        assert "Another one." in waiting.theirs + Article.objects.get().body

    def test_is_not_asked_about_what_the_source_took_over_from_us(self, folder, edited):
        self.tell(folder, "Theirs.")
        folder.run()
        self.tell(folder, f"Ours: {sentences(1)[0]}")
        folder.run()

        assert not Conflict.objects.filter(choice="").exists()
        assert Sighting.objects.filter(superseded=False).count() == 3


def test_the_queries_do_not_grow_with_the_conflicts(folder, django_assert_max_num_queries):
    for number in range(40):
        folder.write(f"{number}.md", title=f"Story {number}", body=html(sentences(number)))
    folder.run()
    for article in Article.objects.all():
        article.title, article.edited_fields = f"Ours {article.pk}", ["title"]
        article.save()
    for number in range(40):
        folder.write(f"{number}.md", title=f"Theirs {number}", body=html(sentences(number)))

    with django_assert_max_num_queries(60):
        assert folder.run().counts["conflicts"] == 40


def test_the_queries_do_not_grow_with_moved_and_edited_files(folder, django_assert_max_num_queries):
    for number in range(40):
        folder.write(f"{number}.md", title=f"Story {number}", body=html(sentences(number)))
    folder.run()
    for number in range(40):
        (folder.top / f"{number}.md").unlink()
        lines = [*sentences(number), "A last line."]
        folder.write(f"moved/{number}.md", title=f"Story {number}", body=html(lines))

    with django_assert_max_num_queries(60):
        report = folder.run()
    assert counted(report) == {"updated": 40}
