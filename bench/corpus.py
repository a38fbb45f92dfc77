"""Stories to measure with: those of the demo, and as many more of their paragraphs as wanted."""

import random
import re
from pathlib import Path

DEMO = Path(__file__).resolve().parent.parent / "demo" / "corpus"
BLOCK = re.compile(r"<(p|h2|h3|ul|ol|pre|blockquote|table)\b.*?</\1>", re.DOTALL)


def bodies() -> list[str]:
    """The HTML bodies of the demo's well-formed stories."""
    texts = (path.read_bytes().decode("utf-8", "replace") for path in sorted(DEMO.rglob("*.md")))
    found = (text.split("\n---\n", 1)[1] for text in texts if text.count("\n---\n") > 1)
    return [body for body in found if "<p" in body]


def write(folder: Path, count: int) -> None:
    """`count` distinct stories in the shape of the demo's, in 20 folders."""
    chance = random.Random(1)
    blocks = [found[0] for body in bodies() for found in BLOCK.finditer(body)]
    for number in range(count):
        place = folder / "News" / f"Source {number % 20}" / "Latest"
        place.mkdir(parents=True, exist_ok=True)
        text = "".join(chance.sample(blocks, 18))
        (place / f"Story {number}.md").write_text(
            f"\n---\ntitle: 'Story {number}'\ncategories: \n - News\n - Source {number % 20}\n"
            f" - Latest\nauthor: Source {number % 20}\nheadimg: ''\n"
            f"date: Tue, 10 Nov 2026 {number // 3600 % 24:02}:{number // 60 % 60:02}:"
            f"{number % 60:02} GMT\nthumbnail: ''\n---\n\n<div>   \n{text}<p>{number}</p>\n"
            "          \n</div>\n            ",
            encoding="utf-8",
        )
