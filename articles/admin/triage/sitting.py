"""A sitting: what somebody has decided in the lane since he sat down, kept with his session."""

from collections.abc import Mapping
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

KEY = "triage"
NAMES = {
    "keep": _("Kept"),
    "publish": pgettext_lazy("decided", "Published"),
    "drop": _("Dropped"),
    "later": _("Put off"),
    "week": _("Put off for a week"),
    "mine": _("Given to somebody"),
    "tag": _("Tagged"),
    "category": _("Filed"),
    "category_too": _("Filed as well"),
    "lead": _("Lead image"),
    "others": _("Other versions dropped"),
    "merge": _("Merged"),
}
MOST = 50  # deeds that can be taken back
TITLE = 80  # characters of a title that are kept
LATELY = 600  # seconds that the speed is told of
PAUSE = 8 * 3600  # after which a new sitting begins


class Sitting:
    """Deeds, the newest first. Each is a mapping with its `number`, what was done (`deed`), the
    `story` and its `title`, and what stood there before (`was`); without that it stands for good.
    Decided is a story that `leaves` the list: who tags one has yet to decide.
    """

    def __init__(self, session: SessionBase) -> None:
        self.session = session
        kept = session.get(KEY) or {}
        is_over = now() - kept.get("at", 0) > PAUSE
        self.kept: dict[str, Any] = {"count": 0, "deeds": []} if is_over else kept

    @property
    def deeds(self) -> list[dict[str, Any]]:
        return self.kept["deeds"]

    @property
    def told(self) -> list[dict[str, Any]]:
        """The same, with a name for each."""
        return [deed | {"name": NAMES[deed["deed"]]} for deed in self.deeds]

    @property
    def decided(self) -> int:
        return self.kept.get("decided", 0)

    @property
    def speed(self) -> int:
        """Decisions a minute, of those of the last minutes; 0 while that says nothing."""
        decisions = [deed["at"] for deed in self.deeds if deed.get("leaves")]
        times = [at for at in decisions if now() - at < LATELY]
        if len(times) < 3:
            return 0
        return round(60 * (len(times) - 1) / max(times[0] - times[-1], 1))

    def add(self, deed: Mapping[str, Any]) -> dict[str, Any]:
        self.kept["count"] += 1
        self.kept["decided"] = self.decided + bool(deed.get("leaves"))
        added = {"number": self.kept["count"], "at": now()} | dict(deed)
        added["title"] = added["title"][:TITLE]
        self.kept["deeds"] = [added, *self.deeds][:MOST]
        self._keep()
        return added

    def find(self, number: int | None) -> dict[str, Any] | None:
        """The deed of this number; the last one that can be taken back for None."""
        for deed in self.deeds:
            if deed["number"] == number or (number is None and deed.get("was") is not None):
                return deed
        return None

    def forget(self, deed: Mapping[str, Any]) -> None:
        self.kept["decided"] = max(self.decided - bool(deed.get("leaves")), 0)
        self.kept["deeds"] = [each for each in self.deeds if each["number"] != deed["number"]]
        self._keep()

    def _keep(self) -> None:
        self.session[KEY] = self.kept | {"at": now()}


def now() -> int:
    return int(timezone.now().timestamp())
