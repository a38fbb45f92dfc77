"""What the tests of the pages share."""

import re
from datetime import timedelta

from django.utils import timezone

from articles.models import Article, Source, Status
from tests.factories import make_article, make_articles, make_category, make_source

PATH = ("News", "Wire", "Chips")
TAG = "Silicon"


def make_hidden() -> list[Article]:
    """One story for each reason not to be visible, filed and tagged like the visible ones."""
    now, hour = timezone.now(), timedelta(hours=1)
    shut = make_source("Shut Wire", is_public=False)
    reasons = (
        {"status": Status.DRAFT},
        {"status": Status.INBOX},
        {"status": Status.ARCHIVED},
        {"publish_at": now + hour},
        {"expire_at": now - hour},
        {"source": shut},
    )
    return [filed(f"Hidden {number}", **fields) for number, fields in enumerate(reasons)]


def filed(title: str = "", **fields) -> Article:
    return make_article(title, categories=(make_category(*PATH),), tags=(TAG,), **fields)


def lists_of(article: Article) -> dict[str, str]:
    """The address of every page that lists this article, by the page's name."""
    day = timezone.localdate(article.published_at)
    return {
        "home": "/",
        "category": make_category(*PATH).get_absolute_url(),
        "category above": make_category(*PATH[:1]).get_absolute_url(),
        "tag": "/tags/silicon/",
        "source": article.source.get_absolute_url(),
        "year": f"/archive/{day:%Y}/",
        "month": f"/archive/{day:%Y/%m}/",
        "day": f"/archive/{day:%Y/%m/%d}/",
        "search": "/search/?q=Example",
    }


def titles(html: str) -> list[str]:
    """The headlines of the river, in order."""
    river = html.partition('<ol class="river">')[2].partition("</ol>")[0]
    found = re.findall(r'class="headline"[^>]*><a[^>]*>(.*?)</a>', river)
    return [re.sub("</?mark>", "", title) for title in found]


def page(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, f"{address}: {response.status_code}"
    return response.content.decode()


def many(number: int, source: Source | None = None, **fields) -> list[Article]:
    stories = [{"title": f"Story number {n:03}"} for n in range(number)]
    place = {"categories": (make_category(*PATH),), "tags": (TAG,)}
    return make_articles(stories, source=source or make_source(), **place, **fields)
