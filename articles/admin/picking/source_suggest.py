"""Sources where they are picked by typing: found by name and host, and told apart by their facts.

Two sources may be one outlet, or bear nearly one name. Under each name stands where it lives, how
many stories it has and how new they are; a script shows that line, without it there are names.
"""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Replace
from django.forms import Media, Script
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.admin.words import words_in
from articles.admin.workflow.scope import visible_to
from articles.models import Article, Source, Status

MEDIA = Media(
    css={"all": ["articles/admin/suggestions.css"]},
    js=[Script("articles/admin/suggestions.js", defer=True)],
)
COUNTED = 1_000  # stories of a source
BEFORE_HOSTS = ("https://", "http://", "www.")


class Suggestions(AutocompleteJsonView):
    """Django's answer, with a line of facts for rows that have some."""

    def get_queryset(self) -> QuerySet:
        if self.model_admin.model is not Source:
            return super().get_queryset()
        allowed = self.model_admin.get_queryset(self.request)
        return find(allowed.complex_filter(self.source_field.get_limit_choices_to()), self.term)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if self.model_admin.model is Source:
            context["object_list"] = list(context["object_list"])
            tell(context["object_list"], self.request.user)
        return context

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        facts = {"facts": obj.facts} if hasattr(obj, "facts") else {}
        return super().serialize_result(obj, to_field_name) | facts


def host_of(address: str) -> str:
    """Without “www.”; empty for what is no address."""
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def find(sources: QuerySet, term: str) -> QuerySet:
    """Those that are called so, or live there: first whose name or host begins with it. An address
    of a story means its host; nothing means all, and what has no word, such as “www.”, none."""
    words = words_in(host_of(term) or term.removeprefix("www."))
    if not words:
        return sources.none() if term.strip() else sources
    place: Any = F("homepage")
    for before in BEFORE_HOSTS:
        place = Replace(place, Value(before), Value(""), output_field=TextField())
    found = sources.alias(place=place)
    for word in words:
        found = found.filter(Q(name__icontains=word) | Q(place__icontains=word))
    begins = Q(name__istartswith=" ".join(words)) | Q(place__istartswith=words[0])
    return found.alias(rank=Case(When(begins, then=0), default=1)).order_by("rank", "name", "pk")


def tell(sources: Sequence[Source], user: Any) -> None:
    """Gives each its `facts`, two questions for all; none counts on for ever."""
    own = visible_to(user, Article.objects.filter(source=OuterRef("pk")))
    newest = own.filter(status=Status.PUBLISHED).order_by("-published_at", "-pk")
    some = visible_to(user, Article.objects.filter(source=OuterRef(OuterRef("pk")))).order_by()
    alone = Article.objects.filter(pk__in=some.values("pk")[: COUNTED + 1]).order_by()
    counted = alone.annotate(all=Value(1)).values("all").annotate(n=Count("pk")).values("n")
    asked = Source.objects.filter(pk__in=[source.pk for source in sources]).order_by()
    figures = asked.annotate(n=Subquery(counted), newest=Subquery(newest.values("pk")[:1]))
    rows = {pk: (n or 0, last) for pk, n, last in figures.values_list("pk", "n", "newest")}
    stories = Article.objects.only("published_at", "original_url").in_bulk(
        [last for _n, last in rows.values() if last]
    )
    for source in sources:
        count, last = rows.get(source.pk, (0, None))
        source.facts = facts_of(source, count, stories.get(last))


def facts_of(source: Source, count: int, newest: Article | None) -> str:
    """ithome.com · 812 stories · newest 2026-03-01; a host is the homepage's, or that of the newest
    story's original."""
    many = f"{COUNTED:,}+" if count > COUNTED else f"{count:,}"
    facts = [
        host_of(source.homepage) or host_of((newest and newest.original_url) or ""),
        ngettext("%(n)s story", "%(n)s stories", count) % {"n": many},
    ]
    if newest and newest.published_at:
        facts.append(_("newest %(day)s") % {"day": f"{newest.published_at:%Y-%m-%d}"})
    if not source.is_public:
        facts.append(_("not shown"))
    return " · ".join(filter(None, facts))
