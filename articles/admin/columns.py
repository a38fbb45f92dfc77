"""What lists and forms show of a row: small functions that Django's admin takes as columns."""

from datetime import datetime

from django.contrib import admin
from django.contrib.admin.utils import label_for_field
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.models import Article, DateConfidence, Status

from .edits import TRACKED
from .losses import Loss

EMPTY = "-"


def when(moment: datetime) -> str:
    """A time in the admin's zone, named: 2026-11-10 12:00 UTC."""
    try:
        local = timezone.localtime(moment)
    except OverflowError:  # the zone's calendar ends before it
        return moment.isoformat()
    return f"{local:%Y-%m-%d %H:%M} {local.tzname()}"


def when_html(moment: datetime) -> str:
    """The same, as an element that lists keep on one line."""
    return format_html('<time datetime="{}">{}</time>', moment.isoformat(), when(moment))


def mark(kind: str, text: str) -> str:
    """A small label; `kind` picks its colour, the words carry the meaning."""
    return format_html('<span class="desk-mark desk-{}">{}</span>', kind, text)


@admin.display(description=_("status"))
def status(article: Article) -> str:
    return mark(article.status, article.get_status_display())


@admin.display(description=_("published at"), ordering="published_at")
def date(article: Article) -> str:
    if article.published_at is None:
        return mark("lacking", _("no date"))
    if article.date_confidence == DateConfidence.EXACT:
        return when_html(article.published_at)
    unknown = article.date_confidence == DateConfidence.NONE
    sureness = mark("unsure", _("uncertain") if unknown else article.get_date_confidence_display())
    return format_html("{} {}", when_html(article.published_at), sureness)


@admin.display(description=_("made at"))
def made(article: Article) -> str:
    return when(article.created_at) if article.pk else EMPTY


@admin.display(description=_("changed at"))
def changed(article: Article) -> str:
    return when_html(article.modified_at) if article.pk else EMPTY


@admin.display(description=_("updated by the source"))
def updated(article: Article) -> str:
    return when(article.updated_at) if article.updated_at else EMPTY


@admin.display(description=_("visible"))
def visible(article: Article) -> str:
    """Yes, or no and why. Lists have asked for all their rows at once, in `is_visible`."""
    if article.pk is None:
        return EMPTY
    shown = getattr(article, "is_visible", None)
    if shown is None:
        shown = Article.objects.published().filter(pk=article.pk).exists()
    if shown:
        return mark("visible", _("visible"))
    return format_html("{} {}", mark("hidden", _("hidden")), _reason(article))


def _reason(article: Article) -> str:
    """What made `published()` leave it out; empty where the status says enough."""
    if article.status != Status.PUBLISHED:
        return ""
    now = timezone.now()
    if article.publish_at and article.publish_at > now:
        return mark("unsure", gettext("from %(time)s") % {"time": when(article.publish_at)})
    if article.expire_at and article.expire_at <= now:
        return mark("unsure", gettext("ended %(time)s") % {"time": when(article.expire_at)})
    return "" if article.source.is_public else mark("lacking", _("source not shown"))


@admin.display(description=_("edited fields"))
def edited(article: Article) -> str:
    """The fields that imports leave alone, by the names that the form gives them."""
    if not article.edited_fields:
        return gettext("None: an import may change every field.")
    known = TRACKED.intersection(article.edited_fields)
    return ", ".join(capfirst(str(label_for_field(name, Article))) for name in sorted(known))


def losses_text(lost: list[Loss]) -> str:
    """3 × <script>, 1 × onerror of <img>."""
    return ", ".join(
        gettext("%(n)s × %(attribute)s of <%(element)s>")
        % {"n": loss.count, "attribute": loss.attribute, "element": loss.element}
        if loss.attribute
        else f"{loss.count} × <{loss.element}>"
        for loss in lost
    )
