"""Where a file's story stood before: what its title makes of an address, and what it states."""

from importlib import import_module

import pytest
from django.apps import apps
from hypothesis import given
from hypothesis import strategies as st

from articles.importer.old_addresses import MOST_PATHS, OldAddresses, crc16
from articles.importer.undo import undo
from articles.models import OldAddress, Sighting
from tests.importer.corpus import Folder, html, seed_file, sentences, tables
from tests.importer.documents import built, story

# What hexo-abbrlink 2.2.1 itself gives for these titles.
NUMBERS = {
    "小米：ToB 领域我们还是小学生，目标 3 年营收百亿元": 0xFF09,
    "A quiet launch": 0x2DBC,
    "123456789": 0xBB3D,
    "𠀀 &#123;x&#125;": 0xC5E3,
    "Chips": 0x96ED,
}


@pytest.mark.parametrize(("title", "number"), NUMBERS.items())
def test_a_titles_number_is_that_of_the_old_site(title, number):
    assert built(seed_file(title).encode()).old == OldAddresses(number)


@given(st.binary())
def test_the_checksum_of_a_text_and_its_checksum_is_nothing(data):
    """What every CRC that begins with 0 promises."""
    assert crc16(data + crc16(data).to_bytes(2, "little")) == 0


def test_the_title_counts_as_it_was_written_not_as_it_is_mended():
    body = '<div><img title="Is it: A/B?" src="https://x.example/a.png"><p>Words.</p></div>'

    mended = built(seed_file("Is it_ A_B_", body).encode())

    assert mended.title == "Is it: A/B?"
    assert mended.old.number == crc16(b"Is it_ A_B_")
    assert built(seed_file("A &amp; B").encode()).old.number == crc16(b"A &amp; B")


STATED = {
    "hexo": ("permalink: notes/one.html", ("/notes/one.html",)),
    "jekyll": ("layout: post\npermalink: /2019/01/x/", ("/2019/01/x",)),
    "jekyll's pattern": ("layout: post\npermalink: /:year/:title/", ()),
    "jekyll's word": ("layout: post\npermalink: pretty", ()),
    "redirect_from": ("layout: post\nredirect_from:\n - /a/\n - /b", ("/a", "/b")),
    "hugo": ("draft: false\nurl: /u/\naliases: [/a/, /b/index.html, /a]", ("/u", "/a", "/b")),
    "the original's": ("url: https://example.com/a/", ()),
    "escaped": ("permalink: /%E6%96%B0/", ("/新",)),
    "a table": ("permalink: {name: /a/}", ()),
    "no text": ("aliases: [[/a/], '', null]", ()),
}


@pytest.mark.parametrize(("matter", "paths"), STATED.values(), ids=STATED)
def test_a_file_states_its_own_addresses(matter, paths):
    assert story(matter).old.paths == paths


def test_zola_states_them_too():
    data = (
        b'+++\ntitle = "A"\npath = "old/place"\naliases = ["x/y/"]\n[extra]\na = 1\n+++\nWords.\n'
    )

    assert built(data).old == OldAddresses(None, ("/x/y", "/old/place"))


ABBRLINKS = {
    "hexadecimal": ("66c8", OldAddresses(0x66C8)),
    "32 bits": ("8ddf18fb", OldAddresses(0x0DDF18FB)),
    "a word": ("my-post", OldAddresses(None, ("/p/my-post.html",))),
    "a bad word": ("../x", OldAddresses()),
    "none yet": ("0", OldAddresses(crc16(b"A title"))),
    "a list": ("[1]", OldAddresses(crc16(b"A title"))),
}


@pytest.mark.parametrize(("abbrlink", "old"), ABBRLINKS.values(), ids=ABBRLINKS)
def test_an_abbrlink_counts_before_the_title(abbrlink, old):
    assert story(f"abbrlink: {abbrlink}").old == old
    if old.number != crc16(b"A title"):
        assert story(f"abbrlink: {abbrlink}\ndraft: false").old == old  # hugo's keys


def test_other_dialects_titles_make_no_addresses():
    assert story("layout: post\npermalink: /a/").old.number is None
    assert story("draft: false").old.number is None
    assert story("title: [a]\nlang: en").old.number is None


def test_there_is_an_end_to_what_a_file_may_claim():
    many = ", ".join(f"/{number}/" for number in range(10_000))

    assert len(story(f"aliases: [{many[:9_000]}]").old.paths) <= MOST_PATHS


# Stored ---------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path) -> Folder:
    return Folder(tmp_path)


@pytest.mark.django_db
def test_every_version_of_a_file_keeps_its_own(folder):
    folder.write("a.md", title="One", more={"permalink": "/one/"})
    folder.run()
    folder.write("a.md", title="Two", more={"permalink": "/two/", "alias": "/zwei/"})
    folder.run()

    told = Sighting.objects.order_by("pk").values_list("old_number", "superseded")
    assert list(told) == [(crc16(b"One"), True), (crc16(b"Two"), False)]
    paths = OldAddress.objects.order_by("path").values_list("path", "sighting__superseded")
    assert list(paths) == [("/one", True), ("/two", False), ("/zwei", False)]


@pytest.mark.django_db
def test_what_is_refused_claims_nothing(folder):
    folder.write("_.md", "---\npermalink: /a/\n---\n")
    folder.run()

    assert (Sighting.objects.get().old_number, OldAddress.objects.count()) == (None, 0)


@pytest.mark.django_db
def test_files_from_before_tell_what_an_import_reads_from_them_now(folder):
    folder.write("a.md", title="One", more={"permalink": "/one/"})
    folder.write("refused.md", "no front matter")
    folder.write("b.md", title="Other", body=html(sentences(2)), more={"abbrlink": "66c8"})
    folder.run()
    now = tables("id")
    Sighting.objects.update(old_number=None)
    OldAddress.objects.all().delete()
    migration = import_module("articles.migrations.0007_old_numbers")

    migration.read_originals(apps, None)

    assert tables("id") == now
    migration.read_originals(apps, None)
    assert tables("id") == now


@pytest.mark.django_db
def test_an_import_that_is_taken_back_takes_its_addresses_along(folder):
    folder.write("a.md", title="One", more={"permalink": "/one/"})
    folder.write("refused.md", "no front matter")
    first = folder.run().batch
    folder.write("a.md", title="One", body=html(sentences(1)), more={"permalink": "/two/"})
    folder.write("b.md", title="Other", body=html(sentences(2)), more={"permalink": "/three/"})

    undo(folder.run().batch)
    assert list(OldAddress.objects.values_list("path", flat=True)) == ["/one"]
    undo(first)
    assert not OldAddress.objects.exists()
    assert not Sighting.objects.exists()


@pytest.mark.django_db
def test_taking_back_reads_no_original(folder, django_assert_max_num_queries):
    for number in range(9):
        folder.write(f"{number}.md", title=f"Story {number}", body=html(sentences(number)))
    batch = folder.run().batch

    with django_assert_max_num_queries(100) as asked:
        undo(batch)

    assert not [query for query in asked.captured_queries if '"original"' in query["sql"]]
