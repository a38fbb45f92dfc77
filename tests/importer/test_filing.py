"""Filing beside another import: what it has made since is found, not made again."""

import pytest
from taggit.models import Tag

from articles.importer.filing import Filing
from articles.models import Category, Source

pytestmark = pytest.mark.django_db


def test_a_source_that_another_import_made_is_used():
    filing = Filing()
    made = Source.objects.create(name="Wire")

    assert filing.source("Wire") == made
    assert filing.source("wire").slug.startswith("wire-")


def test_categories_that_another_import_made_are_used():
    filing = Filing()
    above = Category.objects.create(name="A")
    below = Category.objects.create(name="B", parent=above)

    assert filing.category(("A", "B")) == below
    assert filing.category(("B",)).path == "b"


@pytest.mark.parametrize("name", ["AI", "ai"])
def test_a_tag_that_another_import_made_is_used_in_either_case(name):
    filing = Filing()
    made = Tag.objects.create(name="AI", slug="ai")

    assert filing.tag(name) == made


def test_a_tags_address_that_another_import_took_is_left_to_it():
    filing = Filing()
    Tag.objects.create(name="C.", slug="c")

    assert filing.tag("C").slug.startswith("c-")
    assert Tag.objects.count() == 2


def test_a_slug_that_is_taken_this_very_moment_is_chosen_anew(monkeypatch):
    Source.objects.create(name="wire")
    slugs = iter(["wire", "wire-2"])  # the first was chosen before the other could be seen
    monkeypatch.setattr("articles.models.source.free_slug", lambda *_, **__: next(slugs))

    assert Filing().source("Wire").slug == "wire-2"
