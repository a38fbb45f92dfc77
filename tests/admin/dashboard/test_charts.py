"""Charts as coordinates."""

import pytest

from articles.admin.dashboard import charts


@pytest.mark.parametrize(
    ("most", "round_number"),
    [(0, 1), (1, 1), (3, 5), (7, 10), (10, 10), (11, 20), (96, 100), (2001, 5000)],
)
def test_a_chart_ends_at_a_round_number(most, round_number):
    assert charts.ceiling(most) == round_number


def test_columns_stand_side_by_side_on_the_ground():
    drawn = charts.columns([0, 5, 10])

    first, second, third = drawn.columns
    assert (first.height, second.height, third.height) == (0, 400, 800)
    assert first.x + first.width < second.x < second.x + second.width < third.x
    assert third.x + third.width <= drawn.width
    assert all(each.y + each.height == drawn.height for each in drawn.columns)
    assert drawn.lines == [(400, 5), (0, 10)]


def test_what_is_not_nothing_can_be_seen():
    assert charts.columns([1, 100_000]).columns[0].height == charts.LEAST
    assert charts.bars([100_000, 1, 0]) == [charts.BAR, charts.LEAST, 0]


def test_nothing_is_a_chart_as_well():
    assert charts.columns([]).columns == []
    assert [each.height for each in charts.columns([0, 0]).columns] == [0, 0]
    assert charts.bars([]) == []
