"""Whatever changes what readers see: a second later the kept pages are those that are made anew."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client

from articles.importer import undo
from articles.models import Article, Category, ImportBatch, Redirect, Related, Source, Status
from articles.models.touching import MANY
from articles.provenance import history, merging
from tests.admin.helpers import LIST, save
from tests.factories import make_article, make_category, make_source
from tests.importer.corpus import Folder, html, sentences
from tests.reading.clock import Clock
from tests.reading.helpers import PATH, filed, lists_of

pytestmark = pytest.mark.django_db(transaction=True)

HOUR = timedelta(hours=1)


@pytest.fixture
def clock(monkeypatch) -> Clock:
    return Clock.held(monkeypatch)


class Site:
    """One story of its own source, category and tag among others, and a desk to change it at."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self.source = make_source("Other Wire")
        self.other = make_article(source=self.source, categories=(make_category("Sport"),))
        self.story = filed("A first title", body="<p>Its text.</p>")
        self.neighbour = filed("Beside it")
        self.user = User.objects.create_superuser("chief")
        self.desk = Client()
        self.desk.force_login(self.user)

    @property
    def category(self) -> Category:
        return Category.objects.get(title=" / ".join(PATH))

    def addresses(self) -> list[str]:
        imported = Article.objects.filter(title="Story 7")
        stories = [self.story, self.other, self.neighbour, *imported]
        own = [story.get_absolute_url() for story in stories if story.pk]
        found = lists_of(self.story)
        del found["year"], found["day"]  # as the month's, and they are the dearest of all
        lists = [*found.values(), self.source.get_absolute_url()]
        rest = "/categories/ /tags/ /sources/ /feed.xml /categories/sport/ /old/ /away/".split()
        return [*dict.fromkeys([*own, *lists, *rest])]

    def looked_at_again(self) -> "Site":
        """Its story as it is stored now, where it is."""
        self.story = Article.objects.filter(pk=self.story.pk).first() or self.story
        return self

    def act(self, action: str) -> None:
        self.desk.post(LIST, {"action": action, "_selected_action": [self.story.pk]})

    def imports(self, *numbers: int, word: str = "") -> None:
        for number in numbers:
            body = html([*sentences(number), word])
            self.folder.write(f"{number}.md", title=f"Story {number}", filed=PATH, body=body)
        assert self.folder.run().counts["refused"] == 0

    def edit(self, **fields) -> None:
        for name, value in fields.items():
            setattr(self.story, name, value)
        self.story.save()


def edit_source(site: Site, **fields) -> None:
    source = Source.objects.get(pk=site.story.source_id)
    for name, value in fields.items():
        setattr(source, name, value)
    source.save()


def edit_category(site: Site, **fields) -> None:
    category = site.category
    for name, value in fields.items():
        setattr(category, name, value)
    category.save()


def rename_tag(site: Site) -> None:
    tag = site.story.tags.get()
    tag.name = "Germanium"
    tag.save()


def put_back(site: Site) -> None:
    before = history.snapshot(site.story, ("title",))
    site.edit(title="Another title")
    history.restore(history.record(site.story, before, site.user), site.user)
    site.edit(body="<p>And another text.</p>")


def undo_latest(site: Site) -> None:
    undo.undo(ImportBatch.objects.latest("pk").pk)


