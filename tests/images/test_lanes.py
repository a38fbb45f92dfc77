"""Politeness: who may be asked, when, and who is left alone."""

from articles.images.lanes import AT_ONCE, DEAD_AFTER, GAP, NEVER, PATIENCE, REST, Lanes


def lanes_of(**waiting: int) -> Lanes[int]:
    lanes: Lanes[int] = Lanes()
    for host, count in waiting.items():
        for number in range(count):
            lanes.put(host, number)
    return lanes


def started(lanes: Lanes[int], now: float, most: int = 100) -> list[tuple[str, int]]:
    return list(lanes.start(now, most))


def test_a_host_is_asked_once_in_a_gap():
    lanes = lanes_of(a=3)

    assert started(lanes, 0.0) == [("a", 0)]
    assert started(lanes, GAP - 0.01) == []
    assert started(lanes, GAP) == [("a", 1)]


def test_a_host_answers_two_at_once_and_no_more():
    lanes = lanes_of(a=3)
    for number in range(AT_ONCE):
        assert started(lanes, number * GAP) == [("a", number)]

    assert started(lanes, 60.0) == []
    assert lanes.pause(60.0) == NEVER
    lanes.done("a")
    assert lanes.pause(60.0) == 0
    assert started(lanes, 60.0) == [("a", 2)]


def test_hosts_take_turns_and_do_not_wait_for_each_other():
    lanes = lanes_of(a=2, b=2, c=1)

    assert started(lanes, 0.0, most=2) == [("a", 0), ("b", 0)]
    assert started(lanes, GAP, most=2) == [("c", 0), ("a", 1)]
    assert started(lanes, GAP, most=2) == [("b", 1)]
    assert len(lanes) == 0


def test_this_site_needs_no_care_but_takes_turns_too():
    lanes = lanes_of(a=1, **{"": 9})

    assert started(lanes, 0.0, most=4) == [("a", 0), ("", 0), ("", 1), ("", 2)]
    assert lanes.pause(0.0) == 0


def test_the_pause_lasts_until_the_next_may_start():
    lanes = lanes_of(a=2)
    started(lanes, 10.0)

    assert lanes.pause(10.1) == GAP - (10.1 - 10.0)
    assert Lanes().pause(0.0) == NEVER


def test_a_host_that_cannot_be_reached_is_left_alone():
    lanes = lanes_of(dead=DEAD_AFTER + 3)
    for number in range(DEAD_AFTER):
        started(lanes, number * GAP)
        lanes.done("dead", connected=False)
    lanes.put("dead", 99)

    assert lanes.closed == {"dead"}
    assert len(lanes) == 0


def test_one_answer_in_between_tells_that_a_host_lives():
    lanes = lanes_of(a=2 * DEAD_AFTER)
    for number in range(2 * DEAD_AFTER - 1):
        started(lanes, number * GAP)
        lanes.done("a", connected=number == DEAD_AFTER - 1)

    assert lanes.closed == set()


def test_a_short_rest_is_waited_for():
    lanes = lanes_of(a=1)

    assert lanes.rest("a", 105.0, 100.0)
    assert started(lanes, 104.9) == []
    assert started(lanes, 105.0) == [("a", 0)]


def test_a_long_rest_closes_the_host_for_this_run():
    lanes = lanes_of(a=2, b=1)

    assert not lanes.rest("a", 101.0 + PATIENCE, 100.0)
    assert started(lanes, 500.0) == [("b", 0)]


def test_a_host_that_turns_us_away_rests_longer_each_time_and_is_closed_after_three():
    lanes = lanes_of(a=9, b=1)

    assert lanes.turned_away("a", 0.0)
    assert lanes.turned_away("a", 1.0), "this one was asked before the rest"
    assert started(lanes, REST - 0.1) == [("b", 0)]
    assert started(lanes, REST) == [("a", 0)]
    assert lanes.turned_away("a", 100.0)
    assert lanes.pause(100.0) == 2 * REST
    assert not lanes.turned_away("a", 300.0)
    assert lanes.closed == {"a"}
    assert len(lanes) == 0


def test_hosts_with_enough_are_named_and_closed_ones():
    lanes = lanes_of(a=3, b=1, c=1)
    lanes.rest("c", 1e6, 0.0)

    assert lanes.full(3) == {"a", "c"}


def test_what_is_asked_again_goes_first():
    lanes = lanes_of(a=2)
    lanes.put("a", 7, first=True)

    assert started(lanes, 0.0) == [("a", 7)]
