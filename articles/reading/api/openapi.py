"""The OpenAPI document, made from the operations, parameters and shapes that answer."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from django.conf import settings

from .operations import PROBLEM_TYPE, Operation
from .parameters import Parameter
from .problems import PROBLEM
from .shapes import Schema, Shape

VERSION = "1.0.0"
ABOUT = """\
The stories of this site, with what their sources let it show of them, and where they come from.
Reading only, without a key. Lists come a page at a time: follow `next` until it is null. A page may
hold fewer than `limit` stories and still not be the last. Times are in UTC. Whoever shows a story
must show its `attribution` and keep to its `licence`: this site can grant nothing of its sources'.
"""
KINDS: dict[str, Schema] = {"int": {"type": "integer", "minimum": 0}, "str": {"type": "string"}}


def document(operations: Iterable[Operation], shapes: Iterable[Shape]) -> dict[str, Any]:
    return {
        "openapi": "3.1.0",
        "info": {"title": settings.SITE_NAME, "version": VERSION, "description": ABOUT},
        "servers": [{"url": settings.SITE_URL}],
        "paths": {operation.template: {"get": _operation(operation)} for operation in operations},
        "components": {"schemas": {shape.name: shape.schema for shape in shapes}},
    }


def _operation(operation: Operation) -> dict[str, Any]:
    named = [
        {"name": name, "in": "path", "required": True, "schema": KINDS[kind]}
        for name, kind in operation.names.items()
    ]
    refusals = [HTTPStatus.BAD_REQUEST, *([HTTPStatus.NOT_FOUND] if named else [])]
    return {
        "operationId": operation.name,
        "summary": operation.summary,
        "parameters": [*named, *(_parameter(one) for one in operation.parameters)],
        "responses": {
            "200": _response("The answer.", "application/json", operation.result),
            **{
                str(status.value): _response(status.phrase, PROBLEM_TYPE, PROBLEM.ref)
                for status in refusals
            },
        },
    }


def _parameter(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "in": "query",
        "description": parameter.meaning,
        "schema": parameter.schema,
    }


def _response(meaning: str, kind: str, schema: Schema) -> dict[str, Any]:
    return {"description": meaning, "content": {kind: {"schema": schema}}}
