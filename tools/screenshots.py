"""Take the pictures of docs/screenshots from a running `make run`, with Debian's Chromium.

`make screenshots` runs it: the public pages, light and dark, wide and phone, in both languages.
"""

import argparse
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "screenshots"
SIZES = {"wide": (1280, 900), "phone": (390, 844)}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
# Name, page (a path, or the headline of a story to open), size, theme, language.
SHOTS = (
    ("home-light", "/", "wide", "light", "en"),
    ("home-phone-dark", "/", "phone", "dark", "zh-CN"),
    ("story-dark", "写了三年 Rust", "wide", "dark", "zh-CN"),
    ("story-phone-light", "Four years of one table", "phone", "light", "en"),
    ("section-light", "/categories/science/", "wide", "light", "en"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site", nargs="?", default="http://127.0.0.1:8000")
    site = parser.parse_args().site.rstrip("/")
    chromium = shutil.which("chromium")
    if not chromium:
        sys.exit("chromium is missing: apt install chromium")
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        for shot in SHOTS:
            take(browser, site, *shot)
        browser.close()


def take(browser: Browser, site: str, name: str, what: str, size: str, theme: str, lang: str):
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=theme,
        locale=lang,
        device_scale_factor=1.5 if size == "phone" else 1,
    )
    page = context.new_page()
    if what.startswith("/"):
        page.goto(site + what)
    else:
        page.goto(f"{site}/search/?q={what}")
        page.locator("main article h2 a, main article h3 a").first.click()
    page.wait_for_load_state("networkidle")
    png = FOLDER / f"{name}.png"
    page.screenshot(path=png)
    context.close()
    Image.open(png).convert("RGB").save(png.with_suffix(".webp"), quality=82)
    png.unlink()
    print(png.with_suffix(".webp").name)


if __name__ == "__main__":
    main()
