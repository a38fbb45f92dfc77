"""Old addresses: one step to the new one, never a chain, never a loop."""

import pytest
from django.db import IntegrityError, transaction

from articles.models import Redirect, Source
from tests.factories import make_source

pytestmark = pytest.mark.django_db


def left(*steps: tuple[str, str]) -> dict[str, str]:
    for old, new in steps:
        Redirect.leave(old, new)
    return dict(Redirect.objects.values_list("old_path", "new_path"))


@pytest.mark.parametrize(
    ("steps", "result"),
    [
        ([("/a/", "/b/")], {"/a/": "/b/"}),
        ([("/a/", "/b/"), ("/a/", "/c/")], {"/a/": "/c/"}),
        ([("/a/", "/b/"), ("/b/", "/c/")], {"/a/": "/c/", "/b/": "/c/"}),
        ([("/a/", "/b/"), ("/b/", "/a/")], {"/b/": "/a/"}),
        ([("/a/", "/b/"), ("/b/", "/c/"), ("/c/", "/a/")], {"/b/": "/a/", "/c/": "/a/"}),
        ([("/a/", "")], {"/a/": ""}),
        ([("/a/", "/b/"), ("/b/", "")], {"/a/": "", "/b/": ""}),
        ([("/a/", "/a/")], {}),
        ([("/a/", "/b/"), ("/a/", "/a/")], {}),
        ([("/%E7%94%B2/", "/%E4%B9%99/"), ("/乙/", "/甲/")], {"/乙/": "/甲/"}),
    ],
)
def test_each_old_address_leads_to_the_last_new_one(steps, result):
    assert left(*steps) == result


def test_an_address_cannot_lead_to_itself():
    with pytest.raises(IntegrityError), transaction.atomic():
        Redirect.objects.create(old_path="/a/", new_path="/a/")


def test_addresses_are_stored_as_people_read_them():
    redirect = Redirect.objects.create(old_path="/%E6%96%B0/", new_path="/b/")

    assert str(redirect) == "/新/ → /b/"
    assert str(Redirect(old_path="/a/")) == "/a/ → 410"


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("C", "c"),
        ("C++", "c-plus-plus"),
        ("C#", "c-sharp"),
        ("IT 之家", "it-之家"),
        ("？", "source"),
    ],
)
def test_a_sources_address_is_made_from_its_name(name, slug):
    source = make_source(name)

    assert (source.slug, str(source)) == (slug, name)


def test_sources_whose_names_share_a_slug_get_different_ones():
    slugs = {make_source(name).slug for name in ("Wire", "wire", "Wire!")}

    assert len(slugs) == 3
    assert "wire" in slugs


def test_a_renamed_source_keeps_its_address_and_a_new_slug_leaves_a_redirect():
    source = make_source("Wire")
    source.name = "The Wire"
    source.save()
    assert not Redirect.objects.exists()

    source.slug = "the-wire"
    source.save()

    assert left() == {"/sources/wire/": "/sources/the-wire/"}
    assert Source.objects.get().get_absolute_url() == "/sources/the-wire/"


def test_an_address_escaped_twice_is_stored_alike_however_often_it_is_saved():
    redirect = Redirect.objects.create(old_path="/%25E6%2596%25B0/", new_path="/100%25/")
    redirect.save()

    assert left() == {"/新/": "/100%/"}
