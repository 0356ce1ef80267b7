"""What an import costs: a file of contacts read, checked and stored over the real API, on each database.

Run it with `python tests/bench/imports.py [contacts]`: seconds of each step, rows a second, the most memory of the server
and of the child that reads, and how long the event loop was not listening. Goal: less than 100 ms at 50,000 contacts,
beside what a loop that has nothing to do suffers at the same time from whoever else is on the machine.
"""

from __future__ import annotations

import asyncio
import resource
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import databases
from contacts_rig import ROOT, People, serving

TICK = 0.005
GOAL_MS = 100.0


def say(line: str) -> None:
    """Say a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


class Lag:
    """How late a task is woken that sleeps for a moment, again and again, in milliseconds.

    found: by the clock, with what others take of the machine and what threads take of the interpreter. own: how much of a
    processor the loop itself used meanwhile, which is its own doing alone.
    """

    def __init__(self) -> None:
        self.found: list[float] = []
        self.own: list[float] = []

    async def watch(self) -> None:
        """Sleep and look, until it is cancelled."""
        while True:
            began, used = time.perf_counter(), time.thread_time()
            await asyncio.sleep(TICK)
            self.own.append((time.thread_time() - used) * 1000)
            self.found.append((time.perf_counter() - began - TICK) * 1000)

    def said(self) -> str:
        """Return the worst and the 99th of a hundred."""
        ordered = sorted(self.found)
        p99 = ordered[int(len(ordered) * 0.99)]
        return f"lag p99 {p99:.1f} ms, worst {ordered[-1]:.1f} ms, of its own {max(self.own):.1f} ms"

    @property
    def worst(self) -> float:
        """The longest time that the loop kept itself from listening."""
        return max(self.own)


@asynccontextmanager
async def watched(step: str, rows: int) -> AsyncIterator[Lag]:
    """Say how long a step took, and how the loop fared."""
    lag = Lag()
    watching = asyncio.create_task(lag.watch())
    began = time.perf_counter()
    yield lag
    seconds = time.perf_counter() - began
    watching.cancel()
    say(f"  {step:<8} {seconds:7.2f} s  {rows / seconds:9.0f} rows/s  {lag.said()}")


def peak(who: int) -> float:
    """Return the most memory that a process, or the greatest of its children, had so far, in MiB."""
    return resource.getrusage(who).ru_maxrss / 1024


def contacts(count: int) -> bytes:
    """Return a file of so many contacts."""
    lines = (f"595{981000000 + one},Sr,Carlos Gómez {one},Grupo {one % 20}" for one in range(count))
    return ("numero,sustantivo,nombre,grupo\n" + "\n".join(lines)).encode()


async def measure(people: People, count: int) -> float:
    """Import, import the same again, and export; return the worst lag of the event loop."""
    raw, worst = contacts(count), 0.0
    async with watched("idle", 0):
        # What the machine does to a loop that has nothing to do.
        await asyncio.sleep(5)
    for turn in ("first", "again"):
        say(f" {turn}: {count} contacts, {len(raw) / 1e6:.1f} MB")
        async with watched("dry run", count) as lag:
            told = await people.upload(raw)
        worst = max(worst, lag.worst)
        assert told.status == 201, told.body
        async with watched("commit", count) as lag:
            asked = await people.admin("POST", f"{ROOT}/imports/{told.body['id']}/commit")
            assert asked.status == 200
            while (await people.admin("GET", f"{ROOT}/imports/{told.body['id']}")).body["state"] != "done":
                await people.store()
        worst = max(worst, lag.worst)
        counts = (await people.admin("GET", f"{ROOT}/imports/{told.body['id']}")).body["counts"]
        say(f"  {counts}")
    for kind in ("csv", "xlsx"):
        async with watched(kind, count) as lag, people.admin.session.get(f"{ROOT}/export?format={kind}") as answer:
            size = sum([len(chunk) async for chunk in answer.content.iter_any()])
        worst = max(worst, lag.worst)
        say(f"  {size / 1e6:.1f} MB of {kind}")
    return worst


async def on(kind: str, count: int) -> None:
    """Measure on one database, and say the figures."""
    with tempfile.TemporaryDirectory() as folder:
        place = databases.fresh(kind, Path(folder))
        async with serving(place, Path(folder)) as people:
            before = peak(resource.RUSAGE_SELF)
            worst = await measure(people, count)
    grown = peak(resource.RUSAGE_SELF) - before
    child = peak(resource.RUSAGE_CHILDREN)
    verdict = "holds" if worst < GOAL_MS else "does not hold"
    say(f" server {before + grown:.0f} MiB at most, {grown:.0f} more than before; child {child:.0f} MiB at most")
    say(f" worst lag of its own doing {worst:.1f} ms: the goal of {GOAL_MS:.0f} ms {verdict}")


def main() -> None:
    """Measure on every database that there is."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    for kind in databases.KINDS:
        databases.prepare(kind)
        say(kind)
        asyncio.run(on(kind, count))


if __name__ == "__main__":
    main()
