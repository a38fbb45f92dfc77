"""Strangers' pictures in processes of their own: within limits, and nothing stays behind."""

import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest

from articles.images import foreman, workshop
from articles.images.reasons import Refusal
from articles.images.workshop import Closed, Spent, Workshop
from tests.images import pictures
from tests.images.pictures import animated, corners, encoded

MOST_MEMORY, MOST_SECONDS = 150_000_000, 2


@pytest.fixture(scope="module")
def shop():
    with Workshop() as opened:
        yield opened


@pytest.fixture
def run(shop, tmp_path):
    """Develops bytes in the shop: what came of it, and what it took."""

    def runs(data: bytes, name: str = "original"):
        shop.most = Spent()
        path, out = tmp_path / name, tmp_path / "out"
        path.write_bytes(data)
        out.mkdir(exist_ok=True)
        try:
            return shop.develop(path, out)
        except Refusal as refusal:
            return refusal.code

    return runs


def foremen() -> list[psutil.Process]:
    """This process's own, with their children; a test's database server is none of them."""
    found = []
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            if foreman.__name__ in process.cmdline():
                found.append(process)
    return found


PHOTO = pictures.photo(500, 400)


def large(width: int, height: int, kind: str, mode: str = "RGB", **settings) -> bytes:
    return encoded(PHOTO.resize((width, height)).convert(mode), kind, **settings)


