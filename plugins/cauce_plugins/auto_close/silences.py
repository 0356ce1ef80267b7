"""Silences in the database: which conversations are due, and how far each silence has got."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from cauce.desk import Condition
from cauce.sql import Connection, marks, parts, upsert
from cauce_plugins.auto_close.ladder import Case

PLUGIN = "auto_close"
"""By what name the events know what this plugin says."""

_COLUMNS = (
    "SELECT c.id, c.owner, c.area, n.name, c.tags, c.opened_at, s.since, s.rung, s.seen, "
    # An area that is closed may open whenever somebody says so.
    "CASE WHEN r.wait = 'opening' THEN COALESCE(r.due, 9007199254740991) WHEN r.wait IN ('clock', 'area') THEN r.due END "
    "FROM conversations c JOIN channels n ON n.id = c.channel_id "
    "LEFT JOIN auto_close_silences s ON s.conversation_id = c.id LEFT JOIN runs r ON r.conversation_id = c.id "
)
_NEW = (
    "SELECT c.id FROM conversations c LEFT JOIN auto_close_silences s ON s.conversation_id = c.id "
    "WHERE c.opened = 1 AND c.active_at <= ? AND (s.checked IS NULL OR s.checked <> c.seq) ORDER BY c.active_at LIMIT ?"
)
_DUE = (
    "SELECT s.conversation_id FROM auto_close_silences s JOIN conversations c ON c.id = s.conversation_id "
    "WHERE s.due_at <= ? AND c.opened = 1 ORDER BY s.due_at LIMIT ?"
)
_SOON = "WHERE c.opened = 1 AND s.checked = c.seq AND {seen} ORDER BY s.due_at LIMIT ?"
_LAST = "SELECT seq, type, data, at FROM events WHERE stream = ? AND seq < ? ORDER BY seq DESC LIMIT ?"
_KEEP = upsert(
    "INSERT INTO auto_close_silences (conversation_id, since, rung, seen, checked, due_at) VALUES (?, ?, ?, ?, ?, ?)",
    ["conversation_id"],
    ["since", "rung", "seen", "checked", "due_at"],
)
BREAKS = frozenset(
    f"conversation.{kind}" for kind in ("assigned", "opened", "queued", "reopened", "returned", "taken", "transferred")
)
"""What ends a silence besides words: that somebody else has the conversation."""
PAGE = 50
END = 2**62
FORGET = 500
"""How many rows of conversations that are closed are taken away at a time."""


@dataclass(frozen=True, slots=True)
class Silence:
    """A conversation and how long nothing happened in it.

    since: milliseconds since 1970. seen: the event that it began with. rung: steps taken. flow_due: when the flow goes on by
    itself, None where it waits for somebody.
    """

    conversation: int
    case: Case
    since: int
    seen: int
    rung: int
    flow_due: int | None


def waiting(db: Connection, now: int, before: int, limit: int) -> list[int]:
    """Return conversations to look at: those whose next step is due, and those silent since `before` that nobody looked at."""
    found = [row[0] for row in db.execute(_DUE, (now, limit))]
    return [*found, *(row[0] for row in db.execute(_NEW, (before, limit)))][:limit]


def find(db: Connection, conversation: int) -> Silence | None:
    """Return the silence of a conversation, None where it is closed."""
    row = db.execute(f"{_COLUMNS}WHERE c.id = ? AND c.opened = 1", (conversation,)).fetchone()
    if row is None:
        return None
    before, last = _silence(row), _broken(db, conversation)
    if last is None or last[0] == before.seen:
        return before
    return replace(before, seen=last[0], since=last[1], rung=0)


def _silence(row: Sequence[Any]) -> Silence:
    conversation, owner, area, channel, tags, opened, since, rung, seen, due = row
    case = Case(owner, area, channel, frozenset(json.loads(tags)))
    return Silence(conversation, case, opened if since is None else since, seen or 0, rung or 0, due)


def _broken(db: Connection, conversation: int) -> tuple[int, int] | None:
    """Return what broke the silence last, as the place and the time of its event; None where nothing ever did."""
    before = END
    while found := db.execute(_LAST, (f"conversation:{conversation}", before, PAGE)).fetchall():
        for seq, kind, data, at in found:
            if kind in BREAKS or (kind == "message.new" and json.loads(data).get("plugin") != PLUGIN):
                return seq, at
        before = found[-1][0]
    return None


def soon(db: Connection, seen: Condition, limit: int) -> list[Silence]:
    """Return the silences that somebody sees, the next due first."""
    return [_silence(row) for row in db.execute(_COLUMNS + _SOON.format(seen=seen.sql), (*seen.values, limit))]


def keep(db: Connection, silence: Silence, rung: int, due_at: int) -> None:
    """Store how far a silence has got, and when it is looked at again unless something happens before."""
    [checked] = db.execute("SELECT seq FROM conversations WHERE id = ?", (silence.conversation,)).fetchone()
    values = (silence.conversation, silence.since, rung, silence.seen, checked, due_at)
    db.execute(_KEEP[db.dialect], values)


def forget(db: Connection, now: int) -> int:
    """Take away what is of conversations that are closed. Returns how many rows that were."""
    found = db.execute(
        "SELECT s.id FROM auto_close_silences s JOIN conversations c ON c.id = s.conversation_id "
        "WHERE s.due_at <= ? AND c.opened IS NULL LIMIT ?",
        (now, FORGET),
    ).fetchall()
    for part in parts(db, [row[0] for row in found]):
        db.execute(f"DELETE FROM auto_close_silences WHERE id IN ({marks(part)})", part)  # noqa: S608 - ours
    return len(found)
