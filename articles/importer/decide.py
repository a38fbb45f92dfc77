"""What a file is to the archive: new, changed, unchanged, a duplicate, or deleted by an editor.

The rules of docs/decisions/0006-identity.md. Decides file by file, in order, on what archive.py
looked up: what one file becomes is known to the next.
"""

from collections.abc import Mapping
from datetime import datetime

from articles.images.local import size_of
from articles.models import Article, Sighting, Status
from articles.models.names import SLUG_LENGTH, make_slug

from . import frontmatter, identity, titles
from .archive import Archive, Deleted
from .build import CleanedArticle, Settings, build
from .problems import SKIPPED, Problem, Refused
from .store import Entry

# What a re-import may change, as CleanedArticle and Article both name it.
FOLLOWING = ("title", "byline", "original_url", "lead_image", "lead_alt", "summary", "language")
BODY = ("body", "word_count", "reading_minutes", "imported_text", "text_digest")
DATE = ("published_at", "date_confidence", "date_raw")
# More versions of one title in three days than this are not compared.
MOST_COMPARED = 20
CONFIDENCE = {"none": 0, "fetched": 1, "assumed": 2, "exact": 3}


def decide(entry: Entry, archive: Archive, status: str, settings: Settings) -> None:
    """Settle what the entry is: sets outcome, article, changes and writes."""
    story = entry.cleaned
    if story is None:
        _settle_refused(entry)
        return
    entry.writes = True
    owner = archive.by_pk.get(entry.known.article_id or 0) if entry.known else None
    twin = archive.by_key.get(story.story_key)
    if twin is not None and twin is not owner:
        _settle_duplicate(entry, twin, story)
    elif owner is not None and _is_same_story(owner, story, entry.said):
        _settle_update(entry, owner, story)
    elif _was_deleted(entry, story, archive, settings):
        _settle_deleted(entry)
    elif (other := _other_version(archive, story)) is not None:
        _settle_revision(entry, other, story)
    else:
        _settle_new(entry, story, archive, status)
    if "lead_image" in entry.changes:
        entry.changes |= _picture_size(story)
    if entry.article is not None:
        _apply(entry.changes, entry.article, archive)
        archive.by_key.setdefault(story.story_key, entry.article)


def _apply(changes: Mapping[str, object], article: Article, archive: Archive) -> None:
    """At once, so that the chunk's next file is compared with what the story is by now."""
    for name, value in changes.items():
        setattr(article, name, value)
    if "title_key" in changes:
        archive.remember(article)


def _settle_refused(entry: Entry) -> None:
    """Keep the bytes of a file that never told a story; of one that did, keep the good ones."""
    refusal, known = entry.refusal, entry.known
    skipped = refusal is not None and refusal.code in SKIPPED
    entry.outcome = "skipped" if skipped else "refused"
    if entry.file is None or refusal is None or (known and known.story_key):
        return
    entry.writes = not (
        known and known.sha256 == entry.file.sha256 and known.refused == refusal.code
    )


def _is_same_story(owner: Article, story: CleanedArticle, said: CleanedArticle | None) -> bool:
    """Whether the file at a known path still tells its story, and not another one."""
    if owner.story_key == story.story_key:
        return True
    namesake = owner.title_key == story.title_key != "" and owner.source.name == story.source
    if namesake and not identity.tells_a_story(story.body):
        return True  # the file was emptied, or only pictures are left
    before = said.body if said else owner.body  # which an editor may have written anew
    alike = identity.jaccard(before, story.body)
    return alike >= (identity.SAME_FILE if namesake else identity.SAME_STORY)


def _was_deleted(entry: Entry, story: CleanedArticle, archive: Archive, settings: Settings) -> bool:
    """Whether an editor deleted this story: at this path, or with this or much the same text at
    any other."""
    if story.story_key in archive.deleted:
        return True
    known = entry.known
    if known and not known.article_id and titles.key(known.title) == titles.key(story.title) != "":
        return True
    gone = archive.deleted_titles.get((story.source, story.title_key), ())
    near = [it for it in gone if identity.are_near(it.published_at, story.published_at)]
    return any(_told_the_same(it, story, settings) for it in near[:MOST_COMPARED])


def _told_the_same(gone: Deleted, story: CleanedArticle, settings: Settings) -> bool:
    row = Sighting.objects.get(pk=gone.sighting)
    try:
        before = build(frontmatter.parse(row.raw, row.path), settings)
    except Refused:
        return False
    return identity.jaccard(before.body, story.body) >= identity.SAME_STORY


def _other_version(archive: Archive, story: CleanedArticle) -> Article | None:
    """The article that this is another version of: same source and title, near, and alike.

    Texts too short to tell a story are never that: a column of pictures has one title and no text.
    """
    namesakes = archive.by_title.get((story.source, story.title_key))
    if not namesakes or not identity.tells_a_story(story.body):
        return None
    near = [
        other
        for other in namesakes
        if identity.are_near(other.published_at, story.published_at)
        and identity.could_be_alike(other.word_count, story.word_count)
    ]
    for article in near[:MOST_COMPARED]:
        if identity.jaccard(article.body, story.body) >= identity.SAME_STORY:
            return article
    return None


