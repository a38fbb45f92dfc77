"""The queue of alternative texts: pictures that readers see and nobody has described yet."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.db.models.fields import BooleanField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.images import registering
from articles.models import Article, Image, ImageRights, ImageUse, TextRights, granting

from . import image_facts
from .base import id_in
from .surroundings import Mention, mentions
from .workflow.scope import visible_to

TEMPLATE = "admin/articles/image/texts.html"
A_PAGE = 24
LOOKED_AT = 2_000  # pictures that a page may pass over because no reader sees them
SUGGESTED = 3


class TextForm(forms.Form):
    """What is said of one picture; nothing, if neither is filled in."""

    alt = forms.CharField(
        label=gettext_lazy("Alternative text"), max_length=300, required=False, empty_value=""
    )
    is_decorative = forms.BooleanField(label=gettext_lazy("Decoration"), required=False)

    def clean_alt(self) -> str:
        return " ".join(self.cleaned_data["alt"].split())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("alt") and cleaned.get("is_decorative"):
            text = _("Decoration has no alternative text: choose one of the two.")
            raise forms.ValidationError(text)
        return cleaned


@dataclass(slots=True)
class Row:
    """A picture that waits, with what its stories tell of it."""

    image: Image
    form: TextForm
    suggestions: list[str] = field(default_factory=list)
    place: Mention | None = None

    @property
    def thumbnail(self) -> str:
        return image_facts.thumbnail_url(self.image)

    @property
    def large(self) -> str:
        return image_facts.large_url(self.image)

    @property
    def described(self) -> str:
        return image_facts.described(self.image)


@dataclass(frozen=True, slots=True)
class Beaten:
    """Two editors had a word on the same picture; the first one's stands."""

    image: Image
    ours: str
    theirs: str


def lacking() -> QuerySet:
    """As the index says it."""
    return Image.objects.filter(alt="", is_decorative=False, is_rejected=False).order_by("-pk")


def seen_by_readers(stories: QuerySet) -> QuerySet:
    """Of the stories, as a subquery of the picture, those whose page shows it."""
    own = ExpressionWrapper(OuterRef("is_upload"), BooleanField())
    whole = granting(TextRights.FULL, via="source__")
    shown = stories.published().filter(whole).annotate(own=own)
    return shown.filter(Q(own=True) | granting(ImageRights.COPY, via="source__"))


def page(modeladmin, request: HttpRequest) -> HttpResponse:
    if not modeladmin.has_change_permission(request):
        raise PermissionDenied
    before = id_in(request.GET.get("before", ""))
    kept: dict[int, TextForm] = {}
    beaten: list[Beaten] = []
    if request.method == "POST":
        kept, beaten = save(modeladmin, request)
        if not kept and not beaten:
            return HttpResponseRedirect(onward(request))
    images, following = waiting(before, request.user)
    context = modeladmin.admin_site.each_context(request) | {
        "title": _("Alternative texts that are missing"),
        "opts": modeladmin.opts,
        "rows": rows_of(with_kept(images, kept), kept, request.user),
        "beaten": beaten,
        "is_first": before is None,
        "following": following,
        "has_errors": any(form.errors for form in kept.values()),
        "media": modeladmin.media,
    }
    return TemplateResponse(request, TEMPLATE, context)


def onward(request: HttpRequest) -> str:
    """After a save: the same page with what still waits there, or the next one."""
    older = id_in(request.POST.get("_older", ""))
    return request.get_full_path() if older is None else f"{request.path}?before={older}"


def waiting(before: int | None, user: Any) -> tuple[list[Image], int | None]:
    """The newest below `before`, and below which number to go on; None at the end."""
    queue = lacking() if before is None else lacking().filter(pk__lt=before)
    window = list(queue.values_list("pk", flat=True)[: LOOKED_AT + 1])
    stories = image_facts.stories_of(image_facts.OF_EACH)
    stories = seen_by_readers(visible_to(user, stories))
    seen = Image.objects.filter(Exists(stories), pk__in=window[:LOOKED_AT]).order_by("-pk")
    found = list(seen[: A_PAGE + 1])
    if len(found) > A_PAGE:
        return found[:A_PAGE], found[A_PAGE - 1].pk
    return found, window[LOOKED_AT - 1] if len(window) > LOOKED_AT else None


