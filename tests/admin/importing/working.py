"""Jobs of imports, done at once: tests have no worker beside them."""

import threading

from django.test import Client

from articles.admin.jobs import job_url, runner
from articles.models import Job


def work() -> Job:
    """Do what waits; the last job."""
    runner.work(threading.Event())
    return Job.objects.latest("pk")


def said(client: Client) -> str:
    """What the page of the last job says, when it is done."""
    return client.get(job_url(work())).content.decode()
