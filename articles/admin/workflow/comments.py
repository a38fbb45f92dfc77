"""The thread of comments beside a story: what people at the desk say to one another about it."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import Article, Comment

from .assigning import staff
from .scope import rows_for, sees

PAGE, THREAD = "admin/articles/workflow/comments.html", "admin/articles/workflow/_thread.html"
ADD, CHANGE = "articles.add_comment", "articles.change_comment"
SHOWN = 200
MOST_TOLD = 10  # on a front page
MENTION = re.compile(r"(?<![\w@.+-])@([\w.@+-]{1,150})")
MOST_MENTIONED = 20


class CommentForm(forms.ModelForm):
    class Meta:
        model = Comment
        fields = ("text",)
        widgets = {"text": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"})}
        labels = {"text": gettext_lazy("Comment")}


def waiting_for(user: Any) -> QuerySet:
    """Open comments that are for this person: they name him, or are on a story assigned to him.
    Those that he wrote himself are not."""
    for_him = Q(mentions=user.pk) | Q(article__assigned_to=user.pk)
    ids = Comment.objects.filter(for_him).order_by().values("pk")
    found = Comment.objects.filter(pk__in=ids, resolved_at__isnull=True).exclude(user=user.pk)
    return rows_for(user, found).select_related("user", "article").order_by("-pk")


def for_him(user: Any) -> list[Comment]:
    """The latest of them, for his front page."""
    return list(waiting_for(user).defer("article__body", "article__edited_fields")[:MOST_TOLD])


@transaction.atomic
def add(article: Article, user: Any, text: str) -> Comment:
    comment = Comment.objects.create(article=article, user=user, text=text)
    comment.mentions.set(named(text))
    return comment


def names_in(text: str) -> list[str]:
    """What stands after an “@”, as it is written and without the sentence's full stop."""
    written = [match[1] for match in MENTION.finditer(text)][:MOST_MENTIONED]
    return list(dict.fromkeys([*written, *(name.rstrip(".+-@") for name in written)]))


def named(text: str) -> list[Any]:
    """Whom of the desk the text names."""
    names = names_in(text)
    return list(staff().filter(username__in=names)) if names else []


def thread(modeladmin: Any, request: HttpRequest, article: Article, form: Any = None) -> dict:
    """For the template: the newest comments in the order of writing, and what may be done."""
    rows = article.comments.select_related("user", "resolved_by").order_by("-pk")[: SHOWN + 1]
    found = list(rows)
    shown = found[:SHOWN][::-1]
    return {
        "article": article,
        "open": [each for each in shown if not each.resolved_at],
        "resolved": [each for each in shown if each.resolved_at],
        "has_more": len(found) > SHOWN,
        "may_add": request.user.has_perm(ADD),
        "may_resolve": request.user.has_perm(CHANGE),
        "form": form or CommentForm(auto_id="comment-%s"),
    }


def story_of(modeladmin: Any, request: HttpRequest, pk: int) -> Article:
    article = get_object_or_404(modeladmin.get_queryset(request).defer("body"), pk=pk)
    if not modeladmin.has_view_or_change_permission(request, article):
        raise PermissionDenied
    return article


def page(modeladmin: Any, request: HttpRequest, pk: int) -> HttpResponse:
    """The thread on a page of its own; POST adds to it."""
    article = story_of(modeladmin, request, pk)
    form = None
    if request.method == "POST":
        if not request.user.has_perm(ADD):
            raise PermissionDenied
        form = CommentForm(request.POST, auto_id="comment-%s")
        if form.is_valid():
            said = add(article, request.user, form.cleaned_data["text"])
            return answer(modeladmin, request, article, told(said))
    return shown(modeladmin, request, article, form)


def resolve(modeladmin: Any, request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Calls a comment done, or opens it again."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    article = story_of(modeladmin, request, pk)
    if not request.user.has_perm(CHANGE):
        raise PermissionDenied
    comment = get_object_or_404(article.comments, pk=number)
    is_done = request.POST.get("is_done") == "1"
    values = (timezone.now(), request.user) if is_done else (None, None)
    comment.resolved_at, comment.resolved_by = values
    comment.save(update_fields=["resolved_at", "resolved_by"])
    return answer(modeladmin, request, article, [])


def told(comment: Comment) -> Sequence[tuple[int, str]]:
    """Who was named, and will not learn of it or is not known."""
    people = {person.get_username(): person for person in comment.mentions.all()}
    found = []
    for written in MENTION.findall(comment.text)[:MOST_MENTIONED]:
        name = written if written in people else written.rstrip(".+-@")
        if name not in people:
            found.append((messages.WARNING, _("Nobody at the desk is called @%s.") % name))
        elif not sees(people[name], Article(pk=comment.article_id)):
            text = _("@%s does not see this story: it is of another beat.") % name
            found.append((messages.WARNING, text))
    return found


def answer(modeladmin: Any, request: HttpRequest, article: Article, notes: Any) -> HttpResponse:
    if is_script(request):
        return shown(modeladmin, request, article, None, notes)
    for level, text in notes:
        modeladmin.message_user(request, text, level)
    address = reverse("admin:articles_article_comments", args=[article.pk])
    return HttpResponseRedirect(address)


def is_script(request: HttpRequest) -> bool:
    return request.headers.get("X-Requested-With") == "fetch"


def shown(modeladmin: Any, request: HttpRequest, article: Article, form: Any, notes: Any = ()):
    """The page; for the script the thread alone."""
    context = {"thread": thread(modeladmin, request, article, form), "notes": notes}
    if is_script(request):
        return TemplateResponse(request, THREAD, context)
    context |= modeladmin.admin_site.each_context(request) | {
        "title": _("Comments"),
        "opts": modeladmin.opts,
        "article": article,
    }
    return TemplateResponse(request, PAGE, context)


URLS = (
    ("<int:pk>/comments/", page, "articles_article_comments"),
    ("<int:pk>/comments/<int:number>/", resolve, "articles_article_comment"),
)
