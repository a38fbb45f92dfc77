"""Related stories: what is compared, what comes out, and that its cost is bounded."""

import time

from hypothesis import given
from hypothesis import strategies as st

from articles.search.related import MOST, Story, Window
from articles.search.terms import folded, terms

OTHERS = [
    Story(100 + n, 10.0 * n, title)
    for n, title in enumerate(
        [
            "Bridges of the north", "A quiet harbour in winter", "Bread without an oven",
            "How rivers freeze", "城市公园的春天", "古典音乐会在周末举行", "Tea houses by the lake",
            "Old maps and new roads", "Lighthouse keepers tell", "Wool from the islands",
            "山区铁路恢复通车", "Sailing at night", "Glass blowers return",
        ]
    )
]  # fmt: skip


def related(*stories: Story) -> list[int]:
    """Those related to the first one, among others of no concern."""
    return Window([*stories, *OTHERS]).related(stories[0].pk)


def test_latin_words_stay_whole_and_cjk_comes_in_pairs():
    assert terms("Linux 7.0 与 C++ 的磁盘空间") == ["linux", "c++", "磁盘", "盘空", "空间"]


def test_characters_that_only_join_are_in_no_pair():
    assert terms("你的磁盘和我的") == ["磁盘"]


def test_a_shared_rare_word_relates():
    first, other = Story(1, 1, "Podman replaces a daemon"), Story(2, 9, "Podman in an hour")

    assert related(first, other) == [2]


def test_chinese_titles_are_related_by_their_words():
    first = Story(1, 1, "如何清理磁盘空间")
    near, far = Story(2, 2, "磁盘空间不足怎么办"), Story(3, 3, "磁盘加密入门")

    assert related(first, far, near)[0] == 2


def test_a_summary_counts_but_less_than_a_title():
    first = Story(1, 1, "Kubernetes, Ansible", "")
    by_title, by_text = Story(2, 2, "Ansible again"), Story(3, 2, "Again", "With Kubernetes, too.")

    assert related(first, by_text, by_title) == [2, 3]


def test_tags_relate_what_shares_no_word():
    assert related(Story(1, 1, "One", tags=(7,)), Story(2, 1, "Two", tags=(7,))) == [2]


def test_of_two_alike_the_one_in_the_channel_comes_first():
    first = Story(1, 5, "Wayland lands", channels=frozenset({3}))
    near = Story(2, 5, "Wayland one", channels=frozenset({4}))
    same = Story(3, 5, "Wayland two", channels=frozenset({3}))

    assert related(first, near, same) == [3, 2]


def test_of_two_alike_the_nearer_in_time_comes_first():
    first = Story(1, 1_000, "Wayland lands")

    assert related(first, Story(2, 1, "Wayland one"), Story(3, 990, "Wayland two")) == [3, 2]


def test_the_same_story_does_not_come_twice_and_never_itself():
    first = Story(1, 5, "Wayland lands!")
    copies = [Story(n, 5, "Wayland Lands") for n in (2, 3)]
    others = [Story(n, 5, "Wayland takes off") for n in (4, 5)]

    assert len(related(first, *copies, *others)) == 1
    assert folded("Wayland lands!") == folded("“Wayland Lands”")


def test_no_more_than_so_many():
    stories = [Story(n, n, f"Wayland {'abcdefghijklmnopqrstuvwxyz'[n]}q") for n in range(12)]

    assert len(related(*stories)) == MOST


texts = st.text(alphabet="ab 磁盘空间的C+#\n", max_size=30)
stories = st.lists(
    st.builds(Story, st.integers(1, 30), st.floats(0, 9e4), texts, texts,
              st.sets(st.integers(1, 3))),
    unique_by=lambda story: story.pk, min_size=1,
)  # fmt: skip


@given(stories)
def test_any_stories_relate_to_others_of_the_window_the_same_way_in_any_order(found):
    window, reversed_ = Window(found), Window(found[::-1])
    for story in found:
        ids = window.related(story.pk)
        assert ids == reversed_.related(story.pk)
        assert set(ids) <= {each.pk for each in found} - {story.pk}
        assert len(set(ids)) == len(ids) <= MOST


def test_thousands_that_share_their_words_cost_no_more_each():
    def cost(number: int) -> float:
        window = Window([Story(n, n, f"word{n % 40} other{n % 35} third") for n in range(number)])
        started = time.process_time()
        for pk in range(200):
            window.related(pk)
        return time.process_time() - started

    assert cost(8_000) < 6 * cost(1_000) + 0.05
