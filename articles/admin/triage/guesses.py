"""Which stories have a title that the importer guessed, and that nobody has looked at since."""

from django.db.models import TextField
from django.db.models.functions import Cast

from articles.admin.base import COUNT_LIMIT
from articles.models import Article, ImportProblem, Sighting

GUESSED = "W_TITLE_GUESSED"


def guessed_titles() -> list[int]:
    """Their numbers, as far as the newest COUNT_LIMIT guesses tell: a list shows no more."""
    guesses = ImportProblem.objects.filter(code=GUESSED).order_by("-pk")
    places = set(guesses.values_list("batch_id", "root", "path")[:COUNT_LIMIT])
    if not places:
        return []
    files = Sighting.objects.filter(
        root__in={root for _batch, root, _path in places},
        path__among={path for _batch, _root, path in places},
        superseded=False,
        article__isnull=False,
    ).order_by()
    # By the run as well: a later version of the file may have brought a title.
    rows = files.values_list("article_id", "batch_id", "root", "path")
    found = {story for story, *place in rows if tuple(place) in places}
    return sorted(found - _named_since(found))


def _named_since(stories: set[int]) -> set[int]:
    """Those to which a person has given a title. No database-neutral look-up reads JSON lists."""
    named = Article.objects.annotate(edited=Cast("edited_fields", TextField()))
    named = named.filter(pk__among=stories, edited__contains='"title"').order_by()
    return set(named.values_list("pk", flat=True))
