"""Filing: what is missing is made, a statement for each kind, and beside editors who make some."""

from threading import Thread

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from taggit.models import Tag

from articles.admin.picking.category_merging import CATEGORIES
from articles.importer import pipeline, planning
from articles.importer.filing import Filing
from articles.importer.pipeline import Options
from articles.models import Article, Category, CategoryAlias, Source, TagSynonym
from articles.models.category import MAX_DEPTH
from tests.factories import make_category
from tests.importer.corpus import PATH, Folder, counted, html, sentences

pytestmark = pytest.mark.django_db


def test_what_is_missing_is_made_once():
    filing = Filing()
    for _ in range(2):
        filing.make(["Wire", "wire"], [("A", "B"), ("A",), ("B",)], ["AI", "ai", "C"])

    assert [(source.name, source.slug) for source in Source.objects.order_by("pk")] == [
        ("Wire", "wire"),
        ("wire", filing.source("wire").slug),
    ]
    assert filing.source("wire").slug.startswith("wire-")
    assert sorted(Category.objects.values_list("path", "title")) == [
        ("a", "A"),
        ("a/b", "A / B"),
        ("b", "B"),
    ]
    assert filing.tag("AI") == filing.tag("ai")
    assert Tag.objects.count() == 2
    assert {kind: len(ids) for kind, ids in filing.made.items()} == {
        "source": 2,
        "category": 3,
        "tag": 2,
    }


def test_what_is_there_is_used():
    above = Category.objects.create(name="A")
    below = Category.objects.create(name="B", parent=above)
    tag = Tag.objects.create(name="AI", slug="ai")
    filing = Filing()
    filing.make([], [("A", "B")], ["ai"])

    assert (filing.category(("A", "B")), filing.tag("ai"), filing.made) == (below, tag, {})


def test_the_number_of_queries_does_not_grow_with_the_names(django_assert_num_queries):
    filing = Filing()
    # Sources, the tree and its other names once more, two levels, tags, synonyms, new tags.
    with django_assert_num_queries(8):
        filing.make(
            [f"Source {n}" for n in range(50)],
            [("Top", f"Section {n}") for n in range(50)],
            [f"tag {n}" for n in range(50)],
        )


@pytest.mark.parametrize("name", ["AI", "ai"])
def test_a_tag_that_an_editor_made_meanwhile_is_used_in_either_case(name):
    filing = Filing()
    made = Tag.objects.create(name="AI", slug="ai")
    filing.make([], [], [name])

    assert filing.tag(name) == made


@pytest.mark.parametrize("taken", [("Wire", "wire"), ("Other", "example-wire")])
def test_a_source_that_an_editor_made_meanwhile_is_refused_at_first(taken):
    filing = Filing()
    name, slug = taken
    Source.objects.create(name=name, slug=slug)

    with pytest.raises(IntegrityError), transaction.atomic():
        filing.make(["Wire", "Example Wire"], [], [])


@pytest.mark.django_db(transaction=True)
def test_a_run_beside_an_editor_who_takes_its_names_comes_through(tmp_path, monkeypatch):
    folder = Folder(tmp_path)
    folder.write("story.md", more={"tags": "[AI]"})
    make = Filing.make
    calls = []

    def late(self, *wanted) -> None:
        if not calls:
            Source.objects.create(name="Example Wire")
            Category.objects.create(name="Industry")
            Tag.objects.create(name="ai", slug="ai")
        calls.append(wanted)
        make(self, *wanted)

    monkeypatch.setattr(Filing, "make", late)
    # The editor's rows are part of the run's own transaction here, and go with it.
    assert counted(folder.run()) == {"created": 1}

    assert len(calls) == 2
    assert Article.objects.get().source.name == "Example Wire"


def test_a_synonym_is_filed_under_its_tag_and_makes_none():
    tag = Tag.objects.create(name="人工智能", slug="ai")
    TagSynonym.objects.create(tag=tag, name="AI")
    filing = Filing()
    TagSynonym.objects.create(tag=tag, name="Künstliche Intelligenz")  # while the import runs
    filing.make([], [], ["ai", "KÜNSTLICHE intelligenz"])

    assert filing.tag("AI") == filing.tag("künstliche Intelligenz") == tag
    assert Tag.objects.count() == 1


