"""Reactions: what each side thinks of a message. One for each side; a later one takes its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cauce.store import rows
from cauce.store.connection import Connection
from cauce.store.dialect import upsert


@dataclass(frozen=True, slots=True)
class Reaction:
    """One of them. direction: `in` of the person, `out` of the team. carrier: the message that brought it, or takes it out, and how far it got.

    status: a rank of `cauce.store.messages.Status`.
    """

    message: int
    direction: str
    emoji: str
    at: int
    carrier: int | None = None
    user: int | None = None
    name: str = ""
    status: int | None = None


_COLUMNS = ("message_id", "direction", "emoji", "user_id", "carrier_id", "at")
_PUT = upsert(
    f"INSERT INTO reactions ({', '.join(_COLUMNS)}) VALUES (?, ?, ?, ?, ?, ?)",  # noqa: S608 - ours
    _COLUMNS[:2],
    _COLUMNS[2:],
)
_OF = (
    "SELECT r.message_id, r.direction, r.emoji, r.at, r.carrier_id, r.user_id, COALESCE(NULLIF(u.name, ''), u.username, ''), "
    "m.status FROM reactions r LEFT JOIN users u ON u.id = r.user_id LEFT JOIN messages m ON m.id = r.carrier_id WHERE r.message_id "
)
_GET = _OF + "= ? AND r.direction = ?"


def put(db: Connection, one: Reaction) -> None:
    """Store what a side thinks of a message from now on."""
    db.execute(_PUT[db.dialect], (one.message, one.direction, one.emoji, one.user, one.carrier, one.at))


def get(db: Connection, message: int, direction: str) -> Reaction | None:
    """Return what a side thinks of a message, also where it was taken back; None where it never said."""
    row = db.execute(_GET, (message, direction)).fetchone()
    return Reaction(*row) if row else None


def of(db: Connection, messages: Sequence[int]) -> dict[int, list[Reaction]]:
    """Return what there is of messages, by their id, without what was taken back."""
    found: dict[int, list[Reaction]] = {}
    for part in rows.parts(db, messages):
        sql = f"{_OF}IN ({rows.marks(part)}) ORDER BY r.id"
        for row in db.execute(sql, part):
            if row[2]:
                found.setdefault(row[0], []).append(Reaction(*row))
    return found
