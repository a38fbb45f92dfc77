"""An archive as the desk meets it: of all statuses, with what its filters ask for in places."""

from datetime import timedelta

from django.utils import timezone

from articles.cleaning.searchable import searchable
from articles.cleaning.text import plain_text
from articles.models import Article, DateConfidence, Source, Status, index_stories
from bench import archive
from bench.search_archive import Teller

SOURCES, TAGS = 500, 5_000
SIZE = 3_000  # bytes of the usual story
# So many of 1,000 stories; the others are published.
STATUSES = {
    Status.INBOX: 30, Status.DRAFT: 5, Status.REVIEW: 2, Status.APPROVED: 1, Status.ARCHIVED: 20,
}  # fmt: skip
LANGUAGES = ("zh-Hans", "zh-Hans", "zh-Hans", "en", "ja")


def fill(count: int) -> None:
    searchable("", "", "", "", "")  # its tables are made once, before the processes divide
    archive.fill(count, DeskTeller(SIZE).stories, _index, sources=SOURCES, tags=TAGS)


class DeskTeller(Teller):
    def _story(self, number: int, count: int, sources: list[Source]) -> Article:
        """Each oddity in a rhythm of its own, so that they meet in all ways."""
        story = super()._story(number, count, sources)
        story.status = status_of(number).value
        story.source = sources[number * 31 % len(sources)]
        story.language = LANGUAGES[number % len(LANGUAGES)]
        story.lead_image = "" if number % 4 == 0 else f"https://pictures.example/{number}.jpg"
        story.original_url = None if number % 11 == 0 else f"https://wire.example/{number}"
        story.edited_fields = ["title"] if number % 33 == 0 else []
        if number % 12 == 0:
            story.date_confidence = DateConfidence.FETCHED.value
        if number % 300 == 7:
            story.possibly_same_id = number - 1
        if number % 500 == 1:
            story.put_off_until = timezone.now() + timedelta(days=3)
        if number % 700 == 5:
            story.publish_at = timezone.now() + timedelta(days=2)
        return story


def status_of(number: int) -> Status:
    """Spread over the archive: 7 has no divisor in common with 1,000."""
    place = number * 7 % 1_000
    for status, share in STATUSES.items():
        if place < share:
            return status
        place -= share
    return Status.PUBLISHED


def _index(stories: list[Article]) -> None:
    told = {
        it.pk: searchable(it.title, it.byline, it.summary, it.body, plain_text(it.body))
        for it in stories
    }
    index_stories(told, told)
