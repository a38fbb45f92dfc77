"""Pictures: the list, the form, and what becomes of the stories that show one."""

import re
from functools import partial
from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _

from articles import search
from articles.images import registering
from articles.models import Article, Image, ImageAddress, ImageUse
from articles.models.images import COPIES, UPLOADS, key_of

from . import alt_queue, columns, image_actions, image_facts, image_filters, image_upload
from .base import DeskAdmin, DeskList, id_in, newest
from .image_form import ImageForm
from .picking import picture_choice, picture_page
from .words import words_in
from .workflow.scope import visible_to

FOUND = 200  # stories and addresses that a search leads through
SHOWN = 25  # addresses on a picture's page
# As an address of any of its files holds it, whatever site or bucket they are served from.
FOLDER = re.compile(rf"\b({COPIES}|{UPLOADS})/([0-9a-f]{{2}})/(\2[0-9a-f]{{30}})/")


class ImageList(DeskList):
    """Who shows the pictures of a page is asked for all of them at once."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = list(self.result_list)
        image_facts.tell_uses(self.result_list, narrow=partial(visible_to, request.user))


@admin.register(Image)
class ImageAdmin(DeskAdmin):
    form = ImageForm
    list_display = ["picture", "about", "shown_in", "alternative", "credit"]
    list_filter = [
        image_filters.OriginFilter,
        image_filters.AltFilter,
        image_filters.UsedFilter,
        image_filters.AnimationFilter,
        image_filters.RejectedFilter,
    ]
    list_per_page = 30
    actions = None
    ordering = ["-pk"]
    sortable_by = ()
    search_fields = ["credit"]
    search_help_text = _(
        "A picture's whole address; or words of a story; or words of the alternative text or the"
        " credit, or a part of an address, among the newest 100,000."
    )
    fieldsets = [
        (_("What it shows"), {"fields": ["alt", "is_decorative"]}),
        (_("Rights"), {"fields": ["credit", "licence", "licence_url"]}),
        (_("Focal point"), {"fields": [("focal_x", "focal_y")]}),
        (_("Facts"), {"fields": ["about", "stored", "digest"]}),
    ]
    focal_help = _("Click on the picture above to set it, or enter two numbers.")
    readonly_fields = ["about", "stored", "digest"]
    change_form_template = "admin/articles/image/change_form.html"
    change_list_template = "admin/articles/image/change_list.html"

    class Media:
        css = {"all": ["articles/admin/images.css"]}
        js = ["articles/admin/images.js"]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[DeskList]:
        return ImageList

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        own = [
            ("upload/", self.upload, "upload"),
            ("texts/", self.texts, "texts"),
            ("choose/", self.choose, "choose"),
            ("pick/", self.pick, "pick"),
            ("<int:pk>/replace/", self.replace, "replace"),
            ("<int:pk>/reject/", self.reject, "reject"),
        ]
        named = [path(at, view(to), name=f"articles_image_{name}") for at, to, name in own]
        return named + super().get_urls()

    # Pages beside the list and the form --------------------------------------------------------

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context=None):
        return image_upload.add_page(self, request)

    def upload(self, request: HttpRequest) -> HttpResponse:
        return image_upload.endpoint(self, request)

    def choose(self, request: HttpRequest) -> HttpResponse:
        return picture_choice.choice(self, request)

    def pick(self, request: HttpRequest) -> HttpResponse:
        return picture_page.page(self, request)

    def texts(self, request: HttpRequest) -> HttpResponse:
        return alt_queue.page(self, request)

    def replace(self, request: HttpRequest, pk: int) -> HttpResponse:
        return image_actions.replace(self, request, pk)

    def reject(self, request: HttpRequest, pk: int) -> HttpResponse:
        return image_actions.reject(self, request, pk)

    # What a change does ------------------------------------------------------------------------

    def save_model(self, request: HttpRequest, obj: Image, form, change: bool) -> None:
        """Only what was changed is written: another editor may write the rest meanwhile."""
        obj.save(update_fields=form.changed_data)
        registering.refresh(registering.stories_of([obj.pk]))

    def delete_view(self, request: HttpRequest, object_id: str, extra_context=None):
        """Nothing is deleted: who deletes a row forgets what must not come back."""
        return image_actions.take_down(self, request, id_in(object_id) or 0)

    # What is shown -----------------------------------------------------------------------------

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str):
        term = search_term.strip()
        return (queryset.filter(matching(term, request.user)) if term else queryset), False

    def changelist_view(self, request: HttpRequest, extra_context=None):
        extra = {"may_tell": self.has_change_permission(request)}
        return super().changelist_view(request, extra | (extra_context or {}))

    def get_fieldsets(self, request: HttpRequest, obj: Image | None = None):
        """There is something to click on only where a picture is, and for who may change it."""
        if not (obj and obj.renditions and self.has_change_permission(request, obj)):
            return self.fieldsets
        *others, (title, focal), facts = self.fieldsets
        return [*others, (title, focal | {"description": self.focal_help}), facts]

    def render_change_form(self, request: HttpRequest, context, *args: Any, **kwargs: Any):
        image = kwargs["obj"]
        addresses = image.addresses.order_by("-pk")[: SHOWN + 1]
        context |= image_facts.newest_stories(image, request.user) | {
            "large": image_facts.large_url(image),
            "renditions": image_facts.renditions(image),
            "own_address": image_facts.own_address(image),
            "is_taken_down": image_facts.is_taken_down(image),
            "addresses": list(addresses)[:SHOWN],
            "more_addresses": len(addresses) > SHOWN,
            "origin": image_facts.origin(image),
        }
        return super().render_change_form(request, context, *args, **kwargs)

    def formfield_for_dbfield(self, db_field, request: HttpRequest, **kwargs: Any):
        if db_field.name == "alt":
            kwargs["widget"] = AdminTextareaWidget(attrs={"rows": 3, "maxlength": 300})
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    @admin.display(description=_("picture"))
    def picture(self, image: Image) -> str:
        return image_facts.thumbnail(image)

    @admin.display(description=_("file"))
    def about(self, image: Image) -> str:
        return image_facts.about(image)

    @admin.display(description=_("in stories"))
    def shown_in(self, image: Image) -> str:
        return image_facts.shown_in(image.told)

    @admin.display(description=_("alternative text"))
    def alternative(self, image: Image) -> str:
        if image.is_decorative:
            return columns.mark("plain", _("decoration"))
        if image.is_rejected:  # nobody sees it
            return image.alt or columns.EMPTY
        return image.alt or columns.mark("lacking", _("none"))

    @admin.display(description=_("stored at"))
    def stored(self, image: Image) -> str:
        when = columns.when(image.created_at)
        return f"{when} · {image.uploaded_by}" if image.uploaded_by else when


def matching(term: str, user: Any) -> Q:
    """Of the pictures that a search means: each part of it looks at so many rows and no more."""
    if found := named_by(term):
        return Q(pk__in=found)
    said = Q()
    for word in words_in(term):
        said &= Q(alt__icontains=word) | Q(credit__icontains=word)
    stories = search.for_desk(term, visible_to(user, Article.objects.all()), FOUND).ids
    named = newest(ImageAddress.objects.filter(url__contains=term)).order_by("-pk")[:FOUND]
    uses = ImageUse.objects.filter(article__in=stories)
    images = {*uses.values_list("address__image", flat=True)[: FOUND * 10],
              *named.values_list("image", flat=True)}  # fmt: skip
    return Q(pk__in=images - {None}) | Q(pk__in=newest(Image.objects.filter(said)).values("pk"))


def named_by(address: str) -> list[int]:
    """The picture that a story's address leads to, or that one of our own files belongs to."""
    exact = ImageAddress.objects.filter(key=key_of(address), image__isnull=False)
    if found := list(exact.values_list("image", flat=True)):
        return found
    if not (folder := FOLDER.search(address)):
        return []
    kind, _shelf, digest = folder.groups()
    ours = Image.objects.filter(digest__gte=digest, digest__lt=f"{digest}g")
    return list(ours.filter(is_upload=kind == UPLOADS).values_list("pk", flat=True))
