"""The dashboard under weight: how long each question takes with what 2 million messages amount to, on both databases.

`python tests/bench/dashboard.py [--database sqlite|mariadb|both] [--conversations 100000] [--messages 2000000] [--asked 40]`.
The desk is that of `desk_corpus`; what happens in it goes through the plugin's own fold into its own tables. The messages
themselves are not stored: no question of the dashboard reads them. What is asked goes through `cauce run`, one request after the
other. Prints a line of JSON per question, then a table beside the goal.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench import servers
from bench.desk import Caller, table
from bench.desk_corpus import AREAS, TWINS, Desk, _enter, _insert, _people, _staff, area_of, vocabulary
from bench.figures import Goal, Row, tell
from bench.machine import percentile
from bench.servers import Bench, fresh_database
from cauce.access import areas as area_rules
from cauce.access import roles, users
from cauce.access.door import Access, Lasting
from cauce.clock import SystemClock
from cauce.store.address import backend_at
from cauce.store.backend import Backend
from cauce.store.connection import Connection
from cauce.store.database import Database
from cauce.store.mysql import Mysql
from cauce.store.users import User
from cauce_plugins.dashboard import keeping, talk
from cauce_plugins.dashboard.fold import fold
from cauce_plugins.dashboard.ledger import Ledger, Page
from cauce_plugins.dashboard.taking_up import Known
from cauce_plugins.dashboard.talk import Heard, Talk

WITHIN = Goal(300, at_least=False)
BEGAN, EVERY = 1_700_000_000_000, 3000
WHOLE = {"from": "2023-11-01", "to": "2024-01-31"}
MONTH = {"from": "2023-12-01", "to": "2023-12-31"}
ZONE = {"zone": "America/Santiago"}
NODES = 40
PIECE = 10_000
"""How many conversations are counted together."""

QUESTIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "live": ("live", {}), "activity": ("activity", {}), "summary, a month": ("summary", MONTH),
    "summary, all": ("summary", {**WHOLE, **ZONE}), "summary, all, an area": ("summary", {**WHOLE, "area": "Area 0"}),
    "timeline, a month by hour": ("timeline", {**MONTH, **ZONE, "by": "hour"}),
    "timeline, all by day": ("timeline", {**WHOLE, **ZONE, "by": "day"}),
    "timeline, all by day, Kathmandu": ("timeline", {**WHOLE, "zone": "Asia/Kathmandu", "by": "day"}),
    "timeline, all by month, an area": ("timeline", {**WHOLE, **ZONE, "by": "month", "area": "Area 0"}),
    "by area, all": ("by-area", {**WHOLE, **ZONE}), "by operator, all": ("by-operator", {**WHOLE, **ZONE}),
    "by operator, all, an area": ("by-operator", {**WHOLE, **ZONE, "area": "Area 5"}),
    "by group, all": ("by-group", WHOLE), "by contact, all": ("by-contact", WHOLE), "by contact, a month": ("by-contact", MONTH),
    "by flow, all": ("by-flow", {**WHOLE, **ZONE}), "nodes, all": ("flows/mesa/nodes", {**WHOLE, **ZONE}),
    "current month": ("current-month", {}), "monthly": ("monthly", {}),
}  # fmt: skip


def build(place: Backend, conversations: int, messages: int) -> Desk:
    """Make the desk in an empty database that is up to date, and count what happens in it."""
    desk = Desk(conversations, messages, vocabulary())
    asyncio.run(_all_staff(place, desk))
    db = place.connect()
    if db.dialect == "mysql":
        db.execute("SET SESSION foreign_key_checks = 0, max_statement_time = 0, idle_transaction_timeout = 0")
    else:
        db.execute("PRAGMA synchronous = OFF")
    _people(db, desk, random.Random(2))
    _count(db, desk)
    _insert(
        db, "events (stream, seq, type, data, at)",
        (f"('conversation:{1 + one * 37 % conversations}',{one},'message.new','{{}}',{BEGAN + one})" for one in range(1, 20_001)),
    )  # fmt: skip
    if db.dialect == "mysql":
        names = ", ".join(f"dashboard_{name}" for name in ("counts", "spans", "deeds", "steps", "conversations"))
        db.execute(f"ANALYZE TABLE conversations, contacts, {names}").fetchall()
    db.close()
    return desk


async def _all_staff(place: Backend, desk: Desk) -> None:
    """Make those of the corpus, and some who see the figures of two areas only."""
    await _staff(place, desk)
    database = Database(place)
    database.open()
    access = Access(database, SystemClock(), Lasting())
    await access.start()
    root = access.console()
    await access.do(root, "", roles.add, "LOOKS", ("dashboard.read", "conversations.read"))
    for number in range(TWINS):
        user = await access.do(root, "", users.add, User(0, f"looks{number}", None, "", "LOOKS"), "no hash")
        for room in (6, 13):
            await access.do(root, "", area_rules.join, room, user.id)
        desk.cookies.setdefault("looks", []).append(await _enter(database, user.id))
    access.close()
    await database.close()


def _count(db: Connection, desk: Desk) -> None:
    """Count everything that happens, a few conversations at a time."""
    chance = random.Random(3)
    said: list[list[int]] = [[] for _ in range(desk.conversations + 1)]
    for one in range(1, desk.messages + 1):
        about = one * desk.conversations / desk.messages + chance.gauss(0, desk.conversations / 50)
        said[min(desk.conversations, max(1, int(about)))].append(BEGAN + one * EVERY * 2_000_000 // desk.messages)
    for first in range(1, desk.conversations + 1, PIECE):
        ledger, piece = Ledger(), range(first, min(first + PIECE, desk.conversations + 1))
        talks = [_talk(one, said[one], ledger, chance) for one in piece if said[one]]
        db.begin()
        keeping.keep(db, ledger)
        keeping.keep_talks(db, talks)
        db.commit()


def _talk(one: int, said: list[int], ledger: Ledger, chance: random.Random) -> tuple[Known, Talk]:
    """Let a conversation happen: the bot leads through its flow, three in five come to an area, most are closed."""
    channel = 1 + one % 2
    known = Known(one, channel, one, said[0], 0, f"grupo {one % 50}")
    found, page = talk.opened(said[0]), Page(ledger, channel)
    for seq, (kind, data, at, author, user) in enumerate(_happens(one, said, chance), 1):
        fold(found, Heard(seq, kind, data, at, author, user), page)
    return known, found


def _happens(one: int, said: list[int], chance: random.Random) -> Iterator[tuple[str, dict[str, Any], int, str, int]]:
    room, operator = area_of(one), chance.randrange(TWINS * 3) + 1
    given = len(said) // 3 if room is not None else len(said)
    yield "run.started", {"flow": "mesa", "revision": f"r{one * 5 // 100_001}"}, said[0], "", 0
    for place, at in enumerate(said):
        if place == given:
            to = {"owner": "queue", "area": f"Area {room}", "assignee": None}
            yield "conversation.queued", {"to": to, "node": "n1"}, at, "", 0
        if place == given + 1:
            to = {"owner": "human", "area": f"Area {room}", "assignee": operator}
            yield "conversation.taken", {"to": to, "who": operator}, at, "", 0
        if place % 2:
            bot = place <= given
            node, after = f"n{chance.randrange(NODES)}", f"n{chance.randrange(NODES)}"
            walk = {"walk": {"edges": [[node, f"{chance.randrange(3)}"]], "at": [after]}} if bot else {}
            yield "message.new", walk, at, "bot" if bot else "human", 0 if bot else operator
        else:
            yield "message.new", {}, at, "contact", 0
    if chance.random() < 0.7:
        yield "conversation.closed", {"who": operator if given < len(said) else None}, said[-1] + 60_000, "", 0


def measure(port: int, desk: Desk, database: str, count: int) -> list[Row]:
    """Ask everything, and return the figures."""
    ask, rows = Caller(port, desk), []
    for who, (name, (path, query)) in itertools.product(("supervisor", "looks"), QUESTIONS.items()):
        took = [ask(who, f"/api/dashboard/{path}", query)[0] for _ in range(count)]
        p50, p95 = percentile(took, 0.5), percentile(took, 0.95)
        tell(database=database, what=f"{name}, {who}", p50_ms=p50, p95_ms=p95, max_ms=max(took), count=count)
        rows.append(Row(f"{name}, {who}", database, "", "ms", p95, p50, WITHIN))
    return rows


def run(bench: Bench, chosen: argparse.Namespace) -> list[Row]:
    """Make the database, serve it and ask."""
    with fresh_database(bench) as (folder, url):
        address = url or f"sqlite:///{folder / 'cauce.db'}"
        place = backend_at(address, _tables())
        place = Mysql(place.address, 600, _tables()) if isinstance(place, Mysql) else place
        began = time.perf_counter()
        place.prepare()
        desk = build(place, chosen.conversations, chosen.messages)
        place.release()
        db = place.connect()
        sizes = {
            name: db.execute(f"SELECT COUNT(*) FROM dashboard_{name}").fetchone()[0]
            for name in ("counts", "spans", "deeds", "steps", "conversations")
        }
        db.close()
        tell(database=bench.database, built_in_s=time.perf_counter() - began, areas=AREAS, rows=json.dumps(sizes))
        with servers.desk(bench, folder, address) as port:
            return measure(port, desk, bench.database, chosen.asked)


def _tables() -> Any:
    from databases import built_in

    return built_in()


def main() -> None:
    """Read the options, measure, and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--database", choices=("sqlite", "mariadb", "both"), default="both")
    options.add_argument("--conversations", type=int, default=100_000)
    options.add_argument("--messages", type=int, default=2_000_000)
    options.add_argument("--asked", type=int, default=40)
    options.add_argument("--folder", type=Path, default=Path.cwd())
    options.add_argument("--mysql", default="mysql://root@127.0.0.1:3306")
    chosen = options.parse_args()
    rows = []
    for name in ("sqlite", "mariadb") if chosen.database == "both" else (chosen.database,):
        rows += run(Bench(chosen.folder, chosen.mysql if name == "mariadb" else ""), chosen)
    sys.stdout.write(f"\n{table(rows)}\n")


if __name__ == "__main__":
    main()
