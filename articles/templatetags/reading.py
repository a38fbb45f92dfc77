"""Small words that the public templates need."""

from urllib.parse import urlsplit

from django import template

from articles.models import Article, DateConfidence
from articles.rights import Rights, rights_of

register = template.Library()


@register.filter
def rights(article: Article) -> Rights:
    return rights_of(article)


@register.filter
def picture(article: Article) -> str:
    """The address of the picture for a card; empty if there is none, or none that we may show."""
    return article.lead_image if rights_of(article).shows_picture else ""


@register.filter
def has_hour(article: Article) -> bool:
    """Whether the hour of its date means anything."""
    return article.date_confidence == DateConfidence.EXACT


@register.filter
def initial(name: str) -> str:
    """A name's first letter or character, for the plate behind pictures."""
    return next((character.upper() for character in name if character.isalnum()), "")


@register.filter
def host(url: str) -> str:
    """The readable part of an address."""
    try:
        return (urlsplit(url).hostname or url).removeprefix("www.")
    except ValueError:
        return url
