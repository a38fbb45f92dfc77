"""Files to measure with: as many as wanted, made of the demo's own sentences.

In size and markup they are like crawled tech news: some 5,000 characters of body with 140 tags
(paragraphs, links, pictures, code, headings, lists), half Chinese, half English, from 20 sources
with 5 channels each. What a file is follows from its number, by arithmetic, so that nothing has to
be remembered of a million of them:

- one in 200 is malformed and will be refused;
- one in 20 tells an earlier story once more, in another channel and with other noise in its markup;
- the others tell a story each; three in ten have tags.
"""

import random
import re
from email.utils import formatdate
from functools import cache
from pathlib import Path
from typing import NamedTuple

DEMO = Path(__file__).resolve().parent.parent / "demo" / "corpus"
FOLDER = 5_000  # files in one folder of the corpus, spread over sources and channels below it

SECTIONS = ("News", "Open Source", "Hardware", "Science")
SOURCES = tuple(f"The {name} Wire" for name in "ABCDEFGHIJKLMNOPQRST")
CHANNELS = ("Latest", "Releases", "Security", "Reviews", "Opinion")
TAGS = tuple(f"topic {number}" for number in range(200))
CHINESE = 10  # of the sources
FIRST = 1_577_836_800  # 2020-01-01; a story every 90 seconds from then on

# Blocks in a story of scale 1, by kind. Measured on 998 articles of a real site: 28 <p>, 16 <code>,
# 7 <a>, 6 <pre>, 5 <li>, 6 headings, 4 <img>, 2 <strong>; half the stories are short.
MIX = {
    "plain": 8, "linked": 5, "coded": 4, "strong": 2, "heading": 4, "picture": 3, "listing": 3,
    "bullets": 1, "quote": 1,
}  # fmt: skip
SCALES = (0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.2, 1.6, 2.2)
VARIANTS = 400  # of each kind of block


class Shape(NamedTuple):
    """What the file of a number holds. `story`: whose story it tells, its own or an earlier one."""

    number: int
    story: int
    source: int
    channel: int
    is_malformed: bool

    @property
    def is_duplicate(self) -> bool:
        return self.story != self.number

    @property
    def kind(self) -> str:
        if self.is_malformed:
            return "malformed"
        return "told again" if self.is_duplicate else "stories"

    @property
    def section(self) -> int:
        return self.source % len(SECTIONS)

    @property
    def categories(self) -> tuple[str, str, str]:
        return SECTIONS[self.section], SOURCES[self.source], CHANNELS[self.channel]

    @property
    def tags(self) -> range:
        """Tags by their places in TAGS."""
        first = self.story // 10 % (len(TAGS) - 3)
        return range(first, first + (0, 0, 0, 0, 0, 0, 0, 1, 2, 3)[self.story % 10])

    @property
    def seconds(self) -> int:
        """When the story was published."""
        return FIRST + self.story * 90

    @property
    def title(self) -> str:
        headlines = _headlines()
        return f"{headlines[self.story % len(headlines)]} {self.story}"

    @property
    def picture(self) -> str:
        """The lead image's address."""
        return f"https://img.example.com/{self.story}/0.jpg"

    @property
    def path(self) -> str:
        """Below the corpus. A walk in the order of names meets a story before its duplicates."""
        folder = f"{self.number // FOLDER:04}" + (" again" if self.is_duplicate else "")
        return "/".join((folder, *self.categories, f"{self.number}.md"))


