"""Files in quarantine: read for an editor, let in from the kept originals, or dropped for good."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

from django.utils import timezone

from articles.models import HeldFile, ImportBatch, Sighting, Source, Status, Verdict

from . import frontmatter, pipeline, rules
from .build import CleanedArticle, Settings, build
from .report import Report
from .ruling import active_rules


@dataclass(slots=True)
class Released:
    """What became of the files, by outcome, and the imports that they were let in with."""

    counts: Counter[str] = field(default_factory=Counter)
    batches: list[int] = field(default_factory=list)

    def take(self, report: Report) -> None:
        self.counts.update(report.counts)
        if report.batch is not None:
            self.batches.append(report.batch)


def release(
    sighting_ids: Sequence[int], user_id: int | None, *, may_publish: bool = True
) -> Released:
    """Import these files whatever gates say: read as they were when they came, and filed and
    worded by the rules of today. Into the inbox, where the import would have published and the
    editor may not. Raises what a run raises; what is not in by then still waits.
    """
    released = Released()
    waiting = HeldFile.objects.in_quarantine().filter(pk__in=sighting_ids).order_by("pk")
    groups: dict[tuple[str, pipeline.Options], list[int]] = {}
    for held in waiting.select_related("batch").only("root", "batch__options"):
        options = options_of(held.batch, user_id)
        if options.status == Status.PUBLISHED and not may_publish:
            options = replace(options, status=Status.INBOX)
        groups.setdefault((held.root, options), []).append(held.pk)
    for (root, options), ids in groups.items():
        chosen = Sighting.objects.filter(pk__in=ids)
        chosen.update(released=True)
        try:
            released.take(pipeline.run_kept(root, ids, options))
        except BaseException:
            chosen.update(released=False)
            raise
    return released


def drop(sighting_ids: Sequence[int]) -> int:
    """Keep these files out for good, whatever becomes of the rules; how many there were."""
    waiting = HeldFile.objects.in_quarantine().filter(pk__in=sighting_ids)
    return waiting.update(held=Verdict.DROP, rule=None)


def story_of(held: Sighting) -> CleanedArticle:
    """The story as it would come in. Raises Refused."""
    options = options_of(held.batch)
    homepages = Source.objects.filter(name=held.source_name).values_list("name", "homepage")
    settings = Settings(
        root=held.root,
        now=timezone.now(),
        dialect=options.dialect,
        naive_tz=options.naive_tz,
        homepages={name: homepage for name, homepage in homepages if homepage},
    )
    told = build(frontmatter.parse(held.raw, held.path), settings)
    return rules.judge(told, active_rules())[0]


def options_of(batch: ImportBatch, user_id: int | None = None) -> pipeline.Options:
    """What the run that held a file was told about files like it."""
    said = batch.options
    return pipeline.Options(
        dialect=said.get("dialect", "auto"),
        naive_tz=ZoneInfo(said.get("naive_tz", "UTC")),
        status=said.get("status", Status.PUBLISHED),
        user_id=user_id,
    )
