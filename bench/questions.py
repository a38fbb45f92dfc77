"""What pages ask the database, as a plain view asks it: with querysets made each time."""

from collections.abc import Callable
from urllib.parse import unquote

from django.http import HttpRequest
from django.utils import timezone
from taggit.models import Tag

from articles.models import Article, Category
from articles.reading import article as story_page
from articles.reading import neighbours, walks
from articles.reading.sections import with_stories


def story(request: HttpRequest) -> None:
    now, number = timezone.now(), int(request.path.split("/")[2])
    found = story_page.one_visible(number, now).get()
    channels = list(neighbours.in_channels(number, found.published_at, now))
    related = found.related.stories if hasattr(found, "related") else []
    beside = [channels[0].older, channels[0].newer] if channels else []
    wanted = [pk for pk in (*related, *beside) if pk]
    list(Article.objects.published(now).for_lists().filter(pk__in=wanted))
    list(Tag.objects.filter(taggings__content_object=number).order_by("name"))


def section(request: HttpRequest) -> None:
    found = Category.objects.get(path=unquote(request.path).split("/", 2)[2].strip("/"))
    list(with_stories().filter(parent=found)[:60])
    walks.in_category(found).page(request.GET)


DATA: dict[str, Callable[[HttpRequest], object]] = {"story": story, "section": section}
