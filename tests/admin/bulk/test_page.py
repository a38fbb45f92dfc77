"""The page that begins a deed: from the list, for exactly what the list shows."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.admin.bulk import page
from articles.models import Article, Job
from tests.admin.helpers import HOSTILE, LIST, form_of, messages_of
from tests.factories import make_article, make_category

pytestmark = pytest.mark.django_db
BULK = reverse("admin:articles_article_bulk")


def open_page(client, **query):
    return client.get(f"{BULK}?{urlencode(query)}")


def begin(client, query: str = "", **values):
    """Open the page, fill in its form, press “Begin”."""
    address = f"{BULK}?{query}"
    return client.post(address, form_of(client, address, "deed_form") | values)


def errors(response) -> dict[str, list[str]]:
    return response.context["form"].errors


class TestOpening:
    def test_it_tells_how_many_and_shows_five(self, desk):
        for number in range(7):
            make_article(f"{HOSTILE} {number}", status="draft")
        make_article("Out")

        html = open_page(desk, status__exact="draft").content.decode()

        assert "Chosen: 7 stories" in html
        assert html.count("&lt;script&gt;alert") == 5
        assert "<script>alert" not in html
        assert "whole archive" not in html

    def test_the_whole_archive_is_called_that(self, desk):
        make_article()
        assert "this is the whole archive" in open_page(desk).content.decode()

    @pytest.mark.parametrize(
        "query",
        [{"colour": "red"}, {"tags__id__exact": "9" * 30}, {"q": "x" * 5_000}, {"ids": "1.x"}],
    )
    def test_a_list_that_is_none_never_means_all_stories(self, desk, query):
        make_article()

        response = desk.get(f"{BULK}?{urlencode(query)}", follow=True)

        assert response.redirect_chain[0][0] == LIST
        assert "There is no such list" in messages_of(response)

    def test_where_the_list_was_looked_at_makes_no_difference(self, desk):
        make_article()
        assert open_page(desk, p="3", o="4.-1", status__exact="published").status_code == 200

    def test_a_search_with_too_many_hits_says_so(self, desk, monkeypatch):
        monkeypatch.setattr(page, "COUNT_LIMIT", 1)
        make_article("Chips")
        assert "more hits than a list shows" in open_page(desk, q="chips").content.decode()

    def test_who_may_not_change_stories_does_not_get_there(self, staff):
        assert open_page(staff("view_article")).status_code == 403

    def test_an_empty_list_offers_nothing(self, desk):
        assert "deed_form" not in open_page(desk).content.decode()


class TestBeginning:
    def test_a_job_remembers_the_list_the_deed_and_when_it_was_seen(self, desk):
        story = make_article(status="draft")

        response = begin(desk, "status__exact=draft&p=2", do="add_tags", add_tags="Chips, ai")

        job = Job.objects.get()
        assert response.url == f"/admin/articles/job/{job.pk}/change/"
        seen = timezone.datetime.fromisoformat(job.params.pop("seen"))
        assert timezone.now() - seen < timedelta(minutes=1)
        assert job.params == {
            "query": "status__exact=draft", "newest": story.pk,
            "do": "add_tags", "value": ["Chips", "ai"], "shown": ["Chips", "ai"],
        }  # fmt: skip

    @pytest.mark.parametrize(
        ("deed", "typed", "value", "title"),
        [
            ("move", "archived", "archived", "Move to “archived”"),
            ("language", " ja ", "ja", "Mark as written in ja"),
            ("embargo", "2099-01-01T10:00", "2099-01-01T10:00:00+00:00",
             "Show from 2099-01-01 10:00 UTC on"),
            ("expiry", "", None, "Take ends of showing away"),
            ("assign", "", None, "Assign to nobody"),
        ],
    )  # fmt: skip
    def test_values_are_stored_as_fields_hold_them(self, desk, deed, typed, value, title):
        make_article()

        response = begin(desk, do=deed, **{deed: typed})

        assert Job.objects.get().params["value"] == value
        assert title in desk.get(response.url).content.decode()

    def test_categories_and_people_are_called_by_their_names(self, desk, django_user_model):
        make_article()
        chips = make_category("News", "Chips")
        chief = django_user_model.objects.get()

        begin(desk, do="replace_categories", replace_categories=[chips.pk])
        begin(desk, do="assign", assign=chief.pk)

        assign, replace = (desk.get(f"/admin/articles/job/{job.pk}/change/").content.decode()
                           for job in Job.objects.order_by("-pk"))  # fmt: skip
        assert "File under “News / Chips” alone" in replace
        assert "Assign to chief" in assign

    @pytest.mark.parametrize(
        ("values", "field", "said"),
        [
            ({"do": ""}, "do", "Choose what is to be done."),
            ({"do": "eat"}, "do", "Select a valid choice"),
            ({"do": "move"}, "move", "Say what."),
            ({"do": "add_tags", "add_tags": " , "}, "add_tags", ""),
            ({"do": "add_tags", "add_tags": "x" * 101}, "add_tags", "too long"),
            ({"do": "add_categories"}, "add_categories", "Say what."),
            ({"do": "embargo", "embargo": "soon"}, "embargo", "valid date"),
            ({"do": "embargo", "embargo": "0001-01-01T00:00"}, "embargo", "between 1000 and 9998"),
            ({"do": "expiry", "expiry": "9999-12-31T23:59"}, "expiry", "between 1000 and 9998"),
            ({"do": "put_off", "put_off": "2001-01-01T00:00"}, "put_off", "has passed"),
            ({"do": "language", "language": "<b>"}, "language", "no code of a language"),
        ],
    )
    def test_what_is_wrong_is_said_beside_it(self, desk, values, field, said):
        make_article()

        response = begin(desk, **values)

        assert list(errors(response)) == [field]
        assert said in errors(response)[field][0]
        assert not Job.objects.exists()

    def test_what_stands_in_other_deeds_does_not_matter(self, desk):
        make_article()
        begin(desk, do="language", language="ja", embargo="soon", put_off="2001-01-01T00:00")
        assert Job.objects.get().params["do"] == "language"

    @pytest.mark.parametrize("fields", [{"seen": "soon"}, {"newest": "x"}, {"seen": "2026-01-01"}])
    def test_a_form_whose_own_fields_are_broken_is_refused(self, desk, fields):
        make_article()
        assert begin(desk, do="language", language="ja", **fields).status_code == 400

    def test_only_statuses_that_the_person_may_give_are_offered(self, staff):
        make_article(status="draft")
        response = begin(staff("change_article"), do="move", move="published")
        assert "Select a valid choice" in errors(response)["move"][0]


class TestFromTheList:
    def test_the_list_leads_there_with_its_filters(self, desk):
        make_article(status="draft")
        html = desk.get(f"{LIST}?status__exact=draft").content.decode()
        assert f'href="{BULK}?status__exact=draft"' in html

    def test_ticked_stories_are_taken_along(self, desk):
        one, two, _other = (make_article(f"Story {n}") for n in "abc")
        data = {"action": "change_many", "_selected_action": [one.pk, two.pk]}

        address = desk.post(LIST, data).url
        html = desk.get(address).content.decode()
        fields = form_of(desk, address, "deed_form")
        desk.post(address, fields | {"do": "language", "language": "ja"})

        assert "Chosen: 2 stories" in html
        assert Job.objects.get().params["ids"] == [one.pk, two.pk]

    def test_all_of_the_list_goes_by_its_filters(self, desk):
        story = make_article(status="draft")
        data = {"action": "change_many", "_selected_action": [story.pk], "select_across": "1"}

        assert desk.post(f"{LIST}?status__exact=draft", data).url == f"{BULK}?status__exact=draft"

    def test_a_move_of_many_is_done_in_the_background_and_one_of_few_at_once(
        self, desk, monkeypatch
    ):
        stories = [make_article(status="draft") for _ in range(3)]
        data = {"action": "archive", "_selected_action": [stories[0].pk], "select_across": "1"}
        monkeypatch.setattr(page, "AT_ONCE", 2)

        address = desk.post(f"{LIST}?status__exact=draft", data).url
        form = desk.get(address).context["form"]
        assert (form["do"].value(), form["move"].value()) == ("move", "archived")
        assert not Article.objects.filter(status="archived").exists()

        monkeypatch.setattr(page, "AT_ONCE", 3)
        desk.post(LIST, data)
        assert Article.objects.filter(status="archived").count() == 3
