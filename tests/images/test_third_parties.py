"""What only a browser can tell: pages whose pictures are copied ask nobody but this site."""

from contextlib import closing

import feedparser
import pytest

from articles.images import fetching
from articles.models import Article, ImageAddress, ImageRights, Source
from tests.factories import make_article, make_category, make_source
from tests.images.hostile.pictures import JPEG, PNG, animated, drawn, saved
from tests.images.hostile.server import Case, Server, answer
from tests.images.hostile.wires import Network

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

LEAD = Case("lead", answer(saved(drawn((1400, 900)), "JPEG")))
HOSTS = [
    LEAD,
    Case("within", answer(PNG)),
    Case("moving", answer(animated("GIF"))),
    Case("still", answer(JPEG)),
    Case("gone", answer(b"", "404 Not Found"), "I_STATUS"),
    Case("damaged", answer(JPEG[:2000]), "I_BROKEN"),
]
NAMES = {case.name: case.url for case in HOSTS}
BODY = """
<p>Before.</p><p><img src="{within}" alt="Within"></p><p>Between.</p>
<figure><img src="{gone}" alt="Gone" width="600" height="400"><figcaption>Gone</figcaption></figure>
<p>A <img src="{damaged}" alt="Damaged"> word. <img src="{moving}" alt="Moving"></p>
<video controls preload="none" poster="{still}" src="http://films.example/film.mp4"></video>
<iframe src="https://www.youtube-nocookie.com/embed/x" title="A film" loading="lazy"></iframe>
<p>{text}</p><p><img src="{lead}" alt="The lead again"></p>
""".format(**NAMES, text="After. " * 200)
SHIFTS = (
    "window.moved = 0; new PerformanceObserver(list => list.getEntries().forEach("
    "shift => window.moved += shift.value)).observe({type: 'layout-shift', buffered: true})"
)
TO_THE_END = """async () => {
  for (let y = 0; y < document.body.scrollHeight; y += innerHeight) {
    window.scrollTo(0, y);
    await new Promise(requestAnimationFrame);
  }
}"""
BROKEN = """() => [...document.images].filter(image =>
  image.checkVisibility() && image.complete && !image.naturalWidth).map(image => image.outerHTML)"""
SHOWN = """() => [...document.images].filter(image => image.naturalWidth)
  .map(image => new URL(image.currentSrc).pathname)"""


@pytest.fixture
def stories(live_server, settings):
    settings.SITE_URL = live_server.url  # feeds name their pictures with it
    source = make_source(image_rights=ImageRights.COPY)
    section = make_category("News")
    leads = [LEAD.url, NAMES["gone"], NAMES["damaged"], ""] * 3
    return [
        make_article(
            f"Story {number}", source=source, body=BODY, lead_image=lead, categories=(section,)
        )
        for number, lead in enumerate(leads)
    ]


@pytest.fixture
def asked(page, live_server):
    """Whom the browser asks besides the site. Everybody answers it with a picture."""
    found: list[str] = []

    def answered(route):
        found.append(route.request.url)
        route.fulfill(body=JPEG, content_type="image/jpeg")

    page.context.route(lambda url: not url.startswith((live_server.url, "data:")), answered)
    page.add_init_script(SHIFTS)
    return found


def fetch() -> None:
    with closing(Server(HOSTS)) as server:
        network = Network(server, HOSTS)
        fetching.run(wires=network.wires)


def pages(stories: list[Article]) -> list[str]:
    source, section = stories[0].source, stories[0].categories.get()
    found = [section.get_absolute_url(), "/search/?q=story", source.get_absolute_url()]
    return [stories[0].get_absolute_url(), "/", *found, stories[1].get_absolute_url()]


def walk(page, addresses: list[str]) -> tuple[dict[str, list], set[str]]:
    """Reads each page to its end; what is wrong with it, and the files it showed."""
    shown: set[str] = set()
    wrong = {}
    for address in addresses:
        page.goto(address)
        page.evaluate(TO_THE_END)
        page.wait_for_load_state("networkidle")
        shown.update(page.evaluate(SHOWN))
        if said := [*page.evaluate(BROKEN), *filter(None, [page.evaluate("window.moved")])]:
            wrong[address] = said
    return wrong, shown


def feeds_content(page, live_server) -> None:
    """Reads a feed as a program that believes its HTML."""
    entries = feedparser.parse(page.request.get(f"{live_server.url}/feed.xml").text()).entries
    page.set_content("".join(part.value for part in entries[0].content))
    page.wait_for_load_state("networkidle")


def test_copied_pictures_are_shown_and_nobody_else_is_asked(page, asked, stories, live_server):
    fetch()

    wrong, shown = walk(page, pages(stories))
    feeds_content(page, live_server)

    assert asked == []
    assert wrong == {}
    assert {path.split("/")[2] for path in shown} == {"copies"}
    assert ImageAddress.objects.filter(state="copied").count() == 4


def test_before_they_are_fetched_pages_show_none_and_ask_nobody(page, asked, stories, live_server):
    wrong, shown = walk(page, pages(stories)[:2])
    feeds_content(page, live_server)

    assert (asked, wrong, shown) == ([], {}, set())


def test_linked_pictures_are_asked_for_where_they_lie(page, asked, stories, live_server):
    Source.objects.update(image_rights=ImageRights.LINK)

    walk(page, pages(stories)[:2])

    assert {case.url for case in HOSTS} <= set(asked)
