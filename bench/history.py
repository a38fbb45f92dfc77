"""What revisions of one word cost in the database, and what comparing two long bodies costs."""

import json
import os
import random
import re
import zlib
from collections.abc import Callable, Sequence

import django

from bench.corpus import bodies
from bench.importing import ENVIRONMENT
from bench.measure import cpu_seconds, row

STORIES, EDITS = 10, 20
WORD = re.compile(r"(?<=[ >])[a-z]{4,}(?=[ ,.])|[\u4e00-\u9fff]{2}")
LONG = 50_000  # bytes
SPARSE, DENSE = 0.01, 0.2  # of the words


def report(runs: int) -> None:
    # No database is asked, but the rooms that hold the two are Django's.
    os.environ.update(ENVIRONMENT | {"DATABASE_URL": "sqlite://:memory:"})
    django.setup()
    sizes()
    comparisons(runs)


def sizes() -> None:
    from articles.models.body_packing import pack

    chosen = random.Random(7)
    stories = [versions(body, chosen) for body in bodies()[:STORIES]]
    count = sum(map(len, stories))
    print(f"Bodies of {count} revisions, each of one word, of {len(stories)} stories")

    def zlib_chain(story: Sequence[str]) -> int:
        found, before = 0, b""
        for body in story:
            packer = zlib.compressobj(9, zdict=before) if before else zlib.compressobj(9)
            before = body.encode()
            found += len(packer.compress(before) + packer.flush())
        return found

    def ours(story: Sequence[str]) -> int:
        return sum(len(pack(body, story[0] if at else None)) for at, body in enumerate(story))

    ways: dict[str, Callable[[Sequence[str]], int]] = {
        "JSON, in full": lambda story: sum(len(json.dumps(b).encode()) for b in story),
        "zlib, each alone": lambda story: sum(len(zlib.compress(b.encode(), 9)) for b in story),
        "zlib, the one before for dictionary": zlib_chain,
        "zstd, the full copy for dictionary (ours)": ours,
    }
    for label, way in ways.items():
        print(f"  {label:<44} {sum(map(way, stories)) / count:>8,.0f} bytes each")
    leaning = [len(pack(body, story[0])) for story in stories for body in story[1:]]
    print(f"  {'of ours, those that are no full copy':<44} {sum(leaning) / len(leaning):>8,.0f}")


def versions(body: str, chosen: random.Random) -> list[str]:
    """The body, and what becomes of it with one word after the other exchanged."""
    found = [body]
    while len(found) < EDITS:
        found.append(edited(found[-1], chosen, 0))
    return found


def edited(body: str, chosen: random.Random, share: float) -> str:
    """With this share of its words exchanged for others of its own; one at least."""
    words = list(WORD.finditer(body))
    parts, at = [], 0
    count = max(1, int(len(words) * share))
    for word in sorted(chosen.sample(words, count), key=lambda found: found.start()):
        parts += body[at : word.start()], chosen.choice(words)[0]
        at = word.end()
    return "".join([*parts, body[at:]])


def comparisons(runs: int) -> None:
    from articles.admin.comparing.passages import passages

    whole = "".join(bodies())
    long = (whole * (LONG // len(whole.encode()) + 1)).encode()[:LONG].decode("utf-8", "ignore")
    long = long[: long.rindex("</p>") + 4]
    chosen = random.Random(7)
    one_block = "<p>" + re.sub("<[^>]*>", "", long) + "</p>"
    pairs = {
        "the same text": (long, long),
        "1 % of its words exchanged": (long, edited(long, chosen, SPARSE)),
        "20 % of its words exchanged": (long, edited(long, chosen, DENSE)),
        "20 %, in a single paragraph": (one_block, edited(one_block, chosen, DENSE)),
    }
    print(f"Comparing two bodies of {len(long.encode()):,} bytes")
    first = None
    for label, pair in pairs.items():
        taken = cpu_seconds(lambda pair=pair: passages(*pair, most=10_000), runs)
        first = first or taken
        row(label, taken, 1, first)
