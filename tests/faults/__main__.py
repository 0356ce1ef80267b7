"""`python -m faults --cycles N --database both`: the long mode of the fault tests. Prints figures; ends with 1 for a violation.

Run it with the folder of the tests on the path: `PYTHONPATH=tests python -m faults --cycles 1000`.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path

import databases
from cauce.crash import POINTS
from faults.killing import kill_at_points, kill_at_random, two_processes
from faults.oracle import Report
from faults.shop import Shop, opened

PART = 100
"""Cycles over one database before the books are compared and a new one is begun."""

FIGURES = (
    "cycles",
    "acked",
    "stored",
    "lost",
    "duplicated",
    "reordered",
    "repeated",
    "twice",
    "given up",
    "violations",
)


def parser() -> argparse.ArgumentParser:
    """Return the reader of the command line."""
    reader = argparse.ArgumentParser("python -m faults", description="Kills, and compares the books.")
    reader.add_argument("--cycles", type=int, default=100, help="kills at random moments on each database")
    reader.add_argument("--times", type=int, default=0, help="kills at each crash point on each database")
    reader.add_argument("--pairs", type=int, default=0, help="rounds of two processes of which one is killed or asleep")
    reader.add_argument("--database", choices=["sqlite", "mariadb", "both"], default="both")
    reader.add_argument("--seed", type=int, default=0, help="0: another one each time")
    return reader


async def run(kind: str, story: Callable[[Shop], Awaitable[Report]]) -> Report:
    """Run a story with an empty database."""
    with tempfile.TemporaryDirectory(prefix="cauce-faults-") as folder:
        async with opened(kind, Path(folder)) as shop:
            return await story(shop)


def stories(wanted: argparse.Namespace, kind: str, seed: int) -> list[Callable[[Shop], Awaitable[Report]]]:
    """Return what is to be run on a database."""
    found: list[Callable[[Shop], Awaitable[Report]]] = []
    for start in range(0, wanted.cycles, PART):
        cycles = min(PART, wanted.cycles - start)
        found.append(lambda shop, cycles=cycles, seed=seed + start: kill_at_random(shop, cycles, seed))  # type: ignore[misc]
    if wanted.times:
        found.append(lambda shop: kill_at_points(shop, list(POINTS), wanted.times))
    if kind == "mariadb":
        found += [lambda shop, sleeps=bool(n % 2): two_processes(shop, sleeps=sleeps) for n in range(wanted.pairs)]  # type: ignore[misc]
    return found


def main() -> int:
    """Run everything that is wanted, and print what came out."""
    wanted = parser().parse_args()
    seed = wanted.seed or int(time.time())
    kinds = databases.KINDS if wanted.database == "both" else [wanted.database]
    broken = 0
    for kind in kinds:
        databases.prepare(kind)
        total: Counter[str] = Counter()
        began = time.monotonic()
        for story in stories(wanted, kind, seed):
            report = asyncio.run(run(kind, story))
            total.update(report.figures)
            broken += len(report.violations)
            for name, told in report.violations[:20]:
                sys.stdout.write(f"{kind}: {name}: {told}\n")
            figures = ", ".join(f"{name} {total[name]}" for name in FIGURES)
            sys.stdout.write(f"{kind}: {figures} after {time.monotonic() - began:.0f} s, seed {seed}\n")
            sys.stdout.flush()
    return int(broken > 0)


if __name__ == "__main__":
    raise SystemExit(main())
