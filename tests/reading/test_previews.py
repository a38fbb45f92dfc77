"""Private previews: readers' own page at a moment, for who has the address, kept by nobody."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.models import Correction, PreviewLink, Source
from tests.factories import make_article, make_category, make_source

pytestmark = pytest.mark.django_db
NOTE = re.compile(r'<aside class="private-note.*?</aside>', re.S)
HEAD = re.compile(r"<title>.*?</title>|<meta [^>]*>|<link [^>]*>|<script[^>]*>.*?</script>", re.S)


def make_link(story, **fields) -> PreviewLink:
    values = {"expires_at": timezone.now() + timedelta(days=1)} | fields
    return PreviewLink.objects.create(article=story, **values)


def look(client, link: PreviewLink, **options):
    return client.get(reverse("preview", args=[link.token]), **options)


def body_of(html: str) -> str:
    """What a reader sees, without the note; blank space counts for nothing."""
    html = re.sub(r'name="next" value="[^"]*"', "", NOTE.sub("", HEAD.sub("", html)))
    return " ".join(html.replace("<", " <").split())


@pytest.mark.parametrize("text", ["full", "excerpt", "link"])
def test_the_preview_is_what_readers_see(client, text):
    source = make_source("The Wire", text_rights=text)
    category = make_category("News")
    story = make_article("The story", source=source, categories=[category], tags=["arm"])
    make_article("Beside", source=source, categories=[category])
    Correction.objects.create(article=story, text="It was two.")

    theirs = client.get(story.get_absolute_url()).content.decode()
    ours = look(client, make_link(story)).content.decode()

    assert body_of(ours) == body_of(theirs)
    assert NOTE.search(ours)
    assert not NOTE.search(theirs)


@pytest.mark.parametrize(
    "fields",
    [{"status": "draft"}, {"status": "inbox", "published_at": None}],
    ids=["draft", "undated"],
)
def test_what_is_not_published_is_shown_and_the_note_says_why_readers_do_not_see_it(client, fields):
    story = make_article("Not yet", **fields)

    html = look(client, make_link(story)).content.decode()

    assert "Not yet" in html
    assert "At that time readers do not see this story, because it is" in html


def note_of(client, story, **fields) -> str:
    return NOTE.search(look(client, make_link(story, **fields)).content.decode())[0]


def test_the_page_is_that_of_its_moment(client):
    now = timezone.now()
    source, category = make_source(), make_category("News")
    story = make_article(
        "Soon", source=source, categories=[category],
        publish_at=now + timedelta(days=2), expire_at=now + timedelta(days=9),
    )  # fmt: skip
    make_article(
        "A neighbour of then", source=source, categories=[category],
        publish_at=now + timedelta(days=4),
    )  # fmt: skip
    Correction.objects.create(article=story, text="Later", made_at=now + timedelta(days=5))

    def then(days: int):
        return make_link(story, as_of=now + timedelta(days=days))

    assert "it appears only" in note_of(client, story)
    assert "because" not in NOTE.search(look(client, then(3)).content.decode())[0]
    assert "its time ended" in NOTE.search(look(client, then(10)).content.decode())[0]
    early, late = (look(client, then(days)).content.decode() for days in (3, 6))
    assert "A neighbour of then" not in early
    assert "A neighbour of then" in late
    assert "Later" not in early
    assert "Later" in late


def test_a_source_that_is_not_shown_is_said(client):
    story = make_article()
    Source.objects.update(is_public=False)

    assert "its source is not shown" in note_of(client, story)


def test_nobody_keeps_lists_or_learns_the_address(client, settings):
    settings.PAGE_CACHE_MB = 1
    link = make_link(make_article("Secret"))

    response = look(client, link)
    later = look(client, link)

    for answer in (response, later, look(client, PreviewLink(token="none"))):
        assert "no-store" in answer["Cache-Control"]
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer["X-Robots-Tag"]
    html = response.content.decode()
    assert '<meta name="robots" content="noindex' in html
    assert 'rel="canonical"' not in html
    assert not response.cookies
    assert link.token not in client.get(reverse("robots")).content.decode()


def test_a_change_shows_at_once(client):
    story = make_article("Before", status="draft")
    link = make_link(story)
    look(client, link)

    story.title = "After"
    story.save()

    assert "After" in look(client, link).content.decode()


def test_over_taken_back_and_unknown_are_the_same_404(client):
    story, now = make_article("Secret"), timezone.now()
    over = make_link(story, expires_at=now)
    taken = make_link(story, revoked_at=now)

    pages = [
        look(client, link)
        for link in (over, taken, PreviewLink(token="x" * 32), PreviewLink(token="é" * 3000))
    ]

    for page in pages:
        assert page.status_code == 404
        assert "This link opens nothing" in page.content.decode()
        assert "Secret" not in page.content.decode()


def test_only_looking_is_possible(client):
    link = make_link(make_article())

    assert client.post(reverse("preview", args=[link.token])).status_code == 405
    assert client.head(reverse("preview", args=[link.token])).status_code == 200


def test_a_deleted_story_takes_its_links_along(client):
    story = make_article()
    link = make_link(story)

    story.delete()

    assert look(client, link).status_code == 404
