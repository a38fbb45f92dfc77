"""What imports ask of people now, above the list of imports: all of it is one place."""

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.admin.base import bounded
from articles.admin.jobs import beside, job_url, words
from articles.admin.jobs.pages import SEE_ALL
from articles.models import HeldFile, ImportPlan, ImportRule, Job, RefusedFile, Verdict

from .beginning import PERMISSION
from .running import jobs_now

JOBS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Card:
    """Something that waits, and how much of it."""

    title: Any
    count: str
    url: str


@dataclass(frozen=True, slots=True)
class Running:
    """A job of imports, as far as it is."""

    title: str
    url: str
    live: Any


@dataclass(slots=True)
class Hub:
    cards: list[Card] = field(default_factory=list)
    jobs: list[Running] = field(default_factory=list)
    may_begin: bool = False


def of(request: HttpRequest) -> Hub:
    user = request.user
    return Hub(list(_cards(user)), list(_jobs(user)), user.has_perm(PERMISSION))


def _cards(user: Any):
    """Only what the person may look at."""
    waiting = (
        (_("Plans that wait"), "importplan", "articles.view_importplan", "?state=waiting",
         ImportPlan.objects.filter(applied_as=None)),
        (_("Refused files to mend"), "refusedfile", "articles.view_sighting", "",
         RefusedFile.objects.to_mend()),
        (_("Files in quarantine"), "heldfile", "articles.view_sighting", "",
         HeldFile.objects.in_quarantine().filter(held=Verdict.HOLD)),
        (_("Import rules"), "importrule", "articles.view_importrule", "",
         ImportRule.objects.all()),
    )  # fmt: skip
    for title, model, permission, query, rows in waiting:
        if user.has_perm(permission):
            url = reverse(f"admin:articles_{model}_changelist")
            yield Card(title, bounded(rows), url + query)


def _jobs(user: Any):
    jobs = jobs_now() if user.has_perm(SEE_ALL) else jobs_now().filter(made_by=user)
    for job in jobs[:JOBS_SHOWN]:
        heard: Job = beside.heard(job)
        yield Running(words.title(heard), job_url(heard), words.live(heard))
