"""Slugs: readable, never empty, and the same whatever the order of names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.models import Category
from articles.models.names import SLUG_LENGTH, free_slug, make_slug

SLUGS = {
    "English": ("New chips, old sand!", "new-chips-old-sand"),
    "Chinese": ("芯片：由沙子制成", "芯片由沙子制成"),
    "mixed": ("Go 1.22 发布", "go-122-发布"),
    "full width": ("ＡＩ", "ai"),
    "C": ("C", "c"),
    "C++": ("C++", "c-plus-plus"),
    "C#": ("C#", "c-sharp"),
    "R&D": ("R&D", "r-and-d"),
    "TCP/IP": ("TCP/IP", "tcp-ip"),
    "underscore": ("a_b", "a-b"),
    "nothing left": ("?!", "story"),
    "empty": ("", "story"),
    "a path upwards": ("../../a", "a"),
    "markup": ("<script>", "script"),
}


@pytest.mark.parametrize(("name", "slug"), SLUGS.values(), ids=SLUGS)
def test_a_slug_is_made_from_a_name(name, slug):
    assert make_slug(name) == slug


def test_a_name_without_letters_gets_the_fallback():
    assert make_slug("!", "tag") == "tag"
    assert free_slug("!", set(), "tag") == "tag"


def test_a_free_slug_is_kept_and_a_taken_one_changed_by_the_name():
    assert free_slug("C", set()) == "c"
    assert free_slug("C", {"c"}) == free_slug("C", ["c", "d"])
    assert free_slug("c.", {"c"}) != free_slug("C", {"c"})
    assert free_slug("C", {"c"}).startswith("c-")


def test_a_suffixed_slug_that_is_taken_gets_more_of_the_digest():
    taken = {"foo"}
    for digits in (6, 8, 12, 16):
        slug = free_slug("Foo", taken)
        assert slug.startswith("foo-1cbec7")
        assert len(slug) == len("foo-") + digits
        taken.add(slug)


def test_the_longest_slug_fits_whatever_is_taken():
    taken: set[str] = {"x" * SLUG_LENGTH}
    while (slug := free_slug("x" * 200, taken)) not in taken:
        assert len(slug) == SLUG_LENGTH
        taken.add(slug)
    assert len(taken) == 1 + 16


@pytest.mark.django_db
def test_a_category_named_like_anothers_suffixed_slug_stands_beside_it():
    for name in ("foo", "foo-1cbec7", "Foo"):
        Category.objects.create(name=name)

    paths = set(Category.objects.values_list("path", flat=True))
    assert paths == {"foo", "foo-1cbec7", "foo-1cbec737"}


@given(st.text(max_size=200))
def test_any_name_gives_a_slug_that_fits_into_an_address(name):
    for slug in (make_slug(name), free_slug(name, {make_slug(name)})):
        assert 0 < len(slug) <= SLUG_LENGTH
        assert not set(slug) & set("/?#%\\. \n")
        assert not slug.startswith("-")
