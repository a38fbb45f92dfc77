"""A list says when it was shown: what others have changed since is left alone, and named."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core import signing
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from articles.models import Article, Revision

SALT = "articles.shown"
CHUNK = 500


def shown_now() -> str:
    """The hidden field's value."""
    return signing.dumps(timezone.now().isoformat(), salt=SALT)


def moment_in(token: str | None) -> datetime | None:
    """None if it is missing or not ours: then there is nothing to compare with."""
    try:
        return parse_datetime(signing.loads(token or "", salt=SALT))
    except signing.BadSignature:
        return None


def changed_since(moment: datetime, ids: Iterable[int], user: Any) -> dict[int, str]:
    """Of these stories those that others have changed, with their titles."""
    numbers, found = list(ids), {}
    for at in range(0, len(numbers), CHUNK):
        chunk = Article.objects.filter(pk__in=numbers[at : at + CHUNK], modified_at__gt=moment)
        found |= dict(chunk.order_by("pk").values_list("pk", "title"))
    who = defaultdict(set)
    made = Revision.objects.filter(article__in=found, made_at__gt=moment).order_by()
    for article, person in made.values_list("article", "user"):
        who[article].add(person)
    return {pk: title for pk, title in found.items() if who[pk] != {user.pk}}
