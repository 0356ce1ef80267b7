"""The outbox: effects on the outside that are not yet done, and how each try ended.

queued -> attempt (committed before anything leaves) -> sent | retry | failed | unknown. An attempt that its process does
not know of is one that nobody lived to tell the end of.

All that is open for a person carries one epoch: that of the process that says it. Another may take over what a process
that was given up has left, never what a living one has.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from cauce.store import rows
from cauce.store.connection import Connection
from cauce.store.dialect import locking


@dataclass(slots=True)
class Effect:
    """A row with all that it takes to carry it out.

    body: an `Outbound` as JSON for `say`, the call as JSON for `invoke`. address: of the person. repeated: whether it
    was said again already without anybody knowing how the first time ended.
    """

    id: int
    conversation: int
    identity: int
    channel: int
    kind: str
    message: int | None
    body: str
    state: str
    attempt: int
    due_at: int
    address: tuple[str, str]
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Ending:
    """How a try ended: `sent`, `failed`, `retry` or `unknown`, why, and when it is tried again, in milliseconds.

    counts: whether it was one of the tries that there are.
    """

    state: str
    error: str | None = None
    due_at: int = 0
    counts: bool = True


_ADD = (
    "INSERT INTO outbox (conversation_id, identity_id, channel_id, kind, message_id, payload, state, attempt, epoch, due_at, "
    "created_at, attempted_at)"
)


def add(db: Connection, effects: Sequence[tuple[Effect, int]], now: int) -> None:
    """Store effects, `queued` or already in their first `attempt`, each with the epoch that is to carry it out."""
    values = [
        (
            effect.conversation, effect.identity, effect.channel, effect.kind, effect.message,
            effect.body if effect.message is None else None, effect.state, effect.attempt, epoch, 0, now,
            now if effect.attempt else None,
        )
        for effect, epoch in effects
    ]  # fmt: skip
    for (effect, _), row in zip(effects, rows.insert(db, _ADD, values), strict=True):
        effect.id = row


def attempt(db: Connection, row: int, epoch: int, now: int) -> bool:
    """Record that a try begins. False where another process has it, or it is done."""
    cursor = db.execute(
        "UPDATE outbox SET state = 'attempt', attempt = attempt + 1, epoch = ?, attempted_at = ? "
        "WHERE id = ? AND state IN ('queued', 'retry', 'unknown') AND epoch = ?",
        (epoch, now, row, epoch),
    )
    return cursor.rowcount > 0


def settle(db: Connection, row: int, epoch: int, ending: Ending, now: int) -> bool:
    """Record how a try ended. False where the try was no longer ours."""
    done = now if ending.state in {"sent", "failed"} else None
    cursor = db.execute(
        "UPDATE outbox SET state = ?, error = ?, due_at = ?, done_at = ?, attempt = attempt - ? "
        "WHERE id = ? AND state = 'attempt' AND epoch = ?",
        (ending.state, ending.error and ending.error[:2000], ending.due_at, done, int(not ending.counts), row, epoch),
    )
    return cursor.rowcount > 0


def hasten(db: Connection, identity: int, message: int) -> None:
    """Let what nobody knew the end of be looked at now: something is known of it."""
    db.execute(_HASTEN, (identity, message))


def settle_sent(db: Connection, effects: Sequence[int], epoch: int, now: int) -> Collection[int]:
    """Record that tries ended well. Returns those that were still ours."""
    ours: list[int] = []
    for part in rows.parts(db, effects):
        which = f"id IN ({rows.marks(part)}) AND state = 'attempt' AND epoch = ?"
        found = db.execute(locking(f"SELECT id FROM outbox WHERE {which}")[db.dialect], [*part, epoch]).fetchall()  # noqa: S608 - ours
        ours += [row[0] for row in found]
    for part in rows.parts(db, ours):
        sql = f"UPDATE outbox SET state = 'sent', error = NULL, done_at = ? WHERE id IN ({rows.marks(part)})"  # noqa: S608 - ours
        db.execute(sql, [now, *part])
    return ours


def put_back(db: Connection, identity: int, epoch: int, first: int) -> None:
    """Queue again what a process has signed for a person, from a row on, and did not send."""
    db.execute(_PUT_BACK, (identity, epoch, first))


def unqueue(db: Connection, identity: int, after: int) -> None:
    """Take back the tries of what comes after a row that has to wait."""
    db.execute(_UNQUEUE, (identity, after))


_OPEN = "state IN ('queued', 'attempt', 'retry', 'unknown')"
"""What is still to be done. Word for word the condition of the indexes, or SQLite would not use them."""

_EFFECT = """
SELECT o.id, o.conversation_id, o.identity_id, o.channel_id, o.kind, o.message_id, COALESCE(m.body, o.payload), o.state, o.attempt,
  o.due_at, i.kind, i.value, COALESCE(m.repeated, 0)
