"""The inbox: what came in and is not yet done. A key that is known already is the same thing come twice."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from cauce.store import rows
from cauce.store.connection import Connection
from cauce.store.dialect import upsert

TRIES = 3
"""How often a step is tried before what caused it is set aside."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row whose turn it is. `payload` is JSON; `kind` says what of: `message` or `answer`."""

    id: int
    kind: str
    key: str
    payload: str = ""
    attempts: int = 0
    due_at: int = 0


_INTO = "INSERT INTO inbox (channel_id, `key`, kind, body, state, attempts, due_at, received_at, done_at)"
_ADD = upsert(f"{_INTO} VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", ["channel_id", "`key`"])
_PARK = upsert(
    "INSERT INTO inbox (channel_id, `key`, kind, body, state, error, attempts, due_at, received_at) "
    "VALUES (?, ?, 'body', ?, 'parked', ?, 0, 0, ?)",
    ["channel_id", "`key`"],
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A message that came in: its channel, its key, and the body that it came in, None where another row has it."""

    channel: int
    key: str
    body: bytes | None


def add_messages(db: Connection, entries: Sequence[Entry], now: int) -> list[int | None]:
    """Store messages that came in as done, for they are about to be. Returns an id for each, None for a known one.

    Of those that came in one and the same body, the first that is new has it.

    One that another process stores at this moment is a collision: the job runs again.
    """
    known = _known(db, entries)
    fresh: dict[tuple[int, str], Entry] = {}
    for entry in entries:
        if (entry.channel, entry.key) not in known:
            fresh.setdefault((entry.channel, entry.key), entry)
    kept: set[int] = set()
    values = [
        (one.channel, one.key, "message", _first(one.body, kept), "done", 0, 0, now, now) for one in fresh.values()
    ]
    ids: dict[tuple[int, str], int] = dict(zip(fresh, rows.insert(db, _INTO, values), strict=True))
    return [ids.pop((entry.channel, entry.key), None) for entry in entries]


def _first(body: bytes | None, kept: set[int]) -> bytes | None:
    """Return a body the first time, None after that."""
    if id(body) in kept:
        return None
    kept.add(id(body))
    return body


def _known(db: Connection, entries: Sequence[Entry]) -> set[tuple[int, str]]:
    found: set[tuple[int, str]] = set()
    for channel in {entry.channel for entry in entries}:
        for part in rows.parts(db, [entry.key for entry in entries if entry.channel == channel]):
            sql = f"SELECT `key` FROM inbox WHERE channel_id = ? AND `key` IN ({rows.marks(part)})"  # noqa: S608 - ours
            found.update((channel, row[0]) for row in db.execute(sql, [channel, *part]))
    return found


def add_answer(db: Connection, channel: int, key: str, now: int) -> int | None:
    """Store the answer of a call in the same way."""
    cursor = db.execute(_ADD[db.dialect], (channel, key, "answer", None, "done", 0, 0, now, now))
    return cursor.lastrowid if cursor.rowcount else None


def add_said(db: Connection, channel: int, key: str, payload: str, now: int) -> None:
    """Store that an operator asked for something under a key, with what was made of it."""
    row = add_answer(db, channel, key, now)
    db.execute("UPDATE inbox SET kind = 'said', payload = ? WHERE id = ?", (payload, row))


def find_said(db: Connection, channel: int, key: str) -> str | None:
    """Return what was made of what an operator asked for under a key, None where nothing was."""
    row = db.execute(
        "SELECT payload FROM inbox WHERE channel_id = ? AND `key` = ? AND kind = 'said'", (channel, key)
    ).fetchone()
    return row[0] if row else None


def park_body(db: Connection, channel: int, body: bytes, reason: str, now: int) -> bool:
    """Set aside a body that could not be read. False where the same one is there already."""
    key = f"body:{hashlib.sha256(body).hexdigest()}"
    cursor = db.execute(_PARK[db.dialect], (channel, key, body, reason[:2000], now))
    return cursor.rowcount > 0


def wait(db: Connection, row: int, conversation: int, payload: str) -> None:
    """Let a row wait for its turn in a conversation, with what was made of it."""
    db.execute(
        "UPDATE inbox SET state = 'waiting', conversation_id = ?, payload = ?, done_at = NULL WHERE id = ?",
        (conversation, payload, row),
    )


def finish(db: Connection, row: int, conversation: int, now: int) -> None:
    """Record that a row is done."""
    db.execute(
        "UPDATE inbox SET state = 'done', conversation_id = ?, payload = NULL, done_at = ?, error = NULL WHERE id = ?",
        (conversation, now, row),
    )


def fail(db: Connection, row: Waiting, conversation: int, error: str, due_at: int) -> bool:
    """Record that a step failed. False where it was the last try: the row is parked and the conversation goes on."""
    db.execute(
        "UPDATE inbox SET state = CASE WHEN attempts + 1 >= ? THEN 'parked' ELSE 'waiting' END, "
        "attempts = attempts + 1, conversation_id = ?, payload = ?, error = ?, due_at = ?, done_at = NULL WHERE id = ?",
        (TRIES, conversation, row.payload, error[:2000], due_at, row.id),
    )
    return bool(db.execute("SELECT state = 'waiting' FROM inbox WHERE id = ?", (row.id,)).fetchone()[0])


HELD = 2**62
"""When an answer is due that waits until the bot has its conversation again: at no time."""


def hold(db: Connection, row: int, conversation: int, payload: str | None) -> None:
    """Keep an answer for the day on which the bot has the conversation again: meanwhile nobody waits behind it."""
    db.execute(
        "UPDATE inbox SET state = 'waiting', conversation_id = ?, payload = ?, due_at = ?, done_at = NULL WHERE id = ?",
        (conversation, payload, HELD, row),
    )


def release(db: Connection, conversation: int) -> bool:
    """Let answers that were held have their turn. False where there are none."""
    cursor = db.execute(
        "UPDATE inbox SET due_at = 0 WHERE conversation_id = ? AND state = 'waiting' AND due_at = ?",
        (conversation, HELD),
    )
    return cursor.rowcount > 0


def next_of(db: Connection, conversation: int) -> Waiting | None:
    """Return the row whose turn it is in a conversation: answers first, then what came first."""
    row = db.execute(
        "SELECT id, kind, `key`, payload, attempts, due_at FROM inbox WHERE conversation_id = ? AND state = 'waiting' "
        "AND due_at < ? ORDER BY kind, id LIMIT 1",
        (conversation, HELD),
    ).fetchone()
    return Waiting(*row) if row else None


def release_all(db: Connection) -> None:
    """Do so in every conversation that the bot has."""
    db.execute(
        "UPDATE inbox SET due_at = 0 WHERE state = 'waiting' AND due_at = ? "
        "AND conversation_id IN (SELECT id FROM conversations WHERE opened = 1 AND owner = 'bot')",
        (HELD,),
    )


def conversations_waiting(db: Connection, now: int, limit: int, *, paused: bool = False) -> list[int]:
    """Return conversations with a row whose time has come, and that are not waiting for something else to come out.

    paused: whether what people say to the bot has to wait too.
    """
    rows = db.execute(
        "SELECT DISTINCT conversation_id FROM (SELECT b.conversation_id FROM inbox b "
        "JOIN conversations c ON c.id = b.conversation_id LEFT JOIN runs r ON r.conversation_id = c.id "
        "WHERE b.state = 'waiting' AND b.due_at <= ? "
        "AND NOT (b.kind = 'message' AND c.owner = 'bot' AND (COALESCE(r.wait, '') = 'answer' OR ? = 1)) "
        "ORDER BY b.due_at, b.id LIMIT ?) AS ready",
        (now, int(paused), limit),
    )
    return [row[0] for row in rows]


def next_due(db: Connection, now: int) -> int | None:
    """Return when the next failed step is tried again."""
    row = db.execute(
        "SELECT MIN(due_at) FROM inbox WHERE state = 'waiting' AND due_at > ? AND due_at < ?", (now, HELD)
    ).fetchone()
    return None if row[0] is None else int(row[0])
