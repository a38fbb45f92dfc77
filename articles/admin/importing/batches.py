"""Imports at the desk: watched while they run, taken back, and what they refused read again."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles.admin import columns
from articles.admin.base import DeskList
from articles.importer.lock import Locked
from articles.importer.retry import CannotRetryError, Retried, retry
from articles.importer.undo import CannotUndoError, Undone, undo
from articles.models import ImportBatch

CONFIRMATION = "admin/articles/importbatch/undo_confirmation.html"
# Somebody waits meanwhile: so many files can be taken back, and so many be read again.
MOST_UNDONE, MOST_RETRIED = 10_000, 500
KEPT_SHOWN, KEPT_NAMED = 100, 5
REFRESH = 5  # seconds
SILENCE = timedelta(minutes=2)  # after which nobody believes that an import is still running
OUTCOMES = (
    "created", "drafts", "updated", "unchanged", "duplicates", "conflicts", "held", "dropped",
    "refused", "skipped",
)  # fmt: skip
# Django writes a bare text to the log as it is, so it has to be in one language.
UNDONE = "Undone: {removed} articles removed, {restored} put back, {kept} kept."
RETRIED = "Refused files retried: {refused} refused again."
State = ImportBatch.State


def is_alive(batch: ImportBatch) -> bool:
    """Whether it says that it runs, and has written something lately."""
    seen = batch.alive_at or batch.started_at
    return batch.state == State.RUNNING and timezone.now() - seen < SILENCE


class LiveList(DeskList):
    """Loads itself again as long as one of its imports is running."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.refresh = REFRESH if any(map(is_alive, self.result_list)) else None


