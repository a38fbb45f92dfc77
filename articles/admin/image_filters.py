"""The filters beside the lists of pictures and of their addresses."""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.images.reasons import SENTENCES
from articles.models import ImageUse

from .filters import YesNoFilter
from .held_list import ChosenFilter

# The sentences of reasons without the values that one picture gives them.
WITHOUT_VALUES = "…"


class OriginFilter(YesNoFilter):
    title, parameter_name = _("origin"), "uploaded"
    yes, no = _("Uploaded by an editor"), _("Copied from elsewhere")

    def condition(self) -> Q:
        return Q(is_upload=True)


class AltFilter(YesNoFilter):
    title, parameter_name = _("alternative text"), "alt"
    yes, no = _("Without one, and no decoration"), _("Told, or decoration")

    def condition(self) -> Q:
        """As the index says it: rejected pictures need none either."""
        return Q(alt="", is_decorative=False, is_rejected=False)


class RejectedFilter(YesNoFilter):
    title, parameter_name = _("no picture"), "rejected"
    yes, no = _("Said to be no picture"), _("A picture")

    def condition(self) -> Q:
        return Q(is_rejected=True)


class UsedFilter(YesNoFilter):
    title, parameter_name = _("use"), "used"
    yes, no = _("A story names it"), _("Unused")

    def condition(self) -> Exists:
        return Exists(ImageUse.objects.filter(address__image=OuterRef("pk")))


class AnimationFilter(YesNoFilter):
    title, parameter_name = _("animation"), "animated"
    yes, no = _("Animated"), _("Still")

    def condition(self) -> Q:
        return Q(frames__gt=1)


class _Blanks(dict):
    def __missing__(self, key: str) -> str:
        return WITHOUT_VALUES


def in_general(code: str) -> str:
    """A reason in the active language, without values; the bare code if it is unknown."""
    return gettext(SENTENCES[code]) % _Blanks() if code in SENTENCES else code


def explain(code: str, detail: dict[str, str | int]) -> str:
    """A reason in the active language, with what was found."""
    return gettext(SENTENCES[code]) % _Blanks(detail) if code in SENTENCES else code


class ReasonFilter(ChosenFilter):
    """Chosen in the summary above the list."""

    title, parameter_name = _("reason"), "reason"

    def name_of(self, value: str) -> str:
        return in_general(value)

    def condition(self, value: str) -> Q:
        return Q(reason=value)


class HostFilter(ChosenFilter):
    """Chosen in the summary, too."""

    title, parameter_name = _("host"), "host"

    def condition(self, value: str) -> Q:
        return Q(host=value)
