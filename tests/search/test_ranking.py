"""Which of two stories comes first."""

import pytest

from articles.cleaning.folding import fold
from articles.search.matching import Resolved, Sections
from articles.search.query import parse
from articles.search.ranking import Story, scores

LONG = "其他内容 " * 400


def story(title="", body="", *, summary="", byline="", facts=(), age=0) -> Story:
    return Story(Sections(*map(fold, (title, byline, summary, body))), facts, age)


def first(text: str, *stories: Story, names: Resolved | None = None) -> int:
    """The number of the best."""
    found = scores(parse(text), names or Resolved(), stories)
    assert len(set(found)) == len(found), "they are equal"
    return found.index(max(found))


BETTER_FIRST = {
    "the whole title before its beginning": (
        "内核", story("内核"), story("内核漏洞分析与修复指南"),
    ),
    "the beginning of a title before its end": (
        "内核", story("内核漏洞"), story("漏洞内核"),
    ),
    "a short title before a long one": (
        "内核", story("新内核发布"), story("这一周在各地发布的许多新内核版本"),
    ),
    "a title before a summary": (
        "内核", story("新内核发布"), story("发布", summary="新的内核", body="内核 " * 9),
    ),
    "a summary before a text": (
        "内核", story("发布", LONG, summary="内核"), story("发布", LONG + "内核"),
    ),
    "a byline before a text": ("ann", story(byline="Ann"), story(body="Ann " * 5)),
    "a tag before a text": (
        "内核", story("发布", facts={"§t1"}), story("发布", LONG + "内核" * 3),
    ),
    "a text that repeats a word before one that mentions it": (
        "内核", story("发布", LONG + "内核 " * 5), story("发布", LONG + "内核"),
    ),
    "a short text before a long one": (
        "内核", story("发布", "它的新内核"), story("发布", LONG[:140] + LONG + "内核"),
    ),
    "an old headline before a new mention": (
        "内核", story("内核漏洞", age=4000), story("发布", LONG + "内核"),
    ),
    "the newer of two that are alike": (
        "内核", story("内核漏洞", age=2), story("内核漏洞", age=800),
    ),
    "both words in the title before one": (
        "内核 漏洞", story("发现内核的漏洞"), story("内核消息", "漏洞"),
    ),
    "words together before words apart": (
        "内核 漏洞", story("消息", "这个内核漏洞"), story("消息", "内核 其他的 漏洞"),
    ),
    "words close by before words far apart": (
        "内核 漏洞", story("消息", LONG + "内核的一个漏洞"), story("消息", "内核" + LONG + "漏洞"),
    ),
    "either word of an OR": (
        "内核 OR 漏洞", story("漏洞"), story("消息", LONG + "内核"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BETTER_FIRST)
def test_it_prefers(name):
    text, better, worse = BETTER_FIRST[name]
    names = Resolved({"内核": {"§t1"}})
    assert first(text, worse, better, names=names) == 1
    assert first(text, better, worse, names=names) == 0


def test_a_rarer_word_counts_more():
    common = [story("手机消息", "芯片") for _ in range(8)]
    found = scores(parse("手机 OR 芯片"), Resolved(), [*common, story("芯片消息", "手机")])
    assert max(found) == found[-1]


def test_without_words_the_newest_are_best():
    assert scores(parse("source:wired"), Resolved(), [story("a"), story("b", age=9)]) == [0, 0]


def test_words_that_never_meet_are_not_near():
    far = ("内核" + LONG) * 12 + "漏洞"
    assert first("内核 漏洞", story("消息", far), story("消息", "内核的一个漏洞")) == 1
