"""Fixtures that start what lies outside of Python: Redis, Chromium, databases of processes."""

import fcntl
import os
import shutil
import socket
import subprocess
import threading
import time
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory):
    """The address of a Redis of our own. Mark the test with `redis`."""
    program = shutil.which("redis-server")
    if not program:
        pytest.skip("redis-server is not installed")
    port = free_port()
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    with subprocess.Popen(
        [program, *options],
        cwd=tmp_path_factory.mktemp("redis"),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    ) as server:
        try:
            wait_for(port)
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            server.terminate()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port: int, seconds: float = 20) -> None:
    """Until something listens there."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return


@pytest.fixture(scope="session")
def migrated() -> str:
    """The address of a database with the tables in place, made once for all workers of a run. To be
    copied (tests/importer/processes.py), not to be connected to."""
    from tests.importer.processes import Databases

    folder = Path(os.environ["TEST_FOLDER"])
    with (folder / "migrated.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        told = folder / "migrated"
        if not told.exists():
            told.write_text(Databases(folder, os.environ["DATABASE_URL"]).template)
        return told.read_text()


@pytest.fixture(scope="session")
def browser():
    """Chromium, without a window and without a network of its own."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if not program:
        pytest.skip("chromium is not installed")
    from playwright.sync_api import sync_playwright

    options = ["--disable-gpu", "--disable-background-networking", "--no-first-run"]
    if os.geteuid() == 0:
        options.append("--no-sandbox")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright's event loop runs in this thread; Django must not take us for async code.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        opened = playwright.chromium.launch(executable_path=program, args=options)
        yield opened
        opened.close()


@pytest.fixture
def page(browser, live_server):
    """A fresh page whose addresses start at the live server. Mark the test with `browser`."""
    context = browser.new_context(base_url=live_server.url)
    yield context.new_page()
    context.close()


@pytest.fixture(autouse=True)
def in_turn(request):
    """One request after the other at the live server. A database in memory has one connection for
    all threads: what one of them begins there another would end."""
    if "live_server" not in request.fixturenames:
        yield
        return
    from django.core.handlers.wsgi import WSGIHandler

    turn, answer = threading.Lock(), WSGIHandler.get_response

    def wait_and_answer(handler, request):
        with turn:
            return answer(handler, request)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WSGIHandler, "get_response", wait_and_answer)
        yield
        time.sleep(0.05)  # a page that is closed says so
        with turn:
            pass
