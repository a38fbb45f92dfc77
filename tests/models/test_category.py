"""The tree of categories: addresses, moves, renames, and what is refused."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from articles.models import Category, CategoryEntry, Redirect
from articles.models.category import LONGEST, MAX_DEPTH
from tests.factories import make_article, make_category

pytestmark = pytest.mark.django_db


def redirects() -> dict[str, str]:
    return dict(Redirect.objects.values_list("old_path", "new_path"))


def listed(*names: str) -> set[str]:
    entries = CategoryEntry.objects.filter(category__title=" / ".join(names))
    return set(entries.values_list("article__title", flat=True))


def change(category: Category, **fields) -> Category:
    category = Category.objects.get(pk=category.pk)
    for name, value in fields.items():
        setattr(category, name, value)
    category.full_clean()
    category.save()
    return category


@pytest.mark.parametrize(
    ("names", "path"),
    [
        (("News",), "news"),
        (("新媒体", "IT 之家", "分类资讯"), "新媒体/it-之家/分类资讯"),
        (("Languages", "C"), "languages/c"),
        (("Languages", "C++"), "languages/c-plus-plus"),
        (("Languages", "C#"), "languages/c-sharp"),
        (("！！",), "category"),
    ],
)
def test_the_path_is_made_of_the_names(names, path):
    category = make_category(*names)

    assert category.path == path
    assert str(category) == " / ".join(names)


def test_siblings_whose_names_share_a_slug_get_different_ones_in_any_order():
    one, other = make_category("News", "C!"), make_category("News", "C")
    elsewhere = make_category("C")

    assert one.slug == "c"
    assert other.slug.startswith("c-")
    assert elsewhere.path == "c"


def test_names_are_unique_below_a_parent_and_at_the_root():
    news = make_category("News")
    make_category("Science", "News")

    for parent in (None, make_category("Science")):
        with pytest.raises(IntegrityError), transaction.atomic():
            Category.objects.create(name="News", slug="other", parent=parent)
    assert Category.objects.create(name="News", parent=news).path == "news/news"


def test_a_category_with_children_cannot_be_deleted():
    make_category("News", "Wire")

    with pytest.raises(ProtectedError):
        make_category("News").delete()


def test_a_renamed_category_carries_its_subtree_along():
    make_category("News", "Wire", "Chips")
    news = change(make_category("News"), name="Nachrichten", slug="nachrichten")

    assert list(Category.objects.values_list("path", "title")) == [
        ("nachrichten", "Nachrichten"),
        ("nachrichten/wire", "Nachrichten / Wire"),
        ("nachrichten/wire/chips", "Nachrichten / Wire / Chips"),
    ]
    assert news.get_absolute_url() == "/categories/nachrichten/"
    assert redirects() == {
        "/categories/news/": "/categories/nachrichten/",
        "/categories/news/wire/": "/categories/nachrichten/wire/",
        "/categories/news/wire/chips/": "/categories/nachrichten/wire/chips/",
    }


@pytest.mark.parametrize("names", [("News", "Wire"), ("新闻", "之家")])
def test_a_new_name_with_the_same_slug_moves_no_address(names):
    make_category(*names)
    change(make_category(names[0]), name="Daily")

    assert make_category("Daily", names[1]).title == f"Daily / {names[1]}"
    assert Category.objects.count() == 2
    assert redirects() == {}


@pytest.mark.parametrize("slugs", [("a", "b", "c"), ("甲", "乙", "丙")])
def test_renames_there_and_back_leave_no_chain_and_no_loop(slugs):
    first, second, third = slugs
    make_category(first, "Wire")
    top = make_category(first)
    for slug in (second, third, first, second):
        change(top, slug=slug)

    left = redirects()
    assert left == {
        f"/categories/{old}/{rest}": f"/categories/{second}/{rest}"
        for old in (first, third)
        for rest in ("", "wire/")
    }
    assert not set(left) & set(left.values())


def test_a_moved_category_takes_its_stories_to_the_new_parents_list():
    chips = make_category("News", "Wire", "Chips")
    make_article("Deep", categories=(chips,))
    make_article("Middle", categories=(make_category("News", "Wire"),))
    make_article("Apart", categories=(make_category("News"),))
    science = make_category("Science")

    change(make_category("News", "Wire"), parent=science)

    assert listed("News") == {"Apart"}
    assert listed("Science") == {"Deep", "Middle"}
    assert listed("Science", "Wire") == {"Deep", "Middle"}
    assert listed("Science", "Wire", "Chips") == {"Deep"}
    assert redirects()["/categories/news/wire/chips/"] == "/categories/science/wire/chips/"


def test_a_category_moved_to_the_root_leaves_its_old_parents_list():
    make_article("Deep", categories=(make_category("News", "Wire"),))
    change(make_category("News", "Wire"), parent=None)

    assert (listed("News"), listed("Wire")) == (set(), {"Deep"})


def test_only_what_lies_below_moves():
    """Paths alone do not tell: some databases compare them without regard to case."""
    for name, slug in (("News", "news"), ("NEWS", "NEWS"), ("News 2", "news-2"), ("N%", "n_")):
        parent = Category.objects.create(name=name, slug=slug)
        Category.objects.create(name="Wire", parent=parent)
    change(make_category("News"), slug="daily")

    assert set(Category.objects.values_list("path", flat=True)) == {
        "daily", "daily/wire", "NEWS", "NEWS/wire", "news-2", "news-2/wire", "n_", "n_/wire",
    }  # fmt: skip


def test_saving_without_a_change_costs_and_moves_nothing(django_assert_max_num_queries):
    chips = make_category("News", "Wire", "Chips")
    make_article(categories=(chips,))

    with django_assert_max_num_queries(6):
        Category.objects.get(path="news").save()
    assert redirects() == {}


@pytest.mark.parametrize("names", [("News",), ("News", "Wire"), ("News", "Wire", "Chips")])
def test_a_category_cannot_lie_below_itself(names):
    make_category("News", "Wire", "Chips")
    news = make_category("News")
    news.parent = make_category(*names)

    with pytest.raises(ValidationError, match="below itself"):
        news.full_clean()


@pytest.mark.parametrize(("levels", "fits"), [(MAX_DEPTH - 1, True), (MAX_DEPTH, False)])
def test_a_tree_has_so_many_levels(levels, fits):
    above = make_category(*(f"L{n}" for n in range(levels)))
    category = Category(name="Last", parent=above)

    if fits:
        category.full_clean()
    else:
        with pytest.raises(ValidationError, match="levels"):
            category.full_clean()


@pytest.mark.parametrize(
    ("fields", "match"),
    [
        ({"name": "Other", "slug": "wire"}, "address already"),
        ({"name": "Wire"}, "already exists"),
    ],
)
def test_an_address_or_a_name_that_is_taken_is_refused(fields, match):
    make_category("News", "Wire")

    with pytest.raises(ValidationError, match=match):
        Category(parent=make_category("News"), **fields).full_clean()


def test_a_move_to_where_the_address_is_taken_is_refused():
    make_category("News", "Wire")
    other = Category.objects.create(name="The Wire", slug="wire")
    other.parent = make_category("News")

    with pytest.raises(ValidationError, match="address already"):
        other.full_clean()


def test_names_may_be_as_long_as_they_may_at_every_level():
    parent = None
    for number in range(MAX_DEPTH):
        parent = Category.objects.create(name=f"{number}" * 200, parent=parent)
    parent.full_clean()
    change(Category.objects.get(parent=None), name="9" * 200)

    assert max(len(title) for title in Category.objects.values_list("title", flat=True)) == LONGEST


def test_an_address_that_is_too_long_is_refused():
    parent = None
    for number in range(MAX_DEPTH - 1):
        slug = f"{number}" * 100
        parent = Category.objects.create(name=str(number), slug=slug, parent=parent)

    with pytest.raises(ValidationError, match="too long"):
        Category(name="Last", slug="x" * 100, parent=parent).full_clean()


def test_lineages_are_one_query(django_assert_num_queries):
    chips = make_category("News", "Wire", "Chips")
    wire, news = chips.parent, chips.parent.parent

    with django_assert_num_queries(1):
        lineages = Category.objects.lineages()

    assert lineages == {
        chips.pk: (chips.pk, wire.pk, news.pk), wire.pk: (wire.pk, news.pk), news.pk: (news.pk,),
    }  # fmt: skip


def test_what_lies_below_has_to_fit_where_it_moves_to():
    deep, tree = make_category(*"1234567"), make_category("A", "B", "C")
    with pytest.raises(ValidationError, match="would be 10 levels"):
        change(tree.parent.parent, parent=deep)

    Category.objects.filter(pk=tree.pk).update(path="a/b/" + "c" * (LONGEST - 4))
    with pytest.raises(ValidationError, match="a category below it would be too long"):
        change(tree.parent.parent, slug="ab")
