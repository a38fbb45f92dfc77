"""What a story's card shows: what it is, what can be done with it, and its other versions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.admin import ModelAdmin
from django.core.files.storage import default_storage
from django.http import HttpRequest
from django.utils import timezone

from articles.admin import columns
from articles.models import Article, Gallery, Status
from articles.models.workflow import OPEN, may_edit, moves_of
from articles.provenance import attribution_of

from .filing import as_typed
from .likeness import versions_of
from .pictures import InText, pictures_of

VERSIONS = 12  # of one story that a card shows


@dataclass(frozen=True, slots=True)
class Choice:
    """A picture that may lead the story; `thumbnail` is empty where we may not load it."""

    picture: InText
    thumbnail: str
    is_lead: bool


@dataclass
class Card:
    """A story, for one who decides on it."""

    article: Article
    user: Any
    may_merge: bool
    versions: Sequence[Article] = ()
    note: str = ""  # what became of the last deed
    moves: list[Status] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.moves = moves_of(self.user, self.article.status)

    @property
    def seen(self) -> str:
        return self.article.modified_at.isoformat()

    @property
    def may_change(self) -> bool:
        return may_edit(self.user, self.article.status)

    @property
    def may_keep(self) -> bool:
        return self.article.status == Status.INBOX and Status.DRAFT in self.moves

    @property
    def may_publish(self) -> bool:
        return Status.PUBLISHED in self.moves and self.article.published_at is not None

    @property
    def may_drop(self) -> bool:
        return Status.ARCHIVED in self.moves

    @property
    def may_drop_others(self) -> bool:
        return any(
            each.status in OPEN and Status.ARCHIVED in moves_of(self.user, each.status)
            for each in self.versions
        )

    @property
    def is_mine(self) -> bool:
        return self.article.assigned_to_id == self.user.pk

    @property
    def is_put_off(self) -> bool:
        until = self.article.put_off_until
        return until is not None and until > timezone.now()

    @property
    def date(self) -> str:
        return columns.date(self.article)

    @property
    def told(self) -> int:
        """How many versions there are, this one among them."""
        return len(self.versions) + 1

    @property
    def other(self) -> Article | None:
        """The version that a merge begins with."""
        same = [each for each in self.versions if each.source_id == self.article.source_id]
        return next(iter(same), None) if self.may_merge else None

    @cached_property
    def source_page(self) -> str:
        """Where the source tells it; its front page where that is all that is known."""
        address = attribution_of(self.article).link
        return address if urlsplit(address).scheme in {"http", "https"} else ""

    @cached_property
    def tags_typed(self) -> str:
        return as_typed(self.article.tags.all())

    @cached_property
    def choices(self) -> list[Choice]:
        article = self.article
        gallery = getattr(article, "gallery", None)
        return [
            Choice(each, thumbnail(each.address, gallery), each.address == article.lead_image)
            for each in pictures_of(article.body)
        ]


def thumbnail(address: str, gallery: Gallery | None) -> str:
    """The smallest file of our copy; else the picture where it lies, if pages may load it."""
    entry = (gallery.body if gallery else {}).get(address)
    if entry and entry.get("widths"):
        ending = "webp" if "webp" in entry["widths"] else min(entry["widths"])
        return default_storage.url(f"{entry['folder']}/{entry['widths'][ending][0]}.{ending}")
    if entry is not None or address.startswith("/"):
        return ""
    return address if settings.HOT_LINK else ""


def cards_of(
    modeladmin: ModelAdmin, request: HttpRequest, numbers: Sequence[int], note: str = ""
) -> list[Card]:
    """In this order; whatever their number, seven queries."""
    rows = visible(modeladmin, request, numbers).select_related("source", "assigned_to", "gallery")
    stories = rows.prefetch_related("categories", "tags").in_bulk()
    versions = versions_with_facts(modeladmin, request, stories)
    may_merge = modeladmin.has_merge_permission(request)
    return [
        Card(stories[pk], request.user, may_merge, versions[pk], note)
        for pk in numbers
        if pk in stories
    ]


def visible(modeladmin: ModelAdmin, request: HttpRequest, numbers: Iterable[int]) -> Any:
    return modeladmin.get_queryset(request).filter(pk__in=numbers).order_by()


def versions_with_facts(
    modeladmin: ModelAdmin, request: HttpRequest, stories: Iterable[int]
) -> dict[int, list[Article]]:
    """The other versions of each, the oldest first."""
    alike = versions_of([*stories])
    alike = {pk: sorted(numbers)[:VERSIONS] for pk, numbers in alike.items()}
    everyone = {number for numbers in alike.values() for number in numbers}
    rows = visible(modeladmin, request, everyone).select_related("source")
    fields = ("title", "status", "published_at", "date_confidence", "word_count", "source")
    known = rows.only(*fields, "source__name").in_bulk() if everyone else {}
    return {pk: [known[one] for one in numbers if one in known]
            for pk, numbers in alike.items()}  # fmt: skip
