"""Silences in the database: which conversations are due, and how far each silence has got."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cauce.desk import Condition
from cauce.sql import Connection, upsert
from cauce_plugins.auto_close.ladder import Case

_COLUMNS = (
    "SELECT c.id, c.owner, c.area, n.name, c.tags, c.active_at, s.since, s.rung, s.seen, r.due "
    "FROM conversations c JOIN channels n ON n.id = c.channel_id "
    "LEFT JOIN auto_close_silences s ON s.conversation_id = c.id LEFT JOIN runs r ON r.conversation_id = c.id "
)
_NEW = f"{_COLUMNS}WHERE c.opened = 1 AND c.active_at <= ? AND (s.seen IS NULL OR s.seen <> c.active_at) ORDER BY c.active_at LIMIT ?"
_DUE = (
    "SELECT s.conversation_id FROM auto_close_silences s JOIN conversations c ON c.id = s.conversation_id "
    "WHERE s.due_at <= ? AND c.opened = 1 AND c.active_at = s.seen ORDER BY s.due_at LIMIT ?"
)
_SOON = "WHERE c.opened = 1 AND s.seen = c.active_at AND {seen} ORDER BY s.due_at LIMIT ?"
_KEEP = upsert(
    "INSERT INTO auto_close_silences (conversation_id, since, rung, seen, due_at) VALUES (?, ?, ?, ?, ?)",
    ["conversation_id"],
    ["since", "rung", "seen", "due_at"],
)
FORGET = 500
"""How many rows of conversations that are closed are taken away at a time."""


@dataclass(frozen=True, slots=True)
class Silence:
    """A conversation and how long nobody spoke in it. since, active: milliseconds since 1970. rung: steps taken.

    flow_due: when the flow itself goes on, None where it does not.
    """

    conversation: int
    case: Case
    active: int
    since: int
    rung: int
    flow_due: int | None


def _silence(row: Sequence[Any]) -> Silence:
    conversation, owner, area, channel, tags, active, since, rung, seen, due = row
    case = Case(owner, area, channel, frozenset(json.loads(tags)))
    if seen == active:
        return Silence(conversation, case, active, since, rung, due)
    return Silence(conversation, case, active, active, 0, due)


def waiting(db: Connection, now: int, before: int, limit: int) -> list[int]:
    """Return conversations to look at: those whose next step is due, and those silent since `before` that nobody looked at."""
    found = [row[0] for row in db.execute(_DUE, (now, limit))]
    return [*found, *(row[0] for row in db.execute(_NEW, (before, limit)))][:limit]


def find(db: Connection, conversation: int) -> Silence | None:
    """Return the silence of a conversation, None where it is closed."""
    row = db.execute(f"{_COLUMNS}WHERE c.id = ? AND c.opened = 1", (conversation,)).fetchone()
    return _silence(row) if row else None


def soon(db: Connection, seen: Condition, limit: int) -> list[Silence]:
    """Return the silences that somebody sees, the next due first."""
    return [_silence(row) for row in db.execute(_COLUMNS + _SOON.format(seen=seen.sql), (*seen.values, limit))]


def keep(db: Connection, silence: Silence, rung: int, due_at: int) -> None:
    """Store how far a silence has got. What was done for it just now is no word of anybody."""
    row = db.execute("SELECT active_at FROM conversations WHERE id = ?", (silence.conversation,)).fetchone()
    db.execute(_KEEP[db.dialect], (silence.conversation, silence.since, rung, row[0], due_at))


def forget(db: Connection, now: int) -> int:
    """Take away what is of conversations that are closed. Returns how many rows that were."""
    found = db.execute(
        "SELECT s.id FROM auto_close_silences s JOIN conversations c ON c.id = s.conversation_id "
        "WHERE s.due_at <= ? AND c.opened IS NULL LIMIT ?",
        (now, FORGET),
    ).fetchall()
    if found:
        db.executemany("DELETE FROM auto_close_silences WHERE id = ?", found)
    return len(found)
