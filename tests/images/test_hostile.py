"""Whatever a host answers ends as one clear row, within its limits, and nobody else is asked."""

import tempfile
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings

from articles.images import fetching, http
from articles.images.workshop import Workshop
from articles.models import Image, ImageAddress, ImageRights
from tests.factories import make_article, make_source
from tests.images.hostile.cases import CASES
from tests.images.hostile.cases_files import PHP
from tests.images.hostile.cases_pictures import SECRET
from tests.images.hostile.server import COPIED, Case, Server
from tests.images.hostile.wires import Network
from tests.images.hosts import Clock

pytestmark = pytest.mark.django_db(transaction=True)

SMALL = http.Limits(seconds=1, connect=0.5, bytes=2_000_000, redirects=5)
State = ImageAddress.State
# What may be otherwise the next time, but for statuses that are meant for good.
PASSING = frozenset(
    "I_CONNECT I_CUT I_DNS I_EMPTY I_PROTOCOL I_REDIRECTS I_STATUS I_TIMEOUT I_TLS".split()
)
FOR_GOOD = frozenset({401, 404, 410, 451})
TEN_MINUTES = 600
MOST_SECONDS, MOST_MEMORY = 2, 150_000_000


@pytest.fixture
def network():
    with closing(Server(CASES)) as server, closing(Network(server, CASES)) as found:
        yield found


@pytest.fixture
def temporary(monkeypatch, tmp_path):
    """The folder for passing files."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def expected(case: Case) -> tuple:
    """State, reason, status, tries, seconds until the next."""
    if case.expected == COPIED:
        return State.COPIED, "", 200, 0, None
    status = case.status or None
    if case.expected.startswith("P_"):
        return State.NONE, case.expected, status, 1, None
    if case.expected in PASSING and status not in FOR_GOOD:
        wait = max(TEN_MINUTES, case.retry_after)
        return State.FAILED, case.expected, status, 1, wait
    return State.REFUSED, case.expected, status, 1, None


def found(row: ImageAddress) -> tuple:
    wait = round((row.next_at - row.tried_at).total_seconds()) if row.next_at else None
    return row.state, row.reason, row.status, row.tries, wait


def files(folder: str) -> list[Path]:
    return [path for path in Path(folder).rglob("*") if path.is_file()]


def test_each_answer_ends_as_its_row_and_nobody_else_is_asked(
    network, temporary, monkeypatch, subtests
):
    monkeypatch.setitem(http.get.__kwdefaults__, "limits", SMALL)
    body = "".join(f'<p><img src="{case.url}" alt=""></p>' for case in CASES)
    make_article(body=body, source=make_source(image_rights=ImageRights.COPY))

    clock = Clock()  # some hosts want to rest
    with Workshop() as shop:
        tally = fetching.run(wires=network.wires, shop=shop, clock=clock, sleep=clock.sleep)

    rows = {row.url: row for row in ImageAddress.objects.all()}
    for case in CASES:
        with subtests.test(case.name):
            assert found(rows[case.url]) == expected(case)
    assert tally.total == len(CASES)
    assert network.strangers == []
    assert shop.most.seconds <= MOST_SECONDS
    assert shop.most.memory <= MOST_MEMORY
    assert files(temporary) == []
    shown = files(settings.MEDIA_ROOT)
    assert {path.parent.name for path in shown} == {
        image.digest[:32] for image in Image.objects.all()
    }
    assert not [path for path in shown if any(word in path.read_bytes() for word in (SECRET, PHP))]
