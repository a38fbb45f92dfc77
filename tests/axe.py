"""axe-core in a browser's page: the rules of accessibility that a page breaks."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe

# What hangs on colours alone, for a page that was checked in another theme.
COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}


def violations(page: Any, rules: dict[str, list[str]] | None = None) -> list[tuple[str, list[str]]]:
    """Each rule, with the beginnings of two elements that break it."""
    options = {"resultTypes": ["violations"]} | (rules or {})
    return [
        (broken["id"], [node["html"][:120] for node in broken["nodes"][:2]])
        for broken in Axe().run(page, options=options).response["violations"]
    ]
