"""Dates in every known spelling; what is none is None, and never now."""

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.importer.dates import ZONES, ParsedDate, parse_date

SECOND = datetime(2021, 10, 12, 14, 21, 29, tzinfo=UTC)
MINUTE = SECOND.replace(second=0)
DAY = datetime(2021, 10, 12, tzinfo=UTC)

ZONED = {
    "RFC 2822": ("Tue, 12 Oct 2021 14:21:29 GMT", SECOND),
    "RFC 2822, offset": ("Tue, 12 Oct 2021 22:21:29 +0800", SECOND),
    "RFC 2822, no day's name": ("12 Oct 2021 14:21 UT", MINUTE),
    "RFC 2822, named zone": ("Tue, 12 Oct 2021 10:21:29 EDT", SECOND),
    "RFC 2822, comment": ("Tue, 12 Oct 2021 14:21:29 +0000 (UTC)", SECOND),
    "RFC 3339": ("2021-10-12T14:21:29Z", SECOND),
    "RFC 3339, offset": ("2021-10-12T22:21:29+08:00", SECOND),
    "RFC 3339, west": ("2021-10-12T09:21:29-05:00", SECOND),
    "RFC 3339, lower case": ("2021-10-12t14:21:29z", SECOND),
    "RFC 3339, parts of a second": ("2021-10-12T14:21:29.123456789Z", SECOND),
    "RFC 3339, comma": ("2021-10-12T14:21:29,5Z", SECOND),
    "half an hour's offset": ("2021-10-12T19:51:29+05:30", SECOND),
    "short offset": ("2021-10-12 22:21:29 +08", SECOND),
    "offset of four digits": ("2021-10-12 22:21:29 +0800", SECOND),
    "offset of one digit": ("2021-10-12 22:21:29 +8:00", SECOND),
    "basic": ("20211012T142129Z", SECOND),
    "JavaScript": ("Tue Oct 12 2021 22:21:29 GMT+0800 (China Standard Time)", SECOND),
    "Python's zone": ("2021-10-12T22:21:29+08:00[Asia/Shanghai]", SECOND),
    "C": ("Tue Oct 12 14:21:29 UTC 2021", SECOND),
    "seconds since 1970": ("1634048489", SECOND),
    "milliseconds since 1970": ("1634048489123", SECOND),
    "Chinese": ("2021年10月12日 22:21:29 +0800", SECOND),
    "the last second of a day": ("2021-10-11T24:00:00Z", DAY),
    "a leap second": ("2021-10-11T23:59:60Z", DAY),
    "full width": ("２０２１-１０-１２Ｔ１４：２１：２９Ｚ", SECOND),
}
NAIVE = {
    "a day": ("2021-10-12", DAY),
    "a day, not padded": ("2021/10/12", DAY),
    "a day with dots": ("2021.10.12", DAY),
    "a day in one": ("20211012", DAY),
    "minutes": ("2021-10-12 14:21", MINUTE),
    "one digit": ("2021-10-12 4:1", DAY.replace(hour=4, minute=1)),
    "seconds": ("2021-10-12 14:21:29", SECOND),
    "a T": ("2021-10-12T14:21:29", SECOND),
    "white space": ("  2021-10-12 \t 14:21:29\n", SECOND),
    "English": ("October 12, 2021", DAY),
    "English, short": ("Oct. 12, 2021", DAY),
    "English, day's name": ("Tuesday, October 12, 2021", DAY),
    "English, afternoon": ("October 12, 2021 at 2:21 pm", MINUTE),
    "English, dotted": ("Oct 12, 2021, 2:21 p.m.", MINUTE),
    "English, midnight": ("Oct 12, 2021 12:00 AM", DAY),
    "English, noon": ("Oct 12, 2021 12:00 PM", DAY.replace(hour=12)),
    "British": ("12 October 2021", DAY),
    "British, ordinal": ("12th October 2021 14:21", MINUTE),
    "British, short September": ("12 Sept 2021", DAY.replace(month=9)),
    "with hyphens": ("12-Oct-2021 14:21:29", SECOND),
    "Chinese": ("2021年10月12日", DAY),
    "Chinese, spaces and day": ("2021 年 10 月 12 日 星期二 14:21", MINUTE),
    "Chinese, clock": ("2021年10月12日14时21分29秒", SECOND),
    "Chinese, afternoon": ("2021年10月12日下午2点21分", MINUTE),
    "Chinese, evening": ("2021年10月12日 晚上8:00", DAY.replace(hour=20)),
    "Chinese, evening, 24 hours": ("2021年10月12日 晚上20:00", DAY.replace(hour=20)),
    "Chinese, morning": ("2021年10月12日上午9点", DAY.replace(hour=9)),
    "Chinese, noon": ("2021年10月12日中午12点", DAY.replace(hour=12)),
    "Chinese, after noon": ("2021年10月12日中午1点", DAY.replace(hour=13)),
    "Chinese, before noon": ("2021年10月12日中午11点", DAY.replace(hour=11)),
    "Chinese, small hours": ("2021年10月12日凌晨12:00", DAY),
    "Chinese, 号": ("2021年10月12号", DAY),
}
NONE = {
    "nothing": "",
    "words": "yesterday",
    "Invalid Date": "Invalid Date",
    "zeros": "0000-00-00 00:00:00",
    "month 13": "2021-13-01",
    "30 February": "2021-02-30",
    "29 February of another year": "2021-02-29",
    "hour 25": "2021-10-12 25:00",
    "minute 60": "2021-10-12 14:60",
    "second 61": "2021-10-12 14:21:61",
    "after the last second": "2021-10-12 24:00:01",
    "13 pm": "Oct 12, 2021 13:00 pm",
    "0 am": "Oct 12, 2021 0:00 am",
    "no month": "12 Foo 2021",
    "no zone": "2021-10-12 14:21:29 XYZ",
    "offset of a day": "2021-10-12T14:21:29+24:00",
    "offset of 70 minutes": "2021-10-12T14:21:29+05:70",
    "too old": "1969-12-31",
    "too far": "2200-01-01",
    "out of the calendar": "9999-12-31T23:59:59-14:00",
    "no year": "10-12",
    "two digits": "12/10/21",
    "American": "10/12/2021",
    "mixed signs": "2021-10/12",
    "more text": "2021-10-12 or so",
    "a long text": "2021-10-12" + "x(" * 300,
    "nine digits": "163404848",
}


