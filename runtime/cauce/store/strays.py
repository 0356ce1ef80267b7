"""Strays: statuses of messages that nobody here knows yet. The answer to their sending may still be on its way."""

from __future__ import annotations

from dataclasses import dataclass

from cauce.store.connection import Connection
from cauce.store.dialect import upsert

KEEP_MS = 24 * 3600 * 1000
"""How long one is kept: after that it is somebody else's."""

_ADD = upsert(
    "INSERT INTO strays (channel_id, provider_id, status, error, at, received_at) VALUES (?, ?, ?, ?, ?, ?)",
    ["channel_id", "provider_id", "status"],
)


@dataclass(frozen=True, slots=True)
class Stray:
    """A status: of a channel, the network's id of the message, `sent delivered read played failed`, when, and why it failed."""

    channel: int
    provider_id: str
    status: str
    at: int
    error: str = ""


def add(db: Connection, stray: Stray, now: int) -> None:
    """Keep a status. The same one again is the same."""
    db.execute(
        _ADD[db.dialect], (stray.channel, stray.provider_id, stray.status, stray.error[:191] or None, stray.at, now)
    )


def known_by_now(db: Connection, limit: int) -> list[tuple[int, Stray]]:
    """Return (id, status) of those whose message is known by now, the oldest first."""
    rows = db.execute(
        "SELECT s.id, s.channel_id, s.provider_id, s.status, s.at, COALESCE(s.error, '') FROM strays s "
        "JOIN messages m ON m.channel_id = s.channel_id AND m.direction = 'out' AND m.provider_id = s.provider_id "
        "ORDER BY s.id LIMIT ?",
        (limit,),
    )
    return [(row[0], Stray(*row[1:])) for row in rows]


def remove(db: Connection, row: int) -> None:
    """Forget one."""
    db.execute("DELETE FROM strays WHERE id = ?", (row,))


def expire(db: Connection, now: int) -> int:
    """Forget those that have been kept long enough, and return how many they were."""
    return db.execute("DELETE FROM strays WHERE received_at < ?", (now - KEEP_MS,)).rowcount
