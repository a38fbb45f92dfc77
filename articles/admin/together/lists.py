"""A list says when it was shown: what others have changed since is left alone, and named."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core import signing
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from articles.models import Article, Conflict, Revision
from articles.provenance.conflicts import ConflictError

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


def refuse_stale(request: HttpRequest, conflict: Conflict) -> None:
    """A decision between two values holds while ours is still the one that was shown.

    Of a body the passage itself is looked for. Locks the story until the transaction ends.
    """
    moment = moment_in(request.POST.get("shown"))
    if moment is None or conflict.field == "body":
        return
    Article.objects.select_for_update().filter(pk=conflict.article_id).values_list("pk").first()
    made = Revision.objects.filter(article=conflict.article_id, made_at__gt=moment)
    for revision in made.exclude(user=request.user).defer("packed_body"):
        if conflict.field in revision.kept:
            text = _("Somebody has changed this since you saw it. Look at it, and decide again.")
            raise ConflictError(text)
