"""Fifty edited stories meet a hundred changed files: the edits stand, what only the source changed
flows in, what both changed waits, and nothing is lost."""

import pytest

from articles.models import Article, Conflict, Revision
from tests.importer.corpus import Folder, html, sentences

pytestmark = pytest.mark.django_db

FILES, EDITED, CHANGED = 150, range(50), range(100)
PASSAGE = 4  # the one that an editor words anew, in every second edited story


def path(number: int) -> str:
    return f"{number:03}.md"


def is_body(number: int) -> bool:
    """Every second editor works on the text, the others on the title."""
    return number % 2 == 0


def overlaps(number: int) -> bool:
    """In every second pair of edited stories the source changes the very same thing."""
    return number in EDITED and number % 4 < 2


def told(number: int) -> dict[str, str]:
    """What the source makes of the story the second time."""
    lines, title = sentences(number), f"Story {number}"
    if overlaps(number) and is_body(number):
        lines[PASSAGE] = f"The source's passage {number}."
    elif overlaps(number):
        title = f"The source's title {number}"
    lines[9] = f"A corrected passage {number}."
    return {"title": title, "body": html([*lines, f"A new passage {number}."], mark="later")}


@pytest.fixture
def folder(tmp_path) -> Folder:
    folder = Folder(tmp_path)
    for number in range(FILES):
        folder.write(path(number), title=f"Story {number}", body=html(sentences(number)))
    folder.run()
    for number in EDITED:
        edit(article_of(number), number)
    for number in CHANGED:
        folder.write(path(number), **told(number))
    return folder


def article_of(number: int) -> Article:
    return Article.objects.get(sightings__path=path(number), sightings__superseded=False)


def edit(article: Article, number: int) -> None:
    if is_body(number):
        passage = sentences(number)[PASSAGE]
        article.body = article.body.replace(passage, f"Our passage {number}.")
        article.edited_fields = ["body"]
    else:
        article.title = f"Our title {number}"
        article.edited_fields = ["title"]
    article.save()


def test_fifty_edits_and_a_hundred_changes_come_together(folder):
    before = {number: article_of(number) for number in range(FILES)}

    report = folder.run()

    assert (report.counts["updated"], report.counts["unchanged"]) == (len(CHANGED), 50)
    assert report.counts["conflicts"] == Conflict.objects.count() == sum(map(overlaps, EDITED))
    for number in range(FILES):
        article = article_of(number)
        conflicts = list(Conflict.objects.filter(article=article))
        assert article.pk == before[number].pk
        if number not in CHANGED:
            assert (article.body, article.title) == (before[number].body, before[number].title)
            continue
        for passage in (f"A corrected passage {number}.", f"A new passage {number}."):
            assert f"<p>{passage}</p>" in article.body
        assert [conflict.theirs for conflict in conflicts] == expected(number)
        if number in EDITED:
            ours = f"<p>Our passage {number}.</p>" if is_body(number) else f"Our title {number}"
            assert ours in (article.body if is_body(number) else article.title)
        assert Revision.objects.get(article=article).before["body"] == before[number].body
    assert folder.run().wrote_nothing


def expected(number: int) -> list[str]:
    """What waits for a person."""
    if not overlaps(number):
        return []
    if is_body(number):
        return [f"<p>The source's passage {number}.</p>"]
    return [f"The source's title {number}"]


def test_a_newer_time_of_fetching_and_other_noise_change_nothing(tmp_path):
    folder = Folder(tmp_path)
    for day in (10, 11):
        for number in range(10):
            folder.write(
                path(number),
                title=f"Story {number}",
                date=f"2020-03-{day} 08:30:{number:02}",
                body=html(sentences(number), mark=f"{day}-"),
            )
        report = folder.run()

    assert report.counts["unchanged"] == 10
    assert not Revision.objects.exists()
