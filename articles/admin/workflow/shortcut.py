"""“View on site” leads to a row's public address, which tells its title: for those who see it."""

from collections.abc import Callable

from django.contrib.admin import AdminSite
from django.contrib.contenttypes.models import ContentType
from django.contrib.contenttypes.views import shortcut
from django.http import Http404, HttpRequest, HttpResponse

from articles.admin.base import id_in


def guarded(site: AdminSite) -> Callable[[HttpRequest, str, str], HttpResponse]:
    def answer(request: HttpRequest, content_type_id: str, object_id: str) -> HttpResponse:
        kind = ContentType.objects.filter(pk=id_in(content_type_id)).first()
        model = kind and kind.model_class()
        if model is None or not site.is_registered(model):
            raise Http404("nothing of the desk")
        modeladmin = site.get_model_admin(model)
        row = modeladmin.get_object(request, object_id)
        if row is None or not modeladmin.has_view_or_change_permission(request, row):
            raise Http404("no such row")
        return shortcut(request, content_type_id, object_id)

    return answer
