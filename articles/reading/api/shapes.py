"""Shapes: what an object in an answer holds, said once for the answer and for its schema."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings

from articles.reading.feeds.addresses import absolute

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "integer", "minimum": 0}
LINK: Schema = {"type": "string", "format": "uri"}
MOMENT: Schema = {"type": "string", "format": "date-time"}


@dataclass(frozen=True)
class Field:
    """One member of an object: what it may hold, how it is read from the thing, what it means."""

    name: str
    schema: Schema
    read: Callable[[Any], Any]
    meaning: str


@dataclass(frozen=True)
class Shape:
    """An object in an answer. All its fields are always there; what is unknown is null."""

    name: str
    meaning: str
    fields: tuple[Field, ...]

    def of(self, thing: Any) -> dict[str, Any]:
        return {field.name: field.read(thing) for field in self.fields}

    @property
    def ref(self) -> Schema:
        return {"$ref": f"#/components/schemas/{self.name}"}

    @property
    def schema(self) -> Schema:
        return {
            "type": "object",
            "description": self.meaning,
            "properties": {
                field.name: field.schema | {"description": field.meaning} for field in self.fields
            },
            "required": [field.name for field in self.fields],
        }


def maybe(schema: Schema) -> Schema:
    """The schema, or null."""
    return {"anyOf": [schema, {"type": "null"}]}


def listed(shape: Shape) -> Schema:
    return {"type": "array", "items": shape.ref}


def moment(value: datetime | None) -> str | None:
    """In UTC with its offset, whatever zone the database or the site is in."""
    return value.astimezone(UTC).isoformat() if value else None


def public(address: str) -> str:
    """The address with this site's own host, whatever host was asked, if it names none."""
    return absolute(address, settings.SITE_URL)
