"""One measurement in a process of its own: `python -m bench.job WHAT FOLDER`, figures as JSON.

Nothing of Django is imported before it is needed: worker processes begin by importing this module.
"""

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path


def main(what: str, folder: str) -> None:
    if what == "corpus":
        from bench import corpus

        corpus.write(Path(folder), int(sys.argv[3]))
        return
    import django

    django.setup()
    if what == "migrate":
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        return
    work = _work(what, Path(folder))
    server = postmaster()
    cpu, servers, clock = own_cpu(), server_cpu(server), time.perf_counter()
    workers = work()
    figures = {
        "wall": time.perf_counter() - clock,
        "server": server_cpu(server) - servers,
        "cpu": own_cpu() - cpu,
        "peak": peak_memory(workers),
    }
    from bench import floor

    print(json.dumps({**figures, "rows": floor.counted()}))


def _work(what: str, folder: Path) -> Callable[[], int]:
    """What is to be measured; it returns the number of its worker processes."""
    from articles.importer import pipeline
    from bench import floor

    if what.startswith("floor"):
        floor.prepare()
        insert = floor.by_bulk if what == "floor bulk" else floor.by_django

        def work() -> int:
            floor.run(folder, insert)
            return 0

        return work
    workers = int(what)

    def imported() -> int:
        pipeline.run(folder, "bench", pipeline.Options(workers=workers))
        return workers if workers > 1 else 0

    return imported


def own_cpu() -> float:
    """User and system time of this process and of those that it started and that have ended."""
    spent = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in spent)


def peak_memory(workers: int) -> int:
    """Bytes, an upper bound: this process's peak, and for each worker that of the largest one."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss if workers else 0
    return (own + workers * largest) * 1024


# The database server's processes ------------------------------------------------------------------


def postmaster() -> int | None:
    """The process that our connection's server process was started by, after a checkpoint: what
    was written before is not our doing."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute("SELECT pg_backend_pid()")
        return int(_stat(cursor.fetchone()[0])[1])


def server_cpu(postmaster: int | None) -> float:
    """Seconds that the server's processes have taken, those that have ended included."""
    if postmaster is None:
        return 0.0
    ticks = sum(map(int, _stat(postmaster)[11:15]))
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            stat = _stat(int(entry.name))
        except (FileNotFoundError, ProcessLookupError):  # it has just ended
            continue
        if int(stat[1]) == postmaster:
            ticks += int(stat[11]) + int(stat[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _stat(process: int) -> list[str]:
    """Fields of proc(5)'s stat from the state on: the parent is 1, the times are 11 to 14."""
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()


if __name__ == "__main__":
    main(*sys.argv[1:3])