class BatchDesk:
    """The columns of a running import, and the actions. Mixed into the admin of imports."""

    actions = ["undo_import", "retry_import"]

    class Media:
        css = {"all": ["articles/admin/history.css", "articles/admin/batches.css"]}

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[LiveList]:
        return LiveList

    def has_undo_permission(self, request: HttpRequest) -> bool:
        """Imports are records that nobody edits; this permission lets people take them back."""
        return request.user.has_perm("articles.change_importbatch")

    def render_change_form(self, request: HttpRequest, context, *args: Any, **kwargs: Any):
        batch = kwargs["obj"]
        alive, may = is_alive(batch), self.has_undo_permission(request)
        context |= {
            "refresh": REFRESH if alive else None,
            "may_undo": may and not alive and batch.state != State.UNDONE,
            "may_retry": may and not alive and batch.refused and batch.state != State.UNDONE,
            "checkbox": ACTION_CHECKBOX_NAME,
        }
        return super().render_change_form(request, context, *args, **kwargs)

    # Columns ------------------------------------------------------------------------------------

    @admin.display(description=_("state"))
    def state_mark(self, batch: ImportBatch) -> str:
        """Of a running import with its last sign of life, and who runs it."""
        mark = columns.mark(batch.state, batch.get_state_display())
        if batch.state != State.RUNNING:
            return mark
        seen = columns.when(batch.alive_at or batch.started_at)
        alive, silent = _("last sign of life %(when)s"), _("silent since %(when)s")
        words = (alive if is_alive(batch) else silent) % {"when": seen}
        return format_html('{} <span class="desk-live">{}<br>{}</span>', mark, words, batch.holder)

    @admin.display(description=_("files"))
    def progress(self, batch: ImportBatch) -> str:
        """Of those in all, as long as they are not all."""
        if not batch.total or batch.state not in (State.RUNNING, State.FAILED):
            return f"{batch.files:,}"
        return format_html(
            '{} <progress value="{}" max="{}" aria-hidden="true"></progress>',
            gettext("%(files)s of %(total)s")
            % {"files": f"{batch.files:,}", "total": f"{batch.total:,}"},
            batch.files,
            batch.total,
        )

    @admin.display(description=_("outcome"))
    def outcome(self, batch: ImportBatch) -> str:
        """What there was at all."""
        found = in_words({name: getattr(batch, name) for name in OUTCOMES})
        return (
            format_html_join(" ", '<span class="desk-outcome">{}</span>', zip(found, strict=True))
            or columns.EMPTY
        )

    @admin.display(description=_("undone"))
    def taken_back(self, batch: ImportBatch) -> str:
        if not batch.undone_at:
            return columns.EMPTY
        who = f" · {batch.undone_by}" if batch.undone_by else ""
        return f"{columns.when(batch.undone_at)}{who}"

    # Actions ------------------------------------------------------------------------------------

    @admin.action(permissions=["undo"], description=_("Undo this import"))
    def undo_import(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        """Shows what would go and what would stay, and asks; then takes it back."""
        batch = self.only_one(request, queryset)
        if batch is None or self.is_too_large(request, batch):
            return None
        confirmed = request.POST.get("post") == "yes"
        try:
            report = undo(batch.pk, request.user.pk, dry_run=not confirmed)
        except (CannotUndoError, Locked) as error:
            self.message_user(request, said(error), messages.ERROR)
            return None
        except DatabaseError as error:
            text = gettext("The database stopped it: %(error)s. Nothing was changed.")
            self.message_user(request, text % {"error": error}, messages.ERROR)
            return None
        if not confirmed:
            return self.ask(request, batch, report)
        self.log(request, batch, UNDONE.format(**report.counts))
        self.message_user(request, undone_in_words(report), messages.SUCCESS)
        if report.kept:
            self.message_user(request, kept_in_words(report), messages.WARNING)
        return None

    @admin.action(permissions=["undo"], description=_("Retry the refused files"))
    def retry_import(self, request: HttpRequest, queryset: QuerySet) -> None:
        batch = self.only_one(request, queryset)
        if batch is None:
            return
        try:
            retried = retry(batch.pk, request.user.pk, most=MOST_RETRIED)
        except (CannotRetryError, Locked) as error:
            self.message_user(request, said(error), messages.ERROR)
            return
        if retried is None:
            text = gettext("Nothing to retry: no file of this import is refused.")
            self.message_user(request, text, messages.INFO)
            return
        self.log(request, batch, RETRIED.format(**retried.report.counts))
        level = messages.WARNING if retried.report.exit_code else messages.SUCCESS
        self.message_user(request, retried_in_words(retried), level)

    def only_one(self, request: HttpRequest, queryset: QuerySet) -> ImportBatch | None:
        """The import that was chosen, if it is one."""
        if not self.has_undo_permission(request):
            raise PermissionDenied
        chosen = list(queryset[:2])
        if len(chosen) != 1:
            text = gettext("Choose one import. Of several that built on each other, the newest.")
            self.message_user(request, text, messages.WARNING)
            return None
        return chosen[0]

    def is_too_large(self, request: HttpRequest, batch: ImportBatch) -> bool:
        """For a person to wait for. Says so."""
        if batch.sightings.order_by()[: MOST_UNDONE + 1].count() <= MOST_UNDONE:
            return False
        text = gettext(
            "This import stored more than %(limit)s files, too many to wait for here. Run:"
            " manage.py undo_import %(number)s"
        )
        values = {"limit": f"{MOST_UNDONE:,}", "number": batch.pk}
        self.message_user(request, text % values, messages.ERROR)
        return True

    def ask(self, request: HttpRequest, batch: ImportBatch, report: Undone) -> HttpResponse:
        context = self.admin_site.each_context(request) | {
            "title": gettext("Undo import %(number)s?") % {"number": batch.pk},
            "opts": self.opts,
            "batch": batch,
            "began": columns.when(batch.started_at),
            "counts": report.counts,
            "kept": report.kept[:KEPT_SHOWN],
            "more_kept": max(0, report.counts["kept"] - KEPT_SHOWN),
            "checkbox": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, CONFIRMATION, context)

    def log(self, request: HttpRequest, batch: ImportBatch, words: str) -> None:
        LogEntry.objects.log_actions(request.user.pk, [batch], CHANGE, words, single_object=True)


def in_words(counts: Mapping[str, int]) -> list[str]:
    """Outcomes with their numbers, without those that did not happen."""
    names = {name: ImportBatch._meta.get_field(name).verbose_name for name in OUTCOMES}
    return [f"{names[name]}: {counts[name]:,}" for name in OUTCOMES if counts[name]]


def said(error: Exception) -> str:
    if isinstance(error, Locked):
        text = gettext("Another import is running: %(holder)s. Try again when it is done.")
        return text % {"holder": error.holder}
    return str(error)


def undone_in_words(report: Undone) -> str:
    text = gettext(
        "Import %(number)s is undone: articles removed: %(removed)s, as they were before:"
        " %(restored)s, files forgotten: %(files)s."
    )
    return text % {"number": report.batch, **report.counts}


def kept_in_words(report: Undone) -> str:
    rest = report.counts["kept"] - KEPT_NAMED
    names = "; ".join(map(str, report.kept[:KEPT_NAMED]))
    if rest > 0:
        names += "; " + ngettext("and %(n)s more", "and %(n)s more", rest) % {"n": rest}
    return gettext("As they are stay: %(names)s.") % {"names": names}


def retried_in_words(retried: Retried) -> str:
    counts = retried.report.counts
    words = in_words(counts)
    if retried.missing:
        words.append(gettext("not there any more: %(n)s") % {"n": len(retried.missing)})
    done = gettext("Files read again: %(n)s.") % {"n": counts["files"]}
    return f"{done} {', '.join(words)}."
