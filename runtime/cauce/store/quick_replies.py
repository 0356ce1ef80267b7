"""Quick replies: texts to answer with, each for everybody or for some areas, under a shortcut that is one reply's there."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from cauce.store import audit, rows
from cauce.store.audit import By
from cauce.store.connection import Connection
from cauce.store.dialect import locking

_COLUMNS = "SELECT q.id, q.shortcut, q.title, q.text FROM quick_replies q "
_HOLD = locking("SELECT id FROM quick_replies WHERE id = ?")

EVERYBODY = ""
"""What stands in the place of an area for a reply that is for everybody."""


@dataclass(frozen=True, slots=True)
class QuickReply:
    """One of them. areas: the names of those that it is for, none for everybody."""

    id: int
    shortcut: str
    title: str
    text: str
    areas: tuple[str, ...] = ()

    @property
    def scopes(self) -> tuple[str, ...]:
        """Where its shortcut is its own."""
        return self.areas or (EVERYBODY,)


def page(db: Connection, scopes: Collection[str] | None, after: int, limit: int) -> list[QuickReply]:
    """Return those after one, by number, of some scopes. scopes: None for every one."""
    which, values = _within(scopes)
    sql = f"{_COLUMNS} WHERE q.id > ? AND {which} ORDER BY q.id LIMIT ?"
    return _replies(db, db.execute(sql, (after, *values, limit)).fetchall())


def get(db: Connection, scopes: Collection[str] | None, reply: int) -> QuickReply | None:
    """Return one of some scopes, None where there is none of that number."""
    which, values = _within(scopes)
    found = db.execute(f"{_COLUMNS} WHERE q.id = ? AND {which}", (reply, *values)).fetchall()
    return next(iter(_replies(db, found)), None)


def hold(db: Connection, reply: int) -> None:
    """Keep other processes from changing one until the transaction ends."""
    db.execute(_HOLD[db.dialect], (reply,)).fetchone()


def _within(scopes: Collection[str] | None) -> tuple[str, Sequence[str]]:
    if scopes is None:
        return "1 = 1", ()
    marks = rows.marks(list(scopes))
    return (
        f"EXISTS (SELECT 1 FROM quick_reply_scopes s WHERE s.reply_id = q.id AND s.area IN ({marks}))",  # noqa: S608 - ours
        tuple(scopes),
    )


def _replies(db: Connection, found: Sequence[Sequence[Any]]) -> list[QuickReply]:
    areas: dict[int, list[str]] = {row[0]: [] for row in found}
    if areas:
        which = f"reply_id IN ({rows.marks(list(areas))}) AND area <> ''"
        sql = f"SELECT reply_id, area FROM quick_reply_scopes WHERE {which} ORDER BY area"  # noqa: S608 - ours
        for reply, area in db.execute(sql, list(areas)):
            areas[reply].append(area)
    return [replace(QuickReply(*row), areas=tuple(areas[row[0]])) for row in found]


def taken(db: Connection, reply: QuickReply) -> str | None:
    """Return a scope in which another reply has the shortcut, None where it is free."""
    which = f"shortcut = ? AND reply_id <> ? AND area IN ({rows.marks(reply.scopes)})"
    sql = f"SELECT area FROM quick_reply_scopes WHERE {which}"  # noqa: S608 - ours
    row = db.execute(sql, (reply.shortcut, reply.id, *reply.scopes)).fetchone()
    return row[0] if row else None


def add(db: Connection, by: By, reply: QuickReply) -> int:
    """Store one and return its number."""
    row = db.execute(
        "INSERT INTO quick_replies (shortcut, title, text, created_at, updated_at) VALUES (?, ?, ?, ?, ?)",
        (reply.shortcut, reply.title, reply.text, by.at, by.at),
    ).lastrowid
    assert row
    _scope(db, row, reply)
    details = {"shortcut": reply.shortcut, "areas": list(reply.areas)}
    audit.record(db, by, "quick_reply.added", f"quick_reply:{row}", details)
    return row


def save(db: Connection, by: By, before: QuickReply, after: QuickReply) -> None:
    """Change one."""
    db.execute(
        "UPDATE quick_replies SET shortcut = ?, title = ?, text = ?, updated_at = ? WHERE id = ?",
        (after.shortcut, after.title, after.text, by.at, before.id),
    )
    if (after.shortcut, after.areas) != (before.shortcut, before.areas):
        _unscope(db, before.id)
        _scope(db, before.id, after)
    old = asdict(before)
    changed = {name: value for name, value in asdict(after).items() if value != old[name]}
    audit.record(db, by, "quick_reply.changed", f"quick_reply:{before.id}", changed)


def remove(db: Connection, by: By, reply: QuickReply) -> None:
    """Take one away."""
    _unscope(db, reply.id)
    db.execute("DELETE FROM quick_replies WHERE id = ?", (reply.id,))
    audit.record(db, by, "quick_reply.deleted", f"quick_reply:{reply.id}", {"shortcut": reply.shortcut})


def _scope(db: Connection, row: int, reply: QuickReply) -> None:
    into = "INSERT INTO quick_reply_scopes (reply_id, area, shortcut)"
    rows.insert(db, into, [(row, scope, reply.shortcut) for scope in reply.scopes])


def _unscope(db: Connection, reply: int) -> None:
    db.execute("DELETE FROM quick_reply_scopes WHERE reply_id = ?", (reply,))
