"""Forms as a browser sends them, and rows that only imports make."""

import zlib
from html.parser import HTMLParser

from django.test import Client
from django.urls import reverse

from articles.models import Article, ImportBatch, ImportProblem, Sighting

HOSTILE = "\"><script>alert('x')</script><img src=x onerror=alert(1)>"
ADD = reverse("admin:articles_article_add")
LIST = reverse("admin:articles_article_changelist")


def change_url(obj, view: str = "change") -> str:
    return reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_{view}", args=[obj.pk])


class FormReader(HTMLParser):
    """The fields of the form with an id, with what a browser would send for them untouched."""

    def __init__(self, form_id: str) -> None:
        super().__init__()
        self.form_id, self.inside = form_id, False
        self.fields: dict[str, list[str]] = {}
        self.select, self.text = "", None

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        name = values.get("name", "")
        if tag == "form":
            self.inside = values.get("id") == self.form_id
        elif not self.inside:
            return
        elif tag == "input" and values.get("type") not in ("submit", "file", "checkbox"):
            self.fields.setdefault(name, []).append(values.get("value", ""))
        elif tag == "input" and values.get("type") == "checkbox" and "checked" in values:
            self.fields.setdefault(name, []).append(values.get("value", "on"))
        elif tag == "select":
            self.select = name
        elif tag == "option" and "selected" in values:
            self.fields.setdefault(self.select, []).append(values.get("value", ""))
        elif tag == "textarea":
            self.text = (name, [])

    def handle_data(self, data):
        if self.text:
            self.text[1].append(data)

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False
        if tag == "textarea" and self.text:
            name, parts = self.text
            text = "".join(parts).removeprefix("\n")
            self.fields[name] = [text.replace("\n", "\r\n")]
            self.text = None


def form_of(client: Client, url: str, form_id: str = "article_form") -> dict[str, list[str]]:
    response = client.get(url)
    assert response.status_code == 200
    reader = FormReader(form_id)
    reader.feed(response.content.decode())
    return reader.fields


def save(client: Client, article: Article, **changes):
    """Open the article's form, change these fields, press Save."""
    url = change_url(article)
    response = client.post(url, form_of(client, url) | changes)
    article.refresh_from_db()
    return response


def errors_of(response) -> dict[str, list[str]]:
    return response.context["adminform"].form.errors


def messages_of(response) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def make_batch(**fields) -> ImportBatch:
    return ImportBatch.objects.create(**{"root": "seed", "state": "done"} | fields)


def make_sighting(article: Article | None = None, raw: bytes = b"---\n", **fields) -> Sighting:
    values = {
        "root": "seed",
        "path": f"a/{Sighting.objects.count()}.md",
        "sha256": "0" * 64,
        "size": len(raw),
        "original": zlib.compress(raw),
        "article": article,
    } | fields
    values.setdefault("batch", ImportBatch.objects.first() or make_batch())
    return Sighting.objects.create(**values)


def make_problem(batch: ImportBatch, **fields) -> ImportProblem:
    values = {"batch": batch, "root": "seed", "path": "a/0.md", "code": "W_DATE_MISSING"}
    return ImportProblem.objects.create(**values | fields)
