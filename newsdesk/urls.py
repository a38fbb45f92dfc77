"""The URL table."""

from django.conf import settings
from django.conf.urls.static import static
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("articles.reading.urls")),
    # In debug mode only; otherwise the web server in front serves them.
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
]
handler400 = "articles.reading.errors.bad_request"
handler500 = "articles.reading.errors.server_error"
