"""CPU time, medians, ratios and tables."""

import time
from collections.abc import Callable, Sequence
from statistics import median, quantiles


def cpu_seconds(work: Callable[[], object], runs: int) -> float:
    """The median CPU time of `work`, in seconds, after one run that is not counted."""
    work()
    taken = []
    for _ in range(runs):
        started = time.process_time()
        work()
        taken.append(time.process_time() - started)
    return median(taken)


def p95(taken: Sequence[float]) -> float:
    """What nineteen in twenty of them do not exceed."""
    return quantiles(taken, n=20, method="inclusive")[-1] if len(taken) > 1 else taken[0]


def row(label: str, seconds: float, count: int, baseline: float) -> None:
    """One line: per item in microseconds, items a CPU second, and the ratio to the baseline."""
    each = seconds / count * 1e6
    rate = count / seconds if seconds else 0
    print(f"  {label:<34} {each:>9,.0f} µs {rate:>9,.0f} /s {seconds / baseline:>7.2f} ×")


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Lines of a label and figures, aligned under the heads of the figures."""
    lines = [("", *heads), *rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "".join(
        "  ".join([line[0].ljust(widths[0]), *map(str.rjust, line[1:], widths[1:])]) + "\n"
        for line in lines
    )
