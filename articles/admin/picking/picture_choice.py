"""Pictures that a story may be given: those that it names itself, then uploads, newest first."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.utils.html import format_html

from articles.admin import image_facts
from articles.admin.base import id_in
from articles.admin.image_upload import one_line, size_of_address
from articles.admin.triage.pictures import InText, pictures_of
from articles.images import registering, uploading
from articles.models import Article, Image, ImageAddress, ImageRights, grants_of
from articles.models.images import key_of

A_PAGE = 24
MOST_OWN = 48


@dataclass(frozen=True, slots=True)
class Offer:
    """A picture as a story names it; without a thumbnail there is none to be shown."""

    address: str
    alt: str = ""
    width: int | None = None
    height: int | None = None
    thumbnail: str = ""
    is_lead: bool = False

    @property
    def name(self) -> str:
        """What tells it from the others where it cannot be seen."""
        return self.alt or self.address.partition("?")[0].rstrip("/").rpartition("/")[2]

    @property
    def figure(self) -> str:
        """What a body holds to show it."""
        size = format_html(' width="{}" height="{}"', self.width, self.height) if self.width else ""
        return format_html(
            '<figure><img src="{}" alt="{}"{}></figure>', self.address, self.alt, size
        )

    def as_json(self) -> dict[str, Any]:
        names = ("address", "alt", "width", "height", "thumbnail", "name", "figure")
        return {name: getattr(self, name) for name in names}


def own(story: Article) -> list[Offer]:
    """Its lead image, then its body's pictures in their order; none that readers may not see."""
    said = {each.address: each for each in pictures_of(story.body, MOST_OWN)}
    urls = [*dict.fromkeys(filter(None, [story.lead_image, *registering.named(story.body)]))]
    keys = {key_of(url): url for url in urls[:MOST_OWN]}
    rows = ImageAddress.objects.filter(key__in=keys).select_related("image")
    known = {keys[row.key]: row for row in rows}
    return [
        _own(story, said.get(url, InText(url)), known[url].image if url in known else None)
        for url in keys.values()
        if url not in known or known[url].state != ImageAddress.State.NONE
    ]


def _own(story: Article, said: InText, image: Image | None) -> Offer:
    is_lead = said.address == story.lead_image
    alt = (story.lead_alt if is_lead else "") or said.alt or (image.alt if image else "")
    width, height = said.width, said.height
    if image and image.renditions:
        width, height = size_of_address(image) if image.is_upload else (image.width, image.height)
    elif is_lead and story.lead_width:
        width, height = story.lead_width, story.lead_height
    sizes = (width, height) if width and height else (None, None)
    return Offer(said.address, one_line(alt), *sizes, _thumbnail(story, said, image), is_lead)


def _thumbnail(story: Article, said: InText, image: Image | None) -> str:
    """Ours; or from where it lies, where the story's readers are shown it from there."""
    if image and image.renditions:
        return image_facts.thumbnail_url(image)
    is_linked = settings.HOT_LINK and grants_of(story.source).images == ImageRights.LINK
    return said.address if is_linked and said.address.startswith("http") else ""


def uploads(
    pictures: ModelAdmin, request: HttpRequest, story: Article | None
) -> tuple[list[Offer], int | None]:
    """A page of the newest, or of those that a search finds; and below which number to go on."""
    ours = Image.objects.filter(is_upload=True, is_rejected=False).order_by("-pk")
    found, _double = pictures.get_search_results(request, ours, request.GET.get("q", ""))
    before = id_in(request.GET.get("before", ""))
    rows = list((found if before is None else found.filter(pk__lt=before))[: A_PAGE + 1])
    lead = story.lead_image if story else ""
    offers = [_uploaded(image, lead) for image in rows[:A_PAGE]]
    return offers, rows[A_PAGE - 1].pk if len(rows) > A_PAGE else None


def _uploaded(image: Image, lead: str) -> Offer:
    address = uploading.address_of(image)
    sizes = size_of_address(image)
    return Offer(address, image.alt, *sizes, image_facts.thumbnail_url(image), address == lead)


def upload_at(address: str) -> Offer | None:
    """The upload that stories name so, if it may be shown."""
    image = registering.upload_at(address)
    if image is None or image.is_rejected or uploading.address_of(image) != address:
        return None
    return _uploaded(image, "")


def chosen(story: Article, address: str) -> Offer | None:
    """Only what is offered: one of the story's own, or an upload."""
    mine = next((each for each in own(story) if each.address == address), None)
    return mine or upload_at(address)


def is_beginning(request: HttpRequest) -> bool:
    """Whether the story's own stand first: not among what a search finds, nor on later pages."""
    return not request.GET.get("q", "").strip() and not request.GET.get("before")


def story_in(pictures: ModelAdmin, request: HttpRequest) -> Article | None:
    """The story that the address names, if he sees it."""
    stories = pictures.admin_site.get_model_admin(Article)
    number = id_in(request.GET.get("story", ""))
    story = stories.get_object(request, str(number)) if number is not None else None
    return story if story and stories.has_view_or_change_permission(request, story) else None


def choice(pictures: ModelAdmin, request: HttpRequest) -> JsonResponse:
    """For the story form's script."""
    if not pictures.has_view_permission(request):
        raise PermissionDenied
    story = story_in(pictures, request) if is_beginning(request) else None
    found, more = uploads(pictures, request, story)
    return JsonResponse(
        {
            "own": [offer.as_json() for offer in own(story)] if story else [],
            "pictures": [offer.as_json() for offer in found],
            "more": more,
        }
    )
