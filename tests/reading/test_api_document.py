"""The OpenAPI document is valid, tells exactly what the API does, and answers keep to it."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.urls import get_resolver
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import OpenAPIV31SpecValidator

from articles.models import Correction
from articles.reading.api.urls import OPERATIONS, SHAPES
from tests.factories import NOON, make_source
from tests.reading.helpers import filed, many

pytestmark = pytest.mark.django_db

PAGE = Path(__file__).resolve().parents[2] / "docs" / "api.md"
CHECKER = FormatChecker(["date-time"])


@pytest.fixture
def document(client) -> dict[str, Any]:
    return client.get("/api/openapi.json").json()


def closed(schema: Any) -> Any:
    """The schema, where objects hold nothing that it does not name."""
    match schema:
        case {"properties": _}:
            inner = {name: closed(value) for name, value in schema.items()}
            return inner | {"additionalProperties": False}
        case dict():
            return {name: closed(value) for name, value in schema.items()}
        case list():
            return [closed(value) for value in schema]
    return schema


def check(document: dict[str, Any], template: str, response) -> None:
    """The answer is what the document says that this address answers."""
    told = document["paths"][template]["get"]["responses"][str(response.status_code)]
    schema = told["content"][response["Content-Type"]]["schema"]
    whole = closed(schema | {"components": document["components"]})
    Draft202012Validator(whole, format_checker=CHECKER).validate(response.json())


def test_the_document_is_valid_openapi(document):
    assert document["openapi"] == "3.1.0"
    OpenAPIV31SpecValidator(document).validate()


def test_every_address_is_documented(document):
    routes = {
        pattern.name
        for pattern in get_resolver("articles.reading.api.urls").url_patterns
        if pattern.name
    }

    assert {path["get"]["operationId"] for path in document["paths"].values()} == routes
    assert set(document["paths"]) == {operation.template for operation in OPERATIONS}


def test_every_shape_is_used(document):
    used = set(re.findall(r"#/components/schemas/(\w+)", str(document)))

    assert used == set(document["components"]["schemas"]) == {shape.name for shape in SHAPES}


@pytest.mark.parametrize(
    "query",
    ["", "?limit=1", "?source=example-wire", "?category=news", "?tag=silicon", "?q=story",
     "?language=en", "?after=2020-01-01", "?before=2100-01-01T00:00:00Z"],
)  # fmt: skip
def test_every_documented_parameter_is_taken(client, document, query):
    many(2)
    documented = {one["name"] for one in document["paths"]["/api/articles/"]["get"]["parameters"]}

    response = client.get(f"/api/articles/{query}")

    check(document, "/api/articles/", response)
    assert response.status_code == 200
    assert {name for name, _, _ in [query[1:].partition("=")] if name} <= documented


@pytest.mark.parametrize("fields", [{}, {"text_rights": "half"}], ids=["full", "bare"])
def test_answers_keep_to_the_document(client, document, fields):
    logo = {"logo": "sources/a.png", "homepage": "https://wire.example/", "licence": "CC0"}
    full = logo if not fields else {}
    story = filed(
        source=make_source(**fields, **full),
        lead_image="/media/a.png" if full else "",
        updated_at=NOON if full else None,
    )
    if full:
        Correction.objects.create(article=story, text="It was two.")

    answers = {
        "/api/": "/api/",
        "/api/articles/": "/api/articles/",
        "/api/articles/{article}/": f"/api/articles/{story.pk}/",
        "/api/sources/": "/api/sources/",
        "/api/sources/{source}/": f"/api/sources/{story.source.slug}/",
        "/api/categories/": "/api/categories/",
        "/api/tags/": "/api/tags/",
        "/api/openapi.json": "/api/openapi.json",
    }
    assert set(answers) == set(document["paths"])
    for template, address in answers.items():
        check(document, template, client.get(address))


@pytest.mark.parametrize(
    ("template", "address", "status"),
    [
        ("/api/articles/", "/api/articles/?limit=0", 400),
        ("/api/articles/{article}/", "/api/articles/1/?x=1", 400),
        ("/api/articles/{article}/", "/api/articles/1/", 404),
        ("/api/sources/{source}/", "/api/sources/nobody/", 404),
    ],
)
def test_problems_keep_to_the_document(client, document, template, address, status):
    response = client.get(address)

    assert response.status_code == status
    check(document, template, response)


def test_the_page_on_the_api_names_every_address_parameter_and_field(document):
    text = PAGE.read_text()
    rows = dict(re.findall(r"^\| `([^`]+)` \| (.+) \|$", text, re.MULTILINE))
    parameters = {one.name for operation in OPERATIONS for one in operation.parameters}
    fields = set(document["components"]["schemas"]["WholeArticle"]["properties"])

    assert set(rows) == set(document["paths"]) | parameters | fields
    said = {name: field["description"] for name, field in
            document["components"]["schemas"]["WholeArticle"]["properties"].items()}  # fmt: skip
    assert {name: rows[name] for name in fields} == said
