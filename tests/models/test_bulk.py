"""Bulk rows: whatever a column can hold arrives as the ORM would have stored it."""

import json
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, DataError, IntegrityError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.models import Article, Category, ImportBatch, ImportProblem, Sighting, bulk
from tests.factories import NOON, make_article, make_category

pytestmark = pytest.mark.django_db

PROBLEM = ("batch_id", "root", "path", "line", "code", "detail", "excerpt")
SIGHTING = (
    "root", "path", "batch_id", "refused", "held", "released", "superseded", "sha256", "size",
    "seen_at", "original", "story_key", "source_name", "title", "title_key", "published_at",
    "date_raw", "channel", "mends",
)  # fmt: skip
THROUGH = Article.categories.through
FILED = ("article_id", "category_id")

TEXTS = {
    "empty": "",
    "a tab": "a\tb",
    "lines": "a\nb\r\nc\rd\n",
    "a backslash": "a\\b",
    "backslashes at the end": "a\\\\",
    "a null as COPY writes it": "\\N",
    "the end as COPY writes it": "\\.",
    "an escape as COPY writes it": "\\t \\x41 \\101",
    "quotes": "'a' \"b\" `c` ''",
    "signs of SQL": "%s %% ? $1 {0}; --",
    "an emoji": "🗞️ 👩‍💻",
    "Chinese": "灯塔 之家",
    "invisible ones": "\u00a0\u200b\u2028\ufeff\x7f\x01\x0b\x0c\x1c",
    "spaces around": "  a  ",
    "null": "null",
}
TIMES = {
    "in UTC": datetime(2020, 3, 10, 14, 21, 29, tzinfo=UTC),
    "with microseconds": datetime(2020, 3, 10, 14, 21, 29, 1, tzinfo=UTC),
    "in another zone": datetime(2020, 3, 10, 1, 2, 3, 450_000, tzinfo=ZoneInfo("Asia/Shanghai")),
    "at an offset with seconds": datetime(
        1890, 1, 1, tzinfo=timezone(timedelta(hours=-3, minutes=-30, seconds=-52))
    ),
    "in the hour that comes twice": datetime(
        2020, 10, 25, 2, 30, fold=1, tzinfo=ZoneInfo("Europe/Berlin")
    ),
    "long ago": datetime(1, 1, 2, tzinfo=UTC),
    "in the far future": datetime(9999, 12, 30, 23, 59, 59, 999_999, tzinfo=UTC),
    "none": None,
}


@pytest.fixture
def batch() -> ImportBatch:
    return ImportBatch.objects.create(root="news")


def sighting(batch: ImportBatch, **values) -> dict[str, object]:
    fields = dict.fromkeys(SIGHTING, "") | {
        "root": "news", "path": "a.md", "batch_id": batch.pk, "released": False,
        "superseded": False, "size": 1, "seen_at": NOON, "original": b"", "published_at": None,
    }  # fmt: skip
    return fields | values


def stored(batch: ImportBatch, **values) -> Sighting:
    """A sighting by way of bulk.insert."""
    Sighting.objects.all().delete()
    row = sighting(batch, **values)
    bulk.insert(Sighting, SIGHTING, [[row[name] for name in SIGHTING]])
    return Sighting.objects.get()


def in_utc(moment: datetime | None) -> datetime | None:
    """Python takes times of the doubled hour for different ones, in whatever zones."""
    return moment and moment.astimezone(UTC)


def problem(batch: ImportBatch, path: str, **values) -> list[object]:
    fields = {
        "batch_id": batch.pk, "root": "news", "path": path, "line": None, "code": "W_X",
        "detail": "{}", "excerpt": "",
    }  # fmt: skip
    return [(fields | values)[name] for name in PROBLEM]


