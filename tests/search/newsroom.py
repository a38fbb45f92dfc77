"""A made-up newsroom in several scripts, to search in: the same from the same seed.

Stories are made of sentences, and of runs of characters drawn from a handful: in these nearly every
pair of characters stands somewhere, so that a search that knew pairs alone would find too much.
"""

import html
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from taggit.models import Tag

from articles.models import Article, Source, Status, Tagging, TextRights, refresh_listings
from tests.factories import make_category

NOON = datetime(2024, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
DAYS = 1_000  # of news

SENTENCES = (
    # Chinese, simplified and traditional
    "新款手机的磁盘空间增加了一倍，电池续航却没有变化。", "国产操作系统在人工智能大会上亮相。",
    "研究人员发现了一个影响上亿台设备的漏洞。", "这家公司的市值首次超过了一万亿美元。",
    "开源软件正在改变我们写代码的方式。", "用户可以在设置里关闭这个功能。",
    "如何在命令行里查找文件？", "数据库的索引为什么会变慢", "据外媒报道，芯片产能明年才会恢复。",
    "中国移动与中国联通联合发布了新标准", "他说：“我们不会停止更新。”", "人机交互的未来在哪里",
    "國產軟體的發展速度令人驚訝。", "這款電腦的處理器與記憶體都升級了。",
    "臺灣的晶片廠商擴大產能，",
    "網際網路上的資訊安全問題愈來愈多。", "發佈會後，開發者開始測試新版本。",
    "台積電將在後年量產。",
    # English
    "The kernel team merged the scheduler rewrite after two years.",
    "Naïve résumés need no façade.",
    "Nobody expects a café to publish its source code.", "The ﬁrst ﬂoor of the oﬃce is empty.",
    "PYTHON is not a snake; Python 3.12 is faster.", "Users don't like pop-ups.",
    "State-of-the-art models forget what they read.", "E-mail isn’t dead, it just smells funny.",
    "Straße, Ångström and SMØRREBRØD walk into a bar.", "Use snake_case, said the linter.",
    # mixed
    "iQOO Neo5与Redmi K40哪个好？", "学习C++和C#的人都在用.NET框架", "Linux内核v5.12支持Apple M1",
    "5G手机出货量超过4G，Wi-Fi 6E也来了",
    "Node.js与Vue3实战：从0到1", "升级到v1.2.3之后USB4接口失灵",
    "ＩＢＭ推出２ｎｍ芯片，Ｗｉｎｄｏｗｓ　１１再更新", "GPT-4的API价格下降50%",
    "F#、Go与Rust三选一",
    "𠮷野家用了㈱的简称，①②③号店℃", "\U0001f680火箭发射\U0001f389成功👨‍👩‍👧 again",
    # other scripts
    "ﾊﾟｿｺﾝとスマートフォンの未来", "サーバーが落ちました。東京でテスト中です",
    "ガンダムのプラモデル",
    "한국의 스마트폰 시장이 성장했다", "삼성전자가 새로운 반도체를 발표했다",
    "Ядро Linux обновлено",
    "Η Ελλάδα επενδύει στην τεχνολογία", "soft\u00adware zero\u200bwidth A\u0301rbol e\u0301",
)  # fmt: skip
SOUP = "国中人手机大新發发电電開开"
LATIN_SOUP = (
    "C++",
    "Ｃ＋＋",
    ".NET",
    "C#",
    "c",
    "C++11",
    "a+b",
    "net",
    "5G",
    "g",
    "v1.2",
    "Neo5",
    "neo",
    "ＡＢ",
    "ab",
    "é",
)
TITLES = (
    "手机磁盘空间不足怎么办", "如何选择Linux发行版", "人工智能的下一个十年", "電腦處理器評測",
    "開源軟體週報",
    "iQOO Neo5 评测", "Why databases slow down", "A café for programmers", "What is new in C++23",
    ".NET 9 发布", "Python与数据分析", "中国人手机使用报告", "東京のスマートフォン", "서울의 밤",
)  # fmt: skip
BYLINES = ("", "", "张三", "李四光", "王小明 Alice", "José García", "Ada O’Neill", "鈴木一郎")
TAGS = (
    "Linux",
    "人工智能",
    "手机",
    "C++",
    ".NET",
    "開源",
    "5G",
    "machine learning",
    "安全",
    "Rust",
)
SOURCES = ("IT 之家", "Example Wire", "開源中國", "The Café Post", "只留标题", "不公开的来源")
HEADLINES_ONLY, HIDDEN = SOURCES[4:]
CATEGORIES = (("新媒体", "IT之家"), ("新媒体", "数码"), ("News", "Wire", "Chips"), ("開源",))
EDGES = (  # status, publish_at, expire_at; the first is every other story's
    (Status.PUBLISHED, None, None), (Status.DRAFT, None, None), (Status.ARCHIVED, None, None),
    (Status.INBOX, None, None), (Status.PUBLISHED, timedelta(days=9_000), None),
    (Status.PUBLISHED, None, -DAY), (Status.PUBLISHED, -DAY, timedelta(days=9_000)),
)  # fmt: skip


@dataclass(frozen=True)
class Told:
    """A story as it is told: plain texts."""

    title: str
    paragraphs: Sequence[str] = ()
    byline: str = ""
    summary: str = ""  # by hand; empty: made from the body
    source: str = "Example Wire"
    category: tuple[str, ...] = ("News",)
    tags: Sequence[str] = ()
    published_at: datetime = NOON
    status: str = Status.PUBLISHED
    publish_at: datetime | None = None
    expire_at: datetime | None = None
    pk: int = field(default=0, compare=False)

    @property
    def is_visible(self) -> bool:
        times = (self.publish_at, self.expire_at)
        is_in_time = all(
            moment is None or (moment <= NOON) == is_begin
            for moment, is_begin in zip(times, (True, False), strict=True)
        )
        return self.status == Status.PUBLISHED and is_in_time and self.source != HIDDEN

    @property
    def is_headline_only(self) -> bool:
        return self.source == HEADLINES_ONLY

    @property
    def sections(self) -> tuple[str, ...]:
        """The texts that readers may search in, each by itself."""
        shown = (self.title, self.byline)
        return (
            shown if self.is_headline_only else (*shown, self.summary, "\n".join(self.paragraphs))
        )


def stories(seed: int = 6, count: int = 300) -> list[Told]:
    chance = random.Random(seed)
    return [_story(chance, number) for number in range(count)]


def soup(chance: random.Random, length: int) -> str:
    return "".join(chance.choices(SOUP, k=length))


def _story(chance: random.Random, number: int) -> Told:
    edge = EDGES[number % 37 if number % 37 < len(EDGES) else 0]
    title = chance.choice(TITLES)
    return Told(
        title=chance.choice([title, f"{title} {number}", soup(chance, chance.randint(2, 9))]),
        paragraphs=[_paragraph(chance) for _ in range(chance.randint(1, 4))],
        byline=chance.choice(BYLINES),
        summary=chance.choice(["", "", soup(chance, 5), chance.choice(SENTENCES)]),
        source=chance.choice(SOURCES[: 6 if number % 5 == 0 else 4]),
        category=chance.choice(CATEGORIES),
        tags=chance.sample(TAGS, chance.choice([0, 0, 1, 2])),
        # Now and then several stories of one moment.
        published_at=NOON - DAY / 2 * chance.randrange(2 * DAYS),
        status=edge[0],
        publish_at=edge[1] and NOON + edge[1],
        expire_at=edge[2] and NOON + edge[2],
    )


def _paragraph(chance: random.Random) -> str:
    pieces = []
    for _ in range(chance.randint(1, 5)):
        gap = chance.choice(["", " ", "，", "\u3000", "、 ", "/"])
        kind = chance.random()
        if kind < 0.4:
            pieces.append(chance.choice(SENTENCES))
        elif kind < 0.8:
            pieces.append(soup(chance, chance.randint(1, 12)))
        else:
            pieces.append(chance.choice(LATIN_SOUP))
        pieces.append(gap)
    return "".join(pieces).strip() or "空"


# As rows ------------------------------------------------------------------------------------------


def store(told: Iterable[Told]) -> list[Told]:
    """Store the stories, in bulk, as an import does. They come back with their numbers."""
    told = list(told)
    named = _sources({story.source for story in told})
    made = [_article(story, named[story.source]) for story in told]
    for article in made:
        article.derive()
    Article.objects.bulk_create(made)
    filed = {path: make_category(*path).pk for path in {story.category for story in told}}
    through = Article.categories.through
    through.objects.bulk_create(
        through(article_id=article.pk, category_id=filed[story.category])
        for article, story in zip(made, told, strict=True)
    )
    _tag(made, told)
    refresh_listings([article.pk for article in made], retold=True)
    return [
        Told(**{**vars(story), "pk": article.pk}) for article, story in zip(made, told, strict=True)
    ]


def _sources(names: set[str]) -> dict[str, Source]:
    found = {}
    for name in sorted(names):
        rights = TextRights.LINK if name == HEADLINES_ONLY else TextRights.FULL
        found[name] = Source.objects.create(name=name, is_public=name != HIDDEN, text_rights=rights)
    return found


def _article(story: Told, source: Source) -> Article:
    return Article(
        title=story.title,
        byline=story.byline,
        summary=story.summary,
        body="".join(f"<p>{marked_up(each)}</p>" for each in story.paragraphs),
        source=source,
        published_at=story.published_at,
        status=story.status,
        publish_at=story.publish_at,
        expire_at=story.expire_at,
    )


def marked_up(plain: str) -> str:
    """With markup in the middle of a word: it is no part of the text."""
    half = len(plain) // 2
    parts = html.escape(plain[:half]), html.escape(plain[half : half + 2])
    return f"{parts[0]}<strong>{parts[1]}</strong>{html.escape(plain[half + 2 :])}"


def _tag(made: Sequence[Article], told: Sequence[Told]) -> None:
    names = sorted({name for story in told for name in story.tags})
    tags = {name: Tag.objects.create(name=name, slug=f"tag-{n}") for n, name in enumerate(names)}
    Tagging.objects.bulk_create(
        Tagging(tag=tags[name], content_object=article)
        for article, story in zip(made, told, strict=True)
        for name in story.tags
    )
