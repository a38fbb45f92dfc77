"""Which drafts were saved: the browser that keeps them may then forget them.

Compared with the stored text they could not be: the cleaning may have taken something away.
"""

import re

from django.http import HttpRequest

SENT = "draft_sent"  # the form's field
KEY = "drafts"
MOST = 20  # a draft is forgotten when its form is opened again, which may be some stories later
NAME = re.compile(r"[0-9-]{1,60}")


def note_saved(request: HttpRequest) -> None:
    """Keeps the name that the browser gave to what it sent."""
    name = request.POST.get(SENT, "")
    if NAME.fullmatch(name):
        request.session[KEY] = [*request.session.get(KEY, []), name][-MOST:]


def saved(request: HttpRequest) -> str:
    return " ".join(request.session.get(KEY, []))
