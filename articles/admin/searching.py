"""Search in the article list: which stories, and what is shown of where they say it.

The engine is the readers' one (articles.search), over stories of every status. Of the stories of
one page the words are marked in their titles; of those that say them elsewhere the list shows a
line of the text, which takes one query for the whole page.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.contrib import admin
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from articles import search
from articles.cleaning import text as texts
from articles.models import Article
from articles.search import indexing
from articles.search.listed import listed
from articles.search.query import Phrase, parse
from articles.search.snippets import marked, snippet

from .base import COUNT_LIMIT, newest
from .words import words_in
from .workflow import scope

HELP = _("Words anywhere in a story, or #number, or a story's address.")
NUMBER = re.compile(r"(?:^#|/articles?/)(\d{1,15})(?:/|$)")
PARTS = 10_000  # of so many newest titles an autocomplete finds parts of words
LINE = 160  # characters of a text that the list shows
Pieces = list[tuple[str, bool]]


def story_number(term: str) -> int | None:
    """The id in “#123”, or in the address of a story's page."""
    found = NUMBER.search(term)
    return int(found[1]) if found else None


class Found(NamedTuple):
    """Stories; among how many of the newest they were looked for, None if among all; and their
    numbers, the newest first, where the search has told them."""

    stories: QuerySet
    among: int | None = None
    ids: Sequence[int] | None = None


def find(term: str, stories: QuerySet, user: Any, facts: Iterable[str] = ()) -> Found:
    """Those of the stories that an editor means, in their order; all of them for no term.

    `facts`: what all of them have in common, as the index knows it.
    """
    if not term:
        return Found(stories)
    number = story_number(term)
    if number is not None:
        return Found(stories.filter(pk=number))
    beats, own = scope.facts_of(user)
    shared = [*({each} for each in facts), *beats]
    found = search.for_desk(term, stories, COUNT_LIMIT + 1, shared, own)
    return Found(only(stories, found.ids), found.among, found.ids)


def only(stories: QuerySet, ids: Sequence[int]) -> QuerySet:
    """These of the stories, as the list wants them. Its filters have had their say, once: whatever
    the list asks of them would ask the filters and the index again."""
    chosen = stories.all()
    chosen.query.where = stories.model.objects.filter(pk__listed=listed(ids)).query.where
    return chosen


def suggest(term: str, stories: QuerySet, user: Any) -> QuerySet:
    """The same while somebody types: words are not whole yet then, but the titles are known."""
    found = find(term, stories, user).stories
    if not term or found.exists():
        return found
    for word in words_in(term):
        stories = stories.filter(title__icontains=word)
    return newest(stories, PARTS)


# What the list shows ----------------------------------------------------------------------------


def marked_list(cl: ChangeList) -> dict[str, Any]:
    """Give the page's stories their marked titles, and a line of the text to those whose title
    does not say it. For the template: whether there are stories that no search finds yet."""
    phrases = parse(cl.query).words if story_number(cl.query) is None else ()
    for article in cl.result_list:
        article.change_link = add_preserved_filters(
            {"preserved_filters": cl.preserved_filters, "opts": cl.opts}, cl.url_for_result(article)
        )
        article.title_pieces = marked(article.title, phrases)
    unsaid = [
        article for article in cl.result_list if phrases and not has_hit(article.title_pieces)
    ]
    lines = lines_of([article.pk for article in unsaid], phrases)
    for article in unsaid:
        article.line = lines.get(article.pk, ())
    return {"index_lacks": bool(phrases) and not indexing.is_complete()}


def has_hit(pieces: Pieces) -> bool:
    return any(is_hit for _text, is_hit in pieces)


def lines_of(ids: Sequence[int], phrases: Sequence[Phrase]) -> dict[int, Pieces]:
    """Of each story the line where its byline, its summary or its body says one of the phrases."""
    if not ids:
        return {}
    rows = Article.objects.filter(pk__in=ids).order_by()
    found = {}
    for pk, byline, summary, body in rows.values_list("pk", "byline", "summary", "body"):
        for said in (byline, summary, texts.plain_text(body)):
            pieces = snippet(said, phrases, LINE)
            if has_hit(pieces):
                found[pk] = pieces
                break
    return found


@admin.display(description=_("title"))
def title(article: Article) -> str:
    """The way to the story; under it the line that says what was searched for, and who is at it."""
    link = format_html('<a href="{}">{}</a>', article.change_link, html(article.title_pieces))
    line = getattr(article, "line", ())
    found = format_html('<span class="desk-line">{}</span>', html(line)) if line else ""
    at_it = [(words,) for words in getattr(article, "editors", ())]
    editors = format_html_join("", '<span class="desk-mark desk-editing">{}</span>', at_it)
    return format_html("{}{}{}", link, found, editors)


def html(pieces: Pieces) -> str:
    """Escaped, with the hits marked."""
    shown = [(format_html("<mark>{}</mark>", text) if hit else text,) for text, hit in pieces]
    return format_html_join("", "{}", shown)
