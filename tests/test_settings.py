"""The settings, as a server meets them: from the environment, in a process of their own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.core.cache import caches
from django.core.management import call_command
from django.test import override_settings
from whitenoise.compress import Compressor

ROOT = Path(__file__).resolve().parent.parent
PRODUCTION = {
    "PATH": os.defpath,
    "ENV_FILE": os.devnull,
    "SECRET_KEY": "w7Zr_0hQ3yV-8kLxE2nMsB5tUcD9aFgJ1pRiKo4XeYqTzWvNm6",
    "ALLOWED_HOSTS": "news.example, www.news.example",
    "SITE_URL": "https://news.example/",
    "DATABASE_URL": "sqlite://:memory:",
}
SHOWN = (
    "ALLOWED_HOSTS CACHES CSRF_TRUSTED_ORIGINS DATABASES DEBUG LANGUAGE_CODE LOGGING MEDIA_ROOT"
    " SECURE_PROXY_SSL_HEADER SECURE_SSL_REDIRECT SESSION_COOKIE_SECURE SITE_NAME SITE_URL STORAGES"
    " TIME_ZONE"
).split()
SHOW = f"""
import json
from django.conf import settings
print(json.dumps({{name: getattr(settings, name) for name in {SHOWN}}}))
"""


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={"DJANGO_SETTINGS_MODULE": "newsdesk.settings"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def settings_of(**environment: str) -> dict:
    """The settings that a server with this environment has."""
    done = run("-c", SHOW, **(PRODUCTION | environment))
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("value", [None, ""], ids=["missing", "empty"])
@pytest.mark.parametrize("name", ["SECRET_KEY", "ALLOWED_HOSTS", "SITE_URL"])
def test_without_it_newsdesk_does_not_start_and_says_so(name, value):
    environment = {key: text for key, text in PRODUCTION.items() if key != name}
    if value is not None:
        environment[name] = value

    done = run("manage.py", "check", **environment)

    assert done.returncode != 0
    assert f"{name} is not set" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_production_server_passes_djangos_checks_for_deployment():
    done = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)

    assert done.returncode == 0, done.stderr


def test_debug_needs_nothing_else():
    done = run("manage.py", "check", PATH=os.defpath, ENV_FILE=os.devnull, DEBUG="true")

    assert done.returncode == 0, done.stderr


def test_the_defaults_are_those_of_a_safe_small_site():
    found = settings_of()

    assert found["DEBUG"] is False
    assert found["ALLOWED_HOSTS"] == ["news.example", "www.news.example"]
    assert found["SITE_URL"] == "https://news.example"
    assert found["CSRF_TRUSTED_ORIGINS"] == ["https://news.example"]
    assert found["SECURE_SSL_REDIRECT"]
    assert found["SESSION_COOKIE_SECURE"]
    assert found["SECURE_PROXY_SSL_HEADER"] is None
    assert "Manifest" in found["STORAGES"]["staticfiles"]["BACKEND"]
    assert (found["SITE_NAME"], found["TIME_ZONE"], found["LANGUAGE_CODE"]) == (
        "newsdesk",
        "UTC",
        "en",
    )


def test_every_variable_is_honoured():
    found = settings_of(
        DATABASE_URL="postgres://ana:secret@db.example:5433/news",
        CACHE_URL="redis://cache.example:6380/2",
        TIME_ZONE="Asia/Shanghai",
        LANGUAGE_CODE="zh-hans",
        SITE_NAME="新闻台",
        SITE_URL="http://intranet.example",
        MEDIA_ROOT="/srv/media",
        LOG_LEVEL="WARNING",
        TRUST_PROXY="true",
    )

    database = found["DATABASES"]["default"]
    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert (database["HOST"], database["PORT"], database["NAME"]) == ("db.example", 5433, "news")
    assert (database["USER"], database["PASSWORD"]) == ("ana", "secret")
    assert found["CACHES"]["default"]["LOCATION"] == "redis://cache.example:6380/2"
    assert found["TIME_ZONE"] == "Asia/Shanghai"
    assert found["LANGUAGE_CODE"] == "zh-hans"
    assert found["SITE_NAME"] == "新闻台"
    assert found["MEDIA_ROOT"] == "/srv/media"
    assert found["LOGGING"]["root"]["level"] == "WARNING"
    assert found["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]
    assert not found["SECURE_SSL_REDIRECT"], "an http:// address must stay reachable"


IMG_SRC = """
from csp.middleware import CSPMiddleware
from django.http import HttpResponse
from django.test import RequestFactory
response = CSPMiddleware(lambda request: HttpResponse())(RequestFactory().get("/"))
policy = response["Content-Security-Policy"].split("; ")
print(*(part for part in policy if part.startswith("img-src ")))
"""
BUCKET = "s3://key:secret@objects.example/pictures"
PICTURES = {
    "as it comes": ({}, "img-src 'self' https: http: data:"),
    "without hot links": ({"HOT_LINK": "false"}, "img-src 'self'"),
    "from a bucket that readers know by another name": (
        {"HOT_LINK": "false", "STORAGE_URL": f"{BUCKET}?public=https://cdn.example:8443/p"},
        "img-src 'self' https://cdn.example:8443",
    ),
}


@pytest.mark.parametrize("case", PICTURES)
def test_browsers_are_told_where_pictures_may_come_from(case):
    environment, said = PICTURES[case]

    done = run("-c", IMG_SRC, **(PRODUCTION | environment))

    assert done.stdout.strip() == said, done.stderr


def test_variables_can_stand_in_a_file(tmp_path):
    file = tmp_path / "production.env"
    file.write_text("SITE_NAME=From the file\nTIME_ZONE=Europe/Berlin\n")

    found = settings_of(ENV_FILE=str(file), TIME_ZONE="Asia/Tokyo")

    assert found["SITE_NAME"] == "From the file"
    assert found["TIME_ZONE"] == "Asia/Tokyo", "the environment comes first"


@pytest.mark.redis
def test_the_cache_can_be_redis(redis_url):
    found = settings_of(CACHE_URL=redis_url)["CACHES"]

    with override_settings(CACHES=found):
        caches["default"].set("headline", "新闻", 60)
        assert caches["default"].get("headline") == "新闻"
        caches["default"].close()


def test_the_static_files_can_be_published_for_production(tmp_path, monkeypatch):
    """Every file that a style sheet names must be there, or `collectstatic` stops. To compress them
    all would take most of the time."""
    monkeypatch.setattr(Compressor, "should_compress", lambda _self, name: name.endswith(".svg"))
    storage = {"BACKEND": settings_of()["STORAGES"]["staticfiles"]["BACKEND"]}

    with override_settings(STATIC_ROOT=tmp_path, STORAGES={"staticfiles": storage}):
        call_command("collectstatic", interactive=False, verbosity=0)

    assert (tmp_path / "staticfiles.json").is_file()
    assert list(tmp_path.rglob("*.svg.br"))


def test_compose_sets_only_variables_that_the_settings_read():
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    read = (ROOT / "newsdesk" / "settings.py").read_text()

    assert [name for name in compose["services"]["web"]["environment"] if name not in read] == []
