"""Which pictures a story names: its addresses, and the gallery that pages show it with.

Whoever stores bodies in bulk calls `register`; a single save does by itself (hooks.py). Only
stories whose pictures may be copied are looked through, and those that name an uploaded one.
"""

import html
import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from articles.models import (
    Article,
    Gallery,
    Image,
    ImageAddress,
    ImageUse,
    bulk,
    touch_stories,
)
from articles.models.grants import COPIES, granting
from articles.models.images import LONGEST_ADDRESS, OWN, key_of

from . import addresses
from .gallery import Entry, entry_of
from .reasons import Refusal

CHUNK = 500  # articles in one transaction
TURN = 0x70696374  # "pict"; advisory locks are told apart by numbers
# Stored bodies come from the sanitiser: a quote or ">" inside an attribute is an entity there.
NAMED = re.compile(r'<(?:img\b[^<>]*? src|video\b[^<>]*? poster)="([^"<>]+)"')
FOLDER = re.compile(re.escape(OWN) + r"[0-9a-f]{2}/([0-9a-f]{32})/")
State = ImageAddress.State
ADDRESS = (
    "url", "key", "host", "state", "image_id", "reason", "detail", "next_at", "tries", "created_at",
)  # fmt: skip
Shown = tuple[dict[str, Any], dict[str, Any]]  # a gallery's lead and body
NOTHING: Shown = ({}, {})
SHOWN = Q(address__state=State.COPIED, address__image__is_rejected=False)
# By an editor: pages show nothing in its place, not even where they show others from elsewhere.
FORBIDDEN = Q(address__state=State.NONE, address__reason__in=("P_REJECTED", "P_WITHDRAWN"))


def named(body: str) -> list[str]:
    """The addresses of a clean body's pictures, in their order; a video's still is one."""
    if "<img" not in body and "<video" not in body:
        return []
    found = dict.fromkeys(NAMED.findall(body))
    return [html.unescape(url) if "&" in url else url for url in found]


def take_turn() -> None:
    """Who works out galleries waits for whoever else does, until the transaction ends: each would
    miss what the other is about to store. SQLite lets only one write anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TURN])


def unregistered() -> QuerySet[Article]:
    """Stories whose pictures may be copied, and that nobody has looked through."""
    return Article.objects.filter(_copied(), gallery__isnull=True)


def register(ids: Sequence[int], progress: Callable[[int], None] = lambda articles: None) -> None:
    """Bring the addresses, uses and galleries of these articles to what they say now."""
    for at in range(0, len(ids), CHUNK):
        block = ids[at : at + CHUNK]
        _register(block)
        progress(len(block))


def refresh(ids: Collection[int]) -> None:
    """Make the galleries of these articles anew, after pictures have changed."""
    if not ids:
        return
    with transaction.atomic():
        take_turn()
        _show(sorted(ids))


def reconsider(images: Collection[int]) -> None:
    """After these pictures have changed, e.g. were rejected: their addresses and galleries."""
    with transaction.atomic():
        take_turn()
        for image in Image.objects.filter(pk__among=list(images)):
            state, _reason = state_of(image)
            settle(ImageAddress.objects.filter(image=image).exclude(state=state), image)
        refresh(stories_of(images))


def stories_of(images: Iterable[int]) -> list[int]:
    """The articles that show these pictures. Ask before deleting them."""
    uses = ImageUse.objects.filter(address__image__pk__among=list(images)).order_by()
    return list(uses.values_list("article_id", flat=True).distinct())


# What a story says --------------------------------------------------------------------------------


def _register(ids: Sequence[int]) -> None:
    concerned = list(_concerned(ids).values_list("pk", flat=True))
    if not concerned:  # most sites': nothing is locked for them
        return
    with transaction.atomic():
        said = dict(_said(concerned))
        take_turn()
        keys = {key_of(url): url for urls in said.values() for url in urls}
        numbers = _numbers(keys)
        wanted = {
            (article, numbers[key_of(url)]): is_lead
            for article, urls in said.items()
            for url, is_lead in urls.items()
        }
        _use(list(said), wanted)
        _show(list(said), locked=True)


def _concerned(ids: Sequence[int]) -> QuerySet[Article]:
    """Those of them whose pictures matter. One that was looked through once is again, whatever its
    rights are now: it would be taken for seen later."""
    seen = Exists(Gallery.objects.filter(article=OuterRef("pk")))
    own = Q(body__contains=OWN) | Q(lead_image__startswith=OWN)
    return Article.objects.filter(_copied() | own | seen, pk__among=list(ids)).order_by("pk")


def _copied() -> Q:
    """Pictures belong to the full text: of those of an excerpt nobody needs a copy."""
    return granting(*COPIES, via="source__")


def _said(ids: Sequence[int]) -> Iterator[tuple[int, dict[str, bool]]]:
    """Articles, and their addresses with whether it is the lead image's; until the transaction ends
    nobody changes them."""
    rows = Article.objects.filter(pk__among=list(ids)).order_by("pk")
    rows = rows.select_for_update(no_key=True)
    for pk, body, lead in rows.values_list("pk", "body", "lead_image"):
        urls = dict.fromkeys(named(body), False)
        if lead:
            urls[lead] = True
        yield pk, {url: is_lead for url, is_lead in urls.items() if len(url) <= LONGEST_ADDRESS}


def _numbers(urls: Mapping[str, str]) -> dict[str, int]:
    """The addresses' rows by key; those that are new are made."""
    known = _known(urls)
    new = sorted(set(urls).difference(known))  # in order, so that two cannot wait for each other
    if new:
        now = timezone.now()
        rows = [_row(urls[key], key, now) for key in new]
        bulk.insert(ImageAddress, ADDRESS, rows, ignore=True)
        known |= _known(new)
    return known


