"""Dates of every spelling that files are known to use. Pure; never guesses and never says "now".

Sources: RFC 2822 3.3, RFC 3339 5.6, ISO 8601; the rest is what generators and people write.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import partial

EARLIEST = 1970
LATEST = 2199

MONTHS = {
    name: number
    for number, names in enumerate(
        "jan january|feb february|mar march|apr april|may|jun june|jul july|aug august"
        "|sep sept september|oct october|nov november|dec december".split("|"),
        start=1,
    )
    for name in names.split()
}
# RFC 2822 4.3's names, and the ones that news sites use. Minutes east of Greenwich.
ZONES = {
    name: int(minutes)
    for name, minutes in (
        pair.split(":")
        for pair in (
            "z:0 gmt:0 utc:0 ut:0 est:-300 edt:-240 cst:-360 cdt:-300 mst:-420 mdt:-360 pst:-480"
            " pdt:-420 cet:60 cest:120 bst:60 jst:540 kst:540"
        ).split()
    )
}
CLOCK = (
    r"(?P<hour>\d{1,2}):(?P<minute>\d{1,2})(?::(?P<second>\d{1,2})(?:[.,]\d{1,9})?)?"
    r"\s*(?P<half>[ap]\.?m\.?)?"
)
ZONE = r"\s*(?P<zone>z|(?:gmt|utc)?\s*[+-]\d{1,2}:?\d{2}|[+-]\d{2}|[a-z]{2,4})?"
TAIL = r"(?:\s*[(\[][^)\]]{1,60}[)\]])?"  # "(China Standard Time)", "[Asia/Shanghai]"
DAY_NAME = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?"
FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        # 2021-10-12T14:21:29Z, 2021/3/5 8:05, 2021.10.12
        rf"(?P<year>\d{{4}})(?P<sep>[-/.])(?P<month>\d{{1,2}})(?P=sep)(?P<day>\d{{1,2}})"
        rf"(?:(?:\s*t\s*|\s+|,\s*){CLOCK}{ZONE})?{TAIL}",
        # Tue, 12 Oct 2021 14:21:29 GMT; 12 October 2021
        rf"{DAY_NAME}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s-]+(?P<name>[a-z]{{3,9}})\.?,?[\s-]+"
        rf"(?P<year>\d{{4}})(?:,?\s+(?:at\s+)?{CLOCK}{ZONE})?{TAIL}",
        # Tue Oct 12 2021 14:21:29 GMT+0800; October 12, 2021 at 2:21 pm
        rf"{DAY_NAME}(?P<name>[a-z]{{3,9}})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+"
        rf"(?P<year>\d{{4}})(?:,?\s+(?:at\s+)?{CLOCK}{ZONE})?{TAIL}",
        # Tue Oct 12 14:21:29 UTC 2021
        rf"{DAY_NAME}(?P<name>[a-z]{{3,9}})\s+(?P<day>\d{{1,2}})\s+{CLOCK}{ZONE}\s+"
        r"(?P<year>\d{4})",
        # 2021年10月12日 14:21, 2021年10月12日下午2点21分
        r"(?P<year>\d{4})\s*年\s*(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*[日号]?\s*"
        r"(?:星期.|周.)?\s*(?P<cjk_half>凌晨|早上|上午|中午|下午|晚上)?\s*"
        r"(?:(?P<hour>\d{1,2})\s*[:时点時點]\s*(?:(?P<minute>\d{1,2})\s*分?)?"
        rf"(?::?(?P<second>\d{{1,2}})\s*秒?)?{ZONE})?",
        # 20211012, 20211012T142129Z
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})"
        rf"(?:t?(?P<hour>\d{{2}})(?P<minute>\d{{2}})(?P<second>\d{{2}})?{ZONE})?",
    )
)
# What generators write, nearly always: read at once, without trying the forms above.
IN_GMT = re.compile(
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), ([0-9]{2}) ([A-Z][a-z]{2}) ([0-9]{4})"
    r" ([0-9]{2}):([0-9]{2}):([0-9]{2}) GMT"
)
EPOCH = re.compile(r"(\d{10})(?:\d{3})?(?:\.\d+)?")
FETCH_TIME = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}")


@dataclass(frozen=True, slots=True)
class ParsedDate:
    """A date in UTC. `zoned`: the text named its zone. `fetch_like`: it has the form that fetch
    times have, a clock to the second and no zone."""

    value: datetime
    zoned: bool
    fetch_like: bool = False


def parse_date(text: str, naive_tz: tzinfo = UTC) -> ParsedDate | None:
    """The date that `text` spells, None if it spells none or one that does not exist.

    A date without a zone is taken to be in `naive_tz`; one without a clock as its first second.
    """
    if in_gmt := _in_gmt(text):
        return in_gmt
    plain = " ".join(unicodedata.normalize("NFKC", text[:200]).split())
    if epoch := EPOCH.fullmatch(plain):
        return _checked(lambda: datetime.fromtimestamp(int(epoch[1]), UTC), zoned=True)
    for form in FORMS:
        found = form.fullmatch(plain)
        if found:
            parts = found.groupdict()
            zone = _zone(parts.get("zone"))
            if zone is None and parts.get("zone"):
                return None
            build = partial(_build, parts, zone or naive_tz)
            return _checked(build, zone is not None, FETCH_TIME.fullmatch(plain) is not None)
    return None


def _in_gmt(text: str) -> ParsedDate | None:
    """The date of a text in the commonest form; None for any other text, and for what is no date
    at first sight, such as a leap second."""
    found = IN_GMT.fullmatch(text)
    if found is None:
        return None
    day, month, year, hour, minute, second = found.groups()
    clock = int(hour), int(minute), int(second)
    return _checked(
        lambda: datetime(int(year), MONTHS[month.lower()], int(day), *clock, tzinfo=UTC), zoned=True
    )


def _checked(
    make: Callable[[], datetime], zoned: bool, fetch_like: bool = False
) -> ParsedDate | None:
    try:
        value = make().astimezone(UTC)
    except (ValueError, OverflowError, KeyError):
        return None
    if not EARLIEST <= value.year <= LATEST:
        return None
    return ParsedDate(value, zoned, fetch_like and not zoned)


def _build(parts: dict[str, str | None], where: tzinfo) -> datetime:
    name = parts.get("name")
    month = MONTHS[name.lower()] if name else int(parts["month"] or 0)
    hour, minute, second = (int(parts.get(key) or 0) for key in ("hour", "minute", "second"))
    hour = _full_day(hour, (parts.get("half") or "")[:1].lower(), parts.get("cjk_half") or "")
    rest = timedelta(0)
    if (hour, minute, second) == (24, 0, 0):  # ISO 8601: the end of the day
        hour, rest = 0, timedelta(days=1)
    if second == 60:  # a leap second
        second, rest = 59, timedelta(seconds=1)
    year, day = int(parts["year"] or 0), int(parts["day"] or 0)
    return datetime(year, month, day, hour, minute, second, tzinfo=where) + rest


def _full_day(hour: int, half: str, cjk_half: str) -> int:
    if half and not 1 <= hour <= 12:
        raise ValueError("no hour of a twelve-hour clock")
    if half == "p" or cjk_half in ("下午", "晚上") or (cjk_half == "中午" and hour < 11):
        return hour + 12 if hour < 12 else hour
    return 0 if hour == 12 and (half == "a" or cjk_half in ("凌晨", "上午")) else hour


def _zone(text: str | None) -> tzinfo | None:
    """The zone that a date's tail names; None if it names none that is known."""
    if not text:
        return None
    name = text.lower().replace(" ", "").replace(":", "")
    if name in ZONES:
        return timezone(timedelta(minutes=ZONES[name]))
    found = re.fullmatch(r"(?:gmt|utc)?([+-])(\d{1,2})(\d{2})?", name)
    if not found:
        return None
    hours, minutes = int(found[2]), int(found[3] or 0)
    if hours > 14 or minutes > 59:
        return None
    sign = -1 if found[1] == "-" else 1
    return timezone(sign * timedelta(hours=hours, minutes=minutes))
