"""Deleting one story: what others changed since somebody opened it is told, and asked about again.

The form's link says which revision was the newest when it was opened; the confirmation anew.
"""

from typing import Any

from django.http import HttpRequest

from articles.admin.base import id_in
from articles.models import Article, Revision

SEEN = "seen"  # in the link's address, and in the confirmation's form
MOST_TOLD = 5


def changes_since(request: HttpRequest, pk: int) -> list[Revision]:
    """The newest of the others' changes that the person has not seen; none if he does not say what
    he saw. Once he confirms, it holds the story until the transaction ends."""
    is_asked = request.method == "POST"
    seen = id_in((request.POST if is_asked else request.GET).get(SEEN, ""))
    if seen is None:
        return []
    if is_asked:
        Article.objects.select_for_update().filter(pk=pk).values_list("pk").first()
    found = Revision.objects.filter(article=pk, pk__gt=seen, is_visible=True)
    found = found.exclude(user=request.user).order_by("-pk")
    return list(found.select_related("user", "batch").defer("packed_body")[:MOST_TOLD])


def told(changes: list[Revision], pk: int) -> dict[str, Any]:
    """For the page; what it shows has been seen then."""
    newest = Revision.objects.filter(article=pk).order_by("-pk").values_list("pk", flat=True)
    return {"changes": changes, "seen": newest.first() or 0}
