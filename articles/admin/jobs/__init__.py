"""Long work that somebody at the desk begins: done beside the server, watched, stopped, undone.

A kind of work registers itself with `kind`, a page begins one with `start`, `manage.py work` does
it. docs/jobs.md is the guide.
"""

from .pages import JobAdmin
from .registry import kind
from .starting import job_url, start
from .telling import JobError, Stopped, Tell, rest

__all__ = ["JobAdmin", "JobError", "Stopped", "Tell", "job_url", "kind", "rest", "start"]
