"""No page breaks a rule of WCAG that axe-core can check, in both themes, on phone and desk."""

from pathlib import Path

import pytest

from tests.axe import faults
from tests.factories import make_category, make_source
from tests.reading.helpers import filed

ROOT = Path(__file__).resolve().parents[2]
BODY = (
    "<h2>One</h2><p>A <a href='https://a.example/'>link</a> and <code>code</code>.</p>"
    "<pre><code class='language-python'>def wide():\n    return '" + "x" * 200 + "'  # long</code>"
    "</pre><h2>Two</h2><table><tr><th>Chip</th><th>Price</th></tr><tr><td>A</td><td>1</td></tr>"
    "</table><h2>Three</h2><blockquote><p>中文引文。</p></blockquote>"
    "<p><img src='/media/none.png' alt='A chip'></p>" + "<p>Words for a long story. </p>" * 150
)


@pytest.fixture
def addresses() -> list[str]:
    story = filed("A story about chips", body=BODY, lead_image="/media/none.jpg", lead_alt="A chip")
    filed("一条中文新闻", body="<p>正文。</p>", language="zh-Hans", source=make_source("中文来源"))
    return [
        story.get_absolute_url(),
        *("/", "/search/?q=chips", "/search/?q=nothing", "/archive/", "/sources/", "/tags/"),
        *("/about/", "/feeds/", "/corrections/", "/no/such/"),
        make_category("News").get_absolute_url(),
        f"/archive/{story.published_at:%Y/%m}/",
    ]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_axe_finds_nothing(page, addresses):
    """The themes differ in colours only: the styles know them by `light-dark()` alone."""
    assert faults(page, addresses) == {}


def test_the_themes_differ_in_colours_only():
    styles = (ROOT / "articles" / "static" / "articles").glob("*.css")

    assert [path.name for path in styles if "prefers-color-scheme" in path.read_text()] == []
