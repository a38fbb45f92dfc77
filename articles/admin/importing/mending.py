"""Mending a refused file: its text with the error marked, what it would become, and its import."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin import columns
from articles.admin.base import LineField
from articles.importer import fixing
from articles.importer.errors import explain
from articles.importer.fixing import MOST_TEXT, Opened, Tried
from articles.importer.lock import Locked
from articles.importer.problems import Problem
from articles.models import DateConfidence, ImportProblem, RefusedFile, Sighting

from .held_story import Reading
from .planned import OUTCOMES

TEMPLATE = "admin/articles/importing/mend.html"
AROUND = 2  # lines shown before and after one that is wrong
SHOWN = 10  # of such places
LONGEST = 300  # characters of a line there
# Django writes a bare text to the log as it is, so it has to be in one language.
MENDED = "Mended and imported as import #{batch}."


class MendForm(forms.Form):
    text = LineField(
        label=gettext_lazy("Text of the file"),
        max_length=MOST_TEXT,
        strip=False,
        widget=forms.Textarea(
            attrs={"rows": 24, "wrap": "off", "spellcheck": "false", "class": "desk-source"}
        ),
    )


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    text: str
    is_wrong: bool


@dataclass(frozen=True, slots=True)
class Place:
    """What is wrong, and the lines around it. No lines: it is the whole file's."""

    code: str
    sentence: str
    line: int | None
    lines: list[Line]
    excerpt: str = ""


def place_of(problem: Problem | ImportProblem, text: str) -> Place:
    lines: list[Line] = []
    if problem.line:
        first = max(1, problem.line - AROUND)
        some = text.split("\n")[first - 1 : problem.line + AROUND]
        lines = [
            Line(number, line[:LONGEST], number == problem.line)
            for number, line in enumerate(some, first)
        ]
    sentence = explain(problem.code, problem.detail)
    return Place(problem.code, sentence, problem.line, lines, problem.excerpt)


def view(
    modeladmin: Any, request: HttpRequest, refused: RefusedFile, *, may_mend: bool
) -> HttpResponse:
    """GET: as the file came. POST: tries the text, or imports it; what was typed is never lost."""
    opened = fixing.opened(refused.raw)
    if request.method != "POST":
        form = MendForm(initial={"text": opened.text})
        return page(modeladmin, request, refused, opened, form, may_mend=may_mend)
    form = MendForm(request.POST)
    found = None
    if form.is_valid():
        text = form.cleaned_data["text"]
        if "import" in request.POST:
            found, answer = mend(request, refused, text)
            if answer:
                return answer
        else:
            found = rehearse(request, refused, text)
    return page(modeladmin, request, refused, opened, form, found, may_mend=may_mend)


def rehearse(request: HttpRequest, refused: RefusedFile, text: str) -> Tried:
    try:
        return fixing.rehearse(refused, text)
    except (Locked, Error):  # then only what the text itself tells
        return fixing.tried(refused, text)


def mend(
    request: HttpRequest, refused: RefusedFile, text: str
) -> tuple[Tried | None, HttpResponse | None]:
    """What became of it, and where to go then; no place: the page says what is still wrong."""
    try:
        found = fixing.mend(refused, text, request.user.pk)
    except Locked as locked:
        words = _("Another import is running: %(holder)s. Try again when it is done.")
        messages.error(request, words % {"holder": locked.holder})
    except Sighting.DoesNotExist:
        messages.error(request, _("This file is not refused any more: somebody was faster."))
    except (Error, OSError) as error:
        words = _("The import stopped early: %(reason)s. What was stored stays.")
        messages.error(request, words % {"reason": error})
    else:
        if found.refusal:
            return found, None
        log(request, refused, found)
        tell(request, found)
        return found, redirect("admin:articles_refusedfile_changelist")
    return None, None


