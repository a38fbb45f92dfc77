"""What imports did, as sentences."""

from collections.abc import Mapping

from django.utils.translation import gettext, ngettext

from articles.importer.retry import Retried
from articles.importer.undo import Undone
from articles.models import ImportBatch

KEPT_NAMED = 5
OUTCOMES = (
    "created", "drafts", "updated", "unchanged", "duplicates", "conflicts", "held", "dropped",
    "refused", "skipped",
)  # fmt: skip


def in_words(counts: Mapping[str, int]) -> list[str]:
    """Outcomes with their numbers, without those that did not happen."""
    names = {name: ImportBatch._meta.get_field(name).verbose_name for name in OUTCOMES}
    return [f"{names[name]}: {counts[name]:,}" for name in OUTCOMES if counts[name]]


def report_in_words(counts: Mapping[str, int]) -> str:
    files = gettext("Files: %(n)s.") % {"n": f"{counts['files']:,}"}
    words = in_words(counts)
    return f"{files} {', '.join(words)}." if words else files


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
