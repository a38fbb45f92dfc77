"""What a form was opened with, the base of a merge: the form carries it along, signed.

Of the body it carries a digest only. Its text is found again: in the story, or in the first
revision since that changed it.
"""

import hashlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core import signing
from django.forms import model_to_dict
from taggit.models import Tag

from articles.models import Article
from articles.models.body_packing import DamagedBodyError

SALT = "articles.opened"
MOST_REVISIONS = 30  # since the form was opened; before those its body is not looked for


@dataclass(frozen=True, slots=True)
class Base:
    """`values` as `plain` writes them; `revision` is the number of the newest one then."""

    values: dict[str, Any]
    revision: int
    body: str | None = None  # None: its text is not found any more


def stored_names(names: Iterable[str]) -> list[str]:
    """Those of a form's fields that a story stores."""
    meta = Article._meta
    stored = (*meta.concrete_fields, *meta.private_fields, *meta.many_to_many)
    return [field.name for field in stored if field.editable and field.name in names]


def values_of(article: Article, names: Iterable[str]) -> dict[str, Any]:
    """These fields as a form takes them for its initial values."""
    return model_to_dict(article, [*names])


def plain(name: str, value: Any) -> Any:
    """A form's value as JSON holds it, the same for equal values."""
    if name == "body":
        return hashlib.blake2b(value.encode(), digest_size=16).hexdigest()
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return sorted(each.name if isinstance(each, Tag) else each.pk for each in value)
    return value


def opened_now(article: Article, values: Mapping[str, Any], revision: int) -> str:
    """The hidden field's value for a form that shows these values."""
    return sealed(article, {name: plain(name, each) for name, each in values.items()}, revision)


def sealed(article: Article, values: dict[str, Any], revision: int) -> str:
    content = {"story": article.pk, "revision": revision, "values": values}
    return signing.dumps(content, salt=SALT, compress=True)


def newest(article: Article) -> int:
    return article.revisions.order_by("-pk").values_list("pk", flat=True).first() or 0


def unsealed(token: str, article: Article, posted: str) -> Base | None:
    """None if it is missing, not ours, or another story's. `posted`: the body that came with it."""
    try:
        content = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    if content["story"] != article.pk:
        return None
    values, revision = content["values"], content["revision"]
    return Base(values, revision, _body(article, values.get("body"), revision, posted))


def _body(article: Article, digest: str | None, revision: int, posted: str) -> str | None:
    """The text with this digest."""
    for body in (article.body, posted.replace("\r\n", "\n")):
        if digest is None or plain("body", body) == digest:
            return body
    since = article.revisions.filter(pk__gt=revision, packed_body__isnull=False).order_by("pk")
    for each in since.with_bodies()[:MOST_REVISIONS]:
        with suppress(DamagedBodyError):
            if plain("body", each.body_before) == digest:
                return each.body_before
    return None
