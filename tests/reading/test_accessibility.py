"""No page breaks a rule of WCAG that axe-core can check, in both themes, on phone and desk."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.factories import make_category, make_source
from tests.reading.helpers import filed

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

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


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing(page, addresses, theme, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    found = {}
    for address in addresses:
        page.goto(address)
        violations = Axe().run(page).response["violations"]
        if violations:
            found[address] = [
                (each["id"], [node["html"][:120] for node in each["nodes"][:2]])
                for each in violations
            ]

    assert found == {}
