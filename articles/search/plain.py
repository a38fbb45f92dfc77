"""Search without an index: every word must stand in the title, the summary or the source's name.

It looks at the newest CANDIDATES visible stories and no further, so that its cost has a bound; the
page says so. Summaries that the source's rights keep from readers are not searched either.
"""

from django.db.models import Q, QuerySet

from articles.models import Article, TextRights

CANDIDATES = 10_000
MOST_WORDS = 8
LONGEST_QUERY = 200


def words(query: str) -> list[str]:
    """The query's words, each once, in order."""
    return list(dict.fromkeys(query[:LONGEST_QUERY].split()))[:MOST_WORDS]


def find(wanted: list[str]) -> QuerySet[Article]:
    """The visible stories that contain every word; none for no words. In no order yet."""
    if not wanted:
        return Article.objects.none()
    newest = Article.objects.published().order_by("-published_at", "-pk").values("pk")
    stories = Article.objects.published().filter(pk__in=newest[:CANDIDATES])
    for word in wanted:
        stories = stories.filter(_contains(word))
    return stories.for_lists()


def _contains(word: str) -> Q:
    readable = Q(summary__icontains=word) & ~Q(source__text_rights=TextRights.LINK)
    return Q(title__icontains=word) | readable | Q(source__name__icontains=word)
