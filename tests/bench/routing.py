"""Routing under weight: 10,000 who wait in 20 areas with 200 operators, how fast they are given, and by how many statements.

`python tests/bench/routing.py [--database sqlite|mariadb|both] [--waiting 10000] [--operators 200] [--areas 20]`. Prints a
line of JSON per database: seconds to note who waits and to give everything, conversations per second, statements per 1,000
given, the longest and the median
transaction, and what the median one costs this process's processor, which tells of a busy machine, too. A loop that asks for each conversation by itself, as routing would do
without sets, is run beside it for as many as `--beside` says, and the ratio of both is printed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import databases
from cauce import Acts
from cauce.store.connection import Connection
from cauce_plugins.routing import draining, hearing
from routing_rig import Floor, floor


class Counted:
    """A connection that counts what it is asked."""

    def __init__(self, db: Connection) -> None:
        self._db = db
        self.statements = 0

    def __getattr__(self, name: str) -> Any:
        """Be the connection in everything else."""
        return getattr(self._db, name)

    def execute(self, *given: Any) -> Any:
        """Run one statement."""
        self.statements += 1
        return self._db.execute(*given)

    def executemany(self, *given: Any) -> Any:
        """Run one for many rows."""
        self.statements += 1
        return self._db.executemany(*given)


class Meter:
    """How many statements were run, how long each transaction took, and how long of that it was worked on."""

    def __init__(self) -> None:
        self.statements = 0
        self.spans: list[float] = []
        self.work: list[float] = []

    async def act(self, floor: Floor, work: Callable[[Acts], Any]) -> Any:
        """Do something, and measure it."""

        def counted(acts: Acts) -> Any:
            began, worked = time.perf_counter(), time.thread_time()
            db = Counted(acts.db)
            acts.db = acts._step.db = db
            try:
                return work(acts)
            finally:
                self.statements += db.statements
                self.spans.append(time.perf_counter() - began)
                self.work.append(time.thread_time() - worked)

        return await floor.host.act(counted)


def fill(db: Connection, waiting: int, operators: int, areas: int) -> None:
    """Store who waits and who works, by bulk."""
    now = 1_700_000_000_000
    db.execute("INSERT INTO channels (name, transport, created_at) VALUES ('linea', 'record', 1)")
    [(channel,)] = db.execute("SELECT id FROM channels").fetchall()
    db.executemany(
        "INSERT INTO areas (name, description, active, colour, created_at, updated_at) VALUES (?, '', 1, '', 1, 1)",
        [(f"Area {n}",) for n in range(areas)],
    )
    names = dict(db.execute("SELECT name, id FROM areas").fetchall())
    [(role,)] = db.execute("SELECT id FROM roles WHERE name = 'OPERATOR'").fetchall()
    db.executemany(
        "INSERT INTO users (username, name, password, role_id, active, locale, presence, capacity, created_at, updated_at) "
        "VALUES (?, ?, '', ?, 1, 'es', 'available', 0, 1, 1)",
        [(f"u{n}", f"Persona {n}", role) for n in range(operators)],
    )
    users = [row[0] for row in db.execute("SELECT id FROM users ORDER BY id")]
    db.executemany(
        "INSERT INTO memberships (user_id, area_id, created_at) VALUES (?, ?, 1)",
        [(user, names[f"Area {n % areas}"]) for n, user in enumerate(users)],
    )
    db.executemany(
        "INSERT INTO logins (hash, user_id, created_at, seen_at, ends_at, address, agent) VALUES (?, ?, 1, ?, ?, '', '')",
        [(f"h{user}", user, 10**15, 10**15) for user in users],
    )
    db.executemany(
        "INSERT INTO contacts (id, name, fields, created_at, updated_at) VALUES (?, 'x', '{}', 1, 1)",
        [(n,) for n in range(1, waiting + 1)],
    )
    db.executemany(
        "INSERT INTO identities (id, contact_id, channel_id, kind, value, created_at) VALUES (?, ?, ?, 'visitor', ?, 1)",
        [(n, n, channel, f"v{n}") for n in range(1, waiting + 1)],
    )
    db.executemany(
        "INSERT INTO conversations (id, channel_id, contact_id, identity_id, opened, owner, area, note, tags, seq, opened_at, "
        "active_at) VALUES (?, ?, ?, ?, 1, 'queue', ?, '', '[]', 0, ?, ?)",
        [(n, channel, n, n, f"Area {n % areas}", now + n, now + n) for n in range(1, waiting + 1)],
    )


async def one_by_one(floor: Floor, areas: int, most: int) -> tuple[int, float, Meter]:
    """Give as many as that in pieces of one: what each conversation costs without sets."""
    meter, given, began, draining.PIECE = Meter(), 0, time.perf_counter(), 1
    try:
        while given < most:
            area = f"Area {given % areas}"
            given += (await meter.act(floor, lambda acts, area=area: draining.piece(acts, floor.host, area))).given
    finally:
        draining.PIECE = 64
    return given, time.perf_counter() - began, meter


async def measure(kind: str, folder: Path, asked: argparse.Namespace) -> dict[str, Any]:
    """Give all of them on one database."""
    async with floor(kind, folder, capacity=0) as one:
        await one.database.write(lambda db: fill(db, asked.waiting, asked.operators, asked.areas))
        began = time.perf_counter()
        await one.host.act(lambda acts: hearing.note(acts, one.host))
        noted = time.perf_counter() - began
        beside, beside_seconds, alone = await one_by_one(one, asked.areas, asked.beside)
        meter, given, began = Meter(), 0, time.perf_counter()
        for number in range(asked.areas):
            after: Any = draining.FIRST
            while after is not None:
                work = lambda acts, area=f"Area {number}", place=after: draining.piece(acts, one.host, area, place)  # noqa: E731
                done = await meter.act(one, work)
                given, after = given + done.given, done.after
        seconds = time.perf_counter() - began
        [(left,)] = await one.sql("SELECT COUNT(*) FROM conversations WHERE owner = 'queue'")
        [(twice,)] = await one.sql(
            "SELECT COUNT(*) - COUNT(DISTINCT stream) FROM events WHERE type = 'conversation.assigned'"
        )
    rate, alone_rate = given / seconds, beside / beside_seconds
    return {
        "database": kind, "given": given + beside, "left": left, "twice": twice, "noted_s": round(noted, 3),
        "seconds": round(seconds, 2), "per_second": round(rate), "statements_per_1000": round(meter.statements * 1000 / given),
        "transaction_ms": {"median": round(statistics.median(meter.spans) * 1000, 1), "most": round(max(meter.spans) * 1000, 1)},
        "transaction_cpu_ms": round(statistics.median(meter.work) * 1000, 1),
        "one_by_one": {"per_second": round(alone_rate), "statements_per_1000": round(alone.statements * 1000 / beside)},
        "ratio": round(rate / alone_rate, 1),
    }  # fmt: skip


def main() -> None:
    """Measure on each database that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "mariadb", "both"), default="both")
    parser.add_argument("--waiting", type=int, default=10_000)
    parser.add_argument("--operators", type=int, default=200)
    parser.add_argument("--areas", type=int, default=20)
    parser.add_argument("--beside", type=int, default=400)
    asked = parser.parse_args()
    for kind in databases.KINDS if asked.database == "both" else [asked.database]:
        databases.prepare(kind)
        with tempfile.TemporaryDirectory() as folder:
            sys.stdout.write(json.dumps(asyncio.run(measure(kind, Path(folder), asked))) + "\n")


if __name__ == "__main__":
    main()
