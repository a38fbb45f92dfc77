"""What every test runs in: production-like settings, no network, no file of the developer's.

`pytest --db sqlite` (the default) or `pytest --db postgres`; `make test` runs both.
"""

import os
import shutil
import socket
import tempfile
from pathlib import Path

import hypothesis
import pytest

from tests.databases import KINDS, Cluster

pytest_plugins = ["tests.coverage_floors", "tests.halves", "tests.services"]

# A skip of these on a build server would be a hole that nobody sees.
NEVER_SKIPPED_IN_CI = frozenset({"postgres", "redis", "browser"})
ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "newsdesk.settings",
    "ENV_FILE": os.devnull,
    "DEBUG": "false",
    "SECRET_KEY": "only-for-tests-" + "not-a-secret-" * 4,
    "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
    "SITE_URL": "http://testserver",
    "DATABASE_URL": "sqlite://:memory:",
    "CACHE_URL": "locmemcache://tests",
    "PAGE_CACHE_MB": "0",
    "START_WORKER": "false",
}
OPTIONAL = (
    "HOT_LINK", "IMAGE_PORTS", "IMAGE_RIGHTS", "IMPORT_FOLDERS", "LANGUAGE_CODE", "LOG_LEVEL",
    "MEDIA_ROOT", "ORIGINALS_ROOT", "SITE_CONTACT", "SITE_DESCRIPTION", "SITE_NAME", "TIME_ZONE",
    "TRUST_PROXY", "UPLOADS_ROOT",
)  # fmt: skip

# Of each property; for a thorough search: `EXAMPLES=2000 make test ARGS="-k properties"`.
EXAMPLES = int(os.environ.get("EXAMPLES", "100"))
# No deadline: the first example of a test may load what the others find loaded.
hypothesis.settings.register_profile("newsdesk", deadline=None, max_examples=EXAMPLES)
hypothesis.settings.load_profile("newsdesk")

cluster_key = pytest.StashKey[Cluster]()
folder_key = pytest.StashKey[Path]()


def pytest_addoption(parser: pytest.Parser) -> None:
    chosen = os.environ.get("TEST_DB", "sqlite")
    parser.addoption("--db", choices=KINDS, default=chosen, help="the database to test on")


def pytest_configure(config: pytest.Config) -> None:
    """Runs before pytest-django loads the settings. xdist's workers inherit the environment."""
    if not hasattr(config, "workerinput"):
        for name in OPTIONAL:
            os.environ.pop(name, None)
        os.environ.update(ENVIRONMENT)
        if config.option.db == "postgres" and not config.option.collectonly:
            config.stash[cluster_key] = Cluster()
            os.environ["DATABASE_URL"] = config.stash[cluster_key].url
        config.stash[folder_key] = Path(tempfile.mkdtemp(prefix="newsdesk-tests-"))
        os.environ["TEST_FOLDER"] = str(config.stash[folder_key])
    adjust_settings(Path(os.environ["TEST_FOLDER"]))


def adjust_settings(folder: Path) -> None:
    """What no environment variable says: fast passwords, no collectstatic, files elsewhere."""
    from django.conf import settings

    (folder / "static").mkdir(exist_ok=True)
    settings.MEDIA_ROOT = str(folder / "media")
    settings.STATIC_ROOT = str(folder / "static")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


def pytest_unconfigure(config: pytest.Config) -> None:
    if folder := config.stash.get(folder_key, None):
        shutil.rmtree(folder, ignore_errors=True)
    if cluster := config.stash.get(cluster_key, None):
        cluster.stop()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    """In CI a skipped test that guards a service is a failed one."""
    report = yield
    guarded = NEVER_SKIPPED_IN_CI & {mark.name for mark in item.iter_markers()}
    if report.skipped and guarded and os.environ.get("CI") == "true":
        report.outcome = "failed"
        report.longrepr = f"skipped in CI ({', '.join(sorted(guarded))}): {report.longrepr}"
    return report


class NetworkUsedError(AssertionError):
    """A test tried to leave this machine."""


@pytest.fixture(autouse=True, scope="session")
def no_network():
    """Sockets reach this machine only; names other than its own are not looked up."""
    connect, lookup = socket.socket.connect, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not is_local(address[0]):
            raise NetworkUsedError(f"a test connects to {address}")
        connect(self, address)

    def guarded_lookup(host, *args, **kwargs):
        if not is_local(host):
            raise NetworkUsedError(f"a test looks up {host}")
        return lookup(host, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket, "getaddrinfo", guarded_lookup)
        yield


def is_local(host: str | bytes | None) -> bool:
    name = host.decode() if isinstance(host, bytes) else host or ""
    return name in ("", "localhost", "::1", "0.0.0.0", socket.gethostname()) or name.startswith(
        "127."
    )


@pytest.fixture(autouse=True)
def clean_state(settings, tmp_path):
    """Each test has its own media folder and an empty cache."""
    from django.core.cache import cache

    settings.MEDIA_ROOT = str(tmp_path / "media")
    settings.UPLOADS_ROOT = tmp_path / "uploads"
    settings.STORAGES = settings.STORAGES | {
        "originals": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "originals")},
        }
    }
    yield
    cache.clear()


@pytest.fixture
def low_numbers(db):
    """Articles are counted from 1 again: PostgreSQL goes on counting from test to test."""
    from django.core.management.color import no_style
    from django.db import connection

    from articles.models import Article

    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Article]):
            cursor.execute(statement)