def with_kept(images: list[Image], kept: Collection[int]) -> list[Image]:
    """What could not be saved stays on the page, whatever page it is."""
    missing = set(kept) - {image.pk for image in images}
    return [*Image.objects.filter(pk__in=missing).order_by("-pk"), *images]


def rows_of(images: list[Image], kept: dict[int, TextForm], user: Any) -> list[Row]:
    def narrow(stories: QuerySet) -> QuerySet:
        return seen_by_readers(visible_to(user, stories))

    image_facts.tell_uses(images, narrow=narrow)
    rows = {
        image.pk: Row(image, kept.get(image.pk) or TextForm(prefix=f"p{image.pk}"))
        for image in images
    }
    tell_surroundings(rows)
    return list(rows.values())


def tell_surroundings(rows: dict[int, Row]) -> None:
    """What the first and the newest story say where they show it; two questions for all."""
    stories = {story.pk for row in rows.values() for story in row.image.told.stories}
    uses = ImageUse.objects.filter(article__in=stories, address__image__in=rows)
    named: dict[tuple[int, int], set[str]] = {}
    for image, story, url in uses.values_list("address__image", "article", "address__url"):
        named.setdefault((image, story), set()).add(url)
    told = Article.objects.filter(pk__in=stories).only("body", "lead_image", "lead_alt")
    bodies = told.in_bulk()
    for (image, story), urls in sorted(named.items()):
        tell_mentions(rows[image], bodies[story], urls)


def tell_mentions(row: Row, story: Article, urls: set[str]) -> None:
    found = mentions(story.body, urls)
    texts = [mention.alt for mention in found]
    if story.lead_image in urls:
        texts.append(story.lead_alt)
    merged = dict.fromkeys([*row.suggestions, *filter(None, texts)])
    row.suggestions = list(merged)[:SUGGESTED]
    row.place = row.place or next(iter(found), None)


@transaction.atomic
def save(modeladmin, request: HttpRequest) -> tuple[dict[int, TextForm], list[Beaten]]:
    """Writes what was filled in. Back come the forms with errors, and what came too late."""
    asked = [pk for pk in map(id_in, request.POST.getlist("picture")[: 4 * A_PAGE]) if pk]
    kept: dict[int, TextForm] = {}
    beaten: list[Beaten] = []
    saved: list[Image] = []
    for image in Image.objects.filter(pk__in=asked).order_by("pk"):
        form = TextForm(request.POST, prefix=f"p{image.pk}")
        if not form.has_changed():
            continue
        if not form.is_valid():
            kept[image.pk] = form
        elif write(image, form.cleaned_data):
            saved.append(image)
        elif late := told_otherwise(image.pk, form.cleaned_data):
            beaten.append(late)
    if saved:
        registering.refresh(registering.stories_of([image.pk for image in saved]))
        fields = [{"changed": {"fields": ["alt"]}}]
        LogEntry.objects.log_actions(request.user.pk, saved, CHANGE, fields)
        text = ngettext("%(n)s picture was saved.", "%(n)s pictures were saved.", len(saved))
        modeladmin.message_user(request, text % {"n": len(saved)}, messages.SUCCESS)
    return kept, beaten


def write(image: Image, values: dict[str, Any]) -> bool:
    """Only while nobody has said anything: one statement looks and writes."""
    return bool(lacking().filter(pk=image.pk).update(**values))


def told_otherwise(pk: int, values: dict[str, Any]) -> Beaten | None:
    """What another editor said meanwhile; None if it is the same."""
    image = Image.objects.filter(pk=pk).first()
    if image is None or (image.alt, image.is_decorative) == tuple(values.values()):
        return None
    return Beaten(image, said(values["alt"]), said("" if image.is_rejected else image.alt))


def said(alt: str) -> str:
    return alt or _("nothing: decoration, or no picture")
