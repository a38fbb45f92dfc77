"""What a page is made of, said by its view in the names of stamps."""

from django.db.models import Model
from django.http import HttpRequest, HttpResponse

from articles.models.stamps import ALL, LATEST, stamp_of

from .freshness import MOMENT, SECTIONS

# The frame of every page holds the sections; and any story may appear or expire by the clock.
ALWAYS = (ALL, MOMENT, SECTIONS)


def depends(request: HttpRequest, *things: Model | str) -> None:
    """The page shows these rows, or, for a category, tag or source, the list of its stories.

    A view that says nothing depends on LATEST: whatever changes in any story makes its page anew.
    """
    said = request.__dict__.setdefault("depends_on", set())
    said.update(_name(thing) for thing in things)


def needs_of(request: HttpRequest, response: HttpResponse) -> tuple[str, ...]:
    """The way that a redirect knows may come from elsewhere than the view that found nothing."""
    said = getattr(request, "depends_on", (LATEST,))
    return (*ALWAYS, *said) if response.status_code == 200 else (*ALWAYS, LATEST, *said)


def _name(thing: Model | str) -> str:
    if isinstance(thing, str):
        return thing
    return stamp_of(thing._meta.model_name or "", thing.pk)
