"""The search page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from articles import search

from .keyset import Page
from .walks import with_words


def find(request: HttpRequest) -> HttpResponse:
    wanted = search.words(request.GET.get("q", ""))
    context = {
        "query": " ".join(wanted),
        "page": with_words(wanted).page(request.GET) if wanted else Page([]),
        "candidates": f"{search.CANDIDATES:,}",
    }
    return render(request, "search.html", context)
