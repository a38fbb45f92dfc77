"""Two forms of one story, saved one after the other: what goes together without a question."""

import pytest
from django.contrib.admin.models import LogEntry

from articles.models import Article, Revision, Status
from tests.admin.helpers import FormReader, change_url, errors_of, form_of, messages_of, save
from tests.admin.together.conftest import BODY
from tests.factories import make_category, make_source
from tests.importer.corpus import Folder, html, sentences

pytestmark = pytest.mark.django_db


def stored(story) -> Article:
    return Article.objects.get(pk=story.pk)


def fields_of(story: Article) -> dict:
    return {name: value for name, value in vars(story).items() if name != "_state"}


def test_changes_of_different_fields_both_survive(ann, ben, story, url):
    opened = form_of(ann, url)
    save(ben, story, byline="Ben", publish_at_0="2026-05-01", publish_at_1="00:00")

    response = ann.post(url, opened | {"title": "Ann's"}, follow=True)

    assert "while you had this story open is kept: Byline, Visible from." in messages_of(response)
    now = stored(story)
    assert (now.title, now.byline) == ("Ann's", "Ben")
    assert now.publish_at is not None
    assert now.edited_fields == ["byline", "title"]
    assert Revision.objects.latest("pk").before == {"title": "A title"}


def test_an_untouched_save_undoes_nothing_and_leaves_no_trace(ann, ben, story, url):
    opened = form_of(ann, url)
    source = make_source("Other")
    save(ben, story, title="Ben's", body="<p>New.</p>", tags="risc-v", source=str(source.pk),
         categories=[], published_at_0="2026-04-01")  # fmt: skip
    before, revisions, logged = stored(story), Revision.objects.count(), LogEntry.objects.count()

    assert ann.post(url, opened).status_code == 302

    assert fields_of(stored(story)) == fields_of(before)
    assert set(story.tags.names()) == {"risc-v"}
    assert (Revision.objects.count(), LogEntry.objects.count()) == (revisions, logged)


def test_the_same_form_sent_twice_is_one_change(ann, story, url):
    opened = form_of(ann, url) | {
        "title": "Ann's",
        "body": BODY + "<p>Six.</p>",
        "tags": "arm, new",
    }
    assert ann.post(url, opened).status_code == 302
    before = stored(story)

    assert ann.post(url, opened).status_code == 302

    assert stored(story).modified_at == before.modified_at
    assert Revision.objects.count() == 1


def test_both_making_the_same_change_is_no_conflict(ann, ben, story, url):
    opened = form_of(ann, url)
    save(ben, story, title="Chips are up", status="archived")

    response = ann.post(url, opened | {"title": "Chips are up", "status": "archived"})

    assert response.status_code == 302
    assert stored(story).status == Status.ARCHIVED


def test_paragraphs_in_different_places_go_together(ann, ben, story, url):
    opened = form_of(ann, url)
    save(ben, story, body=BODY.replace("One.", "Ben's one."))

    response = ann.post(url, opened | {"body": BODY.replace("Four.", "Ann's four.")})

    assert response.status_code == 302
    both = BODY.replace("One.", "Ben's one.").replace("Four.", "Ann's four.")
    assert stored(story).body == both


def test_the_body_is_merged_after_several_saves_of_others(ann, ben, story, url):
    opened = form_of(ann, url)
    save(ben, story, body=BODY.replace("One.", "Ben's one."))
    save(ben, story, body=BODY.replace("One.", "Ben's first."))

    ann.post(url, opened | {"body": BODY.replace("Four.", "Ann's four.")})

    assert "Ben's first." in stored(story).body
    assert "Ann's four." in stored(story).body


def test_tags_and_categories_go_together_as_sets(ann, ben, story, url):
    made = [make_category("News", name) for name in ("Ann", "Ben")]
    opened = form_of(ann, url)
    save(ben, story, tags="arm, x86, ben", categories=[*opened["categories"], str(made[1].pk)])

    ann.post(url, opened | {"tags": "ARM, ann", "categories": [str(made[0].pk)]})

    assert set(story.tags.names()) == {"arm", "ann", "ben"}
    assert {*story.categories.all()} == {*made}


def test_what_goes_together_must_make_sense_and_the_form_shows_all_of_it(ann, ben, story, url):
    opened = form_of(ann, url)
    save(ben, story, status="draft", published_at_0="", published_at_1="", byline="Ben")

    times = {"expire_at_0": "2026-05-01", "expire_at_1": "00:00",
             "publish_at_0": "2026-05-02", "publish_at_1": "00:00"}  # fmt: skip

    response = ann.post(url, opened | times)

    assert list(errors_of(response)) == ["expire_at"]
    shown = response.content.decode()
    assert 'value="Ben"' in shown
    assert 'value="2026-05-02"' in shown


def test_an_error_in_one_field_does_not_make_others_changes_mine(ann, ben, story, url):
    opened = form_of(ann, url)
    save(ben, story, byline="Ben")
    response = ann.post(url, opened | {"title": ""})
    assert list(errors_of(response)) == ["title"]
    again = form_of(ann, url)
    reader = FormReader("article_form")
    reader.feed(response.content.decode())
    assert reader.fields["byline"] == ["Ben"] == again["byline"]
    save(ben, story, byline="Ben again")

    assert ann.post(url, reader.fields | {"title": "Ann's"}).status_code == 302

    assert (stored(story).title, stored(story).byline) == ("Ann's", "Ben again")


def test_an_import_while_the_form_is_open_goes_together_with_it(ann, tmp_path):
    folder = Folder(tmp_path)
    folder.write("story.md")
    folder.run()
    story = Article.objects.get()
    opened = form_of(ann, change_url(story))
    longer = html([*sentences(1), "A last line."])
    folder.write("story.md", title="A loud launch", body=longer)
    folder.run()
    assert stored(story).title == "A loud launch"

    ann.post(change_url(story), opened | {"byline": "Ann"})

    now = stored(story)
    assert (now.title, now.byline, now.edited_fields) == ("A loud launch", "Ann", ["byline"])
    assert "A last line." in now.body