def test_renamed_moved_and_merged_categories_are_found_by_their_old_names():
    top, other = Category.objects.create(name="A"), Category.objects.create(name="Z")
    below = Category.objects.create(name="x", parent=top)
    below.name = "y"
    below.save()
    top.name, top.parent = "B", other
    top.save()
    CategoryAlias.leave((None, "Old"), top)
    filing = Filing()

    filing.make([], [("A", "x", "new"), ("Z", "B", "y", "new"), ("Old", "x"), ("A", "fresh")], [])

    assert filing.category(("A",)) == filing.category(("Z", "B")) == top
    assert filing.category(("A", "x")) == filing.category(("Old", "y")) == below
    assert filing.category(("Old", "x", "new")) == filing.category(("Z", "B", "y", "new"))
    made = Category.objects.filter(pk__in=filing.made["category"])
    assert sorted(made.values_list("title", flat=True)) == ["Z / B / fresh", "Z / B / y / new"]


def test_names_that_lead_below_the_last_level_stop_at_it():
    deep = None
    for level in range(MAX_DEPTH):
        deep = Category.objects.create(name=str(level), parent=deep)
    CategoryAlias.leave((None, "Short"), deep)
    filing = Filing()

    filing.make([], [("Short", "a", "b")], [])

    assert filing.category(("Short", "a", "b")) == deep
    assert not filing.made.get("category")


def test_a_plan_tells_what_will_be_filed_at_the_last_level(tmp_path):
    deep = None
    for level in range(MAX_DEPTH):
        deep = Category.objects.create(name=str(level), parent=deep)
    CategoryAlias.leave((None, "Industry"), deep)
    folder = Folder(tmp_path)
    folder.write("a.md")

    plan = planning.plan(folder.top, folder.root, Options())[0]

    assert plan.files.get().detail["categories"] == [deep.title]


def test_a_plan_and_its_import_file_under_what_a_category_is_called_now(tmp_path):
    folder = Folder(tmp_path)
    folder.write("a.md")
    folder.run()
    top = Category.objects.get(name="Industry")
    top.name = "Business"
    top.save()
    before = Category.objects.count()
    folder.write("b.md", title="New", body=html(sentences(2)))

    plan = planning.plan(folder.top, folder.root, Options())[0]
    assert counted(folder.run()) == {"created": 1, "unchanged": 1}

    (title,) = plan.files.get(outcome="created").detail["categories"]
    assert title.startswith("Business / ")
    assert Article.objects.get(title="New").categories.get().title == title
    assert Category.objects.count() == before


def merged(chips: Category) -> None:
    CATEGORIES.merge([chips], make_category("Other"), None)


def renamed(chips: Category) -> None:
    top = chips.parent.parent
    top.name, top.slug = "Business", "business"
    top.save()


@pytest.mark.parametrize(
    ("deed", "path", "end"),
    [
        (merged, PATH, "other"),
        (merged, (*PATH, "New"), "other/new"),
        (renamed, PATH, "business/example-wire/chips"),
        (renamed, (*PATH, "New"), "business/example-wire/chips/new"),
    ],
)
def test_what_is_merged_or_renamed_beside_a_run_is_what_its_stories_mean(
    tmp_path, monkeypatch, deed, path, end
):
    chips, folder = make_category(*PATH), Folder(tmp_path)
    folder.write("story.md", filed=path)
    recall = pipeline._Run._recall

    def late(self, entries) -> None:
        deed(chips)  # the run has read the categories, and begins to store
        recall(self, entries)

    monkeypatch.setattr(pipeline._Run, "_recall", late)
    assert counted(folder.run()) == {"created": 1}

    story = Article.objects.get()
    category = story.categories.get()
    assert category.path == end
    assert {entry.category_id for entry in story.entries.all()} == set(
        Category.objects.lineages()[category.pk]
    )


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("holds", [True, False])
def test_categories_are_not_moved_while_stories_are_filed_below_them(holds):
    chips, tried = make_category(*PATH), []
    filing = Filing(holds=holds)

    def move() -> None:
        try:
            with transaction.atomic():
                Category.objects.select_for_update(nowait=True).get(path="industry")
            tried.append("moved")
        except OperationalError:
            tried.append("waits")
        connection.close()

    with transaction.atomic():
        filing.lineages([chips.pk])
        mover = Thread(target=move)
        mover.start()
        mover.join()

    assert tried == ["waits" if holds else "moved"]
