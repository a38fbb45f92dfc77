"""Folders of front-matter files for the tests of the importer, and what the tables then hold."""

import json
import random
from pathlib import Path
from typing import Any

from django.apps import apps

from articles.importer.pipeline import Options, run
from articles.importer.report import Report
from articles.models.search_index import SearchTerms
from tests.search.stored import stored_terms

DATE = "Tue, 10 Mar 2020 08:30:00 GMT"
PATH = ("Industry", "Example Wire", "Chips")
WORDS = (
    "amber basin copper delta ember fjord garnet harbour island jasper kettle lantern meadow"
    " nickel orchard pebble quarry ribbon saddle timber umbrella valley willow yellow zephyr"
    " anchor bridge candle dragon engine forest glacier hammer indigo jungle kernel ladder"
).split()


def sentences(number: int, count: int = 12) -> list[str]:
    """Sentences that no other number shares; the same number always gives the same ones."""
    chance = random.Random(number)
    return [" ".join(chance.choices(WORDS, k=9)).capitalize() + "." for _ in range(count)]


def html(lines: list[str], mark: str = "a") -> str:
    """A body as the seed's generator writes it; `mark` is the noise that differs at each crawl."""
    inner = "".join(f'<p data-vmark="{mark}{at}">{line}</p>' for at, line in enumerate(lines))
    return f"<div>   \n{inner}\n            </div>"


def seed_file(title: str = "A quiet launch", body: str | None = None, **fields: Any) -> str:
    """A file in the seed's shape: a blank first line, three categories, the picture twice."""
    image = fields.pop("image", "https://img.example.com/lead.jpg")
    path = "".join(f"\n - {name}" for name in fields.pop("filed", PATH))
    more = "".join(f"\n{name}: {value}" for name, value in fields.pop("more", {}).items())
    source, date = fields.pop("source", "Example Wire"), fields.pop("date", DATE)
    assert not fields, fields
    body = html(sentences(1)) if body is None else body
    return (
        f"\n---\ntitle: '{title}'\ncategories: {path}\nheadimg: '{image}'\nauthor: {source}\n"
        f"comments: false\ndate: {date}\nthumbnail: '{image}'{more}\n---\n\n{body}\n"
    )


def json_file(body: str = "Nine words stand here and nothing more to say.", **fields: Any) -> str:
    """Front matter in JSON, where a text may hold whatever an escape can spell."""
    values = {"title": "A quiet launch", "date": "2020-03-10T08:30:00Z", "source": "Example Wire"}
    return json.dumps(values | fields) + f"\n\n{body}\n"


class Folder:
    """A folder to import: `write` files, then `run`."""

    def __init__(self, top: Path, root: str = "news") -> None:
        self.top = top / root
        self.top.mkdir(parents=True, exist_ok=True)
        self.root = root

    def write(self, path: str, content: str | bytes | None = None, **fields: Any) -> Path:
        """A file of this content, else a story in the seed's shape of these fields."""
        file = self.top / path
        file.parent.mkdir(parents=True, exist_ok=True)
        content = seed_file(**fields) if content is None else content
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    def run(self, **options: Any) -> Report:
        return run(self.top, self.root, Options(**options))

    def move(self, old: str, new: str) -> None:
        target = self.top / new
        target.parent.mkdir(parents=True, exist_ok=True)
        (self.top / old).rename(target)


def counted(report: Report) -> dict[str, int]:
    """The outcomes that happened at all, the number of files apart."""
    return {name: n for name, n in report.counts.items() if n and name != "files"}


def codes(report: Report) -> list[str]:
    return [problem.code for _path, problem in report.problems]


def tables(*left_out: str) -> dict[str, list[tuple]]:
    """All values of all tables, in a comparable form; `left_out` names fields."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        if model is SearchTerms:
            found[model._meta.label] = stored_terms()
            continue
        names = [field.attname for field in model._meta.concrete_fields]
        rows = model._base_manager.values_list(*(name for name in names if name not in left_out))
        found[model._meta.label] = sorted(
            (tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in rows),
            key=repr,
        )
    return found