FROM outbox o
JOIN identities i ON i.id = o.identity_id
LEFT JOIN messages m ON m.id = o.message_id
"""
_OF = f"{_EFFECT} WHERE o.identity_id = ? AND o.{_OPEN} AND o.epoch = ? ORDER BY o.id LIMIT ?"
_TAKE_OVER = f"UPDATE outbox SET epoch = ? WHERE identity_id = ? AND {_OPEN}"  # noqa: S608 - ours
_LEFT = f"SELECT identity_id FROM outbox WHERE epoch = ? AND {_OPEN} GROUP BY identity_id ORDER BY MIN(id) LIMIT ?"  # noqa: S608 - ours
_HASTEN = f"UPDATE outbox SET due_at = 0 WHERE identity_id = ? AND {_OPEN} AND state = 'unknown' AND message_id = ?"  # noqa: S608 - ours
_QUEUED = (
    f"SELECT id, identity_id FROM outbox WHERE {_OPEN} AND state = 'queued' AND epoch = ? AND id > ? "  # noqa: S608 - ours
    "ORDER BY id LIMIT ?"
)
_MORE = f"SELECT 1 FROM outbox WHERE identity_id = ? AND {_OPEN} AND state = 'queued' LIMIT 1"  # noqa: S608 - ours
_BEING_SAID = (
    f"SELECT m.body FROM outbox o JOIN messages m ON m.id = o.message_id WHERE o.identity_id = ? AND o.{_OPEN} "  # noqa: S608 - ours
    "AND o.state IN ('attempt', 'unknown')"
)
_PUT_BACK = (
    "UPDATE outbox SET state = 'queued', attempt = attempt - 1 "  # noqa: S608 - ours
    f"WHERE identity_id = ? AND {_OPEN} AND state = 'attempt' AND epoch = ? AND id >= ?"
)
_UNQUEUE = (
    "UPDATE outbox SET state = 'queued', attempt = attempt - 1 "  # noqa: S608 - ours
    f"WHERE identity_id = ? AND {_OPEN} AND state = 'attempt' AND id > ?"
)


def open_of(db: Connection, identity: int, epoch: int, limit: int) -> list[Effect]:
    """Return what a process has still to do for a person, in order."""
    return [_effect(row) for row in db.execute(_OF, (identity, epoch, limit))]


def _effect(row: tuple[int, int, int, int, str, int | None, str, str, int, int, str, str, int]) -> Effect:
    return Effect(*row[:10], address=(row[10], row[11]), repeated=bool(row[12]))


def take_over(db: Connection, identity: int, epoch: int) -> None:
    """Make all that is open for a person this process's to say."""
    db.execute(_TAKE_OVER, (epoch, identity))


def left_by(db: Connection, epoch: int, limit: int) -> list[int]:
    """Return the people for whom a process has something open, those who wait longest first."""
    return [row[0] for row in db.execute(_LEFT, (epoch, limit))]


def queued_of(db: Connection, epoch: int, after: int, limit: int) -> list[tuple[int, int]]:
    """Return (id, identity) of what is queued for a process to say, keyset by keyset."""
    return db.execute(_QUEUED, (epoch, after, limit)).fetchall()


def being_said(db: Connection, identity: int) -> list[str]:
    """Return what is on its way to a person, each as JSON: tried, and its end not known."""
    return [row[0] for row in db.execute(_BEING_SAID, (identity,))]


def is_more(db: Connection, identity: int) -> bool:
    """Tell whether something is queued for a person."""
    return db.execute(_MORE, (identity,)).fetchone() is not None


def adopt(db: Connection, row: int, epoch: int, state: str, due_at: int) -> None:
    """Settle a try that ended unseen: it becomes `queued` again, or `unknown` until `due_at`."""
    db.execute(
        "UPDATE outbox SET state = ?, due_at = ? WHERE id = ? AND state = 'attempt' AND epoch = ?",
        (state, due_at, row, epoch),
    )


def drop(db: Connection, row: int, now: int) -> None:
    """Record that nobody waits for an effect any more."""
    db.execute(
        "UPDATE outbox SET state = 'failed', error = 'late', done_at = ? WHERE id = ? AND done_at IS NULL", (now, row)
    )