class TestInsert:
    @pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
    def test_takes_any_text(self, batch, text):
        assert stored(batch, title=text, path=f"{text}.md").title == text

    @pytest.mark.parametrize("moment", TIMES.values(), ids=TIMES)
    def test_takes_any_time(self, batch, moment):
        found = stored(batch, published_at=moment)

        assert found.published_at == in_utc(moment)
        assert Sighting.objects.filter(published_at=moment).exists()

    def test_writes_times_as_the_orm_does(self, batch):
        """Or SQLite, where they are text, would not find and sort them."""
        for at, moment in enumerate(TIMES.values()):
            Sighting.objects.create(**sighting(batch, path=f"orm {at}", published_at=moment))
            row = sighting(batch, path=f"bulk {at}", published_at=moment)
            bulk.insert(Sighting, SIGHTING, [[row[name] for name in SIGHTING]])
        with connection.cursor() as cursor:
            cursor.execute("SELECT CAST(published_at AS text) FROM articles_sighting ORDER BY id")
            texts = [text for (text,) in cursor.fetchall()]

        assert texts[::2] == texts[1::2]

    @pytest.mark.parametrize(
        "data", [b"", b"\\", b"\\x00", bytes(range(256)), bytes(range(256)) * 300]
    )
    def test_takes_any_bytes(self, batch, data):
        assert bytes(stored(batch, original=data).original) == data

    def test_takes_numbers_and_truth(self, batch):
        found = stored(batch, size=2**31 - 1, released=True)

        assert (found.size, found.released, found.superseded) == (2**31 - 1, True, False)

    @pytest.mark.parametrize(
        "value", [{}, [], {"a": [1, 2.5, None, True]}, {"t\t\n\\N": "\\ \" ' 🗞️"}, "text", 7]
    )
    def test_takes_json_as_text(self, batch, value):
        for ascii_only in (True, False):
            text = json.dumps(value, ensure_ascii=ascii_only)
            bulk.insert(ImportProblem, PROBLEM, [problem(batch, "a.md", detail=text)])

        assert [row.detail for row in ImportProblem.objects.all()] == [value, value]

    def test_keeps_the_order_of_many_rows(self, batch):
        paths = [f"{number}.md" for number in range(3_000)]
        bulk.insert(ImportProblem, PROBLEM, [problem(batch, path) for path in paths])

        rows = ImportProblem.objects.order_by("pk").values_list("path", flat=True)
        assert list(rows) == paths

    def test_of_no_rows_is_nothing(self, django_assert_num_queries):
        with django_assert_num_queries(0):
            bulk.insert(ImportProblem, PROBLEM, [])
            bulk.update(ImportProblem, PROBLEM, [])

    @pytest.mark.postgres
    def test_a_row_of_one_empty_text_is_a_row(self):
        """In COPY's format it is an empty line."""
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMP TABLE lines (line text)")
            bulk._copy(cursor, "lines", "line", [[""], [""], ["\\."]])
            cursor.execute("SELECT line FROM lines ORDER BY line")
            assert cursor.fetchall() == [("",), ("",), ("\\.",)]

    def test_what_is_there_already_stops_it(self):
        article, category = make_article(), make_category("News")
        article.categories.add(category)

        with pytest.raises(IntegrityError), transaction.atomic():
            bulk.insert(THROUGH, FILED, [(article.pk, category.pk)])

    def test_or_stays_if_that_is_asked_for(self):
        article, one, two = make_article(), make_category("News"), make_category("Other")
        article.categories.add(one)

        for _ in range(2):
            rows = [(article.pk, one.pk), (article.pk, two.pk)]
            bulk.insert(THROUGH, FILED, rows, ignore=True)

        assert set(article.categories.all()) == {one, two}

    @pytest.mark.parametrize("ignore", [False, True])
    def test_a_broken_rule_of_another_kind_is_never_ignored(self, ignore):
        rows = [(None, make_category("News").pk)]

        with pytest.raises(IntegrityError), transaction.atomic():
            bulk.insert(THROUGH, FILED, rows, ignore=ignore)

    def test_half_a_character_is_bad_data(self, batch):
        with pytest.raises(DataError), transaction.atomic():
            stored(batch, title="a\ud83d")

    @pytest.mark.postgres
    @pytest.mark.parametrize("title", ["a\0b", "a" * 301])
    def test_what_a_column_cannot_hold_is_bad_data(self, batch, title):
        with pytest.raises(DatabaseError) as refused, transaction.atomic():
            stored(batch, title=title)

        assert isinstance(refused.value, DataError)


