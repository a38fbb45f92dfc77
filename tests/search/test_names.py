"""What a query's names mean."""

import pytest
from django.db import connection
from taggit.models import Tag

from articles.models import Source, TextRights
from articles.models.search_index import fact
from articles.search import names
from articles.search.query import parse
from tests.factories import make_category, make_source

pytestmark = pytest.mark.django_db


def filters(text: str) -> list[set[str]]:
    return [set(terms) for terms in names.resolve(parse(text)).resolved.filters]


@pytest.mark.parametrize("typed", ["IT 之家", "it之家", "ＩＴ之家", "it-zhi-jia", "it"])
def test_a_source_is_called_by_name_slug_or_a_part_of_its_name(typed):
    source = make_source("IT 之家", slug="it-zhi-jia")
    make_source("Wired")
    assert filters(f'source:"{typed}"') == [{fact("s", source.pk)}]


def test_a_name_in_traditional_characters_is_the_same_name():
    tag = Tag.objects.create(name="软件", slug="software")
    assert filters("tag:軟件") == filters("tag:SOFTWARE") == [{fact("t", tag.pk)}]


def test_a_category_is_called_by_name_or_path_and_all_that_match_count():
    one, other = make_category("新媒体", "分类资讯"), make_category("门户", "分类资讯")
    terms = {fact("c", one.pk), fact("c", other.pk)}
    assert filters("category:分类资讯") == [terms]
    assert filters("category:新媒体/分类资讯") == [{fact("c", one.pk)}]
    assert filters(f'category:"{other.title}"') == [{fact("c", other.pk)}]


def test_of_several_sources_a_story_has_one_but_it_may_have_several_tags():
    sources = {fact("s", make_source(name).pk) for name in ("Wired", "Notes")}
    tags = [Tag.objects.create(name=name, slug=name) for name in ("one", "two")]
    found = filters("source:wired source:notes tag:one tag:two")
    assert found == [sources, *({fact("t", tag.pk)} for tag in tags)]


def test_a_name_that_nothing_has_cannot_be_met():
    assert names.resolve(parse("source:nobody")).is_impossible
    assert not names.resolve(parse("linux")).is_impossible


def test_a_phrase_means_the_sources_and_tags_whose_names_contain_it():
    wire = make_source("Morning Wire")
    tag = Tag.objects.create(name="wire 传输", slug="w")
    Tag.objects.create(name="wireless", slug="wl")
    found = names.resolve(parse("wire -传输")).resolved.phrases
    assert found == {
        " wire ": {fact("s", wire.pk), fact("t", tag.pk)},
        "传输": {fact("t", tag.pk)},
    }


def test_of_many_names_the_shortest_count():
    Tag.objects.bulk_create(Tag(name=f"芯片 {'x' * n}", slug=f"t{n}") for n in range(60))
    tag = Tag.objects.create(name="芯片", slug="chips")
    found = names.resolve(parse("芯片")).resolved.phrases["芯片"]
    assert len(found) == names.MOST
    assert fact("t", tag.pk) in found


def test_sources_that_show_headlines_only_are_known():
    make_source("Wired")
    source = make_source("Headlines", text_rights=TextRights.LINK)
    found = names.resolve(parse("linux"))
    assert found.link_only == {fact("s", source.pk)}
    assert found.is_link_only([fact("s", source.pk), "§y2024"])
    assert not found.is_link_only(["§y2024"])


@pytest.mark.django_db(transaction=True)
def test_names_are_kept_until_one_changes(django_assert_num_queries):
    source = make_source("Wired")
    names.resolve(parse("wired"))
    assert not connection.in_atomic_block
    with django_assert_num_queries(1):
        assert names.resolve(parse("wired")).resolved.phrases[" wired "]
    source.name = "Tired"
    source.save()
    assert not names.resolve(parse("wired")).resolved.phrases[" wired "]
    Source.objects.create(name="Wired again")
    assert names.resolve(parse("wired")).resolved.phrases[" wired "]
