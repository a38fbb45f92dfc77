"""What machines read: robots.txt, the icon, the health check."""

import pytest
from django.db import OperationalError, connection

from tests.reading.helpers import page

pytestmark = pytest.mark.django_db


def test_robots_are_shown_the_sitemap_and_kept_off_the_desk(client):
    text = page(client, "/robots.txt")

    assert "Disallow: /admin/" in text
    assert "Sitemap: http://testserver/sitemap.xml" in text
    assert "Sitemap: http://testserver/sitemap-news.xml" in text


def test_a_browser_that_asks_for_an_icon_gets_one(client):
    assert client.get("/favicon.ico")["Location"].endswith(".svg")


def test_the_health_check_fails_with_the_database(client, monkeypatch):
    assert page(client, "/healthz") == "ok\n"

    def broken() -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(connection, "cursor", broken)
    assert client.get("/healthz").status_code == 503