# One after the other on one site: to make one for each would take most of the time.
CHANGES = {
    "a story's": {
        "title": lambda it: it.edit(title="A second title"),
        "look-alike": lambda it: it.edit(possibly_same=it.neighbour),
        "text, at the desk": lambda it: save(it.desk, it.story, body="<p>Another text.</p>"),
        "title, put back": put_back,
        "date": lambda it: it.edit(published_at=it.story.published_at - 400 * 24 * HOUR),
        "source": lambda it: it.edit(source=it.source),
        "end": lambda it: it.edit(status=Status.DRAFT),
        "return": lambda it: it.edit(status=Status.PUBLISHED),
        "end, at the desk": lambda it: it.act("archive"),
    },
    "lists that gain and lose": {
        "a new story": lambda it: filed("A new one"),
        "a new story elsewhere": lambda it: filed("A new one", source=it.source),
        "the first of a section": lambda it: make_article(categories=(make_category("Art"),)),
        "the last of a section": lambda it: it.other.delete(),
        "a category moved": lambda it: edit_category(it, parent=make_category("Sport")),
        "a story deleted": lambda it: it.story.delete(),
    },
    "categories": {
        "one more": lambda it: it.story.categories.add(make_category("Sport")),
        "one less": lambda it: it.category.articles.remove(it.story),
        "none": lambda it: it.story.categories.clear(),
        "another": lambda it: it.story.categories.set([make_category("Sport")]),
        "emptied": lambda it: it.category.articles.clear(),
        "renamed": lambda it: edit_category(it, name="Wafers"),
    },
    "tags": {
        "one more": lambda it: it.story.tags.add("Carbon"),
        "one less": lambda it: it.story.tags.remove("Silicon"),
        "renamed": rename_tag,
        "none": lambda it: it.story.tags.clear(),
        "others": lambda it: it.story.tags.set(["Carbon"]),
        "deleted": lambda it: it.story.tags.get().delete(),
        "a story deleted with others": lambda it: Article.objects.filter(pk=it.story.pk).delete(),
    },
    "redirects and sources": {
        "a redirect": lambda it: Redirect.leave("/old/", "/tags/"),
        "a redirect that leads elsewhere": lambda it: Redirect.leave("/away/", "/archive/"),
        "a source's name": lambda it: edit_source(it, name="Renamed Wire"),
        "a source's rights": lambda it: edit_source(it, text_rights="link"),
        "stories merged": lambda it: merging.merge(it.story, it.neighbour, it.user),
        "a source hidden": lambda it: edit_source(it, is_public=False),
    },
    "imports": {
        "new files": lambda it: it.imports(1, 2, word="New."),
        "a changed file": lambda it: it.imports(7, word="Changed."),
        "many files": lambda it: it.imports(*range(20, 21 + MANY)),
        "undone": undo_latest,
        "a category deleted": lambda it: it.category.delete(),
    },
}


@pytest.fixture
def site(tmp_path) -> Site:
    site = Site(Folder(tmp_path))
    site.imports(7)
    return site


@pytest.fixture
def shown(settings):
    """What a client sees at these addresses, through one page cache or (another call) none."""

    def reader(megabytes: int):
        settings.PAGE_CACHE_MB = megabytes
        client = Client()
        client.get("/robots.txt")  # the middlewares are made with the first request

        def read(addresses: list[str]) -> dict[str, tuple]:
            answers = {address: client.get(address) for address in addresses}
            return {
                address: (answer.status_code, answer.headers.get("Location"), answer.content)
                for address, answer in answers.items()
            }

        return read

    return reader


@pytest.mark.parametrize("changes", CHANGES.values(), ids=CHANGES)
def test_a_second_later_the_pages_are_fresh(site, clock, shown, subtests, changes):
    kept, made = shown(8), shown(0)
    Redirect.leave("/away/", "/tags/")
    for change, make in changes.items():
        with subtests.test(change):
            addresses = site.addresses()
            before = kept(addresses)

            make(site.looked_at_again())
            clock.pass_by(timedelta(seconds=1))

            addresses = [*dict.fromkeys([*addresses, *site.addresses()])]
            now = made(addresses)
            assert kept(addresses) == now
            assert before != {address: now[address] for address in before}, "nobody could see it"


@pytest.mark.parametrize("field", ["publish_at", "expire_at"])
def test_stories_appear_and_expire_on_time(site, clock, shown, field):
    site.edit(**{field: clock.now + HOUR})
    kept, made = shown(8), shown(0)
    addresses = site.addresses()
    clock.pass_by(HOUR - timedelta(milliseconds=1))
    before = kept(addresses)
    assert before == made(addresses)

    clock.pass_by(timedelta(milliseconds=1))

    now = made(addresses)
    assert kept(addresses) == now
    assert before != now


def test_another_day_has_another_date_on_all_pages(site, clock, shown):
    kept, made = shown(8), shown(0)
    clock.now = clock.now.replace(hour=23, minute=59, second=59, microsecond=999_000)
    before = kept(["/tags/"])

    clock.pass_by(timedelta(milliseconds=1))

    assert before != made(["/tags/"]) == kept(["/tags/"])


def test_what_no_stamp_tells_of_is_fresh_within_a_minute(site, clock, shown):
    kept, made = shown(8), shown(0)
    address = [site.story.get_absolute_url()]
    kept(address)
    Article.objects.filter(pk=site.story.pk).update(title="By hand")

    clock.pass_by(timedelta(seconds=61))

    assert kept(address) == made(address)


def test_a_related_story_that_was_hidden_comes_back(site, clock, shown):
    far = make_article("A far story", source=make_source("Far Wire"), status=Status.DRAFT)
    Related.objects.update_or_create(article=site.story, defaults={"stories": [far.pk]})
    address, kept = site.story.get_absolute_url(), shown(8)
    clock.pass_by(timedelta(seconds=1))
    before = kept([address])[address][2].decode()

    far.status = Status.PUBLISHED
    far.save()
    clock.pass_by(timedelta(seconds=1))

    assert "A far story" not in before
    assert "A far story" in kept([address])[address][2].decode()