def _settle_deleted(entry: Entry) -> None:
    entry.outcome = "skipped" if entry.known is None else "unchanged"
    entry.problems.append(Problem("W_STORY_DELETED"))


def _settle_duplicate(entry: Entry, twin: Article, story: CleanedArticle) -> None:
    """A known story at a further path. It may know a surer date, or a picture."""
    entry.outcome, entry.article = "duplicates", twin
    changes: dict[str, object] = {}
    if _is_surer(story, twin):
        changes |= _date(story, twin)
    if story.lead_image and not twin.lead_image:
        changes |= {"lead_image": story.lead_image, "lead_alt": story.lead_alt}
    entry.changes = _allowed(changes, twin)


def _date(story: CleanedArticle, article: Article) -> dict[str, object]:
    """The story's date; an embargo that only stood for a future date moves with it."""
    changes: dict[str, object] = {name: getattr(story, name) for name in DATE}
    if article.publish_at in (None, article.published_at):
        embargo = _embargo(story)
        if embargo != article.publish_at:
            changes["publish_at"] = embargo
    return changes


def _embargo(story: CleanedArticle) -> datetime | None:
    future = any(problem.code == "W_DATE_FUTURE" for problem in story.problems)
    return story.published_at if future else None


def _is_surer(story: CleanedArticle, article: Article) -> bool:
    return CONFIDENCE[story.date_confidence] > CONFIDENCE[article.date_confidence]


def _settle_update(entry: Entry, article: Article, story: CleanedArticle) -> None:
    """The same story told anew: what differs and no person has edited follows the file."""
    changes: dict[str, object] = {
        name: getattr(story, name)
        for name in FOLLOWING
        if getattr(story, name) and getattr(story, name) != getattr(article, name)
    }
    if story.imported_text != article.imported_text and story.body:
        changes |= {name: getattr(story, name) for name in BODY}
    elif article.body != story.body and story.body:
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
    said = entry.said if entry.known and entry.known.article_id == article.pk else None
    if said:
        changes = _news(changes, said, story)
    entry.article, entry.changes = article, _allowed(changes, article)
    filed_anew = said and not (
        {*story.categories} <= {*said.categories} and {*story.tags} <= {*said.tags}
    )
    entry.outcome = "updated" if entry.changes or filed_anew else "unchanged"


def _news(
    changes: Mapping[str, object], said: CleanedArticle, story: CleanedArticle
) -> dict[str, object]:
    """Without what this file said before: the story may know better from another file since."""
    dated = (*DATE, "publish_at")
    decisive = dict.fromkeys(BODY, "body") | dict.fromkeys(dated, "published_at")
    told = {
        name
        for name in changes
        if getattr(said, decisive.get(name, name)) == getattr(story, decisive.get(name, name))
    }
    if said.date_confidence != story.date_confidence:
        told -= {*dated}
    return {name: value for name, value in changes.items() if name not in told}


def _settle_revision(entry: Entry, article: Article, story: CleanedArticle) -> None:
    """Another version at a further path: the later, then the longer one is what readers see.

    So the order in which the two are read does not change the result.
    """
    theirs = (story.updated_at or story.published_at, len(story.body), story.imported_text)
    ours = (article.updated_at or article.published_at, len(article.body), article.imported_text)
    if None in (theirs[0], ours[0]):
        theirs, ours = theirs[1:], ours[1:]
    if theirs > ours:
        _settle_update(entry, article, story)
    if not entry.changes:
        _settle_duplicate(entry, article, story)


def _allowed(changes: Mapping[str, object], article: Article) -> dict[str, object]:
    """Without what a person has edited, and what hangs on it."""
    hanging = {
        "body": BODY,
        "title": ("title", "title_key"),
        "lead_image": ("lead_image", "lead_alt"),
    }
    kept = set(article.edited_fields)
    for name in list(kept):
        kept.update(hanging.get(name, ()))
    if "published_at" in kept:
        kept |= {"date_confidence", "date_raw", "publish_at"}
    return {name: value for name, value in changes.items() if name not in kept}


def _picture_size(story: CleanedArticle) -> dict[str, int | None]:
    width, height = story.lead_size or size_of(story.lead_image) or (None, None)
    return {"lead_width": width, "lead_height": height}


def _settle_new(entry: Entry, story: CleanedArticle, archive: Archive, status: str) -> None:
    entry.outcome = "created"
    entry.article = Article(
        slug=make_slug(story.slug or story.title)[:SLUG_LENGTH],
        status=Status.DRAFT if story.draft else status,
        publish_at=_embargo(story),
        story_key=story.story_key,
        **_picture_size(story),
        **{
            name: getattr(story, name)
            for name in (*FOLLOWING, *BODY, "title_key", "published_at", "date_confidence",
                         "date_raw", "updated_at")
        },
    )  # fmt: skip
    if not story.title_key:
        return
    look_alikes = archive.by_title.setdefault((story.source, story.title_key), [])
    entry.same_as = next(
        (
            other
            for other in look_alikes
            if identity.are_near(other.published_at, story.published_at)
        ),
        None,
    )
    look_alikes.append(entry.article)
