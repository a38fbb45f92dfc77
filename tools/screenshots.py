"""Take the pictures of docs/screenshots from a running `make run`, with Debian's Chromium.

`make screenshots` runs it: the public pages, light and dark, wide and phone, in both languages; and
the desk's, with ARGS="--desk user:password". The stories are those of the demo; one that is not
where it should be stops the program.
"""

import argparse
import shutil
import sys
from pathlib import Path
from typing import NamedTuple

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "screenshots"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
WIDE = {"viewport": {"width": 1280, "height": 960}, "device_scale_factor": 1}
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 1.5, "is_mobile": True}
QUALITY = 82
LARGEST = 120_000  # bytes: the pictures lie in the repository


class Shot(NamedTuple):
    name: str
    screen: dict
    theme: str
    language: str
    path: str
    headline: str = ""  # of a story on that page, to open


SHOTS = (
    Shot("home-light", WIDE, "light", "en", "/"),
    Shot("home-dark", WIDE, "dark", "zh-CN", "/"),
    Shot("home-phone", PHONE, "light", "zh-CN", "/"),
    Shot("story-light", WIDE, "light", "en", "/categories/engineering/", "Four years of one table"),
    Shot(
        "story-dark",
        WIDE,
        "dark",
        "zh-CN",
        "/sources/码间/",
        "写了三年 Rust，我才弄懂 'static 的两种意思",
    ),
    Shot(
        "story-phone",
        PHONE,
        "light",
        "zh-CN",
        "/categories/新闻/",
        "退休教师录了 300 小时渔港方言，语音模型终于听懂了鱼名",
    ),
    Shot(
        "story-phone-dark", PHONE, "dark", "en", "/categories/science/", "The handwriting of storms"
    ),
    Shot("section-light", WIDE, "light", "en", "/categories/science/"),
    Shot("archive-dark", WIDE, "dark", "en", "/archive/2026/10/"),
    Shot("source-light", WIDE, "light", "zh-CN", "/sources/南岸数码/"),
)
DESK = (
    Shot("desk-front", WIDE, "light", "en", "/admin/"),
    Shot("desk-list", WIDE, "dark", "zh-CN", "/admin/articles/article/"),
    Shot(
        "desk-story", WIDE, "light", "en", "/admin/articles/article/?q=Four+years+of+one+table",
        "Four years of one table",
    ),
    Shot(
        "desk-triage", WIDE, "light", "zh-CN",
        "/admin/articles/article/triage/?status__exact=published",
    ),
    Shot("desk-phone", PHONE, "dark", "zh-CN", "/admin/articles/article/"),
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site", nargs="?", default="http://127.0.0.1:8000")
    parser.add_argument("--desk", metavar="USER:PASSWORD", help="an account, for the desk's pages")
    given = parser.parse_args()
    site = given.site.rstrip("/")
    chromium = shutil.which("chromium")
    if not chromium:
        sys.exit("chromium is missing: apt install chromium")
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        for shot in SHOTS:
            take(browser, site, shot)
        for shot in DESK if given.desk else ():
            take(browser, site, shot, given.desk)
        browser.close()


def take(browser: Browser, site: str, shot: Shot, account: str = "") -> None:
    context = browser.new_context(
        **shot.screen, color_scheme=shot.theme, locale=shot.language, reduced_motion="reduce"
    )
    page = context.new_page()
    if account:
        log_in(page, site, *account.split(":", 1))
    page.goto(site + shot.path)
    if shot.headline:
        stories = page.locator(".headline, .field-title")
        stories.get_by_role("link", name=shot.headline, exact=True).click()
    keep(page, FOLDER / f"{shot.name}.webp")
    context.close()


def log_in(page: Page, site: str, user: str, password: str) -> None:
    page.goto(f"{site}/admin/login/?next=/admin/")
    page.fill("[name=username]", user)
    page.fill("[name=password]", password)
    page.locator("form#login-form [type=submit]").click()
    page.wait_for_url("**/admin/")


def keep(page: Page, picture: Path) -> None:
    page.wait_for_load_state("networkidle")
    png = picture.with_suffix(".png")
    page.screenshot(path=png)
    Image.open(png).convert("RGB").save(picture, quality=QUALITY, method=6)
    png.unlink()
    size = picture.stat().st_size
    print(f"{picture.name}: {size:,} bytes")
    if size > LARGEST:
        sys.exit(f"{picture.name} has more than {LARGEST:,} bytes")


if __name__ == "__main__":
    main()
