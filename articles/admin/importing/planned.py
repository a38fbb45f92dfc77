"""The files of a plan, page by page: what would become of each, and what would change in its
story. Everything that strangers wrote is text here; the templates escape it.
"""

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from articles.admin import columns
from articles.admin.base import id_in
from articles.admin.comparing.changes import Change, change_of
from articles.admin.comparing.passages import Passage, reworded
from articles.admin.comparing.words import exchanged, parts
from articles.admin.versions import in_words, label
from articles.importer.errors import explain, in_general
from articles.models import ImportPlan, PlannedFile

FILES_A_PAGE = 15
# Each costs up to twenty milliseconds. The plan has more, and the command shows all of it.
PASSAGES_SHOWN = 8
OUTCOMES = {
    "created": (_("created"), "visible"),
    "updated": (_("updated"), "unsure"),
    "unchanged": (_("nothing new, in other bytes"), "plain"),
    "duplicates": (_("known story at a further path"), "plain"),
    "refused": (_("refused"), "lacking"),
    "skipped": (_("skipped"), "plain"),
    "held": (_("into quarantine"), "unsure"),
    "dropped": (_("dropped"), "lacking"),
}
COUNTED = {
    **{name: words for name, (words, _kind) in OUTCOMES.items() if name != "unchanged"},
    "drafts": _("of the created: drafts, which wait for an editor"),
    "conflicts": _("changes that met an editor's"),
    "unchanged": _("nothing new"),
    "gone": _("known files that are not there: nothing happens to them"),
}


@dataclass(slots=True)
class Told:
    """A file as the page shows it."""

    file: PlannedFile
    mark: str
    changes: list[Change] = field(default_factory=list)
    left_out: bool = False
    conflicts: list[dict[str, Any]] = field(default_factory=list)
    problems: list[tuple[str, int | None, str]] = field(default_factory=list)


def told(file: PlannedFile) -> Told:
    detail = file.detail
    words, kind = OUTCOMES.get(file.outcome, (file.outcome, "plain"))
    shown = Told(file, columns.mark(kind, str(words)))
    for name, (before, after) in detail.get("fields", {}).items():
        if change := change_of(name, before, after):
            shown.changes.append(change)
            if file.outcome == "created":  # where all is new, nothing is to be marked
                change.parts = [part._replace(kind="same") for part in change.parts]
    if body := detail.get("body"):
        shown.changes.append(Change(label("body"), passages=_passages(body["passages"])))
        most = len(body["passages"]) > PASSAGES_SHOWN
        shown.left_out = bool(most or body["more"] or body["cut"])
    for name in ("categories", "tags"):
        if added := detail.get(name):
            shown.changes.append(Change(label(name), exchanged([], added)))
    shown.conflicts = [_conflict(each) for each in detail.get("conflicts", ())]
    shown.problems = [
        (code, each["line"], explain(code, each["detail"]))
        for code, found in detail.get("problems", {}).items()
        for each in found
    ]
    return shown


def _passages(passages: list[list[Any]]) -> list[Passage]:
    rows = []
    for stayed, before, after in passages[:PASSAGES_SHOWN]:
        rows += [Passage("same", skipped=stayed)] if stayed else []
        rows.append(reworded(before, after))
    return rows


def _conflict(clash: dict[str, str]) -> dict[str, Any]:
    name = clash["field"]
    ours, theirs = (in_words(name, clash[side]) for side in ("ours", "theirs"))
    return {"label": label(name), "parts": parts(ours, theirs)}


def context_of(plan: ImportPlan, request: HttpRequest) -> dict[str, Any]:
    """The counts as filters, and one page of the files that they let through; no counting."""
    outcomes, problems = plan.counts["outcomes"], plan.counts["problems"]
    outcome = request.GET.get("outcome", "")
    code = request.GET.get("code", "")
    files = plan.files.order_by("pk")
    if outcome in OUTCOMES:
        files = files.filter(outcome=outcome)
    if code in problems:
        files = files.filter(detail__problems__has_key=code)
    after = id_in(request.GET.get("after", ""))
    rows = list((files.filter(pk__gt=after) if after else files)[: FILES_A_PAGE + 1])
    shown = rows[:FILES_A_PAGE]
    chosen = {"outcome": outcome, "code": code}
    return {
        "counted": [
            (name, outcomes[name], words, name in OUTCOMES and name != "unchanged")
            for name, words in COUNTED.items()
            if outcomes.get(name)
        ],
        "groups": [(name, count, in_general(name)) for name, count in problems.items()],
        "outcome": outcome if outcome in OUTCOMES else "",
        "code": code if code in problems else "",
        "rows": [told(file) for file in shown],
        "is_first": not after,
        "first": urlencode(chosen),
        "later": urlencode({**chosen, "after": shown[-1].pk}) if len(rows) > len(shown) else "",
        "new": sorted(plan.sources["new"].items(), key=lambda each: (-each[1], each[0])),
        "silent": [(name, (last or "")[:10]) for name, last in plan.sources["silent"].items()],
        "unnamed": plan.sources["unnamed"],
    }
