"""What a file is to the archive: new, changed, unchanged, a duplicate, or buried by an editor.

The rules of docs/decisions/0006-identity.md. Decides file by file, in order, on what archive.py
looked up: what one file becomes is known to the next.
"""

from operator import attrgetter

from articles.models import Article, Sighting, Status
from articles.models.names import SLUG_LENGTH, make_slug

from . import identity, titles, work
from .archive import Archive, Buried
from .build import CleanedArticle
from .changes import BODY, DATE, FOLLOWING, Update, embargo, of_duplicate, of_update, picture_size
from .entry import Entry, KnownFile
from .problems import SKIPPED, Problem
from .rows import ARTICLE
from .work import Kit

# More versions of one title in three days than this are not compared.
MOST_COMPARED = 20
HELD_AS = {"hold": "held", "drop": "dropped"}
# A new article's fields: what the story tells of them, and where they stand among all.
NEW = (*FOLLOWING, *BODY, *DATE, "title_key", "updated_at", "story_key")
TOLD = attrgetter(*NEW)
AT = {name: at for at, name in enumerate(ARTICLE)}
TOLD_AT = [AT[name] for name in NEW]
BLANK = [field.get_default() for field in Article._meta.concrete_fields]


def decide(entry: Entry, archive: Archive, status: str, kit: Kit) -> None:
    """Settle what the entry is: sets outcome, article, changes and writes."""
    story = entry.cleaned
    if story is None:
        _settle_refused(entry)
        return
    if entry.prepared.verdict:
        _settle_held(entry)
        return
    entry.writes = True
    owner = archive.by_pk.get(entry.known.article_id or 0) if entry.known else None
    twin = archive.by_key.get(story.story_key)
    if twin is not None and twin is not owner:
        _settle_duplicate(entry, twin, story)
        if twin.story_key != story.story_key and story.story_key in archive.graves:
            entry.tombstone = archive.graves[story.story_key].tombstone
    elif owner is not None and _is_same_story(owner, story, entry.said):
        _settle_known(entry, owner, story, kit)
    elif (buried := _buried(entry, story, archive, kit)) is not None:
        _settle_buried(entry, buried, archive)
    elif (other := _other_version(archive, story)) is not None:
        _settle_revision(entry, other, story, kit)
    else:
        _settle_new(entry, story, archive, status)
        entry.same_as = entry.same_as or owner  # whose file this was until now
    if entry.article is not None:
        _apply(entry, entry.article, archive)
        archive.by_key.setdefault(story.story_key, entry.article)


def _apply(entry: Entry, article: Article, archive: Archive) -> None:
    """At once, so that the chunk's next file is compared with what the story is by now."""
    if entry.changes:
        entry.before = {name: getattr(article, name) for name in (*entry.changes, "modified_at")}
    for name, value in entry.changes.items():
        setattr(article, name, value)
    if "title_key" in entry.changes:
        archive.remember(article)


def _settle_refused(entry: Entry) -> None:
    """Keep the bytes of a file that never told a story; of one that did, keep the good ones."""
    refusal, known, prepared = entry.refusal, entry.known, entry.prepared
    skipped = refusal is not None and refusal.code in SKIPPED
    entry.outcome = "skipped" if skipped else "refused"
    if prepared.original is None or refusal is None or (known and known.story_key):
        return
    entry.writes = not (known and known.sha256 == prepared.sha256 and known.refused == refusal.code)


def _settle_held(entry: Entry) -> None:
    """A rule keeps it out. What the file told before stays as it is."""
    known, prepared = entry.known, entry.prepared
    entry.outcome = HELD_AS[prepared.verdict]
    before = (known.sha256, known.held, known.rule_id) if known else None
    entry.writes = before != (prepared.sha256, prepared.verdict, prepared.rule)


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


def _settle_known(entry: Entry, owner: Article, story: CleanedArticle, kit: Kit) -> None:
    """A known path's own story; one that was merged into another adds to that, and no more."""
    if entry.known and entry.known.tombstone_id:
        entry.outcome, entry.article = "duplicates", owner
        entry.tombstone = entry.known.tombstone_id
    else:
        _settle_update(entry, owner, story, kit)