@pytest.mark.parametrize(("text", "value"), ZONED.values(), ids=ZONED)
def test_a_date_with_its_zone_is_exact(text, value):
    assert parse_date(text, timezone(timedelta(hours=5))) == ParsedDate(value, zoned=True)


@pytest.mark.parametrize(("text", "value"), NAIVE.values(), ids=NAIVE)
def test_a_date_without_a_zone_is_in_the_given_one(text, value):
    here, there = parse_date(text), parse_date(text, timezone(timedelta(hours=8)))

    assert here is not None
    assert there is not None
    assert (here.value, here.zoned) == (value, False)
    assert (there.value, there.zoned) == (value - timedelta(hours=8), False)


@pytest.mark.parametrize("text", NONE.values(), ids=NONE)
def test_what_is_no_date_is_none(text):
    assert parse_date(text) is None


@pytest.mark.parametrize("name", ZONES)
def test_each_named_zone_is_its_offset(name):
    found = parse_date(f"2021-10-12 14:21:29 {name.upper()}")

    assert found == ParsedDate(SECOND - timedelta(minutes=ZONES[name]), zoned=True)


def test_a_zone_with_summer_time_is_followed():
    berlin = ZoneInfo("Europe/Berlin")

    assert parse_date("2021-07-01 12:00", berlin).value.hour == 10
    assert parse_date("2021-12-01 12:00", berlin).value.hour == 11


@pytest.mark.parametrize(
    ("text", "like"),
    [
        ("2021-10-12 14:21:29", True),
        ("2021-10-12T14:21:29", False),
        ("2021-10-12 14:21", False),
        ("2021-10-12 14:21:29Z", False),
        ("2021-10-12", False),
    ],
)
def test_only_one_form_is_that_of_fetch_times(text, like):
    assert parse_date(text).fetch_like is like


def test_the_time_zone_of_the_machine_does_not_matter(monkeypatch):
    import time

    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    try:
        assert parse_date("2021-10-12 14:21:29").value == SECOND
        assert parse_date("1634048489").value == SECOND
    finally:
        monkeypatch.undo()
        time.tzset()


moments = st.integers(24 * 3600, 7_258_000_000).map(
    lambda second: datetime.fromtimestamp(second, UTC)
)
zones = st.integers(-14 * 4, 14 * 4).map(
    lambda quarters: timezone(timedelta(minutes=15 * quarters))
)
SPELLINGS = {
    "ISO 8601": datetime.isoformat,
    "RFC 2822": format_datetime,
    "offset apart": lambda moment: moment.strftime("%Y-%m-%d %H:%M:%S %z"),
    "slashes": lambda moment: moment.strftime("%Y/%m/%d %H:%M:%S %z"),
    "English": lambda moment: moment.strftime("%A, %B %d, %Y at %I:%M:%S %p %z"),
    "British": lambda moment: moment.strftime("%d %b %Y %H:%M:%S %z"),
    "JavaScript": lambda moment: moment.strftime("%a %b %d %Y %H:%M:%S GMT%z"),
    "C": lambda moment: moment.strftime("%a %b %d %H:%M:%S %z %Y"),
    "Chinese": lambda moment: moment.strftime("%Y年%m月%d日 %H时%M分%S秒 %z"),
    "basic": lambda moment: moment.strftime("%Y%m%dT%H%M%S%z"),
}


@pytest.mark.parametrize("spell", SPELLINGS.values(), ids=SPELLINGS)
@settings(max_examples=60)
@given(moment=moments, zone=zones)
def test_a_moment_comes_back_from(spell, moment, zone):
    assert parse_date(spell(moment.astimezone(zone))) == ParsedDate(moment, zoned=True)


@given(st.one_of(st.text(), st.text(alphabet="0123456789-/:. TZ+年月日,OctGMpa", max_size=40)))
def test_any_text_is_a_date_of_our_time_or_none(text):
    found = parse_date(text)

    assert found is None or (found.value.tzinfo is UTC and 1970 <= found.value.year <= 2199)


@given(
    st.sampled_from(["Fri", "Sun"]),
    st.sampled_from(["Jan", "Feb", "Sep", "Dec", "Foo"]),
    st.tuples(st.integers(0, 32), st.integers(1968, 2201), *[st.integers(0, 61)] * 3),
)
def test_the_commonest_form_says_what_the_general_one_says(name, month, numbers):
    day, year, *clock = numbers
    text = f"{name}, {day:02} {month} {year:04} {':'.join(f'{part:02}' for part in clock)} GMT"

    # Small letters are left to the general form.
    assert parse_date(text) == parse_date(text.lower())