class TestUpdate:
    def test_sets_the_named_fields_of_the_rows_with_these_numbers(self, batch):
        first, second, other = [make_article(f"Old {number}") for number in range(3)]
        names = ("title", "published_at", "edited_fields", "lead_width")
        rows = [
            ("New\t1\\N", TIMES["in another zone"], '["title"]', None, first.pk),
            ("New 2", NOON, "[]", 7, second.pk),
        ]

        bulk.update(Article, names, rows)

        for article in (first, second):
            article.refresh_from_db()
        assert (first.title, first.edited_fields, first.lead_width) == (
            "New\t1\\N",
            ["title"],
            None,
        )
        assert first.published_at == TIMES["in another zone"]
        assert (second.title, second.published_at, second.lead_width) == ("New 2", NOON, 7)
        assert second.body.startswith("<p>Text of story")
        assert Article.objects.get(pk=other.pk).title == "Old 2"

    def test_twice_in_a_transaction_takes_each_its_own_rows(self):
        first, second = make_article("a"), make_article("b")
        bulk.update(Article, ["title"], [("A", first.pk)])
        bulk.update(Article, ["title", "slug"], [("B", "b-2", second.pk)])

        titles = Article.objects.order_by("pk").values_list("title", "slug")
        assert list(titles) == [("A", "a"), ("B", "b-2")]

    def test_a_number_that_is_gone_changes_nothing(self):
        article = make_article("a")
        bulk.update(Article, ["title"], [("A", article.pk + 1)])

        assert Article.objects.get().title == "a"


class TestNextIds:
    def insert(self, count: int) -> list[int]:
        numbers = bulk.next_ids(Category, count)
        names = ("id", "name", "slug", "path", "title")
        bulk.insert(Category, names, [[n, *[f"bulk {n}"] * 4] for n in numbers])
        return numbers

    def test_are_as_many_as_asked_for_and_rise(self):
        numbers = bulk.next_ids(Category, 5)

        assert (len(numbers), sorted(set(numbers))) == (5, numbers)
        assert bulk.next_ids(Category, 0) == []

    def test_do_not_collide_with_rows_before_or_after(self):
        seen = self.insert(3)  # into a table that may never have held a row
        for _ in range(2):
            seen.append(make_category(f"News {len(seen)}").pk)
            seen += self.insert(2)
        more = [Category(name=name, path=name) for name in "ab"]
        seen += [row.pk for row in Category.objects.bulk_create(more)]
        seen += self.insert(1)

        assert len(set(seen)) == len(seen) == Category.objects.count()

    def test_are_never_those_of_deleted_rows(self):
        """What still points at a deleted story must not point at another one."""
        gone = [make_category("News").pk, *self.insert(3)]
        Category.objects.all().delete()

        assert not {*self.insert(3), make_category("Other").pk} & {*gone}


# Whatever PostgreSQL's text can hold: no NUL, no half characters.
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
zones = st.timezones() | st.just(UTC)
first, last = (moment.replace(tzinfo=None) for moment in (*TIMES.values(),)[5:7])
times = st.none() | st.datetimes(first, last, timezones=zones)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
told = st.tuples(texts, texts, times, st.binary(max_size=60), st.booleans(), json_values)


@settings(max_examples=60)
@given(rows=st.lists(told, min_size=1, max_size=5))
def test_what_is_inserted_the_orm_reads_back(rows):
    with transaction.atomic():
        batch = ImportBatch.objects.create(root="news")
        files = [
            sighting(
                batch, path=str(at), title=title, channel=channel, published_at=moment,
                original=data, released=released,
            )
            for at, (title, channel, moment, data, released, _value) in enumerate(rows)
        ]  # fmt: skip
        bulk.insert(Sighting, SIGHTING, [[file[name] for name in SIGHTING] for file in files])
        values = [json.dumps(value, ensure_ascii=False) for *_, value in rows]
        bulk.insert(ImportProblem, PROBLEM, [problem(batch, "", detail=text) for text in values])
        found = [
            (row.title, row.channel, row.published_at, bytes(row.original), row.released)
            for row in Sighting.objects.order_by("pk")
        ]
        details = [row.detail for row in ImportProblem.objects.order_by("pk")]
        transaction.set_rollback(True)

    assert found == [(*row[:2], in_utc(row[2]), *row[3:5]) for row in rows]
    assert details == [value for *_, value in rows]
