"""All feeds at once: as OPML 2.0 for feed readers, as groups for the page that lists them."""

from dataclasses import dataclass
from io import BytesIO

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import require_safe

from articles.models import Article, Source
from articles.reading.indexes import recent_tags
from articles.reading.sections import with_stories

from .entries import writable
from .links import FeedLink, feed_links, feed_path

MOST_SECTIONS = 200
MOST_SOURCES = 500


@dataclass(frozen=True, slots=True)
class Place:
    """A page with a list, and so with feeds."""

    name: str
    page: str

    @property
    def feeds(self) -> list[FeedLink]:
        return feed_links(self.name, self.page)


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    places: list[Place]


def groups() -> list[Group]:
    """The site, its sections, its sources, the tags in the news; no group is empty."""
    visible = Article.objects.published().filter(source=OuterRef("pk"))
    sections = with_stories().filter(parent=None)[:MOST_SECTIONS]
    sources = Source.objects.filter(Exists(visible), is_public=True)[:MOST_SOURCES]
    found = (
        Group(_("All stories"), [Place(settings.SITE_NAME, reverse("home"))]),
        Group(_("Sections"), [Place(one.name, one.get_absolute_url()) for one in sections]),
        Group(_("Sources"), [Place(one.name, one.get_absolute_url()) for one in sources]),
        Group(
            _("In the news"),
            [Place(tag.name, reverse("tag", args=[tag.slug])) for tag in recent_tags()],
        ),
    )
    return [group for group in found if group.places]


@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    return render(request, "feeds.html", {"groups": groups()})


@require_safe
def opml(request: HttpRequest) -> HttpResponse:
    with translation.override(settings.LANGUAGE_CODE):
        content = _opml(groups())
    response = HttpResponse(content, content_type="text/x-opml; charset=utf-8")
    response["Content-Language"] = settings.LANGUAGE_CODE
    return response


def _opml(found: list[Group]) -> bytes:
    out = BytesIO()
    xml = SimplerXMLGenerator(out, "utf-8", short_empty_elements=True)
    xml.startDocument()
    xml.startElement("opml", {"version": "2.0"})
    xml.startElement("head", {})
    xml.addQuickElement("title", writable(settings.SITE_NAME))
    xml.addQuickElement("ownerId", f"{settings.SITE_URL}/")
    xml.endElement("head")
    xml.startElement("body", {})
    for group in found:
        xml.startElement("outline", {"text": group.name})
        for place in group.places:
            xml.addQuickElement("outline", None, _outline(place))
        xml.endElement("outline")
    xml.endElement("body")
    xml.endElement("opml")
    return out.getvalue()


def _outline(place: Place) -> dict[str, str]:
    """Readers of OPML know the type "rss" alone, and take it for feeds of every kind."""
    name = writable(place.name)
    return {
        "type": "rss",
        "text": name,
        "title": name,
        "xmlUrl": iri_to_uri(f"{settings.SITE_URL}{feed_path(place.page, 'xml')}"),
        "htmlUrl": iri_to_uri(f"{settings.SITE_URL}{place.page}"),
    }
