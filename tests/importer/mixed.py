"""A mixed archive to import: new stories, copies, later versions, look-alikes, and broken files."""

import random
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

from tests.importer.corpus import html, seed_file, sentences

FIRST_DAY = datetime(2020, 3, 1, 6, tzinfo=UTC)
SECTIONS = ("Industry", "Science", "Phones & Tablets", "新媒体")
BROKEN = (
    b"",
    b"no front matter at all\n",
    b"---\ntitle: 'never closed'\n<p>text</p>\n",
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    b"---\ntitle: &a [1, 2]\nother: *a\n---\ntext\n",
    b"+++\ntitle = \n+++\ntext\n",
)


def story(number: int, *, version: int = 0, mark: str = "a", channel: str = "Latest") -> str:
    """The story of this number. A later version comes an hour later and says a little more."""
    wire = f"Wire {number % 7}"
    date = FIRST_DAY + timedelta(hours=7 * number + version)
    lines = sentences(number, 24)[: 20 + version]
    return seed_file(
        f"Story {number}",
        html(lines, mark),
        filed=(SECTIONS[number % 4], wire, channel),
        source=wire,
        date=format_datetime(date, usegmt=True),
        more={"tags": f"[tag {number % 11}, Tag {number % 3}]"} if number % 5 == 0 else {},
    )


def copy(number: int) -> str:
    return story(number, mark="b", channel=f"Channel {number % 3}")


def later(number: int) -> str:
    return story(number, version=1 + number % 3, mark="c")


def look_alike(number: int) -> str:
    """The title, source and day of a story, with another text."""
    wire = f"Wire {number % 7}"
    date = FIRST_DAY + timedelta(hours=7 * number)
    body = html(sentences(100_000 + number))
    return seed_file(f"Story {number}", body, source=wire, date=format_datetime(date, usegmt=True))


def undated(number: int) -> str:
    return seed_file(f"Undated {number}", html(sentences(200_000 + number)), date="Invalid Date")


def pictures(number: int) -> str:
    body = f'<img src="https://img.example.com/{number}.jpg">'
    return seed_file(f"Pictures {number % 4}", body, image=f"https://img.example.com/{number}.jpg")


KINDS: tuple[tuple[Callable[[int], str], int], ...] = (
    (story, 66), (copy, 12), (later, 7), (look_alike, 4), (undated, 3), (pictures, 3),
)  # fmt: skip


def contents(count: int, seed: int = 1) -> list[bytes]:
    """`count` files, the same at each call; one in twenty is broken."""
    chance = random.Random(seed)
    kinds = [kind for kind, weight in KINDS for _ in range(weight)]
    found = []
    for number in range(count):
        if chance.random() < 0.05:
            found.append(chance.choice(BROKEN))
        else:
            kind = chance.choice(kinds)
            found.append(kind(number if kind is story else chance.randrange(count)).encode())
    return found


def write(top: Path, files: Sequence[bytes], *, backwards: bool = False, parts_of: int = 0) -> None:
    """As numbered files, in this order or the other way round, and some things that are no files.
    `parts_of`: how many there are in all, if these are only the first of them."""
    last, half = len(files) - 1, (parts_of or len(files)) // 2
    for at, data in enumerate(files):
        number = last - at if backwards else at
        place = top / f"part {number // half}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{number:05}.md").write_bytes(data)
    (top / "part 0" / ".hidden.md").write_bytes(b"hidden")
    (top / "part 0" / "link.md").symlink_to("00000.md")
