"""The whole way, over sockets: granian with the page cache, and nginx with deploy/nginx.conf.

Requests a CPU second of the servers' own processes, while wrk asks for one story's page. Baselines:
granian with a view that returns the same bytes, and nginx with the page as a file.
"""

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from bench.importing import ENVIRONMENT
from bench.measure import table

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 4
CONNECTIONS = 32
TICKS = os.sysconf("SC_CLK_TCK")
COUNTED = re.compile(r"(\d+) requests in")
WAYS = ("granian, same bytes", "granian, cached", "nginx, file", "nginx, micro-cache")


def report(url: str, runs: int) -> None:
    """Measure with the archive in the database at `url`, and print."""
    missing = [name for name in ("nginx", "wrk") if not shutil.which(name, path=search_path())]
    if missing:
        print(f"\nServers are left out: {' and '.join(missing)} missing (Debian has both).")
        return
    with tempfile.TemporaryDirectory(prefix="newsdesk-bench-") as folder:
        Path(folder).chmod(0o755)  # nginx's workers are somebody else
        taken = _measure(url, Path(folder), runs)
    rate = {way: median(rates) for way, rates in taken.items()}
    print(f"\nOver sockets, one story's page, medians of {runs}\n")
    print(table(("requests/CPU s",), [(way, f"{rate[way]:,.0f}") for way in WAYS]))
    for base, way in (WAYS[:2], WAYS[2:]):
        ratio = median(a / b for a, b in zip(taken[way], taken[base], strict=True))
        print(f"{way} / {base}: {ratio:.2f}")


def _measure(url: str, folder: Path, runs: int) -> dict[str, list[float]]:
    taken: dict[str, list[float]] = {way: [] for way in WAYS}
    with granian("newsdesk.wsgi:application", url) as (site, app):
        address = story(site)
        body = urllib.request.urlopen(site + address).read()
        (folder / "page").write_bytes(body)
        with (
            granian("bench.bare:application", url, folder / "page") as (plain, bare),
            nginx(folder, site) as (front, server),
        ):
            targets = {
                WAYS[0]: (plain + "/", bare),
                WAYS[1]: (site + address, app),
                WAYS[2]: (front + "/static/page", server),
                WAYS[3]: (front + address, server),
            }
            for _ in range(runs):
                for way, (target, process) in targets.items():
                    taken[way].append(rate_of(target, process.pid))
    return taken


def story(site: str) -> str:
    """The address of the newest story, from the front page."""
    page = urllib.request.urlopen(site + "/").read().decode()
    found = re.search(r'href="(/articles/\d+/[^"]+)"', page)
    if not found:
        raise RuntimeError("the front page shows no story")
    return found[1]


def rate_of(address: str, pid: int) -> float:
    """Requests a CPU second of the process and its children."""
    urllib.request.urlopen(address).read()
    before = cpu_of(pid)
    command = ["wrk", "--threads", "1", "--connections", str(CONNECTIONS)]
    told = subprocess.run(
        [*command, "--duration", f"{SECONDS}s", address],
        check=True, capture_output=True, text=True, env=environment(),
    ).stdout  # fmt: skip
    spent = cpu_of(pid) - before
    counted = COUNTED.search(told)
    if not counted or "Non-2xx" in told:
        raise RuntimeError(told)
    return int(counted[1]) / spent


def cpu_of(pid: int) -> float:
    """User and system seconds of a process and of all below it."""
    stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    own = sum(map(int, stat[11:15])) / TICKS
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return own + sum(cpu_of(int(child)) for child in children)


# Servers ------------------------------------------------------------------------------------------


@contextlib.contextmanager
def granian(
    application: str, url: str, page: Path | None = None
) -> Iterator[tuple[str, subprocess.Popen]]:
    port = free_port()
    command = [
        str(Path(sys.executable).with_name("granian")), "--interface", "wsgi",
        "--host", "127.0.0.1", "--port", str(port), "--blocking-threads", "1",
        "--log-level", "warning", application,
    ]  # fmt: skip
    # In debug mode no collected files are needed; the cache is on all the same.
    own = {
        "DATABASE_URL": url,
        "DEBUG": "true",
        "PAGE_CACHE_MB": "64",
        "BARE_PAGE": str(page or ""),
    }
    with running(command, port, {**ENVIRONMENT, **own}) as process:
        yield f"http://localhost:{port}", process


@contextlib.contextmanager
def nginx(folder: Path, site: str) -> Iterator[tuple[str, subprocess.Popen]]:
    """nginx with our configuration, its places moved into `folder`."""
    port = free_port()
    conf = folder / "nginx.conf"
    conf.write_text(configuration(folder, port, site.rpartition("/")[2]))
    command = ["nginx", "-p", str(folder), "-c", str(conf), "-g", "daemon off;"]
    with running(command, port, {}) as process:
        yield f"http://localhost:{port}", process


def configuration(folder: Path, port: int, upstream: str) -> str:
    ours = (ROOT / "deploy" / "nginx.conf").read_text()
    moved = {
        "/var/cache/nginx/newsdesk": f"{folder}/cache",
        "127.0.0.1:8000": upstream.replace("localhost", "127.0.0.1"),
        "listen 80;": f"listen 127.0.0.1:{port};",
        "server_name news.example;": "server_name localhost;",
        "$host;": "localhost;",
        "/srv/newsdesk/staticfiles/": f"{folder}/",
    }
    for old, new in moved.items():
        ours = ours.replace(old, new)
    return (
        f"pid {folder}/nginx.pid;\nerror_log stderr error;\nworker_processes 1;\n"
        f"events {{}}\nhttp {{\naccess_log off;\nkeepalive_requests 1000000;\n"
        f"default_type text/html;\nsendfile on;\n{ours}}}\n"
    )


@contextlib.contextmanager
def running(command: list[str], port: int, env: dict[str, str]) -> Iterator[subprocess.Popen]:
    process = subprocess.Popen(command, env={**environment(), **env}, cwd=ROOT)
    try:
        wait_for(port)
        yield process
    finally:
        process.terminate()
        process.wait(timeout=10)


def environment() -> dict[str, str]:
    return {**os.environ, "PATH": search_path()}


def search_path() -> str:
    """Debian keeps servers where users do not look."""
    return f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def wait_for(port: int) -> None:
    for _ in range(150):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise RuntimeError(f"nothing answers on port {port}")
