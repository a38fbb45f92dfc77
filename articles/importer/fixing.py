"""A refused file mended by a person: its text to look at, what a new text would become, and the
new text imported in the file's place. The file as it came stays beside it, byte for byte.
"""

from dataclasses import dataclass, field, replace

from articles.models import Article, Sighting, Source

from . import frontmatter, lock, pipeline, rules
from .build import CleanedArticle, Settings, build
from .decode import decode
from .problems import Problem, Refused
from .release import options_of
from .report import Report
from .ruling import active_rules

MOST_TEXT = 1_000_000  # characters that a browser's text field still bears


@dataclass(frozen=True, slots=True)
class Opened:
    """A file's text, and what had to be given up in reading it. No text: `refusal` says why."""

    text: str = ""
    problems: tuple[Problem, ...] = ()
    refusal: Problem | None = None

    @property
    def is_editable(self) -> bool:
        if self.refusal is not None:
            return self.refusal.code == "E_EMPTY_FILE"
        return len(self.text) <= MOST_TEXT

    @property
    def lossy_lines(self) -> list[int]:
        """Where bytes could not be read and became �."""
        lines = self.text.split("\n")
        return [number for number, line in enumerate(lines, 1) if "\ufffd" in line]


@dataclass(slots=True)
class Tried:
    """What a text becomes: a story, or the reason why it is none. `outcome` as an import would
    tell it, with the article that it would be; "" while another import keeps from asking."""

    story: CleanedArticle | None = None
    refusal: Problem | None = None
    problems: tuple[Problem, ...] = ()
    outcome: str = ""
    article: Article | None = None
    report: Report | None = field(default=None, repr=False)


def opened(data: bytes) -> Opened:
    try:
        decoded = decode(data)
    except Refused as refused:
        return Opened(refusal=refused.problem)
    return Opened(decoded.text, decoded.problems)


def tried(refused: Sighting, text: str) -> Tried:
    """The story that this text would be, without a look at the archive."""
    options = options_of(refused.batch)
    homepages = Source.objects.exclude(homepage="").values_list("name", "homepage")
    try:
        document = frontmatter.parse(text.encode("utf-8", "replace"), refused.path)
        settings = Settings(
            root=refused.root,
            now=refused.seen_at,
            dialect=options.dialect,
            naive_tz=options.naive_tz,
            homepages=dict(homepages),
        )
        story = rules.judge(build(document, settings), active_rules())[0]
    except Refused as error:
        return Tried(refusal=error.problem)
    return Tried(story, problems=story.problems)


def rehearse(refused: Sighting, text: str) -> Tried:
    """The same, with what it would be to the archive. Writes nothing. Raises what a run raises."""
    return _import(refused, text, user_id=None, dry_run=True)


def mend(refused: Sighting, text: str, user_id: int | None) -> Tried:
    """Import the text in the file's place; what is refused again is not stored. Raises what a run
    raises, and Sighting.DoesNotExist where the file stands refused no more."""
    with lock.held():
        Sighting.objects.exclude(refused="").get(pk=refused.pk, superseded=False)
        return _import(refused, text, user_id=user_id, dry_run=False)


def _import(refused: Sighting, text: str, *, user_id: int | None, dry_run: bool) -> Tried:
    found = tried(refused, text)
    if found.refusal:
        return found

    def see(entries):
        for entry in entries:
            found.outcome, found.article = entry.outcome, entry.article
            found.problems = tuple(entry.problems)
            found.refusal = entry.refusal

    options = replace(options_of(refused.batch, user_id), dry_run=dry_run)
    found.report = pipeline.run_mended(refused, text.encode("utf-8", "replace"), options, see)
    return found