HOSTILE = {
    "a PNG of 65,535²": (lambda: pictures.png(65_535, 65_535, b""), "I_TOO_MANY_PIXELS"),
    "a bomb of 16 MP": (lambda: pictures.bomb(4000, 4000), "P_BLANK"),
    "a bomb of 16 MP with transparency": (lambda: pictures.bomb(4000, 4000, colour=6), "P_BLANK"),
    "a bomb of 16 bits": (lambda: pictures.bomb(3900, 4000, 16, 0), "P_BLANK"),
    "a PNG with a bomb of text": (
        lambda: (
            encoded(corners(), "PNG")[:33]
            + pictures.chunk(b"zTXt", b"a\0\0" + pictures.packed(200_000_000))
            + b"IEND"
        ),
        "I_BROKEN",
    ),
    "a GIF of 1,000 frames": (lambda: pictures.gif(500, 500, 1000), "I_TOO_MANY_FRAMES"),
    "a GIF of 100,000 frames": (
        lambda: pictures.gif(500, 500, 100_000),
        ("I_TOO_MANY_FRAMES", "I_TOO_MUCH_WORK"),
    ),
    "a WebP that claims 16,383²": (
        lambda: b"RIFF\xff\xff\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0" + b"\xff\x3f\0" * 99,
        "I_TOO_MANY_PIXELS",
    ),
    "a truncated JPEG": (lambda: encoded(PHOTO, "JPEG")[:9000], "I_BROKEN"),
    "a program in a picture's clothes": (lambda: b"GIF89a=1;alert(1)//" * 9, "I_BROKEN"),
    "a page": (lambda: b"<html><script>alert(1)</script>", "I_NOT_PICTURE"),
    "no bytes": (lambda: b"", "I_NOT_PICTURE"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pictures_cost_little(run, shop, name):
    forged, code = HOSTILE[name]

    assert run(forged()) in ((code,) if isinstance(code, str) else code)
    assert 0 < shop.most.memory <= MOST_MEMORY
    assert shop.most.seconds <= MOST_SECONDS


LARGE = {
    "a progressive photo": lambda: large(5000, 3000, "JPEG", progressive=True, quality=70),
    "a tall drawing": lambda: large(750, 12_000, "PNG", "P", compress_level=1),
    "a WebP of 5 MP": lambda: large(2500, 2000, "WEBP", "RGBA", method=0),
}


@pytest.mark.parametrize("name", LARGE)
def test_large_pictures_stay_within_the_limits(run, shop, name):
    developed = run(LARGE[name]())

    assert developed.renditions
    assert shop.most.memory <= MOST_MEMORY
    assert shop.most.seconds <= MOST_SECONDS


def test_an_animation_stays_within_the_limits(run, shop):
    assert run(animated(pictures.film(120, 400, 300), "GIF", duration=40)).frames == 120
    assert shop.most.memory <= MOST_MEMORY
    assert shop.most.seconds <= MOST_SECONDS


def test_the_name_says_nothing(run):
    assert run(encoded(corners(), "JPEG"), "picture.svg").format == "jpeg"


def test_what_cannot_be_written_is_not_the_picture_s_fault(shop, tmp_path):
    path = tmp_path / "original"
    path.write_bytes(encoded(corners(), "PNG"))

    with pytest.raises(FileNotFoundError):
        shop.develop(path, tmp_path / "missing")


def test_a_foreman_that_dies_is_started_anew(run, shop):
    run(encoded(corners(), "PNG"))
    process = psutil.Process(shop._foremen[0]._process.pid)
    process.kill()
    while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
        time.sleep(0.01)

    assert run(encoded(corners(), "PNG")).format == "png"


@pytest.fixture
def slow(tmp_path):
    """A pipe nobody writes to: who opens it waits."""
    path = tmp_path / "slow"
    os.mkfifo(path)
    return path


@contextmanager
def waiting(path: Path):
    """A shop in which a thread develops what never comes: it, its processes, and what it raised."""
    raised: list[Exception] = []

    def wait() -> None:
        try:
            shop.develop(path, path.parent)
        except (Closed, Refusal) as failure:
            raised.append(failure)

    before, thread = set(foremen()), threading.Thread(target=wait)
    with Workshop() as shop:
        thread.start()
        until = time.monotonic() + 20
        while len(started := set(foremen()) - before) < 2 and time.monotonic() < until:
            time.sleep(0.01)
        yield shop, started, raised
        thread.join(20)
    _, alive = psutil.wait_procs(started, timeout=10)
    assert not alive
    assert not thread.is_alive()


def test_the_picture_that_a_foreman_dies_of_has_crashed_it(slow):
    with waiting(slow) as (_, started, raised):
        next(process for process in started if process.ppid() == os.getpid()).kill()

    assert [failure.code for failure in raised] == ["I_CRASHED"]


def test_a_foreman_that_does_not_start_is_no_pictures_fault(tmp_path, monkeypatch):
    monkeypatch.setattr(workshop, "ROOT", tmp_path)  # where there is no such module

    with Workshop() as shop, pytest.raises(ChildProcessError, match="does not start"):
        shop.develop(tmp_path / "original", tmp_path)


def test_closing_ends_all_that_is_under_way(slow):
    with waiting(slow) as (shop, _, raised):
        shop.__exit__(None, None, None)

    assert [type(failure) for failure in raised] == [Closed]
    with pytest.raises(Closed):
        shop.develop(slow, slow.parent)


def test_processes_end_with_a_parent_that_is_killed(slow):
    """As a foreman sees it, whose line to the parent ends."""
    with waiting(slow) as (shop, started, raised):
        shop._foremen[0]._process.stdin.close()
        psutil.wait_procs(started, timeout=10)

    assert [failure.code for failure in raised] == ["I_CRASHED"]


def test_a_foreman_that_hangs_is_ended(slow, monkeypatch):
    monkeypatch.setattr(workshop, "PATIENCE", 1)
    monkeypatch.setattr(workshop, "GRACE", 0)
    with waiting(slow) as (_, _, raised):
        pass

    assert [failure.code for failure in raised] == ["I_CRASHED"]


def test_several_threads_share_the_workers(tmp_path):
    path = tmp_path / "original"
    path.write_bytes(encoded(corners(), "PNG"))
    folders = [tmp_path / str(number) for number in range(6)]
    for folder in folders:
        folder.mkdir()
    with Workshop(2) as shop, ThreadPoolExecutor(6) as threads:
        made = list(threads.map(lambda folder: shop.develop(path, folder), folders))

    assert {developed.width for developed in made} == {96}
    assert all((folder / "96.jpg").exists() for folder in folders)


def test_nothing_starts_before_it_is_needed():
    before = foremen()
    with Workshop():
        assert foremen() == before


def test_the_environment_s_secrets_are_not_the_decoder_s(monkeypatch, run):
    run(encoded(corners(), "PNG"))

    assert os.environ["SECRET_KEY"]
    for process in foremen():
        assert "SECRET_KEY" not in process.environ()


@pytest.mark.parametrize(
    "said",
    [
        {"refused": "I_UNHEARD_OF", "detail": {}},
        {"developed": {"format": "jpeg"}},
        {"developed": [1]},
        *(
            {"developed": {"format": "jpeg", "width": 9, "height": 9, "frames": 1, "colour": "888",
                           "renditions": {"jpg": [9]}} | wrong}
            for wrong in (
                {"renditions": {"../../jpg": [9]}}, {"renditions": {"jpg": ["../9"]}},
                {"renditions": {"jpg": [-9]}}, {"colour": "<b>"}, {"format": "exe"},
                {"renditions": [9]}, {"width": True},
            )
        ),
    ],
)  # fmt: skip
def test_what_a_child_says_is_checked(shop, monkeypatch, tmp_path, said):
    monkeypatch.setattr(workshop._Foreman, "ask", lambda self, job: said)

    with pytest.raises(Refusal) as refused:
        shop.develop(tmp_path, tmp_path)

    assert refused.value.code == "I_CRASHED"


# The foreman's own, told by the children that it has ----------------------------------------------


@pytest.fixture
def attended(monkeypatch):
    """What the foreman says of a child that does something else than to develop a picture."""

    def attend(deed) -> dict:
        monkeypatch.setattr(foreman, "_answer", lambda job: deed())
        jobs, ours = os.pipe()  # nothing comes, and nobody is gone
        monkeypatch.setattr(foreman, "JOBS", jobs)
        try:
            return foreman._attend({"path": "", "into": ""})
        finally:
            os.close(jobs)
            os.close(ours)

    return attend


def burn() -> None:
    while True:
        pass


def grow() -> None:
    bytearray(MOST_MEMORY)


@pytest.mark.parametrize(
    ("deed", "patience", "code"),
    [
        (burn, 60, "I_TOO_MUCH_WORK"),
        (lambda: time.sleep(60), 0.2, "I_CRASHED"),
        (lambda: os.kill(os.getpid(), signal.SIGSEGV), 60, "I_CRASHED"),
        (lambda: os.kill(os.getpid(), signal.SIGKILL), 60, "I_CRASHED"),
        (lambda: os._exit(3), 60, "I_CRASHED"),
        (grow, 60, "I_CRASHED"),
    ],
    ids=["burns", "sleeps", "segfaults", "is killed", "leaves", "grows"],
)
def test_what_became_of_a_child_is_told(attended, monkeypatch, deed, patience, code):
    monkeypatch.setattr(foreman, "PATIENCE", patience)
    monkeypatch.setattr(foreman, "SECONDS", 0.3)
    monkeypatch.setattr(foreman, "LIMITS", foreman.LIMITS | {"RLIMIT_CPU": 1})

    assert attended(deed)["refused"] == code


def test_a_child_has_nothing_open_but_its_channel(attended):
    links = attended(lambda: {"open": [path.name for path in Path("/proc/self/fd").iterdir()]})

    assert len(links["open"]) <= 5


def test_a_bug_of_ours_is_told_with_its_reason(attended):
    answer = attended(lambda: {}["path"])

    assert answer["refused"] == "I_CRASHED"
    assert answer["detail"]["reason"].startswith("KeyError")
