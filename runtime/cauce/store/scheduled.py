"""What is to be said at a time: until then it waits, then it is said once, or held with the reason."""

from __future__ import annotations

from dataclasses import dataclass

from cauce.store.connection import Connection


@dataclass(frozen=True, slots=True)
class Scheduled:
    """One of them. wish: what was asked for, as JSON. state: waiting, sent, held or cancelled. message: what became of it."""

    id: int
    conversation: int
    user: int
    name: str
    wish: str
    at: int
    state: str
    reason: str | None
    message: int | None
    created_at: int
    updated_at: int


_SELECT = (
    "SELECT s.id, s.conversation_id, s.user_id, COALESCE(NULLIF(u.name, ''), u.username), s.wish, s.at, s.state, s.reason, "
    "s.message_id, s.created_at, s.updated_at FROM scheduled s JOIN users u ON u.id = s.user_id WHERE "
)
_GET = _SELECT + "s.id = ? AND s.conversation_id = ?"
_PAGE = _SELECT + "s.conversation_id = ? AND s.id < ? ORDER BY s.id DESC LIMIT ?"
_EVER = 2**62


def add(db: Connection, conversation: int, user: int, wish: str, at: int, now: int) -> int:  # noqa: PLR0913, PLR0917
    """Store one that waits, and return its id."""
    cursor = db.execute(
        "INSERT INTO scheduled (conversation_id, user_id, wish, at, state, created_at, updated_at) "
        "VALUES (?, ?, ?, ?, 'waiting', ?, ?)",
        (conversation, user, wish, at, now, now),
    )
    assert cursor.lastrowid
    return cursor.lastrowid


def get(db: Connection, conversation: int, row: int) -> Scheduled | None:
    """Return one of a conversation."""
    found = db.execute(_GET, (row, conversation)).fetchone()
    return Scheduled(*found) if found else None


def page(db: Connection, conversation: int, before: int | None, limit: int) -> list[Scheduled]:
    """Return those of a conversation, the last made first."""
    return [Scheduled(*row) for row in db.execute(_PAGE, (conversation, before or _EVER, limit))]


def count_waiting(db: Connection, conversation: int) -> int:
    """Return how many of a conversation still wait."""
    row = db.execute("SELECT COUNT(*) FROM scheduled WHERE conversation_id = ? AND state = 'waiting'", (conversation,))
    return int(row.fetchone()[0])


def change(db: Connection, row: int, wish: str, at: int, now: int) -> bool:
    """Let one say something else, or at another time; one that was held waits again. False where it is over."""
    cursor = db.execute(
        "UPDATE scheduled SET wish = ?, at = ?, state = 'waiting', reason = NULL, updated_at = ? "
        "WHERE id = ? AND state IN ('waiting', 'held')",
        (wish, at, now, row),
    )
    return cursor.rowcount > 0


def cancel(db: Connection, row: int, now: int) -> bool:
    """Let one never be said. False where it is over."""
    cursor = db.execute(
        "UPDATE scheduled SET state = 'cancelled', reason = NULL, updated_at = ? WHERE id = ? AND state IN ('waiting', 'held')",
        (now, row),
    )
    return cursor.rowcount > 0


def next_waiting(db: Connection, limit: int) -> list[tuple[int, int, int]]:
    """Return (id, conversation, time) of those that wait, the longest due first."""
    return db.execute(
        "SELECT id, conversation_id, at FROM scheduled WHERE state = 'waiting' ORDER BY at, id LIMIT ?", (limit,)
    ).fetchall()


def take(db: Connection, row: int, now: int) -> bool:
    """Take one whose time has come, so that nobody else does. False where somebody did, or where it waits for another time."""
    cursor = db.execute(
        "UPDATE scheduled SET state = 'sent', updated_at = ? WHERE id = ? AND state = 'waiting' AND at <= ?",
        (now, row, now),
    )
    return cursor.rowcount > 0


def became(db: Connection, row: int, message: int) -> None:
    """Store as which message it was said."""
    db.execute("UPDATE scheduled SET message_id = ? WHERE id = ?", (message, row))


def hold(db: Connection, row: int, reason: str) -> None:
    """Store that one that was taken is not said, and why."""
    db.execute("UPDATE scheduled SET state = 'held', reason = ? WHERE id = ?", (reason, row))
