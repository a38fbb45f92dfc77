"""Where a story's page leads on, and what it says of the story beside its text."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from articles.models import Article, Correction, Related, Rendering, Status
from tests.admin.helpers import make_sighting
from tests.factories import NOON, make_article, make_category, make_source
from tests.reading.helpers import page

pytestmark = pytest.mark.django_db
CODE = '<pre><code class="language-python">def f(): pass</code></pre>'
CHANNEL = ("News", "Wire", "Chips")


def at(minutes: int, title: str = "", **fields) -> Article:
    values = {"published_at": NOON + timedelta(minutes=minutes)} | fields
    return make_article(title, **values)


def shown(client, story: Article, monkeypatch) -> dict:
    """The context of the story's page; Jinja2's templates do not tell the test client."""
    from articles.reading import article as view

    kept = {}
    real = view.render

    def keeping(request, template, given):
        kept.update(given)
        return real(request, template, given)

    monkeypatch.setattr(view, "render", keeping)
    page(client, story.get_absolute_url())
    return kept


class TestRelated:
    def test_the_best_come_first_and_hidden_ones_not_at_all(self, client, monkeypatch):
        story, *others = (at(n) for n in range(7))
        hidden = make_article(status=Status.DRAFT)
        ids = [others[3].pk, hidden.pk, 999_999, others[0].pk, others[1].pk, others[4].pk]
        Related.objects.create(article=story, stories=ids)

        found = shown(client, story, monkeypatch)

        assert found["related"] == [others[3], others[0], others[1], others[4]]
        assert found["more"] == []

    def test_where_they_are_few_the_source_has_more(self, client, monkeypatch):
        story, *others = (at(n) for n in range(7))
        Related.objects.create(article=story, stories=[others[0].pk])

        found = shown(client, story, monkeypatch)

        assert found["related"] == others[:1]
        assert found["more"] == others[:1:-1][:4]

    def test_the_command_finds_them(self, client, monkeypatch):
        one, other = at(1, "Podman in an hour"), at(2, "Podman without a daemon")
        for n, word in enumerate("Harbour Bread Rivers Tea Maps Wool Glass Night".split()):
            at(10 + n, word)
        call_command("derive_articles", verbosity=0)

        assert shown(client, one, monkeypatch)["related"] == [other]
        assert Related.objects.count() == Article.objects.count()


class TestNeighbours:
    def test_they_stand_in_the_most_special_channel(self, client, monkeypatch):
        deep, flat = make_category(*CHANNEL), make_category("Sport")
        older = at(1, categories=(deep,))
        at(2, categories=(flat,))
        story = at(3, categories=(flat, deep))
        at(4, categories=(deep,), status=Status.DRAFT)
        at(5, categories=(deep,), source=make_source("Shut Wire", is_public=False))
        newer = at(6, categories=(deep,))
        at(7, categories=(deep,))

        found = shown(client, story, monkeypatch)

        assert (found["previous"], found["next"]) == (older, newer)
        assert [crumbs[-1].name for crumbs in found["filed"]] == ["Chips", "Sport"]

    def test_without_a_channel_the_source_is_one(self, client, monkeypatch):
        _oldest, older, story = at(1), at(2), at(3)
        at(4, source=make_source("Other Wire"))
        newer, _newest = at(5), at(6)

        found = shown(client, story, monkeypatch)

        assert (found["previous"], found["next"]) == (older, newer)

    def test_of_stories_of_one_moment_the_numbers_decide(self, client, monkeypatch):
        first, story, last = (at(1, categories=(make_category("News"),)) for _ in range(3))

        found = shown(client, story, monkeypatch)

        assert (found["previous"], found["next"]) == (first, last)

    def test_at_either_end_there_is_none(self, client, monkeypatch):
        found = shown(client, at(1), monkeypatch)

        assert (found["previous"], found["next"]) == (None, None)


class TestAlsoAt:
    def test_other_sources_told_it(self, client, monkeypatch):
        story = at(1)
        make_source("Second Wire")
        make_source("Shut Wire", is_public=False)
        for name in ("Second Wire", "Second Wire", "Third Wire", "Shut Wire", "Example Wire", ""):
            make_sighting(story, source_name=name)
        make_sighting(story, source_name="Old Wire", superseded=True)
        make_sighting(story, source_name="Held Wire", held="hold")

        places = shown(client, story, monkeypatch)["also_at"]

        assert [(place.name, place.url) for place in places] == [
            ("Second Wire", "/sources/second-wire/"), ("Third Wire", ""),
        ]  # fmt: skip

    def test_stories_like_it_both_ways(self, client, monkeypatch):
        first = at(1)
        story = at(2, possibly_same=first)
        last = at(3, possibly_same=story)
        at(4, possibly_same=story, status=Status.DRAFT)
        Related.objects.create(article=story, stories=[first.pk, last.pk])

        found = shown(client, story, monkeypatch)

        assert [place.story for place in found["also_at"]] == [first, last]
        assert found["related"] == []


class TestRenderings:
    def test_saving_highlights_code(self, client, monkeypatch):
        story = at(1, body=CODE)
        story.save()

        assert '<span class="k">def</span>' in shown(client, story, monkeypatch)["body"]

    def test_one_of_another_text_is_never_shown(self, client, monkeypatch):
        story = at(1, body=CODE)
        Article.objects.filter(pk=story.pk).update(body="<p>New words.</p>")

        assert shown(client, story, monkeypatch)["body"] == "<p>New words.</p>"

    def test_the_command_makes_them_and_takes_away_old_ones(self):
        story, other = at(1, body=CODE), at(2, body=CODE)
        Rendering.objects.filter(article=story).delete()
        Article.objects.filter(pk=other.pk).update(body="<p>New words.</p>")
        call_command("derive_articles", "--all", verbosity=0)

        assert list(Rendering.objects.values_list("article", flat=True)) == [story.pk]

    def test_rights_come_before_it(self, client, monkeypatch):
        story = at(1, body=CODE, source=make_source("Shy Wire", text_rights="excerpt"))

        assert shown(client, story, monkeypatch)["body"] == ""


def test_corrections_stand_newest_first_and_on_their_own_page(client, monkeypatch):
    story, hidden = at(1), make_article("Hidden", status=Status.DRAFT)
    for minutes, text in ((1, "First slip."), (2, "Second slip.")):
        made_at = NOON + timedelta(minutes=minutes)
        Correction.objects.create(article=story, text=text, made_at=made_at)
    Correction.objects.create(article=hidden, text="Secret slip.")

    found = [each.text for each in shown(client, story, monkeypatch)["corrections"]]
    listed = page(client, "/corrections/")

    assert found == ["Second slip.", "First slip."]
    assert listed.index("Second slip.") < listed.index("First slip.")
    assert "Secret slip." not in listed


def test_a_citation_names_author_title_place_date_and_address(client, monkeypatch):
    story = at(1, "On chips", byline="Lin Zhou", original_url="https://example.org/1")
    found = shown(client, story, monkeypatch)

    assert found["citation"] == (
        "Lin Zhou: “On chips”. Example Wire <https://example.org/1>, Nov. 10, 2026."
        f" http://testserver/articles/{story.pk}/"
    )


def test_a_time_of_fetching_is_cited_as_one(client, monkeypatch):
    story = at(1, date_confidence="fetched")

    assert "fetched on Nov. 10, 2026" in shown(client, story, monkeypatch)["citation"]


def test_share_links_lead_straight_to_the_place(client, monkeypatch):
    story = at(1, "A & B?")
    links = dict(shown(client, story, monkeypatch)["share"])
    address = f"http%3A%2F%2Ftestserver%2Farticles%2F{story.pk}%2F"

    assert list(links) == ["E-mail", "Mastodon", "Weibo", "X"]
    assert links["E-mail"] == f"mailto:?subject=A%20%26%20B%3F&body={address}"
    assert all(address in href for href in links.values())


def test_a_page_costs_few_queries_whatever_it_shows(client, django_assert_num_queries):
    story = at(1, categories=(make_category(*CHANNEL),), tags=("Silicon",))
    address = story.get_absolute_url()
    page(client, "/")  # whatever a process reads once
    with django_assert_num_queries(6):  # story, channels, cards, more, tags; the frame's sections
        client.get(address)
    Correction.objects.create(article=story, text="A slip.")
    make_sighting(story, source_name="Second Wire")
    Related.objects.create(article=story, stories=[at(n).pk for n in range(2, 9)])
    with django_assert_num_queries(7):
        client.get(address)
