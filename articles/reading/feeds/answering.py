"""A list's feed as an answer: 304 from one query over an index, or else the feed in its format."""

from dataclasses import dataclass, replace
from hashlib import blake2b
from operator import attrgetter

from django.conf import settings
from django.db.models import QuerySet, Subquery, TextField
from django.db.models.functions import MD5, Cast, Concat
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _
from taggit.models import Tag

from articles.models import Article, Category, Source, Stamp
from articles.models.grants import end_of, has_ended
from articles.models.stamps import ALL, LATEST, stamp_of
from articles.reading.caching import depends
from articles.reading.keyset import Cursor, Page, Walk
from articles.reading.walks import Searched

from .channel import Channel
from .entries import entries_of, writable
from .json_feed import json_feed
from .links import FORMATS, feed_path
from .markup import atom, rss

NEWEST = 30
WRITERS = {"xml": atom, "rss": rss, "json": json_feed}
# What changes an entry: the story, whose every change moves `modified_at`, and of its source all
# that an entry shows or is shaped by.
OF_STORY = ("pk", "published_at", "modified_at", "publish_at")
OF_SOURCE = (
    "source.name",
    "source.slug",
    "source.homepage",
    "source.text_rights",
    "source.image_rights",
    "source.licence",
    "source.licence_until",
    "source.credit_line",
)
STATE = attrgetter("names", "pictures", *OF_STORY, *OF_SOURCE)
CHANGES = attrgetter("modified_at", "publish_at", "told_at", "expired_at")
COLUMNS = [name.replace(".", "__") for name in (*OF_STORY, *OF_SOURCE)]


@dataclass(frozen=True, slots=True)
class Listed:
    """A list that has feeds: its name (none: the whole site), its page, its stories, its owner."""

    name: str
    page: str
    walk: Walk | Searched
    owner: Category | Source | Tag | None = None
    words: str = ""

    @property
    def title(self) -> str:
        return writable(" · ".join(filter(None, (self.name, settings.SITE_NAME))))

    @property
    def stamp(self) -> str:
        """It changes with every story that enters the list, changes in it or leaves it."""
        owner = self.owner
        return stamp_of(owner._meta.model_name or "", owner.pk) if owner else LATEST


def answer(request: HttpRequest, listed: Listed, ending: str) -> HttpResponse:
    """The page of the feed that the request asks for, in the site's language, not the reader's.

    Django's `condition` would read the stories twice, once for each header.
    """
    depends(request, listed.stamp)
    walk = replace(listed.walk, stories=_with_state(listed.walk.stories, listed.stamp))
    page = walk.page(request.GET, NEWEST)
    etag, changed = _etag(listed, page), _changed(page.stories)
    with translation.override(settings.LANGUAGE_CODE):
        response = get_conditional_response(request, etag, changed) or HttpResponse(
            WRITERS[ending](_channel(request, listed, page, ending)),
            content_type=f"{FORMATS[ending].type}; charset=utf-8",
        )
    response["ETag"] = etag
    if changed:
        response["Last-Modified"] = http_date(changed)
    response["Content-Language"] = settings.LANGUAGE_CODE
    return response


def _with_state(stories: QuerySet[Article], stamp: str) -> QuerySet[Article]:
    """Nothing of each story but what tells whether its entry is still the same."""
    told = Stamp.objects.filter(name__in=[ALL, stamp]).order_by("-changed_at")
    expired = Article.objects.filter(expire_at__lte=timezone.now()).order_by("-expire_at")
    galleries = (Cast(f"gallery__{which}", TextField()) for which in ("lead", "body"))
    bare = stories.select_related(None).select_related("source").only(*COLUMNS)
    return bare.annotate(
        # Pictures are copied, replaced and rejected without a change in any story.
        pictures=MD5(Concat(*galleries)),
        # Names of categories and tags stand in entries, too; renaming one touches this stamp.
        names=Subquery(Stamp.objects.filter(name=ALL).values("value")),
        # What has left the list is no longer there to be asked when it changed.
        told_at=Subquery(told.values("changed_at")[:1]),
        # Nor is what has expired, and the clock touches no stamp.
        expired_at=Subquery(expired.values("expire_at")[:1]),
    )


def _etag(listed: Listed, page: Page) -> str:
    """Weak, because what stands in front may compress the same feed in several ways."""
    site = (settings.SITE_URL, settings.LANGUAGE_CODE, settings.HOT_LINK, listed.title)
    # Whatever its source grants, it does so until a day.
    told = [(STATE(story), has_ended(story.source)) for story in page.stories]
    state = repr((site, page.newer, page.older, told))
    return f'W/"{blake2b(state.encode("utf-8", "replace"), digest_size=12).hexdigest()}"'


def _changed(stories: list[Article]) -> int | None:
    """The newest change, where the end of an embargo is one, too, and that of a licence."""
    moments = [at for story in stories for at in CHANGES(story) if at]
    sources = {story.source for story in stories}
    moments += [end_of(source.licence_until) for source in sources if has_ended(source)]
    return max((int(at.timestamp()) for at in moments), default=None)


def _channel(request: HttpRequest, listed: Listed, page: Page, ending: str) -> Channel:
    home = f"{settings.SITE_URL}{listed.page}"
    first = f"{settings.SITE_URL}{feed_path(listed.page, ending, listed.words)}"

    def at(position: str) -> str:
        return f"{first}{'&' if '?' in first else '?'}{position}"

    position = _position(request)
    return Channel(
        id=home,
        title=listed.title,
        description=_("The newest stories, with their sources"),
        language=settings.LANGUAGE_CODE,
        publisher=writable(settings.SITE_NAME),
        page=home,
        address=at(position) if position else first,
        next=at(page.older) if page.older else "",
        previous=at(page.newer) if page.newer else "",
        entries=entries_of([story.pk for story in page.stories]),
    )


def _position(request: HttpRequest) -> str:
    for name in ("before", "after"):
        if cursor := Cursor.parse(request.GET.get(name, "")):
            return f"{name}={cursor}"
    return ""
