"""The time, at a test's command."""

from datetime import datetime, timedelta

from django.utils import timezone


class Clock:
    def __init__(self) -> None:
        # In the middle of a day, so that no date changes by the way.
        self.now = timezone.now().replace(hour=12, minute=0)

    @classmethod
    def held(cls, monkeypatch) -> "Clock":
        """From now on the only one that Django's code and ours look at."""
        clock = cls()
        monkeypatch.setattr(timezone, "now", clock)
        return clock

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, span: timedelta) -> None:
        self.now += span
