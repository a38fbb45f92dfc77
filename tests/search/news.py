"""A small archive as it might be, and what its readers look for: query, and the story meant.

Each case was written down as a reader would put it, with the story that must not be missed. Around
them stand stories, newer than most, that mention the same words in passing.
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from .newsroom import NOON, Told

DATA = Path(__file__).parent / "data"
PASSING = (  # what mentions a word: title, text
    ("一周科技新闻回顾", "本周的新闻还有：{}，以及其他消息。更多内容请看下文。"),
    ("编辑部的早餐", "有读者问起{}，我们下次再谈。今天先说说咖啡机。"),
    ("Weekend reading", "Elsewhere: a note on {}, a recipe, and a long story of a bridge."),
    ("Letters to the editor", "One reader asks about {}; another wants larger type."),
    ("周末闲聊：我们为什么还在写博客", "朋友提到{}，话题很快就转到了天气。"),
    ("明天见", "顺便说一句，{}的事情还没有结束。"),
)
# What texts are full of: a story is some hundred words long, and a mention stands in its midst.
FILLER = (
    "编辑部在三楼，窗外是一条河。每个星期二上午开会，会后各自回去写稿，下午再交换着读一遍，把看不懂的"
    "句子划掉。有人喜欢先写结尾，有人非要等到截稿前一小时才动笔，谁也说服不了谁。",
    "The river is slow in autumn, and the ferry keeps its winter hours. Most of what we print was"
    " said to somebody over soup; the rest arrives by post, in envelopes that were used before.",
    "校对的同事说，错字和逗号一样，永远也找不完。她桌上放着三本字典，最厚的那本用来垫显示器。",
)


def cases() -> list[tuple[str, str]]:
    """What is looked for, and the key of the story that must be among the first three."""
    return [(typed, key) for typed, key in _rows("cases.txt")]


def archive() -> dict[str, Told]:
    """The stories by their keys, and around them those that mention the words of the cases."""
    found = {}
    for key, days, title, text, *more in _rows("news.txt"):
        tags, byline = more or ("", "")
        found[key] = Told(
            title,
            [text, *FILLER],
            byline,
            tags=tags.split(",") if tags else [],
            published_at=NOON - timedelta(days=int(days)),
        )
    for number, (typed, _key) in enumerate(cases()):
        words = typed.removeprefix("author:").strip('"“”「」')
        for turn, (title, text) in enumerate(PASSING):
            age = timedelta(days=1 + number / 7 + turn * 10)
            mention = [*FILLER, text.format(words), *FILLER]
            found[f"{typed} {turn}"] = Told(title, mention, published_at=NOON - age)
    return found


def _rows(name: str) -> Iterator[list[str]]:
    for line in (DATA / name).read_text().splitlines():
        if not line.startswith("#"):
            yield [part.strip() for part in line.split("|")]
