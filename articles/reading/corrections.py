"""The page of corrections: what was wrong in stories, the newest first."""

from django.db.models import Exists, OuterRef, Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from articles.models import Article, Correction

NEWEST = 100


def corrections(request: HttpRequest) -> HttpResponse:
    visible = Article.objects.published().filter(pk=OuterRef("article_id"))
    stories = Prefetch("article", Article.objects.for_lists())
    found = Correction.objects.filter(Exists(visible)).prefetch_related(stories)
    return render(request, "corrections.html", {"corrections": found[:NEWEST]})
