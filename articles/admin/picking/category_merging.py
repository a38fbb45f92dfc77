"""Categories that become one: those below the ones that go move below the one that stays, and those
of equal names become one in turn."""

from collections.abc import Iterable, Iterator, Sequence
from uuid import uuid4

from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles.admin.jobs import JobError, Tell, kind
from articles.admin.staying import Staying
from articles.admin.workflow.whose import when_merged
from articles.models import (
    Article,
    Beat,
    Category,
    CategoryAlias,
    CategoryEntry,
    Job,
    Redirect,
    refresh_listings,
)
from articles.models.category import LONGEST, MAX_DEPTH, lying_below
from articles.models.names import free_slug

from .joining import Joining, Pair
from .merge_page import MOST, MergePage

SUFFIX = 7  # of a slug that is taken where its category moves to


class CategoryJoining(Joining):
    model, table = Category, Article.categories.through
    field, noun, job = "categories", "category", "merge_categories"
    story, other = "article_id", "category_id"
    order = "path"  # the upper ones first, as whoever moves them with all below does
    gone = _("The category that was to stay is gone.")

    def address(self, category: Category) -> str:
        return category.get_absolute_url()

    def refile(self, ids: Sequence[int]) -> None:
        refresh_listings(ids)

    def moving(self, losers: Sequence[Category]) -> QuerySet:
        """Those below move along, and their stories' listings with them."""
        here = Q(category__in=losers)
        for loser in losers:
            here |= lying_below(loser.path, "category__path")
        return self.table.objects.filter(here)

    def below(self, losers: Sequence[Category]) -> int:
        here = Q()
        for loser in losers:
            here |= lying_below(loser.path)
        return Category.objects.filter(here).count()

    def in_order(self, losers: Iterable[Category]) -> Iterable[Category]:
        """The lowest first: else one that lies below another would move along with it."""
        return sorted(losers, key=lambda row: -row.path.count("/"))

    def refusal(self, losers: Sequence[Category], winner: Category) -> str:
        for loser in losers:
            if why := _upside_down(loser, winner):
                return why
        for loser in losers:
            for row in Category.objects.filter(lying_below(loser.path)):
                if _nearest(row, losers) == loser and (why := _no_room(row, loser, winner)):
                    return why
        pairs = (pair for loser in losers for pair in self.pairs(loser, winner))
        return next(filter(None, (_other_name(*pair) for pair in pairs)), "")

    def moved(self, loser: Category, winner: Category) -> str:
        return _misplaced(Category.objects.filter(lying_below(loser.path)), loser, winner)

    def pairs(self, loser: Category, winner: Category) -> Iterator[Pair]:
        return self._pairs(loser, winner, loser)

    def _pairs(self, loser: Category, winner: Category, first: Category) -> Iterator[Pair]:
        """`first` itself, which goes, may lie where one of these moves to."""
        there = {row.name: row for row in winner.children.exclude(pk=first.pk)}
        for child in loser.children.order_by("pk"):
            if same := there.get(child.name):
                yield from self._pairs(child, same, first)
        yield loser, winner

    def go_ahead(self, loser: Category, winner: Category) -> Iterator[Category]:
        for child in list(loser.children.order_by("pk")):
            if self._move_alone(child, loser, winner):
                yield child

    @transaction.atomic
    def _move_alone(self, child: Category, loser: Category, winner: Category) -> bool:
        """As they are now: since the job began, somebody may have moved or renamed each of them."""
        self.hold(self.moving([child]).values(self.story))
        self._lock(child, loser, winner)
        found = Category.objects.filter(pk=child.pk, parent=loser.pk).select_related("parent")
        if (child := found.first()) is None:
            return False
        winner = Category.objects.get(pk=winner.pk)
        rows = [child, *Category.objects.filter(lying_below(child.path))]
        if why := _misplaced(rows, child.parent, winner):
            raise JobError(why)
        return _move(child, winner)

    def set_apart(self, pairs: Iterable[Pair]) -> None:
        for row, _into in pairs:
            name = str(uuid4())
            Category.objects.filter(pk=row.pk).update(name=name, slug=name, path=name)

    def dissolve(self, loser: Category, winner: Category) -> None:
        address = self.address(loser)
        for child in loser.children.order_by("path").select_for_update():
            _move(child, winner)
        _move_names(loser, winner)
        mine = Beat.objects.filter(category=winner).values("user")
        Beat.objects.filter(category=loser).exclude(user__in=mine).update(category=winner)
        loser.delete()
        if not Category.objects.filter(path=loser.path).exists():  # one that moved there has it
            Redirect.leave(address, self.address(winner))


