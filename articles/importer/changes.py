"""What a story told anew changes in its article: what differs follows the file, and where a person
has edited, the two are merged three ways. The rules of docs/decisions/0010-merging.md.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from articles.cleaning import clean_html, text
from articles.images.local import size_of
from articles.models import Article
from articles.provenance import merge

from .build import CleanedArticle
from .entry import Clash

# What a re-import may change, as CleanedArticle and Article both name it.
FOLLOWING = ("title", "byline", "original_url", "lead_image", "lead_alt", "summary", "language")
BODY = ("body", "word_count", "reading_minutes", "imported_text", "text_digest")
DATE = ("published_at", "date_confidence", "date_raw")
CONFIDENCE = {"none": 0, "fetched": 1, "assumed": 2, "exact": 3}
# Fields that follow another: who edited that one decided these as well.
HANGING = {
    "body": BODY,
    "lead_image": ("lead_image", "lead_alt", "lead_width", "lead_height"),
    "published_at": (*DATE, "publish_at"),
}
# What tells whether a field that follows another is news.
DECISIVE = {
    **dict.fromkeys(BODY, "body"),
    **dict.fromkeys((*DATE, "publish_at"), "published_at"),
    **dict.fromkeys(("lead_width", "lead_height"), "lead_image"),
}
# What waits for a person if both changed it. The others are worked out from the text or hang on
# another field.
QUEUED = ("title", "byline", "original_url", "lead_image", "published_at", "summary")


@dataclass(slots=True)
class Update:
    """New values by field, and what waits for a person instead."""

    changes: dict[str, object] = field(default_factory=dict)
    clashes: list[Clash] = field(default_factory=list)


def of_update(article: Article, story: CleanedArticle, said: CleanedArticle | None) -> Update:
    """The same story told anew. `said` is what was told before, where that is known: only what
    the file changed since is news, for the story may know better from another file by now."""
    changes = _differences(article, story)
    if said:
        changes = _news(changes, said, story)
    return _merged(changes, article, story, said)


def of_duplicate(article: Article, story: CleanedArticle) -> Update:
    """A known story at a further path. It may know a surer date, or a picture."""
    changes: dict[str, object] = {}
    if _is_surer(story, article):
        changes |= _date(story, article)
    if story.lead_image and not article.lead_image:
        changes |= _picture(story)
    return Update(_unedited(changes, article.edited_fields))


def _differences(article: Article, story: CleanedArticle) -> dict[str, object]:
    changes: dict[str, object] = {
        name: getattr(story, name)
        for name in FOLLOWING
        if getattr(story, name) and getattr(story, name) != getattr(article, name)
    }
    if story.imported_text != article.imported_text and story.body:
        changes |= {name: getattr(story, name) for name in BODY}
    elif story.body and not merge.same_to_readers(article.body, story.body):
        changes["body"] = story.body  # the text is the same; pictures, links or tables are not
    moved = (
        story.date_confidence in ("exact", "assumed") and story.published_at != article.published_at
    )
    if _is_surer(story, article) or (
        moved and not CONFIDENCE[story.date_confidence] < CONFIDENCE[article.date_confidence]
    ):
        changes |= _date(story, article)
    if story.updated_at and story.updated_at != article.updated_at:
        changes["updated_at"] = story.updated_at
    if "title" in changes:
        changes["title_key"] = story.title_key
    if "lead_image" in changes:
        changes |= _picture(story)
    return changes


def _news(
    changes: Mapping[str, object], said: CleanedArticle, story: CleanedArticle
) -> dict[str, object]:
    """Without what this file said before."""
    told = {
        name
        for name in changes
        if getattr(said, DECISIVE.get(name, name)) == getattr(story, DECISIVE.get(name, name))
    }
    if merge.same_to_readers(said.body, story.body):
        told |= {*BODY}
    if said.date_confidence != story.date_confidence:
        told -= {*DATE, "publish_at"}
    return {name: value for name, value in changes.items() if name not in told}


def _merged(
    changes: dict[str, object], article: Article, story: CleanedArticle, said: CleanedArticle | None
) -> Update:
    edited = {name for name in article.edited_fields if not _follows(name, article, story, said)}
    update = Update(_unedited(changes, edited))
    if "body" in edited and "body" in changes:
        _merge_body(update, article, story, said)
    for name in QUEUED:
        if name in edited and name in changes and not _is_derived(name, story):
            base = getattr(said, name) if said else None
            values = (base, getattr(article, name), changes[name])
            update.clashes.append(Clash(name, *map(words, values)))
    return update


def _merge_body(
    update: Update, article: Article, story: CleanedArticle, said: CleanedArticle | None
) -> None:
    """Passages that only the source changed flow in; where both did, ours stays and waits.

    Where it is not known what both started from, the whole text waits.
    """
    if said is None:
        update.clashes.append(Clash("body", "", article.body, story.body))
        return
    merged = merge.merge_body(said.body, story.body, article.body)
    update.clashes += [
        Clash("body", each.base, each.ours, each.theirs, each.before) for each in merged.conflicts
    ]
    update.changes["imported_text"] = story.imported_text
    if merged.changed:
        update.changes |= _text(clean_html(merged.html))


def _text(body: str) -> dict[str, object]:
    """A body with what is worked out from it."""
    plain = text.plain_text(body)
    length = text.measure(plain)
    return {
        "body": body,
        "word_count": length.total,
        "reading_minutes": length.minutes,
        "text_digest": text.digest(plain),
    }


def _follows(
    name: str, article: Article, story: CleanedArticle, said: CleanedArticle | None
) -> bool:
    """Whether a field that a person edited says again what the file said before: then the machine
    has it back."""
    if said is None or name not in QUEUED:
        return False
    ours, theirs = getattr(article, name), getattr(story, name)
    merged = merge.merge_value(getattr(said, name), theirs, ours)
    return not merged.is_conflict and merged.value != ours


def _unedited(changes: Mapping[str, object], edited: Collection[str]) -> dict[str, object]:
    """Without what a person has edited, and what hangs on it."""
    kept = set(edited)
    for name in edited:
        kept.update(HANGING.get(name, ()))
    return {name: value for name, value in changes.items() if name not in kept}


def _is_derived(name: str, story: CleanedArticle) -> bool:
    """A summary that is only the text's beginning is no statement of the source."""
    return name == "summary" and story.summary == text.summarise(text.plain_text(story.body))


def words(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    return "" if value is None else str(value)


def _date(story: CleanedArticle, article: Article) -> dict[str, object]:
    """The story's date; an embargo that only stood for a future date moves with it."""
    changes: dict[str, object] = {name: getattr(story, name) for name in DATE}
    if article.publish_at in (None, article.published_at):
        until = embargo(story)
        if until != article.publish_at:
            changes["publish_at"] = until
    return changes


def embargo(story: CleanedArticle) -> datetime | None:
    """Until when a story with a date in the future is not shown."""
    future = any(problem.code == "W_DATE_FUTURE" for problem in story.problems)
    return story.published_at if future else None


def _is_surer(story: CleanedArticle, article: Article) -> bool:
    return CONFIDENCE[story.date_confidence] > CONFIDENCE[article.date_confidence]


def _picture(story: CleanedArticle) -> dict[str, object]:
    return {
        "lead_image": story.lead_image,
        "lead_alt": story.lead_alt,
        **picture_size(story),
    }


def picture_size(story: CleanedArticle) -> dict[str, int | None]:
    """As the body tells it, or as it is, if the picture is ours."""
    width, height = story.lead_size or size_of(story.lead_image) or (None, None)
    return {"lead_width": width, "lead_height": height}