def _buried(entry: Entry, story: CleanedArticle, archive: Archive, kit: Kit) -> Buried | None:
    """The story's grave, if an editor deleted or merged it: at this path, or with this or much the
    same text at any other."""
    known = entry.known
    if story.story_key in archive.graves:
        return archive.graves[story.story_key]
    if known and known.tombstone_id and not known.article_id and _tells_of(known, story, kit):
        return Buried(known.tombstone_id, None)
    graves = archive.buried_titles.get((story.source, story.title_key), ())
    near = [it for it in graves if identity.are_near(it.published_at, story.published_at)]
    return next((it for it in near[:MOST_COMPARED] if _told_the_same(it, story, kit)), None)


def _tells_of(gone: KnownFile, story: CleanedArticle, kit: Kit) -> bool:
    """Whether a buried story's own file still means it: a weekly column may have one title."""
    if not titles.key(gone.title) == titles.key(story.title) != "":
        return False
    near = identity.are_near(gone.published_at, story.published_at)
    return near or _alike(gone.pk, story, kit) >= identity.SAME_FILE


def _told_the_same(buried: Buried, story: CleanedArticle, kit: Kit) -> bool:
    """Texts too short to tell a story are alike, whatever they are about."""
    if not identity.tells_a_story(story.body):
        return False
    return _alike(buried.sighting, story, kit) >= identity.SAME_STORY


def _alike(sighting: int, story: CleanedArticle, kit: Kit) -> float:
    row = Sighting.objects.only("original", "path").get(pk=sighting)
    before = work.said(row.original, row.path, kit)
    return identity.jaccard(before.body, story.body) if before else 0.0


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


def _settle_buried(entry: Entry, buried: Buried, archive: Archive) -> None:
    entry.tombstone = buried.tombstone
    if buried.article is not None:
        entry.outcome, entry.article = "duplicates", archive.by_pk[buried.article]
        return
    entry.outcome = "skipped" if entry.known is None else "unchanged"
    entry.problems.append(Problem("W_STORY_DELETED"))


def _settle_duplicate(entry: Entry, twin: Article, story: CleanedArticle) -> None:
    entry.outcome, entry.article = "duplicates", twin
    _take(entry, of_duplicate(twin, story))


def _take(entry: Entry, update: Update) -> None:
    entry.changes, entry.clashes = update.changes, update.clashes


def _settle_update(entry: Entry, article: Article, story: CleanedArticle, kit: Kit) -> None:
    """The same story told anew: what differs follows the file, editors' work stays."""
    entry.article = article
    if entry.known and entry.known.article_id == article.pk:
        said = entry.said
    else:
        said = _leading(article, kit)
    _take(entry, of_update(article, story, said))
    said = entry.said
    filed_anew = said and not (
        {*story.categories} <= {*said.categories} and {*story.tags} <= {*said.tags}
    )
    news = entry.changes or entry.clashes or filed_anew
    entry.outcome = "updated" if news else "unchanged"


def _leading(article: Article, kit: Kit) -> CleanedArticle | None:
    """What an edited article was made from: the file whose text it was given."""
    if not article.edited_fields or article.pk is None:
        return None
    files = Sighting.objects.filter(article=article, refused="", held="").order_by("-pk")
    row = files.filter(story_key=article.imported_text).first() or files.last()
    return work.said(row.original, row.path, kit) if row else None


def _settle_revision(entry: Entry, article: Article, story: CleanedArticle, kit: Kit) -> None:
    """Another version at a further path: the later, then the longer one is what readers see.

    So the order in which the two are read does not change the result.
    """
    theirs = (story.updated_at or story.published_at, len(story.body), story.imported_text)
    ours = (article.updated_at or article.published_at, len(article.body), article.imported_text)
    if None in (theirs[0], ours[0]):
        theirs, ours = theirs[1:], ours[1:]
    if theirs > ours:
        _settle_update(entry, article, story, kit)
    if not entry.changes and not entry.clashes:
        _settle_duplicate(entry, article, story)


def _new_article(story: CleanedArticle, status: str) -> Article:
    """By position, all fields: by name and with Django's defaults it takes three times as long."""
    values = [*BLANK]
    for at, value in zip(TOLD_AT, TOLD(story), strict=True):
        values[at] = value
    size = picture_size(story)
    decided = {
        "slug": make_slug(story.slug or story.title)[:SLUG_LENGTH],
        "status": str(Status.DRAFT if story.draft else status),
        "publish_at": embargo(story),
        "edited_fields": [],
        **size,
    }
    for name, value in decided.items():
        values[AT[name]] = value
    return Article(*values)


def _settle_new(entry: Entry, story: CleanedArticle, archive: Archive, status: str) -> None:
    entry.outcome = "created"
    entry.article = _new_article(story, status)
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
