"""What was set aside: messages whose step failed too often, and bodies that could not be read. For a person to look at."""

from __future__ import annotations

from dataclasses import dataclass

from cauce.store.connection import Connection


@dataclass(frozen=True, slots=True)
class Parked:
    """One of them.

    kind: `message`, `answer` (of a call) or `body` (unread). channel: its name. conversation: None for a body.
    payload: what was made of it, as JSON, "" where nothing was; body: as it came, None where another row has it.
    reason: why, to its last line. received_at: in milliseconds since 1970.
    """

    id: int
    kind: str
    channel: str
    key: str
    conversation: int | None
    received_at: int
    reason: str
    payload: str = ""
    body: bytes | None = None


_PARKED = (
    "SELECT b.id, b.kind, c.name, b.`key`, b.conversation_id, b.received_at, COALESCE(b.error, ''), "
    "COALESCE(b.payload, ''), b.body FROM inbox b JOIN channels c ON c.id = b.channel_id WHERE b.state = 'parked' "
)


def after(db: Connection, row: int, limit: int) -> list[Parked]:
    """Return what was set aside after a row, oldest first."""
    return [Parked(*found) for found in db.execute(f"{_PARKED} AND b.id > ? ORDER BY b.id LIMIT ?", (row, limit))]


def get(db: Connection, row: int) -> Parked | None:
    """Return one, None where there is none of that number."""
    found = db.execute(f"{_PARKED} AND b.id = ?", (row,)).fetchone()
    return Parked(*found) if found else None


def count(db: Connection) -> int:
    """Return how many there are."""
    return int(db.execute("SELECT COUNT(*) FROM inbox WHERE state = 'parked'").fetchone()[0])


def replay(db: Connection, row: int) -> bool:
    """Let a message or an answer take its turn again, with all its tries. False for what is not set aside, or unread."""
    changed = db.execute(
        "UPDATE inbox SET state = 'waiting', attempts = 0, due_at = 0, error = NULL "
        "WHERE id = ? AND state = 'parked' AND kind <> 'body'",
        (row,),
    )
    return changed.rowcount > 0


def drop(db: Connection, row: int, now: int) -> bool:
    """Give one up. It stays known, so that it does not come again. False for what is not set aside."""
    changed = db.execute("UPDATE inbox SET state = 'done', done_at = ? WHERE id = ? AND state = 'parked'", (now, row))
    return changed.rowcount > 0
