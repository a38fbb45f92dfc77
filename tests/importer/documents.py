"""Files in memory for the tests of parsing and building."""

from datetime import UTC, datetime
from typing import Any

from articles.importer.build import CleanedArticle, Settings, build
from articles.importer.frontmatter import ParsedDocument, parse
from articles.importer.problems import Problem, Refused

NOW = datetime(2026, 11, 10, 12, tzinfo=UTC)
DATED = "date: 2021-10-12T14:21:29Z\n"
BODY = "A text that is long enough to stand for itself, whatever else the file may say of it.\n"


def parsed(matter: str, body: str = BODY, path: str = "a.md") -> ParsedDocument:
    """The document of YAML front matter and a body."""
    return parse(f"---\n{matter.strip()}\n---\n{body}".encode(), path)


def built(data: bytes, path: str = "a.md", **settings: Any) -> CleanedArticle:
    return build(parse(data, path), Settings(**{"root": "root", "now": NOW} | settings))


def story(matter: str, body: str = BODY, path: str = "a.md", **settings: Any) -> CleanedArticle:
    """The story of YAML front matter and a body, with title and date if it gives none."""
    if "title" not in matter:
        matter = f"title: A title\n{matter}"
    if "date:" not in matter:
        matter = f"{DATED}{matter}"
    return built(f"---\n{matter.strip()}\n---\n{body}".encode(), path, **settings)


def refusal(data: bytes, path: str = "a.md") -> Problem:
    """Why this file is refused."""
    try:
        built(data, path)
    except Refused as refused:
        return refused.problem
    raise AssertionError("the file was not refused")


def codes(article: CleanedArticle) -> list[str]:
    return [problem.code for problem in article.problems]


def the_problem(article: CleanedArticle, code: str) -> Problem:
    (found,) = [problem for problem in article.problems if problem.code == code]
    return found
