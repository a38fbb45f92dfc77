"""“Choose a picture”: what the story form's script offers, as a page that needs none.

One is made the story's lead image by a button, saved as the form saves it; or its HTML is copied.
"""

from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from articles.admin.together.kept import CONFLICT
from articles.admin.workflow.moving import why_closed
from articles.models import Article

from . import picture_choice
from .picture_choice import Offer

TEMPLATE = "admin/articles/picking/pictures.html"
LEAD = ["lead_image", "lead_alt", "lead_width", "lead_height"]


def page(pictures: ModelAdmin, request: HttpRequest) -> HttpResponse:
    if not pictures.has_view_permission(request):
        raise PermissionDenied
    story = picture_choice.story_in(pictures, request)
    if story is None and request.GET.get("story"):
        raise Http404
    stories = pictures.admin_site.get_model_admin(Article)
    may_set = story is not None and stories.has_change_permission(request, story)
    if request.method == "POST":
        if not may_set:
            raise PermissionDenied
        return answer(pictures, stories, request, story)
    form = lead_form(stories, request, story) if may_set else None
    return TemplateResponse(request, TEMPLATE, context_of(pictures, request, story, form))


def context_of(
    pictures: ModelAdmin, request: HttpRequest, story: Article | None, form: Any
) -> dict[str, Any]:
    found, more = picture_choice.uploads(pictures, request, story)
    is_beginning = picture_choice.is_beginning(request)
    kept = {name: request.GET[name] for name in ("story", "q") if request.GET.get(name)}
    return pictures.admin_site.each_context(request) | {
        "title": _("Choose a picture"),
        "opts": pictures.opts,
        "story": story,
        "story_plural": capfirst(Article._meta.verbose_name_plural),
        "form": form,
        "closed": why_closed(request.user, story) if story else "",
        "term": request.GET.get("q", ""),
        "own": picture_choice.own(story) if story and is_beginning else [],
        "found": found,
        "newest": "" if is_beginning else f"?{urlencode(kept)}",
        "older": f"?{urlencode(kept | {'before': more})}" if more else "",
        "media": pictures.media,
    }


def lead_form(stories: ModelAdmin, request: HttpRequest, story: Article, data: Any = None) -> Any:
    """The story's own form, of these fields alone: it knows who may, and what others changed."""
    made = stories.get_form(request, story, change=True, fields=LEAD)
    return made(data, instance=story)


@transaction.atomic
def answer(
    pictures: ModelAdmin, stories: ModelAdmin, request: HttpRequest, story: Article
) -> HttpResponse:
    held = Article.objects.select_for_update().filter(pk=story.pk).first()
    if held is None or not stories.has_change_permission(request, held):
        raise PermissionDenied  # gone, or taken on by somebody, since a moment ago
    offer = picture_choice.chosen(held, request.POST.get("address", ""))
    if offer is None:
        stories.message_user(request, _("This picture is not to be had any more."), messages.ERROR)
        return HttpResponseRedirect(request.get_full_path())
    form = lead_form(stories, request, held, data_of(request, offer))
    if form.is_valid():
        save(stories, request, form)
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[held.pk]))
    errors = [error for errors in form.errors.values() for error in errors]
    again = Article.objects.get(pk=held.pk)  # a form writes into its story, whatever comes of it
    context = context_of(pictures, request, again, lead_form(stories, request, again))
    return TemplateResponse(request, TEMPLATE, context | {"errors": errors}, status=CONFLICT)


def data_of(request: HttpRequest, offer: Offer) -> QueryDict:
    data = request.POST.copy()
    values = (offer.address, offer.alt, offer.width or "", offer.height or "")
    for name, value in zip(LEAD, values, strict=True):
        data[name] = str(value)
    return data


def save(stories: ModelAdmin, request: HttpRequest, form: Any) -> None:
    """Each step that the admin takes after a form was sent."""
    story = stories.save_form(request, form, change=True)
    stories.save_model(request, story, form, True)
    stories.save_related(request, form, [], True)
    stories.log_change(request, story, stories.construct_change_message(request, form, []))
    text = _("The lead image is set.") if form.changed_data else _("It is the lead image already.")
    stories.message_user(request, text, messages.SUCCESS)
