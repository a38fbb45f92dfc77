"""Problems: what the API answers instead of what was asked for (RFC 9457)."""

from dataclasses import dataclass
from http import HTTPStatus

from .shapes import TEXT, Field, Shape, maybe


@dataclass
class Problem(Exception):
    """Raised by whoever cannot answer; a parameter that is to blame is named."""

    status: HTTPStatus
    detail: str
    parameter: str | None = None


PROBLEM = Shape(
    "Problem",
    "Why there is no answer, as RFC 9457 has it.",
    (
        Field("title", TEXT, lambda problem: problem.status.phrase, "The status in words."),
        Field(
            "status",
            {"type": "integer", "minimum": 400, "maximum": 599},
            lambda problem: problem.status.value,
            "The status of the answer.",
        ),
        Field("detail", TEXT, lambda problem: problem.detail, "What is wrong, for a person."),
        Field(
            "parameter",
            maybe(TEXT),
            lambda problem: problem.parameter,
            "The parameter that is to blame, or null.",
        ),
    ),
)
