"""A compiled query answers as its queryset does, whatever the values."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Exists, OuterRef
from django.test.utils import CaptureQueriesContext

from articles.models import Article, Correction, Source, Status
from articles.models.compiled import Compiled
from tests.factories import NOON, make_article, make_source

pytestmark = pytest.mark.django_db


def visible(pk, now):
    corrections = Correction.objects.filter(article=OuterRef("pk"))
    stories = Article.objects.published(now).select_related("source").defer("body")
    return stories.filter(pk=pk).annotate(is_corrected=Exists(corrections))


def test_rows_are_the_objects_that_the_queryset_gives():
    article = make_article("A story", body="<p>Long.</p>")
    Correction.objects.create(article=article, text="It was another one.")
    ask = Compiled(visible)

    (found,) = ask(pk=article.pk, now=NOON)

    (expected,) = visible(article.pk, NOON)
    assert found == expected
    assert {**found.__dict__, "_state": 0} == {**expected.__dict__, "_state": 0}
    assert (found.is_corrected, found.get_deferred_fields()) == (True, {"body"})
    with CaptureQueriesContext(connection) as asked:
        assert found.source.name == "Example Wire"
    assert not asked.captured_queries
    assert found._state.adding is False
    found.title = "Another title"
    found.save()
    assert Article.objects.get().title == "Another title"


def test_each_call_puts_in_its_own_values():
    early, late = (make_article(publish_at=NOON + timedelta(hours=n)) for n in (0, 2))
    ask = Compiled(visible)

    for now, seen in ((0, [early]), (1, [early]), (2, [early, late])):
        moment = NOON + timedelta(hours=now)
        found = [*ask(pk=early.pk, now=moment), *ask(pk=late.pk, now=moment)]
        assert found == seen
    assert ask.one(pk=0, now=NOON) is None
    assert ask.one(pk=early.pk, now=NOON) == early


def test_one_statement_is_sent_and_it_is_the_queryset_s():
    article = make_article()
    ask = Compiled(visible)
    with CaptureQueriesContext(connection) as asked:
        ask(pk=article.pk, now=NOON)
        list(visible(article.pk, NOON))

    ours, django_s = asked.captured_queries
    assert ours["sql"] == django_s["sql"]


def test_texts_lists_of_any_length_slices_and_named_values():
    stories = [make_article(f"Story {n}", source=make_source(f"Wire {n}")) for n in range(4)]
    by_name = Compiled(lambda name: Source.objects.filter(name=name).values_list("name", "pk"))
    some = Compiled(lambda ids: Article.objects.filter(pk__in=ids).order_by("-pk"))
    flat = Compiled(
        lambda status: (
            Article.objects.filter(status=status).order_by("pk").values_list("pk", flat=True)[:2]
        )
    )

    assert by_name(name="Wire 2") == [("Wire 2", stories[2].source_id)]
    assert by_name(name="100%s'; --") == []
    for ids in ([], [stories[0].pk], [story.pk for story in stories], [stories[1].pk] * 2):
        assert some(ids=ids) == [s for s in reversed(stories) if s.pk in ids]
    assert flat(status=Status.PUBLISHED) == [stories[0].pk, stories[1].pk]


def test_a_value_that_the_query_does_not_ask_for_is_a_mistake_of_ours():
    with pytest.raises(ValueError, match="does not ask"):
        Compiled(lambda pk, now: Article.objects.filter(pk=pk))(pk=1, now=NOON)


def test_a_moment_that_would_stay_the_same_for_ever_is_one_too():
    with pytest.raises(ValueError, match="forever"):
        Compiled(lambda pk: Article.objects.published().filter(pk=pk))(pk=1)


@pytest.mark.django_db(transaction=True)
def test_threads_may_ask_at_the_same_time(live_server):
    stories = [make_article() for _ in range(8)]
    ask = Compiled(visible)

    def one(number: int) -> int:
        found = ask.one(pk=stories[number % 8].pk, now=NOON)
        connection.close()
        return found.pk

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(one, range(64))) == [stories[n % 8].pk for n in range(64)]
