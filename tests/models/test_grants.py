"""What a source grants at a moment: one answer, whether a source is asked or the table."""

import re
from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path

import pytest
from django.test import override_settings
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.models import ImageRights, Source, TextRights
from articles.models.grants import (
    COPIES,
    LEAST,
    NOTHING,
    Grants,
    end_of,
    ended,
    granting,
    grants_of,
    has_ended,
)

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[2]
DAY = date(2026, 3, 29)  # on which Europe's clocks change
NEARBY = datetime(2026, 3, 29, 12, tzinfo=UTC)
ZONES = ["UTC", "Asia/Shanghai", "Europe/Berlin", "Pacific/Kiritimati", "America/Los_Angeles"]


@pytest.fixture
def sources() -> list[Source]:
    """One of each kind; "newer" is a grant that this version does not know."""
    days = [None, *(DAY + timedelta(days=n) for n in (-400, -1, 0, 1))]
    kinds = product([*TextRights.values, "newer"], [*ImageRights.values, "newer"], days)
    return Source.objects.bulk_create(
        Source(name=f"{n}", slug=f"{n}", text_rights=text, image_rights=images, licence_until=day)
        for n, (text, images, day) in enumerate(kinds)
    )


def says_all(granted: Grants, asked: tuple[TextRights | ImageRights, ...]) -> bool:
    """“link” is one of both kinds, and equal to the other one."""
    named = dict(zip(LEAST, granted, strict=True))
    return all(named[type(grant)] == grant for grant in asked)


def test_the_table_and_the_source_say_the_same(sources):
    @settings(max_examples=15, deadline=None)
    @given(
        moment=st.timedeltas(-timedelta(days=2), timedelta(days=2)).map(NEARBY.__add__),
        zone=st.sampled_from(ZONES),
        elsewhere=st.sampled_from(ZONES),
    )
    def says(moment, zone, elsewhere):
        with override_settings(TIME_ZONE=zone), timezone.override(elsewhere):
            own = {source.pk: grants_of(source, moment) for source in sources}
            asked = [(grant,) for kind in LEAST for grant in kind] + [COPIES, NOTHING]
            for grants in asked:
                found = Source.objects.filter(granting(*grants, moment=moment))
                meant = {pk for pk, granted in own.items() if says_all(granted, grants)}
                assert set(found.values_list("pk", flat=True)) == meant, grants
            over = Source.objects.filter(ended(moment)).values_list("pk", flat=True)
            assert set(over) == {each.pk for each in sources if has_ended(each, moment)}

    says()


@pytest.mark.parametrize("zone", ZONES)
def test_a_licence_holds_to_the_end_of_its_last_day_where_the_site_is(zone):
    source = Source(text_rights="full", image_rights="copy", licence_until=DAY)

    with override_settings(TIME_ZONE=zone):
        end = end_of(DAY)

        assert timezone.localtime(end, timezone.get_default_timezone()).day == DAY.day + 1
        assert grants_of(source, end - timedelta(microseconds=1)) == COPIES
        assert grants_of(source, end) == NOTHING


# Where a grant is named to be set, told as it is set, or read from its row beside its end.
MAY_NAME = {
    "articles/models/source.py",
    "articles/models/grants.py",
    "articles/rights/rules.py",
    "articles/admin/catalogue.py",
    "articles/admin/source_pictures.py",
    "articles/reading/feeds/answering.py",
    "articles/reading/api/catalogue.py",
    "articles/management/commands/fetch_images.py",
}


def test_nobody_else_asks_a_source_what_it_grants():
    files = [*ROOT.glob("articles/**/*.py"), *ROOT.glob("templates/**/*.html")]
    told = {
        path.relative_to(ROOT).as_posix()
        for path in files
        if path.parent.name != "migrations"
        and re.search(r"\b(?:text|image)_rights\b|source\.licence(?:_url)?\b", path.read_text())
    }
    assert told == MAY_NAME
