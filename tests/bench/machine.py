"""What the machine tells of itself: processor time, memory and files of a process, and how busy everybody else is."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Self

TICK = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid: int) -> float:
    """Return the processor time of a process so far, all its threads, 0 where it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICK


def memory_mib(pid: int) -> float:
    """Return the resident memory of a process."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024


def files(pid: int) -> int:
    """Return how many files and sockets a process has open."""
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def busy() -> float:
    """Return the processor seconds that everybody used since the start of the machine."""
    found = [int(one) for one in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    return (found[0] + found[1] + found[2] + found[5] + found[6]) / TICK


class Foreign:
    """How many cores other processes than these used while the block ran."""

    def __init__(self, *pids: int) -> None:
        self._pids = pids
        self.cores = 0.0

    def __enter__(self) -> Self:
        self._busy, self._ours, self._began = busy(), sum(map(cpu_seconds, self._pids)), time.perf_counter()
        return self

    def __exit__(self, *_: object) -> None:
        ours = sum(map(cpu_seconds, self._pids)) - self._ours
        took = max(1e-6, time.perf_counter() - self._began)
        self.cores = round(max(0.0, (busy() - self._busy - ours) / took), 2)


def wait_until_quiet(patience: float, limit: float = 0.25) -> None:
    """Wait until everybody together uses fewer cores than the limit, but no longer than the patience, in seconds."""
    last = time.monotonic() + patience
    while time.monotonic() < last:
        with Foreign() as foreign:
            time.sleep(0.5)
        if foreign.cores < limit:
            return


def percentile(found: Sequence[float], point: float) -> float:
    """Return the value that so large a part of them does not exceed, 0 where there are none."""
    if not found:
        return 0.0
    ordered = sorted(found)
    return ordered[min(len(ordered) - 1, int(len(ordered) * point))]


def pin(cpu: int | None) -> None:
    """Keep this process on one processor, where there is more than one."""
    allowed = sorted(os.sched_getaffinity(0))
    if cpu is not None and len(allowed) > 1:
        os.sched_setaffinity(0, {allowed[cpu]})


def filesystem(folder: Path) -> str:
    """Return the kind of file system that a folder lies on."""
    best = ("", "unknown")
    for line in Path("/proc/mounts").read_text().splitlines():
        _, place, kind, *_ = line.split()
        if folder.resolve().is_relative_to(place) and len(place) >= len(best[0]):
            best = (place, kind)
    return best[1]
