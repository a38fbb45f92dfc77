"""A page at the desk, and what the browser complains of on it."""

import pytest
from django.contrib.staticfiles import finders


@pytest.fixture
def complaints() -> list[str]:
    """What the page under test put on its console as an error, and what its scripts threw."""
    return []


@pytest.fixture
def desk_page(page, desk, live_server, complaints):
    if not finders.find("hugerte/hugerte.min.js"):
        pytest.skip("the visual editor is not installed (npm ci --ignore-scripts)")
    cookie = desk.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    # Pictures and players of strangers are none of these tests' business.
    page.route("**/*", lambda route: _answer(route, live_server.url))
    page.on("console", lambda told: told.type == "error" and complaints.append(told.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return page


def _answer(route, ours: str) -> None:
    if route.request.url.startswith(ours):
        route.fallback()
    else:
        route.fulfill(status=200, body="")
