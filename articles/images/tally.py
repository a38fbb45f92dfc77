"""What a run of fetching did, for people and for programs."""

import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

OUTCOMES = ("copied", "known", "none", "failed", "refused")
HOSTS_NAMED = 5  # of each reason


@dataclass(slots=True)
class Tally:
    """Counts by outcome, reasons with their hosts, bytes, and the clock. `resting` are hosts that
    the run has left alone from some moment on."""

    counts: Counter[str] = field(default_factory=Counter)
    reasons: dict[str, Counter[str]] = field(default_factory=dict)
    resting: list[str] = field(default_factory=list)
    bytes: int = 0
    started: float = field(default_factory=time.monotonic)
    seconds: float = 0.0

    def take(self, outcome: str, reason: str = "", host: str = "") -> None:
        self.counts[outcome] += 1
        if reason:
            self.reasons.setdefault(reason, Counter())[host] += 1

    def finish(self) -> None:
        self.seconds = time.monotonic() - self.started

    @property
    def total(self) -> int:
        return self.counts.total()

    @property
    def exit_code(self) -> int:
        """0: every picture is here, or is none. 1: done, but some could not be had."""
        return 1 if self.counts["failed"] or self.counts["refused"] else 0

    def ranked(self) -> list[tuple[str, int, list[tuple[str, int]]]]:
        """Reasons with their counts and the hosts that they happened with most, in that order."""
        found = [
            (reason, hosts.total(), _most(hosts)[:HOSTS_NAMED])
            for reason, hosts in self.reasons.items()
        ]
        return sorted(found, key=lambda each: (-each[1], each[0]))

    def as_json(self) -> dict[str, Any]:
        """The report for programs; docs/import.md describes it."""
        return {
            "addresses": self.total,
            **{outcome: self.counts[outcome] for outcome in OUTCOMES},
            "reasons": {
                reason: {"addresses": count, "hosts": dict(hosts)}
                for reason, count, hosts in self.ranked()
            },
            "resting": self.resting,
            "bytes": self.bytes,
            "seconds": round(self.seconds, 3),
        }


def _most(hosts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(hosts.items(), key=lambda each: (-each[1], each[0]))
