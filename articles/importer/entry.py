"""One file on its way into the database: what it is, what was decided, and the rows that follow."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from articles.models import Article, Verdict

from .build import CleanedArticle
from .problems import Problem
from .work import Prepared


class KnownFile(NamedTuple):
    """A path's latest sighting, without its original."""

    pk: int
    path: str
    article_id: int | None
    tombstone_id: int | None
    batch_id: int
    refused: str
    held: str
    rule_id: int | None
    released: bool
    sha256: str
    story_key: str
    title: str
    published_at: datetime | None
    mends: str

    @property
    def digests(self) -> tuple[str, ...]:
        """The SHA-256 of its bytes; and of those that an editor has mended in its place."""
        return (self.sha256, self.mends) if self.mends else (self.sha256,)

    @property
    def is_settled(self) -> bool:
        """Whether the same bytes mean that nothing is new. What was refused or held is always read
        again: newsdesk may have learned to read it, and rules change. So is what nobody owns. What
        an editor dropped, and no rule, stays out."""
        if self.held == Verdict.DROP and self.rule_id is None:
            return True
        owned = self.article_id is not None or self.tombstone_id is not None
        return owned and not self.refused and not self.held


class Clash(NamedTuple):
    """An upstream change that met an editor's: a row of the conflict queue to be."""

    field: str
    base: str
    ours: str
    theirs: str
    after: str = ""


@dataclass(slots=True)
class Entry:
    """`changes` are the article's new values, `before` the ones that they replace."""

    path: str
    prepared: Prepared
    known: KnownFile | None = None
    said: CleanedArticle | None = None  # what the file said when it was last stored
    problems: list[Problem] = field(default_factory=list)
    outcome: str = ""
    article: Article | None = None
    same_as: Article | None = None
    tombstone: int | None = None  # of the story, if an editor deleted or merged it
    changes: dict[str, object] = field(default_factory=dict)
    before: dict[str, object] = field(default_factory=dict)
    clashes: list[Clash] = field(default_factory=list)
    writes: bool = False

    def __post_init__(self) -> None:
        self.start_over()

    @property
    def cleaned(self) -> CleanedArticle | None:
        return self.prepared.cleaned

    @property
    def is_news(self) -> bool:
        """Whether readers may see anything of it. A new version that says the same is kept, too."""
        return self.outcome != "unchanged"

    def start_over(self) -> None:
        """Forget what was decided, but not that nothing is new."""
        self.outcome = "unchanged" if self.prepared.unchanged else ""
        self.problems = list(self.prepared.problems)
        self.article = self.same_as = self.tombstone = None
        self.changes, self.before, self.clashes = {}, {}, []
        self.writes = False

    def refuse(self, problem: Problem) -> None:
        """Nothing of the file can be kept but the reason."""
        self.prepared = Prepared(self.path, problems=(problem,))
        self.start_over()

    @property
    def refusal(self) -> Problem | None:
        return next((problem for problem in self.problems if problem.refuses), None)