def shape(number: int) -> Shape:
    story = number - 6 if number % 20 == 13 else number
    source = story // 7 % len(SOURCES)
    channel = (story // 11 + (story != number)) % len(CHANNELS)
    return Shape(number, story, source, channel, number % 200 == 99)


def bodies() -> list[str]:
    """The HTML bodies of the demo's well-formed stories."""
    texts = (path.read_bytes().decode("utf-8", "replace") for path in sorted(DEMO.rglob("*.md")))
    found = (text.split("\n---\n", 1)[1] for text in texts if text.count("\n---\n") > 1)
    return [body for body in found if "<p" in body]


def write(folder: Path, count: int) -> None:
    """The files of the numbers below `count`."""
    made = set()
    for number in range(count):
        what = shape(number)
        path = folder / what.path
        if path.parent not in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            made.add(path.parent)
        path.write_bytes(content(what).encode())
        if number % FOLDER == FOLDER - 1:
            made.clear()


def content(what: Shape) -> str:
    """The file's text."""
    tags = "".join(f" - {TAGS[tag]}\n" for tag in what.tags)
    head = (
        f"\n---\ntitle: '{what.title}'\ncategories: \n"
        + "".join(f" - {name}\n" for name in what.categories)
        + (f"tags: \n{tags}" if tags else "")
        + f"headimg: '{what.picture}'\nauthor: {SOURCES[what.source]}\ncomments: false\n"
        f"date: {formatdate(what.seconds, usegmt=True)}\nthumbnail: '{what.picture}'\n"
    )
    end = "" if what.is_malformed else "---\n"
    return f"{head}{end}\n<div>   \n{_body(what)}\n          \n</div>\n            "


def _body(what: Shape) -> str:
    """A story's blocks. `~v` stands for noise that differs at every crawl, `~n` for the story."""
    chance = random.Random(what.story)
    pools = _pools(what.source < CHINESE)
    scale = SCALES[int(chance.random() * len(SCALES))]
    blocks = []
    for kind, count in MIX.items():
        blocks += chance.choices(pools[kind], k=max(1, round(count * scale)))
    chance.shuffle(blocks)
    lead = f'<p data-vmark="~v"><img src="{what.picture}" w="1280" h="720"></p>'
    text = f'{lead}<p data-vmark="~v">{what.title}.</p>{"".join(blocks)}'
    return text.replace("~v", f"{what.number * 7919 % 65536:04x}").replace("~n", str(what.story))


# What stories are made of -------------------------------------------------------------------------


@cache
def _headlines() -> list[str]:
    names = sorted(path.stem for path in DEMO.rglob("*.md"))
    return [name[:60] for name in names if re.fullmatch(r"[^'\"{}#&~]{12,}", name)]


@cache
def _pools(chinese: bool) -> dict[str, list[str]]:
    """Ready blocks of each kind, in one language, always the same ones."""
    chance = random.Random(int(chinese))
    words = _Words(chance, chinese)
    return {kind: [_block(kind, words, chance) for _ in range(VARIANTS)] for kind in MIX}


class _Words:
    """The demo's sentences in one language, at random."""

    def __init__(self, chance: random.Random, chinese: bool) -> None:
        self.chance = chance
        self.gap, self.usual = ("", 4) if chinese else (" ", 2)
        paragraphs = (found for body in bodies() for found in re.findall(r"<p\b.*?</p>", body))
        texts = (re.sub(r"<[^>]+>", "", paragraph) for paragraph in paragraphs)
        parts = (part for text in texts for part in re.split(r"(?<=[.!?])\s+|(?<=[。！？])", text))
        self.all = [
            part for part in parts if len(part) > 8 and bool(re.search("[一-龥]", part)) == chinese
        ]

    def some(self) -> str:
        return self.gap.join(self.chance.sample(self.all, self.usual))

    def clause(self) -> str:
        return self.chance.choice(self.all)[:36]


def _block(kind: str, words: _Words, chance: random.Random) -> str:
    number = chance.randrange(1_000)
    inline = {
        "plain": words.some(),
        "linked": f'{words.clause()} <a href="https://example.com/~n/{number}" target="_blank">'
        f"{words.clause()}</a> {words.clause()}",
        "coded": f"{words.clause()} <code>run_{number}(&amp;limit)</code> {words.clause()} "
        f"<code>--depth={number}</code> {words.clause()} <code>{number}.0</code>",
        "strong": f"<strong>{words.clause()}</strong> {words.clause()}",
        "picture": f'<img src="https://img.example.com/~n/{number}.jpg" w="1280" h="720"'
        f' title="{number}" width="1280" height="720" referrerpolicy="no-referrer">',
    }
    if kind in inline:
        return f'<p data-vmark="~v">{inline[kind]}</p>'
    lines = "\n".join(f"    step({number + line}) &amp;&amp; next()" for line in range(4))
    items = "".join(f'<li><p data-vmark="~v">{words.clause()}</p></li>' for _ in range(5))
    return {
        "heading": f'<h3 data-vmark="~v">{words.clause()}</h3>',
        "listing": f"<pre><code>def part_{number}():\n{lines}\n</code></pre>",
        "bullets": f"<ul>{items}</ul>",
        "quote": f'<blockquote><p data-vmark="~v">{words.some()}</p></blockquote>',
    }[kind]
