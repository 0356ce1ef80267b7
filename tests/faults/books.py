"""The books that are compared: what was acknowledged, what came in, what is to go out, what the platform was given."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cauce.store.connection import Connection
from faults.crowd import Crowd
from faults.platform_process import Said
from faults.shop import Shop

MESSAGES = """
SELECT m.id, c.name, i.value, m.direction, m.provider_id, m.body, m.status, m.repeated, m.error
FROM messages m JOIN conversations v ON v.id = m.conversation_id JOIN identities i ON i.id = v.identity_id
JOIN channels c ON c.id = m.channel_id ORDER BY m.id
"""
OPEN = """
SELECT (SELECT COUNT(*) FROM outbox WHERE done_at IS NULL) + (SELECT COUNT(*) FROM inbox WHERE state = 'waiting')
+ (SELECT COUNT(*) FROM runs WHERE flow = 'reloj' AND due IS NOT NULL) + (SELECT COUNT(*) FROM strays s JOIN messages m
ON m.channel_id = s.channel_id AND m.direction = 'out' AND m.provider_id = s.provider_id)
"""
"""What is still to be done. Strays of a message that was taken twice stay: it goes by one of its ids."""


@dataclass(frozen=True, slots=True)
class Row:
    """A message as it is stored, in the order of the commits of its person."""

    id: int
    channel: str
    person: str
    direction: str
    provider_id: str | None
    body: Mapping[str, Any]
    status: int
    repeated: bool
    error: str | None

    @property
    def text(self) -> str:
        """What it says."""
        return str(self.body.get("text", ""))

    @property
    def tag(self) -> str:
        """What its network is told of it."""
        return f"m{self.id}"


@dataclass
class Books:
    """All of it, read when nothing moves any more.

    inbox: (channel, id, state). outbox: (message, state, epoch, attempted_at). runs: person and state. news: (stream,
    message, status) in order. nodes: (epoch, pid, started_at, fenced_at). taken: how many statuses of each message of
    the platform were acknowledged. sends: (pid, when, tag) as each process noted before it sent.
    """

    inbox: Sequence[tuple[str, str, str]]
    messages: Sequence[Row]
    outbox: Sequence[tuple[int, str, int, int | None]]
    runs: Sequence[tuple[str, Mapping[str, Any]]]
    news: Sequence[tuple[str, int, str]]
    nodes: Sequence[tuple[int, int, int, int | None]]
    damage: Sequence[str]
    ledger: Sequence[Said] = ()
    told: Mapping[str, int] = field(default_factory=dict)
    sends: Sequence[tuple[int, int, str]] = ()


def stored(db: Connection) -> Books:
    """Read what is in the database."""
    inbox = db.execute(
        "SELECT c.name, i.`key`, i.state FROM inbox i JOIN channels c ON c.id = i.channel_id WHERE i.kind = 'message'"
    ).fetchall()
    messages = [
        Row(*row[:5], json.loads(row[5]), row[6], bool(row[7]), row[8]) for row in db.execute(MESSAGES).fetchall()
    ]
    outbox = db.execute("SELECT message_id, state, epoch, attempted_at FROM outbox ORDER BY id").fetchall()
    runs = db.execute(
        "SELECT i.value, r.state FROM runs r JOIN conversations v ON v.id = r.conversation_id "
        "JOIN identities i ON i.id = v.identity_id WHERE r.state IS NOT NULL AND r.flow = 'contador'"
    ).fetchall()
    events = db.execute("SELECT stream, data FROM events WHERE type = 'message.status' ORDER BY stream, seq").fetchall()
    news = [(stream, (data := json.loads(text))["message"], data["status"]) for stream, text in events]
    nodes = db.execute("SELECT id, pid, started_at, fenced_at FROM nodes ORDER BY id").fetchall()
    states = [(person, json.loads(text)) for person, text in runs]
    return Books(inbox, messages, outbox, states, news, nodes, damage(db))


def damage(db: Connection) -> Sequence[str]:
    """Return what the database itself finds wrong with its files."""
    if db.dialect == "sqlite":
        found = [row[0] for row in db.execute("PRAGMA integrity_check").fetchall() if row[0] != "ok"]
        return [*found, *(f"foreign key of {row[0]}" for row in db.execute("PRAGMA foreign_key_check").fetchall())]
    tables = [row[0] for row in db.execute("SHOW TABLES").fetchall()]
    checks = [row for table in tables for row in db.execute(f"CHECK TABLE `{table}`").fetchall()]
    return [f"{row[0]}: {row[3]}" for row in checks if row[2] != "note" and row[3] != "OK"]


def noted(shop: Shop) -> Sequence[tuple[int, int, str]]:
    """Return what the processes noted before each send."""
    file = shop.folder / "sends.log"
    lines = file.read_text("utf-8").splitlines() if file.exists() else []
    return [(int(pid), int(at), tag) for pid, at, tag in (line.split() for line in lines)]


def once_ledger(shop: Shop) -> Sequence[Said]:
    """Return what the idempotent channel was given. A second copy is dropped by its network, so it is not here."""
    file = shop.folder / "once.log"
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.exists() else []
    first = {line["id"]: line for line in reversed(lines)}
    kept = [line for place, line in enumerate(lines) if first[line["id"]] is line or place < 0]
    return [Said(at, line["who"], line["text"], line["id"], line["id"], None, "ok") for at, line in enumerate(kept)]


async def settled(shop: Shop, seconds: float = 600.0) -> None:
    """Wait until nothing is left to be done, and everything that the platform has to tell was acknowledged."""
    left: object = "the processes do not answer"
    try:
        async with asyncio.timeout(seconds):
            while left:
                left = await _left(shop)
                await asyncio.sleep(0.05 if left else 0)
    except TimeoutError:
        raise AssertionError(f"not settled after {seconds} s: {left}\n{shop.logs()}") from None


async def _left(shop: Shop) -> object:
    if rows := await asyncio.to_thread(shop.count, OPEN):
        return f"{rows} rows are open: {await asyncio.to_thread(_states, shop)}"
    ledger, told = await shop.platform.ledger(), await shop.platform.told()
    settings = await shop.platform.switches()
    wanted = len(settings["statuses"]) * settings["repeat"]
    if untold := [one.id for one in ledger if one.id and told.get(one.id, 0) < wanted]:
        return f"{len(untold)} messages have statuses that were not taken"
    return await asyncio.to_thread(shop.count, OPEN)


def _states(shop: Shop) -> object:
    with shop.books() as db:
        out = db.execute("SELECT state, kind, epoch, COUNT(*) FROM outbox WHERE done_at IS NULL GROUP BY 1, 2, 3")
        found = out.fetchall()
        return found, db.execute("SELECT state, COUNT(*) FROM inbox WHERE state <> 'done' GROUP BY 1").fetchall()


async def read(shop: Shop, crowd: Crowd) -> Books:
    """Read all the books."""

    def look() -> Books:
        with shop.books() as db:
            return stored(db)

    books = await asyncio.to_thread(look)
    books.ledger = [*await shop.platform.ledger(), *once_ledger(shop)]
    books.told = await shop.platform.told()
    books.sends = noted(shop)
    return books
