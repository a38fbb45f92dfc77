"""Two threads of a server that save one story at the same moment: what test_at_once.py starts."""

import json
import os
import threading
from pathlib import Path

BODY = "<p>One.</p><p>Two.</p><p>Three.</p>"
ROUNDS = 4


def main() -> None:
    import django
    from django.conf import settings

    from tests.conftest import adjust_settings

    adjust_settings(Path(os.environ["TEST_FOLDER"]))
    settings.ALLOWED_HOSTS = ["*"]
    django.setup()
    print(json.dumps(race()))


def race() -> dict:
    """Both open the form, and both save other fields and paragraphs, at once; several times."""
    from django.contrib.auth.models import User

    from articles.models import Article
    from tests.factories import make_article

    story = make_article("A title", body=BODY)
    people = [client_of(User.objects.create_superuser(name)) for name in ("ann", "ben")]
    answers: list[int] = []
    for number in range(ROUNDS):
        changes = [
            {"title": f"Ann {number}", "body": ("One", "Ann")},
            {"byline": f"Ben {number}", "body": ("Three", "Ben")},
        ]
        both_save(people, story, changes, answers, number)
    now = Article.objects.get()
    return {
        "answers": answers,
        "fields": [now.title, now.byline, now.body],
        "revisions": now.revisions.count(),
    }


def client_of(user):
    from django.test import Client

    client = Client()
    client.force_login(user)
    return client


def both_save(people, story, changes, answers: list[int], number: int) -> None:
    from django.db import connection

    from tests.admin.helpers import change_url, form_of

    url = change_url(story)
    forms = []
    for client, change in zip(people, changes, strict=True):
        form = form_of(client, url)
        was, now = change["body"]
        old = f"{was}." if number == 0 else f"{now} {number - 1}."
        body = form["body"][0].replace(old, f"{now} {number}.")
        forms.append(form | change | {"body": body})
    start = threading.Barrier(len(people))

    def save(client, form) -> None:
        start.wait()
        answers.append(client.post(url, form).status_code)
        connection.close()

    threads = [threading.Thread(target=save, args=pair) for pair in zip(people, forms, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
