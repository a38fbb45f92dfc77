"""Bodies of revisions: packed whoever writes them, and read as if they were not."""

import importlib
import random
from statistics import mean

import pytest
from django.apps import apps
from django.db import connection, models

from articles.models import Article, DamagedBodyError, Revision
from articles.models.body_packing import pack, unpack
from articles.models.revision_bodies import LEANING
from tests.factories import make_article

pytestmark = pytest.mark.django_db

LONG = "".join(
    f"<p>Sentence {n} of a story about chips, 价格上涨{n * 7919}。</p>" for n in range(150)
)


def edited(body: str, chosen: random.Random) -> str:
    """One word of it is another."""
    at = chosen.choice([at for at in range(len(body)) if body.startswith("chips", at)])
    return f"{body[:at]}w{chosen.randrange(10**6)}{body[at + 5 :]}"


def rows_of(story: Article, count: int) -> list[str]:
    """So many edits of one word, and the bodies before each."""
    chosen, body, bodies = random.Random(1), LONG, []
    for _ in range(count):
        bodies.append(body)
        Revision.objects.create(article=story, kind="edit", before={"title": "T", "body": body})
        body = edited(body, chosen)
    return bodies


@pytest.mark.parametrize("body", ["", "<p>One.</p>", "价格" * 40_000, "\0\ud7ff𠮷"])
@pytest.mark.parametrize("base", [None, "", "<p>One!</p>", "价格" * 39_000 + "<p>x</p>"])
def test_any_body_comes_back_with_any_other_for_a_dictionary(body, base):
    assert unpack(pack(body, base), base) == body


def test_what_two_bodies_have_in_common_costs_nothing_at_any_length():
    halves = ["".join(chr(0x4E00 + random.Random(n).randrange(9_000)) for _ in range(30_000))
              for n in (1, 2)]  # fmt: skip
    base = "".join(halves)

    assert len(pack(f"<p>new</p>{base}<p>end</p>", base)) < 100


DAMAGES = {
    "cut": lambda packed: packed[:-3],
    "a bit": lambda packed: bytes([*packed[:-6], packed[-6] ^ 1, *packed[-5:]]),
    "something else": lambda packed: b"no frame at all",
    "nothing": lambda packed: b"",
    "a bomb": lambda packed: b"\x28\xb5\x2f\xfd\xe0" + b"\xff" * 12,
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_what_is_damaged_is_said_to_be(damage):
    with pytest.raises(DamagedBodyError):
        unpack(damage(pack(LONG)))


def test_another_dictionary_is_noticed():
    other = LONG.replace("chips", "ships")
    with pytest.raises(DamagedBodyError):
        unpack(pack(LONG.replace("150", "151"), LONG), other)


def test_one_word_edits_take_few_bytes_with_a_full_copy_every_twenty():
    story = make_article(body=LONG)
    bodies = rows_of(story, 45)

    rows = list(Revision.objects.order_by("pk").with_bodies())

    assert [row.before for row in rows] == [{"title": "T", "body": body} for body in bodies]
    assert [at for at, row in enumerate(rows) if row.body_base_id is None] == [0, 20, 40]
    assert all(row.body_base.body_base_id is None for row in rows if row.body_base_id)
    leaning = [len(row.packed_body) for row in rows if row.body_base_id]
    assert mean(leaning) < 160
    assert LEANING == 19
    assert all(row.kept == {"title": "T", "body": None} for row in rows)


def test_reading_many_takes_two_queries(django_assert_num_queries):
    rows_of(make_article(body=LONG), 25)

    with django_assert_num_queries(2):
        assert len([row.before["body"] for row in Revision.objects.with_bodies()]) == 25


def test_a_story_leans_on_its_own_copies_only():
    one, other = make_article(), make_article()
    for story in (one, other, one, other):
        Revision.objects.create(article=story, kind="edit", before={"body": f"<p>{story.pk}</p>"})

    assert all(
        row.body_base is None or row.body_base.article_id == row.article_id
        for row in Revision.objects.all()
    )
    assert Revision.objects.filter(body_base__isnull=False).count() == 2


def test_bulk_writing_packs_in_one_query_more(django_assert_num_queries):
    stories = [make_article() for _ in range(5)]
    for story in stories:
        Revision.objects.create(article=story, kind="edit", before={"body": LONG})

    with django_assert_num_queries(2):
        Revision.objects.bulk_create(
            Revision(article=story, kind="edit", before={"body": f"{LONG}<p>{story.pk}</p>"})
            for story in stories
        )

    for row in Revision.objects.filter(body_base__isnull=False):
        assert row.before["body"] == f"{LONG}<p>{row.article_id}</p>"
        assert len(row.packed_body) < 60


def test_what_changed_no_body_costs_no_query_more_and_reads_no_body(django_assert_num_queries):
    story = make_article()
    with django_assert_num_queries(1):
        row = Revision.objects.create(article=story, kind="edit", before={"title": "Old"})

    assert row.packed_body is None
    assert Revision.objects.get().before == {"title": "Old"}


def test_saving_again_keeps_the_body_packed():
    story = make_article()
    Revision.objects.create(article=story, kind="edit", before={"body": LONG})
    row = Revision.objects.get()
    row.lost = {"iframe": 1}
    row.save()

    row = Revision.objects.get()
    assert row.kept == {"body": None}
    assert (row.before["body"], row.lost) == (LONG, {"iframe": 1})


def test_a_damaged_row_takes_no_other_along():
    story = make_article(body=LONG)
    bodies = rows_of(story, 3)
    _first, second, third = Revision.objects.order_by("pk")
    Revision.objects.filter(pk=second.pk).update(packed_body=b"damaged")

    with pytest.raises(DamagedBodyError):
        _ = Revision.objects.get(pk=second.pk).before
    assert Revision.objects.get(pk=second.pk).kept["title"] == "T"
    assert Revision.objects.get(pk=third.pk).before["body"] == bodies[2]
    assert list(Revision.objects.bodies()) == [bodies[0], bodies[2]]


def test_a_copy_that_others_lean_on_goes_only_with_them():
    story = make_article(body=LONG)
    rows_of(story, 3)
    with pytest.raises(models.RestrictedError):
        Revision.objects.order_by("pk")[0].delete()

    story.delete()

    assert not Revision.objects.exists()


def test_older_revisions_are_packed_by_the_migration_and_come_back():
    migration = importlib.import_module("articles.migrations.0020_pack_revisions")
    one, other = make_article(body=LONG), make_article()
    bodies = rows_of(one, 22)
    Revision.objects.create(article=other, kind="edit", before={"title": "Old"})
    Revision.objects.create(article=other, kind="edit", before={"body": "<p>Old</p>"})

    migration.put_in(apps, connection.schema_editor())
    Revision.objects.update(packed_body=None, body_base=None)
    unpacked = [row.kept.get("body") for row in Revision.objects.order_by("pk")]
    migration.take_out(apps, connection.schema_editor())

    assert unpacked == [*bodies, None, "<p>Old</p>"]
    rows = list(Revision.objects.order_by("pk").with_bodies())
    assert [row.before.get("body") for row in rows] == unpacked
    assert sum(row.packed_body is not None and not row.body_base_id for row in rows) == 3
