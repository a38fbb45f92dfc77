"""What a file is to the archive: new, changed, unchanged, a duplicate, or deleted by an editor.

The rules of docs/decisions/0006-identity.md. Looks things up for a whole chunk at once, and
decides file by file, in order: what one file becomes is known to the next.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from articles.images.local import size_of
from articles.models import Article, Sighting, Status
from articles.models.names import SLUG_LENGTH, make_slug

from . import identity, titles
from .build import CleanedArticle
from .filing import Filing
from .problems import SKIPPED, Problem
from .store import Entry

# What a re-import may change, as CleanedArticle and Article both name it.
FOLLOWING = ("title", "byline", "original_url", "lead_image", "lead_alt", "summary", "language")
BODY = ("body", "word_count", "reading_minutes", "imported_text", "text_digest")
DATE = ("published_at", "date_confidence", "date_raw")
CONFIDENCE = {"none": 0, "fetched": 1, "assumed": 2, "exact": 3}


@dataclass(slots=True)
class Archive:
    """What the database knows about a chunk's stories."""

    by_key: dict[str, Article] = field(default_factory=dict)
    deleted: set[str] = field(default_factory=set)
    by_title: dict[tuple[str, str], list[Article]] = field(default_factory=dict)
    by_pk: dict[int, Article] = field(default_factory=dict)


def known_files(root: str, paths: Sequence[str]) -> dict[str, Sighting]:
    """The sightings of these paths, without their originals."""
    rows = Sighting.objects.filter(root=root, path__in=paths).defer("original")
    return {row.path: row for row in rows}


def look_up(entries: Iterable[Entry], filing: Filing) -> Archive:
    """Everything that the chunk's decisions need: a fixed number of queries."""
    stories = [entry.cleaned for entry in entries if entry.cleaned]
    keys = {story.story_key for story in stories}
    archive = Archive()
    wanted: set[int] = {
        entry.known.article_id for entry in entries if entry.known and entry.known.article_id
    }
    seen = Sighting.objects.filter(story_key__in=keys).values_list("story_key", "article_id")
    owners: dict[str, int] = {}
    for key, article_id in seen:
        if article_id is None:
            archive.deleted.add(key)
        else:
            owners[key] = article_id
    wanted.update(owners.values())
    _load(archive, Article.objects.filter(pk__in=wanted).select_related("source"))
    _load(archive, Article.objects.filter(story_key__in=keys).select_related("source"))
    archive.by_key.update(
        {key: archive.by_pk[pk] for key, pk in owners.items() if pk in archive.by_pk}
    )
    new_titles = {story.title_key for story in stories if story.story_key not in archive.by_key}
    sources = {
        filing.sources[story.source].pk for story in stories if story.source in filing.sources
    }
    _load(
        archive,
        Article.objects.filter(source_id__in=sources, title_key__in=new_titles).select_related(
            "source"
        ),
    )
    return archive


def _load(archive: Archive, articles: Iterable[Article]) -> None:
    for article in articles:
        if article.pk not in archive.by_pk:
            archive.by_pk[article.pk] = article
            _remember(archive, article)


def _remember(archive: Archive, article: Article) -> None:
    if article.story_key:
        archive.by_key.setdefault(article.story_key, article)
    if article.title_key and article.source_id:
        namesakes = archive.by_title.setdefault((article.source.name, article.title_key), [])
        if article not in namesakes:
            namesakes.append(article)


def decide(entry: Entry, archive: Archive, status: str) -> None:
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
    elif _was_deleted(entry, story, archive):
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
        _remember(archive, article)


def _settle_refused(entry: Entry) -> None:
    """Keep the bytes of a file that never was an article; of one that was, keep the good ones."""
    refusal, known = entry.refusal, entry.known
    skipped = refusal is not None and refusal.code in SKIPPED
    entry.outcome = "skipped" if skipped else "refused"
    if entry.file is None or refusal is None or (known and known.article_id):
        return
    entry.writes = not (
        known and known.sha256 == entry.file.sha256 and known.refused == refusal.code
    )


def _is_same_story(owner: Article, story: CleanedArticle, said: CleanedArticle | None) -> bool:
    """Whether the file at a known path still tells its story, and not another one."""
    if owner.story_key == story.story_key or owner.title_key == story.title_key:
        return True
    before = said.body if said else owner.body  # which an editor may have written anew
    return identity.jaccard(before, story.body) >= identity.SAME_STORY


def _was_deleted(entry: Entry, story: CleanedArticle, archive: Archive) -> bool:
    """Whether an editor deleted this story: at this path, or with this text at any other."""
    if story.story_key in archive.deleted:
        return True
    known = entry.known
    if known is None or known.article_id or not known.title:
        return False
    return titles.key(known.title) == titles.key(story.title)


def _other_version(archive: Archive, story: CleanedArticle) -> Article | None:
    """The article that this is another version of: same source and title, near, and alike.

    Texts too short to tell a story are never that: a column of pictures has one title and no text.
    """
    namesakes = archive.by_title.get((story.source, story.title_key))
    if not namesakes or not identity.tells_a_story(story.body):
        return None
    for article in namesakes:
        if identity.are_near(article.published_at, story.published_at) and (
            identity.jaccard(article.body, story.body) >= identity.SAME_STORY
        ):
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
        changes |= {name: getattr(story, name) for name in DATE}
    if story.lead_image and not twin.lead_image:
        changes |= {"lead_image": story.lead_image, "lead_alt": story.lead_alt}
    entry.changes = _allowed(changes, twin)


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
        changes |= {name: getattr(story, name) for name in DATE}
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
    decisive = dict.fromkeys(BODY, "body") | dict.fromkeys(DATE, "published_at")
    told = {
        name
        for name in changes
        if getattr(said, decisive.get(name, name)) == getattr(story, decisive.get(name, name))
    }
    if said.date_confidence != story.date_confidence:
        told -= {*DATE}
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
        kept |= {"date_confidence", "date_raw"}
    return {name: value for name, value in changes.items() if name not in kept}


def _picture_size(story: CleanedArticle) -> dict[str, int | None]:
    width, height = story.lead_size or size_of(story.lead_image) or (None, None)
    return {"lead_width": width, "lead_height": height}


def _settle_new(entry: Entry, story: CleanedArticle, archive: Archive, status: str) -> None:
    entry.outcome = "created"
    future = any(problem.code == "W_DATE_FUTURE" for problem in story.problems)
    entry.article = Article(
        slug=make_slug(story.slug or story.title)[:SLUG_LENGTH],
        status=Status.DRAFT if story.draft else status,
        publish_at=story.published_at if future else None,
        story_key=story.story_key,
        **_picture_size(story),
        **{
            name: getattr(story, name)
            for name in (*FOLLOWING, *BODY, "title_key", "published_at", "date_confidence",
                         "date_raw", "updated_at")
        },
    )  # fmt: skip
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
