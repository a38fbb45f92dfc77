"""Private links to a preview: made at the desk, opened by whoever has the address."""

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.admin.moments import Moment
from articles.models import Article, PreviewLink

from .comments import story_of

TEMPLATE = "admin/articles/workflow/links.html"
MOST_OPEN = 20  # links of one story
LONGEST = timedelta(days=90)
HOURS = {"1": _("1 hour"), "24": _("1 day"), "168": _("7 days"), "": _("until …")}


class LinkForm(forms.Form):
    hours = forms.ChoiceField(
        label=_("It opens for"),
        choices=HOURS.items(),
        initial="24",
        required=False,
        widget=forms.RadioSelect,
    )
    until = Moment(label=_("Until"))
    as_of = Moment(
        label=_("As of"),
        help_text=_("The page as it will be, or was, at that moment. Empty: when it is looked at."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        now = timezone.now()
        if hours := cleaned.get("hours"):
            cleaned["expires_at"] = now + timedelta(hours=int(hours))
            return cleaned
        until = cleaned.get("until")
        if until is None:
            if "until" not in self.errors:
                self.add_error("until", _("Say until when, or choose one of the times."))
        elif not now < until <= now + LONGEST:
            text = _("This must be in the future, and within %(days)s days.")
            self.add_error("until", text % {"days": LONGEST.days})
        cleaned["expires_at"] = until
        return cleaned


def may_share(modeladmin: Any, request: HttpRequest) -> bool:
    """Whoever works on stories; the story itself he has to see."""
    return modeladmin.has_change_permission(request)


def address_of(link: PreviewLink) -> str:
    return f"{settings.SITE_URL}{reverse('preview', args=[link.token])}"


def open_links(article: Article) -> list[PreviewLink]:
    found = list(article.preview_links.open().select_related("made_by")[:MOST_OPEN])
    for link in found:
        link.address = address_of(link)
    return found


def page(modeladmin: Any, request: HttpRequest, pk: int) -> HttpResponse:
    article = story_of(modeladmin, request, pk)
    if not may_share(modeladmin, request):
        raise PermissionDenied
    form = LinkForm(request.POST or None, label_suffix="")
    links = open_links(article)
    if request.method == "POST" and len(links) >= MOST_OPEN:
        form.add_error(None, _("This story has many open links: take one back first."))
    elif request.method == "POST" and form.is_valid():
        PreviewLink.objects.create(
            article=article,
            as_of=form.cleaned_data["as_of"],
            expires_at=form.cleaned_data["expires_at"],
            made_by=request.user,
        )
        modeladmin.message_user(request, _("Whoever has this link can read the story now."))
        return back_to(article)
    context = modeladmin.admin_site.each_context(request) | {
        "title": _("Private links"),
        "opts": modeladmin.opts,
        "article": article,
        "links": links,
        "form": form,
        "zone": timezone.get_current_timezone_name(),
    }
    return TemplateResponse(request, TEMPLATE, context)


def revoke(modeladmin: Any, request: HttpRequest, pk: int, number: int) -> HttpResponse:
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    article = story_of(modeladmin, request, pk)
    if not may_share(modeladmin, request):
        raise PermissionDenied
    link = get_object_or_404(article.preview_links.open(), pk=number)
    link.revoked_at = timezone.now()
    link.save(update_fields=["revoked_at"])
    modeladmin.message_user(request, _("The link opens nothing any more."))
    return back_to(article)


def back_to(article: Article) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:articles_article_links", args=[article.pk]))


URLS = (
    ("<int:pk>/links/", page, "articles_article_links"),
    ("<int:pk>/links/<int:number>/revoke/", revoke, "articles_article_link_revoke"),
)