def log(request: HttpRequest, refused: RefusedFile, found: Tried) -> None:
    words = MENDED.format(batch=found.report.batch)
    about = Sighting(pk=refused.pk, root=refused.root, path=refused.path)
    LogEntry.objects.log_actions(request.user.pk, [about], CHANGE, words, single_object=True)


def tell(request: HttpRequest, found: Tried) -> None:
    if found.outcome in ("held", "dropped"):
        messages.warning(request, _("The file was read, and an import rule keeps it out."))
        return
    words, _kind = OUTCOMES.get(found.outcome, (found.outcome, ""))
    batch = reverse("admin:articles_importbatch_change", args=[found.report.batch])
    import_link = format_html('<a href="{}">#{}</a>', batch, found.report.batch)
    title = (found.article.title if found.article else found.story.title)[:200]
    story = title
    if found.article:
        address = reverse("admin:articles_article_change", args=[found.article.pk])
        story = format_html('<a href="{}">{}</a>', address, title)
    text = _("{story}: {outcome}, by import {batch}, which can be undone.")
    messages.success(request, format_html(text, story=story, outcome=words, batch=import_link))


def page(
    modeladmin: Any,
    request: HttpRequest,
    refused: RefusedFile,
    opened: Opened,
    form: MendForm,
    found: Tried | None = None,
    *,
    may_mend: bool,
) -> HttpResponse:
    text = form.data.get("text", opened.text).replace("\r\n", "\n")
    if found is None:
        told = ImportProblem.objects.filter(root=refused.root, path=refused.path)
        told = told.filter(code__startswith="E_", batch__lte=refused.batch_id).order_by("-pk")
        wrong = [place_of(problem, text) for problem in told[:SHOWN]]
    else:
        wrong = [place_of(found.refusal, text)] if found.refusal else []
    places = [place_of(each, text) for each in opened.problems]
    numbers = {place.line for place in wrong if place.line}
    lossy = opened.lossy_lines if found is None else []
    context = modeladmin.admin_site.each_context(request) | {
        "title": _("Mend a refused file"),
        "opts": modeladmin.opts,
        "media": modeladmin.media,
        "refused": refused,
        "seen": columns.when(refused.seen_at),
        "stands": not refused.superseded,
        "opened": opened,
        "unreadable": None if opened.is_editable else unreadable(opened),
        "wrong": wrong,
        "decoding": places,
        "lossy": lossy[:SHOWN],
        "marked": " ".join(map(str, sorted(numbers.union(lossy)))),
        "form": form,
        "found": found,
        "story": story_facts(found) if found and found.story and not found.refusal else None,
        "may_mend": may_mend and not refused.superseded and opened.is_editable,
    }
    return TemplateResponse(request, TEMPLATE, context)


def unreadable(opened: Opened) -> str:
    """Why there is nothing to be mended here."""
    if opened.refusal:
        return explain(opened.refusal.code, opened.refusal.detail)
    return _("The file has more than %(n)s characters: mend it with a program of your own.") % {
        "n": f"{MOST_TEXT:,}"
    }


def story_facts(found: Tried) -> dict[str, Any]:
    """The story that the text would be."""
    story = found.story
    date = columns.when(story.published_at) if story.published_at else ""
    confidence = DateConfidence(story.date_confidence).label
    outcome = OUTCOMES.get(found.outcome)
    return {
        "title": story.title,
        "source": story.source,
        "byline": story.byline,
        "date": date,
        "sureness": "" if story.date_confidence == DateConfidence.EXACT else confidence,
        "categories": [" / ".join(names) for names in story.categories],
        "tags": story.tags,
        "draft": story.draft,
        "text": Reading(story).text,
        "outcome": columns.mark(outcome[1], str(outcome[0])) if outcome else "",
        "article": found.article if found.article and found.outcome != "created" else None,
        "warnings": [(each.code, each.line, explain(each.code, each.detail))
                     for each in found.problems],
    }  # fmt: skip
