"""Fixtures that start what lies outside of Python: Redis, Chromium."""

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory):
    """The address of a Redis of our own. Mark the test with `redis`."""
    program = shutil.which("redis-server")
    if not program:
        pytest.skip("redis-server is not installed")
    folder = tmp_path_factory.mktemp("redis")
    path = folder / "redis.sock"
    options = ["--port", "0", "--unixsocket", path, "--save", "", "--appendonly", "no"]
    with subprocess.Popen(
        [program, *options], cwd=folder, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL
    ) as server:
        try:
            wait_for(path)
            yield f"unix://{path}"
        finally:
            server.terminate()


def wait_for(path: Path, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not path.exists():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{path} did not appear within {seconds} s")
        time.sleep(0.02)


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
