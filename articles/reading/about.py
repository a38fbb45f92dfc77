"""The page about the site itself: what it is, whose the stories are, how to reach its makers."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def about(request: HttpRequest) -> HttpResponse:
    contact = settings.SITE_CONTACT
    is_page = contact.startswith(("https://", "http://"))
    context = {
        "contact": contact,
        "contact_address": contact if is_page else f"mailto:{contact}",
    }
    return render(request, "about.html", context)
