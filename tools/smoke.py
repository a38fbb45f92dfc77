"""Try `make run` as a newcomer would: in a fresh clone, twice; the second start must be quick.

`make smoke` runs it. The clone borrows our .venv, because downloading is not what is tested.
"""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Seconds until the front page is there. The second start takes 3; a busy machine gets time.
FIRST, SECOND = 360, 20
SECONDS_TO_STOP = 10
PICTURE = re.compile(r'src="(/media/[^"]+)"')
STORY = re.compile(r'href="(/articles/\d+/[^"]+)"')


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="newsdesk-smoke-") as folder:
        clone = Path(folder) / "newsdesk"
        subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)
        (clone / ".venv").symlink_to(ROOT / ".venv")
        for stamp in (ROOT / ".venv/bin").glob("installed*"):
            stamp.touch()  # newer than the clone's requirements.txt
        stories = [visit(clone, limit) for limit in (FIRST, SECOND)]
    if stories[0] != stories[1]:
        sys.exit(f"the second start shows other stories: {stories}")


def visit(clone: Path, limit: float) -> list[str]:
    """Start, look around, stop; the stories on the front page."""
    port = free_port()
    started = time.monotonic()
    with subprocess.Popen(
        ["make", "run", f"PORT={port}"],
        cwd=clone,
        env={name: os.environ[name] for name in ("HOME", "LANG", "PATH") if name in os.environ},
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    ) as server:
        try:
            home = wait_for(f"http://127.0.0.1:{port}/", server, started + limit)
            took = time.monotonic() - started
            stories = look_around(f"http://127.0.0.1:{port}", home)
        finally:
            stop(server)
    print(f"smoke: the front page was there after {took:.1f} s", flush=True)
    return stories


def stop(server: subprocess.Popen[bytes]) -> None:
    """Ctrl-C, as a person would; and an end of it where that is ignored, as in background jobs."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGINT)
        try:
            server.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)


def wait_for(address: str, server: subprocess.Popen[bytes], deadline: float) -> str:
    while time.monotonic() < deadline:
        if server.poll() is not None:
            sys.exit(f"make run stopped with {server.returncode}")
        try:
            return get(address)
        except urllib.error.HTTPError as error:
            sys.exit(f"{address} answers {error.code}")
        except OSError:
            time.sleep(0.1)
    sys.exit(f"{address} did not answer in time")


def look_around(site: str, home: str) -> list[str]:
    """Every page and picture that the front page offers must be there."""
    stories = sorted(set(STORY.findall(home)))
    pictures = set(PICTURE.findall(home))
    if not stories or not pictures:
        sys.exit(f"the front page has {len(stories)} stories and {len(pictures)} pictures")
    for path in [*stories, *pictures, "/admin/login/", "/feed.xml", "/sitemap.xml"]:
        try:
            get(site + path)
        except urllib.error.HTTPError as error:
            sys.exit(f"{path} answers {error.code}")
    return stories


def get(address: str) -> str:
    with urllib.request.urlopen(address, timeout=10) as response:
        return response.read().decode("utf-8", "replace")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


if __name__ == "__main__":
    main()