def lies_below(row: Category, other: Category) -> bool:
    return row.path.startswith(f"{other.path}/")


def _upside_down(loser: Category, winner: Category) -> str:
    if not lies_below(winner, loser):
        return ""
    text = gettext(
        "“%(winner)s” lies below “%(loser)s”. Keep the upper one, or move the lower one"
        " out of it first."
    )
    return text % {"winner": winner, "loser": loser}


def _misplaced(rows: Iterable[Category], loser: Category, winner: Category) -> str:
    """Why these, which lie below the loser, cannot move below the winner."""
    why = _upside_down(loser, winner)
    return why or next(filter(None, (_no_room(row, loser, winner) for row in rows)), "")


def _nearest(row: Category, losers: Sequence[Category]) -> Category:
    """Of the ones that go above it: the one that it lies closest to."""
    return max((each for each in losers if lies_below(row, each)), key=lambda each: len(each.path))


def _no_room(row: Category, loser: Category, winner: Category) -> str:
    """Whether merged or moved, it comes to lie as deep below the winner as below the loser."""
    rest = row.path.removeprefix(loser.path)
    if (level := winner.path.count("/") + 1 + rest.count("/")) > MAX_DEPTH:
        text = gettext(
            "“%(name)s” would lie on level %(level)s below “%(winner)s”; at most %(n)s levels are"
            " possible."
        )
        return text % {"name": row, "level": level, "winner": winner, "n": MAX_DEPTH}
    if len(winner.path) + len(rest) + SUFFIX > LONGEST:
        text = gettext("The address of “%(name)s” would be too long below “%(winner)s”.")
        return text % {"name": row, "winner": winner}
    return ""


def _other_name(loser: Category, winner: Category) -> str:
    """What the form refuses, too: one that moves here would take a third one's other name."""
    moving = loser.children.exclude(name__in=winner.children.values("name"))
    found = CategoryAlias.objects.filter(parent=winner, name__in=moving.values("name"))
    alias = found.exclude(category__in=moving).select_related("parent", "category").first()
    if alias is None:
        return ""
    text = gettext("“%(name)s” is another name of “%(category)s”. Take it away there first.")
    return text % {"name": alias, "category": alias.category}


def _move(child: Category, winner: Category) -> bool:
    """But one that is called as a loser which still lies there: that one goes first."""
    taken = dict(winner.children.values_list("name", "slug"))
    if child.name in taken:
        return False
    child.parent, slugs = winner, set(taken.values())
    if child.slug in slugs:
        child.slug = free_slug(child.name, slugs, fallback="category")
    child.save()  # with all below it, their old addresses and the listings
    return True


def _move_names(loser: Category, winner: Category) -> None:
    """What led to the loser leads to the winner, and what led on from it leads on from there."""
    CategoryAlias.objects.filter(category=loser).update(category=winner)
    known = set(winner.names_below.values_list("name", flat=True))
    for alias in CategoryAlias.objects.filter(parent=loser).select_related("category"):
        if alias.name not in known:
            CategoryAlias.leave((winner.pk, alias.name), alias.category)
    CategoryAlias.leave((loser.parent_id, loser.name), winner)


def told(category: Category) -> str:
    text = ngettext(
        "%(n)s published story, with those below",
        "%(n)s published stories, with those below",
        category.count,
    )
    return " · ".join([text % {"n": category.counted}, *when_merged(category)])


CATEGORIES = CategoryJoining()
PAGE = MergePage(
    CATEGORIES,
    Staying(
        "category",
        "admin:articles_category_merge",
        MOST,
        _("Choose two categories, or up to %(most)s, that mean the same."),
    ),
    "admin:articles_category",
    (CategoryEntry, "category"),
    title=_("Merge into one category"),
    meaning=_(
        "The category that stays is given the stories of the others and the categories below them;"
        " of these, those of equal names become one as well. The others are deleted; their"
        " addresses lead to the one that stays, and imports that name them mean it."
    ),
    few=_("Of the chosen categories fewer than two are still there."),
    done=_("The categories are one now. Their names and addresses lead to “%(name)s”."),
    told=told,
)


@admin.action(permissions=["merge"], description=_("Merge into one category"))
def merge_selected(modeladmin: ModelAdmin, request: HttpRequest, queryset: QuerySet):
    return PAGE.staying.begin(modeladmin, request, queryset)


def title(job: Job) -> str:
    names = ", ".join(f"“{name}”" for name in job.params["names"])
    text = gettext("Merge the categories %(names)s into “%(name)s”")
    return text % {"names": names, "name": job.params["name"]}


@kind(CATEGORIES.job, title=title)
def merge_beside(job: Job, tell: Tell) -> None:
    CATEGORIES.beside(job, tell)
