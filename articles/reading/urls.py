"""Public addresses."""

from django.http import HttpRequest, HttpResponse
from django.urls import path


def stub(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("")


urlpatterns = [
    path("articles/<int:pk>/<str:slug>/", stub, name="article"),
    path("categories/<path:path>/", stub, name="category"),
    path("sources/<str:slug>/", stub, name="source"),
    path("tags/<str:slug>/", stub, name="tag"),
]
