"""The search page: newest first or best match first; and what is suggested while one types."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles import search
from articles.search import Facets, Found, Search, indexing, suggesting
from articles.search.query import Phrase, Query, parse

from .examples import examples
from .hits import Hit, hits_of, titles_of
from .indexes import recent_tags
from .keyset import PAGE_SIZE, Cursor, Page
from .narrowing import chosen, narrower, topics
from .walks import older


def find(request: HttpRequest) -> HttpResponse:
    query = parse(request.GET.get("q", ""))
    is_best = request.GET.get("sort") == "best"
    context = {
        "typed": query.text,
        "query": str(query),
        "is_best": is_best,
        "is_indexed": indexing.is_complete(),
        "examples": examples(),
    }
    if query.is_empty:
        context |= {"tags": topics(tag.name for tag in recent_tags()), "page": Page([])}
    else:
        context |= _answer(query, request.GET, is_best)
    return render(request, "search.html", context)


def _answer(query: Query, params: QueryDict, is_best: bool) -> dict[str, Any]:
    asked = search.Search(query)
    counts = search.facets(asked)  # first: it looks furthest, and what it has read serves the rest
    found, hits, page = (_best if is_best else _newest)(asked, params)
    answer = {
        "page": page,
        "hits": hits,
        "looked_until": found.looked_until and found.looked_until[0],
        "filters": chosen(query),
    }
    if hits or not page.is_first:
        is_whole = is_best or page.is_first
        return answer | {
            "count": _counted(found if is_whole else Found([], is_complete=False), counts, is_best),
            "groups": narrower(query, counts),
            "counts_all": counts.is_complete,
        }
    return answer | {
        "relaxed": [str(other) for other in query.relaxed() if _finds(other)],
        "nearest": titles_of(suggesting.nearest(query.words), query.words),
    }


def _finds(query: Query) -> bool:
    return bool(search.newest(search.Search(query), count=1).ids)


def _newest(asked: Search, params: QueryDict) -> tuple[Found, list[Hit], Page]:
    before = Cursor.parse(params.get("before", ""))
    found = search.newest(asked, before and (before.published_at, before.pk), PAGE_SIZE + 1)
    hits = hits_of(found.ids[:PAGE_SIZE], asked.query)
    stories = [hit.story for hit in hits]
    return found, hits, Page(stories, older=older(found, stories), is_first=before is None)


def _best(asked: Search, params: QueryDict) -> tuple[Found, list[Hit], Page]:
    found = search.best(asked)
    told = params.get("page", "")
    number = max(int(told), 1) if told.isdecimal() and len(told) < 3 else 1
    start = (number - 1) * PAGE_SIZE
    hits = hits_of(found.ids[start : start + PAGE_SIZE], asked.query)
    page = Page(
        [hit.story for hit in hits],
        newer=f"page={number - 1}" if number > 1 else "",
        older=f"page={number + 1}" if len(found.ids) > start + PAGE_SIZE else "",
        is_first=number == 1,
    )
    return found, hits, page


def _counted(found: Found, counts: Facets, is_best: bool) -> str:
    """How many there are, as far as that is known, and whether the best of all of them are shown.
    What was counted for the facets is mostly more than the page itself had to find."""
    many = max(found.count, counts.counted)
    if found.is_exact_count or counts.is_complete:
        told = ngettext("%(n)s story", "%(n)s stories", many)
    else:
        told = _("At least %(n)s stories")
    told %= {"n": f"{many:,}"}
    if not is_best or found.is_complete:
        return told
    return _("%(stories)s, of which the newest are ranked") % {"stories": told}


def suggest(request: HttpRequest) -> HttpResponse:
    """For people a page; for search.js the list below the field, of the same answer."""
    typed = " ".join(request.GET.get("q", "").split())[: suggesting.MOST_TYPED]
    tags = topics(suggesting.tags(typed) if typed else [tag.name for tag in recent_tags()])
    found = titles_of(suggesting.titles(typed), [Phrase.of(typed)])
    many = len(tags) + len(found)
    context = {
        "query": typed,
        "tags": tags,
        "found": found,
        "told": ngettext("%(n)s suggestion", "%(n)s suggestions", many) % {"n": many},
    }
    is_list = request.GET.get("part") == "list"
    return render(request, "_suggested.html" if is_list else "search_suggest.html", context)
