"""What the desk shows of a picture: its files, and the stories that show it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import Aggregate, Count, Max, Min, OuterRef, QuerySet, Subquery, Value
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.images import uploading
from articles.models import Article, Image, ImageAddress, ImageUse

from . import columns
from .workflow.scope import visible_to

FALLBACKS = ("jpg", "png")
# A site's own sign may stand in a hundred thousand stories: no more of its uses are looked at.
MOST_USES = 1_000
COUNTED = 100
SHOWN = 25


@dataclass(slots=True)
class Uses:
    """How many stories show a picture, and some of them: the first and the newest."""

    count: int = 0
    stories: list[Article] = field(default_factory=list)

    @property
    def number(self) -> str:
        more = self.count > COUNTED
        words = ngettext("%(n)s story", "%(n)s stories", self.count)
        return words % {"n": f"{COUNTED}+" if more else self.count}


def stories_of(uses: QuerySet, most: int = MOST_USES) -> QuerySet:
    """The stories of these uses, of which at most so many are looked at."""
    return Article.objects.filter(pk__in=uses.order_by().values("article")[:most])


def uses_of(image: Image | OuterRef) -> QuerySet:
    return ImageUse.objects.filter(address__image=image)


# As a subquery in a subquery, of the row in question.
OF_EACH = uses_of(OuterRef(OuterRef("pk")))
OF_EACH_ADDRESS = ImageUse.objects.filter(address=OuterRef(OuterRef("pk")))


def tell_uses(
    rows: list[Image] | list[ImageAddress],
    uses: QuerySet = OF_EACH,
    narrow: Callable[[QuerySet], QuerySet] = QuerySet.all,
) -> None:
    """Gives each row its `told`, two questions for all; of the stories that `narrow` leaves."""
    for row in rows:
        row.told = Uses()
    if not rows:
        return
    stories = narrow(stories_of(uses, COUNTED + 1))
    figures = type(rows[0]).objects.filter(pk__in=[row.pk for row in rows]).order_by()
    found = {
        pk: (count, ends)
        for pk, count, *ends in figures.annotate(
            stories=_of(stories, Count("pk")),
            first=_of(stories, Min("pk")),
            last=_of(stories, Max("pk")),
        ).values_list("pk", "stories", "first", "last")
        if count
    }
    ends = {pk for _count, ends in found.values() for pk in ends}
    articles = Article.objects.for_lists().in_bulk(ends)
    for row in rows:
        if row.pk in found:
            count, ends = found[row.pk]
            row.told = Uses(count, [articles[pk] for pk in dict.fromkeys(ends) if pk in articles])


def _of(stories: QuerySet, aggregate: Aggregate) -> Subquery:
    alone = stories.order_by().annotate(all=Value(1)).values("all")
    return Subquery(alone.annotate(found=aggregate).values("found"))


def newest_stories(image: Image, user: Any) -> dict[str, Any]:
    """For a template: some of the stories that show it, and whether there are more; of those that
    the user works on."""
    found = visible_to(user, stories_of(uses_of(image))).for_lists().order_by("-pk")
    stories = list(found[: SHOWN + 1])
    return {"stories": stories[:SHOWN], "more_stories": len(stories) > SHOWN}


def story_link(article: Article) -> str:
    address = reverse("admin:articles_article_change", args=[article.pk])
    return format_html('<a href="{}">{}</a>', address, article)


def fallback_of(image: Image) -> tuple[str, list[int]]:
    """The format that every browser shows, and its widths."""
    for extension in FALLBACKS:
        if widths := image.renditions.get(extension):
            return extension, widths
    return "", []


def address_of_file(image: Image, extension: str, width: int) -> str:
    """Where the browser finds this rendition; not what bodies name."""
    return default_storage.url(f"{image.folder}/{width}.{extension}")


def thumbnail_url(image: Image) -> str:
    """The smallest rendition; of an animation one that stands still."""
    extension, widths = fallback_of(image)
    if image.renditions.get("webp") and image.frames == 1:
        extension, widths = "webp", image.renditions["webp"]
    return address_of_file(image, extension, widths[0]) if widths else ""


def large_url(image: Image) -> str:
    extension, widths = fallback_of(image)
    return address_of_file(image, extension, widths[-1]) if widths else ""


def thumbnail(image: Image) -> str:
    """Named by its alternative text, or by what it is: it is often all that a link holds."""
    address = thumbnail_url(image)
    if not address:
        return str(image)
    return format_html(
        '<img class="desk-thumb" src="{}" alt="{}" width="{}" height="{}" loading="lazy">',
        address, image, image.width, image.height,
    )  # fmt: skip


def described(image: Image) -> str:
    """JPEG · 1280 × 720 · 120 KB."""
    size = _("%(width)s × %(height)s") % {"width": image.width, "height": image.height}
    return " · ".join((image.format.upper(), size, filesizeformat(image.bytes)))


def origin(image: Image) -> str:
    words = _("uploaded") if image.is_upload else _("copied")
    marks = [columns.mark("done" if image.is_upload else "plain", words)]
    if image.frames > 1:
        marks.append(columns.mark("plain", _("animation")))
    if is_taken_down(image):
        marks.append(columns.mark("lacking", _("taken down")))
    elif image.is_rejected:
        marks.append(columns.mark("lacking", _("no picture")))
    return format_html("{}" + " {}" * (len(marks) - 1), *marks)


def renditions(image: Image) -> list[tuple[str, list[tuple[int, str, str]]]]:
    """By format: each width with the file's address and size; asks the storage for each."""
    return [
        (extension.upper(), [(width, *_file(image, extension, width)) for width in widths])
        for extension, widths in image.renditions.items()
    ]


def _file(image: Image, extension: str, width: int) -> tuple[str, str]:
    name = f"{image.folder}/{width}.{extension}"
    try:
        size = filesizeformat(default_storage.size(name))
    except OSError:
        size = _("the file is missing")
    return default_storage.url(name), size


def about(image: Image) -> str:
    return format_html(
        '{} <span class="quiet desk-under">{}</span>', origin(image), described(image)
    )


def shown_in(uses: Uses) -> str:
    """The first story, and how many there are."""
    if not uses.stories:
        return columns.EMPTY
    first = story_link(uses.stories[0])
    if uses.count == 1:
        return first
    return format_html('{} <span class="quiet desk-under">{}</span>', first, uses.number)


def picture_link(image: Image) -> str:
    address = reverse("admin:articles_image_change", args=[image.pk])
    return format_html('<a href="{}">{}</a>', address, thumbnail(image))


def is_taken_down(image: Image) -> bool:
    """Its files are gone, and stay so."""
    return image.is_rejected and not image.renditions


def own_address(image: Image) -> str:
    """What stories name it by; nothing, if it is a copy or has no files."""
    return uploading.address_of(image) if image.is_upload and image.renditions else ""
