"""What search engines are told of a story: one rule for heads, headers, sitemaps and feeds."""

from django.conf import settings
from django.db.models import Q

from articles.models import Article, Indexing

from .rules import Rights

KEEP_OUT = "noindex, follow"


def robots_of(rights: Rights) -> str:
    """The value of `<meta name="robots">` and of X-Robots-Tag; empty: nothing is forbidden."""
    return KEEP_OUT if rights.indexing == Indexing.NOINDEX else ""


def canonical_of(article: Article, rights: Rights) -> str:
    """The address under which search engines should know the story, with its host."""
    if rights.indexing == Indexing.CANONICAL and article.original_url:
        return article.original_url
    return f"{settings.SITE_URL}{article.get_absolute_url()}"


def indexable() -> Q:
    """The articles whose page on this site search engines may list: those for sitemaps.

    In SQL what `robots_of` and `canonical_of` say of one story.
    """
    no_original = Q(original_url__isnull=True) | Q(original_url="")
    return Q(source__indexing=Indexing.INDEX) | (
        Q(source__indexing=Indexing.CANONICAL) & no_original
    )
