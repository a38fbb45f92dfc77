"""The preview: what is in the form, cleaned, as readers would see it. Nothing is stored."""

from typing import Any

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag

from articles.images import registering
from articles.images.gallery import entry_of
from articles.models import Article, Gallery, Image, ImageAddress, Source
from articles.models.images import key_of
from articles.models.names import make_slug
from articles.provenance import attribution_of
from articles.rights import rights_of

from .losses import losses

# Extends readers' own page, so that the preview cannot drift from it.
TEMPLATE = "desk/preview.html"


def preview_button(article: Article) -> str:
    """Sends the form as it stands to the preview, in a new tab; needs no script."""
    address = (
        reverse("admin:articles_article_preview_of", args=[article.pk])
        if article.pk
        else reverse("admin:articles_article_preview")
    )
    return format_html(
        '<button type="submit" class="button desk-preview" formaction="{}" formtarget="_blank">'
        '{}</button> <span class="help">{}</span>',
        address,
        _("Preview"),
        _("Opens in a new tab, cleaned, with a list of what the cleaning takes away."),
    )


def preview(modeladmin: ModelAdmin, request: HttpRequest, pk: int | None) -> HttpResponse:
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    stored = get_object_or_404(Article, pk=pk) if pk else None
    if not may_edit(modeladmin, request, stored):
        raise PermissionDenied
    form_class = modeladmin.get_form(request, stored, change=stored is not None)
    form = form_class(request.POST, instance=stored)
    form.is_valid()  # fills form.instance with what is right; the page lists the rest
    return TemplateResponse(request, TEMPLATE, preview_context(form, request.POST))


def may_edit(modeladmin: ModelAdmin, request: HttpRequest, stored: Article | None) -> bool:
    if stored is None:
        return modeladmin.has_add_permission(request)
    return modeladmin.has_change_permission(request, stored)


def preview_context(form: ModelForm, posted: QueryDict) -> dict[str, Any]:
    """What the public page is given, worked out from the form instead of the tables."""
    article, values = form.instance, form.cleaned_data
    if not article.source_id:
        article.source = Source(name=gettext("No source chosen"), slug="-")
    article.pk = article.pk or 0  # a new story has no number, and its page no address, yet
    article.title = article.title or gettext("No title")
    article.body = written = posted.get("body", article.body)  # an untouched one is not sent
    article.derive()
    article.gallery = _gallery(article)
    rights = rights_of(article)
    return {
        "article": article,
        "rights": rights,
        "attribution": attribution_of(article),
        "tags": [Tag(name=name, slug=make_slug(name, "tag")) for name in values.get("tags") or []],
        "filed": [],
        "more": [],
        "losses": losses(written, article.body),
        "form": form,
    }


def _gallery(article: Article) -> Gallery:
    """The pictures that we have for what is in the form; its own are those of what is stored."""
    urls = [*registering.named(article.body), *filter(None, [article.lead_image])]
    known = ImageAddress.objects.filter(key__in=[key_of(url) for url in urls])
    images: dict[str, Image | None] = {row.url: row.image for row in known.select_related("image")}
    found = {url: images.get(url) or registering.upload_at(url) for url in dict.fromkeys(urls)}
    body = {url: entry_of(one) for url, one in found.items() if one and not one.is_rejected}
    lead = body.get(article.lead_image)
    return Gallery(lead=lead | {"url": article.lead_image} if lead else {}, body=body)
