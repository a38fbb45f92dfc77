"""axe-core in a browser's page: the rules of accessibility that a page breaks."""

from collections.abc import Iterable
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


def faults(page: Any, addresses: Iterable[str]) -> dict[tuple[str, str], tuple[list, int]]:
    """Of each page what it breaks of all rules in light on a phone, and of those for colours in
    dark on a wide screen; and by how many pixels it is wider than its window."""
    page.emulate_media(reduced_motion="reduce")
    found = {}
    for address in addresses:
        for width, theme, rules in ((375, "light", None), (1440, "dark", COLOURS)):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=theme)
            if theme == "light":
                page.goto(address)
            broken = violations(page, rules)
            too_wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if broken or too_wide > 0:
                found[address, theme] = (broken, too_wide)
    return found
