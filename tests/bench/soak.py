"""The soak: a steady rate for minutes, memory, open files and the write-ahead log looked at every ten seconds."""

from __future__ import annotations

import json
import subprocess
import time
from pathlib import Path
from typing import Any

from bench.figures import Goal, Row, tell
from bench.machine import cpu_seconds, files, memory_mib
from bench.sampling import finished, started, stored
from bench.servers import Bench, Server, cauce
from served import COUNTER

EVERY = 10.0
STATUSES = ("sent", "delivered", "read")
GROWTH = 5.0
"""By how many per cent memory may have grown over the second half."""


def soak(bench: Bench, seconds: float, rate: float) -> list[Row]:
    """Keep the rate up and return how flat everything stayed."""
    plan = {"kind": "paced", "seconds": seconds, "rate": rate, "statuses": STATUSES, "people": 2000}
    with cauce(bench, COUNTER) as server:
        began = time.monotonic()
        with started(server, plan, bench) as process:
            seen = []
            while process.poll() is None:
                seen.append(_look(server, began))
                tell(section="soak", database=bench.database, **seen[-1])
                _nap(process)
            found = json.loads(finished(process))
        found["stored"] = stored(server.database)
    tell(section="soak", database=bench.database, who="cauce", **found)
    return _rows(bench, f"soak, {seconds / 60:.0f} min at {rate * 4:.0f} events/s", seen, found)


def _nap(process: subprocess.Popen[str]) -> None:
    try:
        process.wait(EVERY)
    except subprocess.TimeoutExpired:
        return


def _look(server: Server, began: float) -> dict[str, float]:
    pid = server.process.pid
    found = {
        "at": round(time.monotonic() - began),
        "rss_mib": memory_mib(pid),
        "files": files(pid),
        "cpu_s": cpu_seconds(pid),
    }
    if not server.database.startswith("mysql://"):
        for name, suffix in (("db_mib", ""), ("wal_mib", "-wal")):
            path = Path(server.database + suffix)
            found[name] = path.stat().st_size / 2**20 if path.exists() else 0.0
    return found


def growth(values: list[float]) -> float:
    """Return by how many per cent a figure grew over the second half: the last quarter beside the one before it."""
    quarter = max(1, len(values) // 4)
    before, after = values[-2 * quarter : -quarter] or values[:1], values[-quarter:]
    return (sum(after) / len(after)) / (sum(before) / len(before)) * 100 - 100


def _rows(bench: Bench, section: str, seen: list[dict[str, float]], found: dict[str, Any]) -> list[Row]:
    memory, opened = [one["rss_mib"] for one in seen], [one["files"] for one in seen]
    lost = abs(found["stored"] - found["acked_ever"]) + found["bad"] + found["wrong"]
    rows = [
        Row(
            section,
            bench.database,
            "memory grew over the second half",
            "%",
            growth(memory),
            goal=Goal(GROWTH, at_least=False),
        ),
        Row(section, bench.database, "memory at the end", "MiB", memory[-1]),
        Row(
            section,
            bench.database,
            "open files grew over the second half",
            "%",
            growth(opened),
            goal=Goal(GROWTH, at_least=False),
        ),
        Row(section, bench.database, "ack p99", "ms", found["ack_p99_ms"], goal=Goal(100, at_least=False)),
        Row(section, bench.database, "reply p95", "ms", found["reply_p95_ms"], goal=Goal(500, at_least=False)),
        Row(section, bench.database, "lost, doubled, out of order or refused", "", lost, goal=Goal(0, at_least=False)),
    ]
    if "wal_mib" in seen[-1]:
        rows.append(Row(section, bench.database, "write-ahead log at most", "MiB", max(one["wal_mib"] for one in seen)))
    return rows
