"""Which stories: those of a list as its address asks for it, or some by number."""

from array import array
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

from django.contrib import admin
from django.contrib.admin.views.main import SEARCH_VAR
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from articles.admin.base import COUNT_LIMIT
from articles.admin.jobs import JobError
from articles.admin.saved_row import Asked, list_query
from articles.admin.workflow.scope import visible_to
from articles.models import Article, Job, JobStory, bulk

MOST = 100_000  # stories of one job
AT_ONCE = 5_000


def stories_of(params: Mapping[str, Any], user: Any) -> QuerySet[Article]:
    """In the order of their numbers. A search shows no more than the list does: its best."""
    if "ids" in params:
        found = visible_to(user, Article.objects.filter(pk__among=params["ids"]))
    else:
        modeladmin = admin.site.get_model_admin(Article)
        found = list_query(modeladmin, Asked(user, params["query"])).queryset
        if is_search(params):
            found = Article.objects.filter(pk__in=found.values("pk")[:COUNT_LIMIT])
    if newest := params.get("newest"):
        found = found.filter(pk__lte=newest)
    return found.order_by("pk")


def is_search(params: Mapping[str, Any]) -> bool:
    return SEARCH_VAR in parse_qs(params.get("query", ""))


def write_down(job: Job) -> int:
    """The numbers of the stories, as the list is now: later changes of it are no concern of the
    job's. Begun again after an interruption, for nothing was changed by then. How many they are."""
    found = stories_of(job.params, job.made_by).values_list("pk", flat=True)[: MOST + 1]
    numbers = array("q", found.iterator(10_000))
    if len(numbers) > MOST:
        words = _("These are more than %(n)s stories. Choose fewer by a filter, and do it again.")
        raise JobError(words % {"n": f"{MOST:,}"})
    JobStory.objects.filter(job=job).delete()
    add(job, numbers)
    return len(numbers)


def add(job: Job, numbers: array) -> None:
    names = ("job", "number", "outcome", "reason", "before")
    for at in range(0, len(numbers), AT_ONCE):
        rows = [(job.pk, number, "", "", "{}") for number in numbers[at : at + AT_ONCE]]
        with transaction.atomic():
            bulk.insert(JobStory, names, rows)
