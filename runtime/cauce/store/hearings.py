"""Hearings: up to which place of the log each listener has heard, and which process tells it.

A process takes a listener that nobody who lives is telling (`cauce.store.nodes`), and keeps it until it ends or is given up.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from operator import itemgetter

import msgspec

from cauce.store import news, nodes, rows
from cauce.store.connection import Connection
from cauce.store.dialect import locking, upsert
from cauce.store.news import Event

LETTERS = 2000
"""How much of an error is kept."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """What was heard: everything up to a place, but for what may still come to those that were missing."""

    place: int
    missing: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Aside:
    """An event that a listener could not bear, why, and when that was."""

    event: int
    error: str
    at: int


_SIGNS = "SELECT id, type FROM events WHERE"
_SINCE = f"{_SIGNS} id > ? ORDER BY id LIMIT ?"
_EVENT = "SELECT id, stream, seq, type, data, at FROM events WHERE"
_ENROL = upsert("INSERT INTO hearings (name, told_by, place, missing) VALUES (?, 0, ?, '[]')", ["name"])
_OURS = locking("SELECT place, missing FROM hearings WHERE name = ? AND told_by = ?")
_ASIDE = upsert("INSERT INTO unheard (listener, event, error, at) VALUES (?, ?, ?, ?)", ["listener", "event"])


def signs(db: Connection, after: int, missing: Sequence[int], limit: int) -> list[tuple[int, str]]:
    """Return (place, type) of what happened after a place, at most `limit`, and of what came to places that were missing."""
    if not missing:
        return db.execute(_SINCE, (after, limit)).fetchall()
    sql = f"SELECT * FROM ({_SINCE}) s UNION ALL {_SIGNS} id IN ({rows.marks(missing)})"  # noqa: S608 - ours
    return sorted(db.execute(sql, (after, limit, *missing)).fetchall())


def read(db: Connection, cursor: Cursor, upto: int, types: Collection[str], limit: int) -> list[Event]:
    """Return events of some types behind a cursor, up to a place, in order: at most `limit`, and those that came late."""
    kinds, late = sorted(types), sorted(cursor.missing)
    wanted = f"type IN ({rows.marks(kinds)})"
    sql = f"{_EVENT} id > ? AND id <= ? AND {wanted} ORDER BY id LIMIT ?"
    found = db.execute(sql, (cursor.place, upto, *kinds, limit)).fetchall()
    for part in rows.parts(db, late):
        found += db.execute(f"{_EVENT} id IN ({rows.marks(part)}) AND {wanted}", (*part, *kinds)).fetchall()
    return [Event(*row) for row in sorted(found, key=itemgetter(0))]


def enrol(db: Connection, names: Collection[str]) -> None:
    """Note listeners that were not known: they hear what happens from now on."""
    head = news.head(db)
    for name in names:
        db.execute(_ENROL[db.dialect], (name, head))


def free(db: Connection, names: Collection[str], epoch: int) -> dict[str, int]:
    """Return which of these listeners no other process is telling that lives, each with who did last."""
    alive = set(nodes.alive(db)) - {epoch}
    found = db.execute("SELECT name, told_by FROM hearings").fetchall()
    return {name: by for name, by in found if name in names and by not in alive}


def take(db: Connection, name: str, before: int, epoch: int) -> Cursor | None:
    """Begin to tell a listener whom somebody told before. Returns where it is, None where another was quicker."""
    db.execute("UPDATE hearings SET told_by = ? WHERE name = ? AND told_by = ?", (epoch, name, before))
    found = db.execute(_OURS[db.dialect], (name, epoch)).fetchone()
    return None if found is None else Cursor(found[0], frozenset(msgspec.json.decode(found[1])))


def keep(db: Connection, name: str, epoch: int, cursor: Cursor, aside: Aside | None = None) -> bool:
    """Store how far a listener has heard, and what it could not bear. False where another process tells it now."""
    if db.execute(_OURS[db.dialect], (name, epoch)).fetchone() is None:
        return False
    missing = msgspec.json.encode(sorted(cursor.missing)).decode()
    db.execute("UPDATE hearings SET place = ?, missing = ? WHERE name = ?", (cursor.place, missing, name))
    if aside is not None:
        db.execute(_ASIDE[db.dialect], (name, aside.event, aside.error[:LETTERS], aside.at))
    return True


def leave(db: Connection, epoch: int) -> None:
    """Let others tell whom a process has told."""
    db.execute("UPDATE hearings SET told_by = 0 WHERE told_by = ?", (epoch,))