def _known(keys: Iterable[str]) -> dict[str, int]:
    return dict(ImageAddress.objects.filter(key__among=list(keys)).values_list("key", "pk"))


def _use(articles: Sequence[int], wanted: Mapping[tuple[int, int], bool]) -> None:
    rows = ImageUse.objects.filter(article__pk__among=articles).order_by()
    there = {
        (article, address): (pk, is_lead)
        for pk, article, address, is_lead in rows.values_list(
            "pk", "article_id", "address_id", "is_lead"
        )
    }
    gone = [pk for use, (pk, is_lead) in there.items() if wanted.get(use) != is_lead]
    if gone:
        ImageUse.objects.filter(pk__among=gone).delete()
    new = [
        (*use, is_lead)
        for use, is_lead in wanted.items()
        if there.get(use, (0, None))[1] != is_lead
    ]
    bulk.insert(ImageUse, ("article_id", "address_id", "is_lead"), new)


# What becomes of an address -----------------------------------------------------------------------


def is_local(url: str) -> bool:
    """Whether the file lies on this site, so that nobody needs to be asked."""
    return url.startswith((settings.MEDIA_URL, OWN))


def lying(url: str) -> tuple[str, Refusal | None]:
    """The host that the address leads to (empty: this site, or none), and why no picture can be
    had from there."""
    if is_local(url):
        return "", None
    code, host, refusal = addresses.no_picture(url), "", None
    try:
        host = addresses.target(addresses.unwrapped(url), settings.IMAGE_PORTS).host
    except Refusal as error:
        refusal = error
    return host, Refusal(code) if code else refusal


def upload_at(url: str) -> Image | None:
    """The uploaded picture that this address names."""
    folder = FOLDER.match(url)
    if not folder:
        return None
    digest = folder[1]
    return Image.objects.filter(is_upload=True, digest__gte=digest, digest__lt=f"{digest}g").first()


def _row(url: str, key: str, now: datetime) -> tuple[Any, ...]:
    """Of a new address, as ADDRESS names the fields."""
    host, refusal = lying(url)
    image = upload_at(url) if not host and not refusal else None
    if refusal:
        state = State.NONE if refusal.is_no_picture else State.REFUSED
        told = (state.value, None, refusal.code, json.dumps(refusal.detail), None)
    elif image:
        state, reason = state_of(image)
        told = (state.value, image.pk, reason, "{}", None)
    else:
        told = (State.WAITING.value, None, "", "{}", now)
    return url, key, host, *told, 0, now


def state_of(image: Image) -> tuple[State, str]:
    """Of addresses that led to it, with the reason why it is not shown; one that was taken down
    has no files left."""
    if not image.is_rejected:
        return State.COPIED, ""
    return State.NONE, "P_REJECTED" if image.renditions else "P_WITHDRAWN"


def settle(addresses: QuerySet[ImageAddress], image: Image, **more: Any) -> None:
    """Write down that these addresses have led to this picture."""
    state, reason = state_of(image)
    addresses.update(
        image=image, state=state, reason=reason, detail={}, next_at=None, tries=0, **more
    )


# What pages show ----------------------------------------------------------------------------------


def _show(ids: Sequence[int], *, locked: bool = False) -> None:
    """Write the galleries that differ, and tell who shows them. We have our turn. New ones are for
    articles that are locked: others may be deleted meanwhile."""
    made = _galleries(ids)
    rows = Gallery.objects.filter(article__pk__among=ids).values_list("article_id", "lead", "body")
    there = {pk: (lead, body) for pk, lead, body in rows}
    for pk in sorted(pk for pk, shown in there.items() if shown != made[pk]):
        lead, body = made[pk]
        Gallery.objects.filter(pk=pk).update(lead=lead, body=body)
    if locked:
        new = [(pk, *map(json.dumps, shown)) for pk, shown in made.items() if pk not in there]
        bulk.insert(Gallery, ("article_id", "lead", "body"), new)
    touch_stories([pk for pk, shown in made.items() if there.get(pk, NOTHING) != shown])


def _galleries(ids: Sequence[int]) -> dict[int, Shown]:
    found: dict[int, Shown] = {pk: ({}, {}) for pk in ids}
    uses = ImageUse.objects.filter(SHOWN | FORBIDDEN, article__pk__among=list(ids))
    uses = uses.order_by("pk").select_related("address__image")
    entries: dict[int, Entry] = {}
    for use in uses:
        address = use.address
        entry: Entry = {}
        if address.state == State.COPIED:
            entry = entries.get(address.image_id) or entry_of(address.image)
            entries[address.image_id] = entry
        lead, body = found[use.article_id]
        body[address.url] = entry
        if use.is_lead:
            lead.update(entry, url=address.url)
    return found
