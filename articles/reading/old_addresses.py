"""Addresses where nothing stands any more: our own of stories that went, those that older sites had
for stories, as imported files tell them, and for lists, as Hexo made them. Asked after a 404 only.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date
from urllib.parse import unquote

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from taggit.models import Tag

from articles.models import Article, Category, CategoryAlias, Redirect, Tombstone
from articles.models.names import make_slug
from articles.models.old_addresses import canonical, tellers
from articles.models.redirect import readable
from articles.rights import KEEP_OUT

from . import robots
from .archive import YEARS
from .keyset import MAX_ID

MOST_CHOICES = 50
OWN_STORY = re.compile(r"/articles/([0-9]+)(?:/|\Z)")
CATEGORIES = "/categories/"
DEEPER_PAGE = re.compile(r"/page/[0-9]+\Z")


def answer(request: HttpRequest) -> HttpResponse | None:
    """Where the address leads now, or that it is gone; None if nothing is known of it."""
    path = canonical(request.path_info)
    if not path:
        return None
    own = OWN_STORY.match(path)
    if own and (went := _went(request, own[1])):
        return went
    target = _list_at(DEEPER_PAGE.sub("", path))
    if target:
        return _moved(request, target)
    files = tellers(path) if path != "/" else set()
    articles = {file.article for file in files if file.article}
    stories = list(_visible(articles)) if articles else []
    if len(stories) == 1:
        return _moved(request, stories[0].get_absolute_url())
    if stories:
        return _choice(request, stories)
    # What is merely not public may come back: of that nothing is told.
    return render(request, "410.html", status=410) if files and not articles else None


def _went(request: HttpRequest, digits: str) -> HttpResponse | None:
    """What became of our own story of this number, whatever its address says after it."""
    if len(digits) > len(str(MAX_ID)) or int(digits) > MAX_ID:
        return None
    graves = Tombstone.objects.filter(article_number=int(digits)).order_by("-pk", "sightings")
    found = list(graves.values_list("reason", "sightings__article")[:MOST_CHOICES])
    if found and found[0][0] == Tombstone.Reason.DELETED:
        return render(request, "410.html", status=410)
    articles = {article for _reason, article in found if article}
    stories = _visible(articles) if articles else []
    return _moved(request, stories[0].get_absolute_url()) if stories else None


def _visible(articles: set[int]) -> list[Article]:
    found = Article.objects.published().for_lists().filter(pk__in=articles)
    return list(found.order_by("-published_at", "-pk")[:MOST_CHOICES])


def _moved(request: HttpRequest, target: str) -> HttpResponse | None:
    """Never to where the reader comes from."""
    return HttpResponsePermanentRedirect(target) if unquote(target) != request.path else None


def _choice(request: HttpRequest, stories: list[Article]) -> HttpResponse:
    """300 Multiple Choices (RFC 9110, 15.4.1): the reader chooses, and nobody is sent on."""
    context = {"stories": stories, "path": request.path}
    return robots.answer(render(request, "choice.html", context, status=300), KEEP_OUT)


# Lists ----------------------------------------------------------------------------------------


def _list_at(path: str) -> str | None:
    """The address of the list that Hexo had at this path, if we have it, too."""
    for pattern, find in LISTS:
        if found := pattern.fullmatch(path):
            return find(*found.groups())
    return None


def _home() -> str:
    return reverse("home")


def _category(names: str) -> str | None:
    """By names or slugs, those of before among them. Hexo's slugs keep capitals, ours do not."""
    parts = names.split("/")
    slugs = "/".join(make_slug(part, "category") for part in parts)
    found = Category.objects.filter(Q(path__in=(names, slugs)) | Q(title=" / ".join(parts)))
    if category := found.first() or _once_named(parts):
        return category.get_absolute_url()
    left = Redirect.objects.filter(old_path=readable(reverse("category", args=[slugs])))
    target = left.values_list("new_path", flat=True).first()
    return target if target and target.startswith(CATEGORIES) else None


def _once_named(parts: Sequence[str]) -> Category | None:
    """What files that name these categories mean."""
    places: dict[tuple[int | None, str], int] = {}
    for table, number in ((CategoryAlias, "category"), (Category, "pk")):  # its own goes before
        rows = table.objects.filter(name__in=parts)
        for parent, name, pk in rows.values_list("parent", "name", number):
            places[parent, name] = pk
    found = None
    for name in parts:
        if (found := places.get((found, name))) is None:
            return None
    return Category.objects.filter(pk=found).first()


def _tag(name: str) -> str | None:
    found = Tag.objects.filter(Q(slug__in=(name, make_slug(name, "tag"))) | Q(name=name))
    slug = found.exclude(slug="").values_list("slug", flat=True).first()
    return reverse("tag", args=[slug]) if slug else None


def _archive(*parts: str | None) -> str | None:
    """/archives/2021/05/ → /archive/2021/05/, if there are such days."""
    year, month, day = numbers = [int(part) if part else None for part in parts]
    if year is None:
        return reverse("archive")
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        return None
    if year not in YEARS or 0 in numbers:
        return None
    return reverse("archive") + "".join(f"{part}/" for part in parts if part)


LISTS: tuple[tuple[re.Pattern[str], Callable[..., str | None]], ...] = (
    (re.compile(r"/?"), _home),
    (re.compile(rf"{CATEGORIES}(.+)"), _category),
    (re.compile(r"/tags/([^/]+)"), _tag),
    (
        re.compile(r"/archives(?:/([0-9]{4})(?:/([0-9]{2})(?:/([0-9]{2}))?)?)?"),
        _archive,
    ),
)
