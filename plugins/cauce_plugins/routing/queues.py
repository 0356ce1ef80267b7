"""The queue of each area: who is next, the longest waiting first, and what becomes of those who were in it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cauce.sql import Connection, marks, parts
from cauce_plugins.routing.choosing import Wait
from cauce_plugins.routing.rules import MINUTE

FIRST = (-1, 0, 0)
"""The place before everybody."""

_NEXT = """
SELECT w.conversation_id, w.area, c.contact_id, w.since, c.tags, w.role, w.held, w.tier
FROM routing_waits w JOIN conversations c ON c.id = w.conversation_id
WHERE w.waiting = 1 AND w.area = ? AND c.opened = 1 AND c.owner = 'queue' AND c.area = w.area
  AND w.tier >= ? AND (w.tier > ? OR w.since > ? OR (w.since = ? AND w.conversation_id > ?))
ORDER BY w.tier, w.since, w.conversation_id LIMIT ?
"""
_DUE = """
SELECT w.conversation_id, w.since, w.hops FROM routing_waits w JOIN conversations c ON c.id = w.conversation_id
WHERE w.waiting = 1 AND w.area = ? AND w.escalated_at IS NULL AND w.held = 0 AND w.entered <= ?
  AND c.opened = 1 AND c.owner = 'queue' AND c.area = w.area
ORDER BY w.since, w.conversation_id LIMIT ?
"""
_AREAS = """
SELECT area, COUNT(*), MIN(since) FROM routing_waits WHERE waiting = 1 GROUP BY area ORDER BY MIN(since), area
"""


_ANY = (
    "SELECT 1 FROM conversations WHERE opened = 1 AND owner = 'queue' LIMIT 1",
    "SELECT 1 FROM routing_waits WHERE waiting = 1 LIMIT 1",
    "SELECT 1 FROM routing_waits WHERE user_id IS NOT NULL LIMIT 1",
)


@dataclass(frozen=True, slots=True)
class Queued:
    """One of a queue. role: who leads and may be given it, "" for nobody. place: where it stands in the queue."""

    wait: Wait
    role: str
    place: tuple[int, int, int]


def following(db: Connection, area: str, after: tuple[int, int, int], limit: int) -> list[Queued]:
    """Return those who are next in the queue of an area, after a place."""
    tier, since, conversation = after
    found = db.execute(_NEXT, (area, tier, tier, since, since, conversation, limit))
    return [
        Queued(
            Wait(one, area, contact, since, frozenset(json.loads(tags)), raised=bool(role), held=bool(held)),
            role, (tier, since, one),
        )
        for one, area, contact, since, tags, role, held, tier in found
    ]  # fmt: skip


def hold(db: Connection, area: str, conversations: Sequence[int]) -> set[int]:
    """Keep other processes from these until the transaction ends, and return those that still wait in the area."""
    still: set[int] = set()
    for part in parts(db, sorted(conversations)):
        which = f"id IN ({marks(part)})"
        people = [row[0] for row in db.execute(f"SELECT identity_id FROM conversations WHERE {which}", part)]  # noqa: S608 - ours
        db.execute(f"SELECT id FROM identities WHERE id IN ({marks(people)}) ORDER BY id FOR UPDATE", people)  # noqa: S608 - ours
        sql = f"SELECT id FROM conversations WHERE {which} AND opened = 1 AND owner = 'queue' AND area = ?"  # noqa: S608 - ours
        still.update(row[0] for row in db.execute(sql, [*part, area]))
    return still


def before(db: Connection, contacts: Sequence[int], since: int) -> dict[int, int]:
    """Return who had the last conversation of people, where it was closed since a time, by contact."""
    found: dict[int, int] = {}
    for part in parts(db, sorted(set(contacts))):
        sql = (
            "SELECT p.contact_id, p.assignee_id FROM conversations p WHERE p.opened IS NULL AND p.assignee_id IS NOT NULL "  # noqa: S608 - ours
            f"AND p.closed_at >= ? AND p.contact_id IN ({marks(part)}) ORDER BY p.closed_at, p.id"
        )
        found.update(db.execute(sql, [since, *part]).fetchall())
    return found


def given(db: Connection, users: Mapping[int, int], now: int) -> None:
    """Note that conversations were given to users: those by theirs."""
    for part in parts(db, sorted(users)):
        case = " ".join(["WHEN ? THEN ?"] * len(part))
        values = [value for one in part for value in (one, users[one])]
        db.execute(
            f"UPDATE routing_waits SET waiting = NULL, given_at = ?, user_id = CASE conversation_id {case} END "  # noqa: S608 - ours
            f"WHERE conversation_id IN ({marks(part)})",
            [now, *values, *part],
        )


def waiting(db: Connection) -> list[tuple[str, int, int]]:
    """Return (area, how many wait, since when the first does): that of whoever waits longest first."""
    return [tuple(row) for row in db.execute(_AREAS)]


def is_quiet(db: Connection) -> bool:
    """Tell whether nobody waits, and nothing is with anybody whom routing gave it: then nothing need be written."""
    return all(db.execute(sql).fetchone() is None for sql in _ANY)


def count(db: Connection, area: str) -> int:
    """Return how many wait in an area, whether they were noted yet or not."""
    sql = "SELECT COUNT(*) FROM conversations WHERE opened = 1 AND owner = 'queue' AND area = ?"
    return int(db.execute(sql, (area,)).fetchone()[0])


def due(db: Connection, area: str, minutes: int, now: int, limit: int) -> list[tuple[int, int, int]]:
    """Return (conversation, since, hops) of those who have waited for so many minutes in an area and were not escalated."""
    return [tuple(row) for row in db.execute(_DUE, (area, now - minutes * MINUTE, limit))]


def put_off(db: Connection, conversations: Sequence[int], now: int) -> None:
    """Count anew from now how long these wait in their area: while it is closed nobody could come."""
    for part in parts(db, sorted(conversations)):
        sql = f"UPDATE routing_waits SET entered = ? WHERE conversation_id IN ({marks(part)})"  # noqa: S608 - ours
        db.execute(sql, [now, *part])


def raise_all(db: Connection, conversations: Sequence[int], role: str, now: int, *, hold: bool = False) -> None:
    """Let these go before the others, and let whoever has a role be given them. hold: and nobody else."""
    for part in parts(db, sorted(conversations)):
        sql = (
            "UPDATE routing_waits SET tier = 0, role = ?, escalated_at = ?, held = CASE WHEN ? = 1 THEN 1 ELSE held END "  # noqa: S608 - ours
            f"WHERE conversation_id IN ({marks(part)})"
        )
        db.execute(sql, [role, now, int(hold), *part])


def moved(db: Connection, conversation: int, area: str, now: int, **more: Any) -> None:
    """Note that routing itself let one wait in an area: it keeps its place among all who wait."""
    hop = int(more.get("hop", 0))
    db.execute(
        "UPDATE routing_waits SET area = ?, waiting = 1, entered = ?, tier = ?, escalated_at = NULL, hops = hops + ?, "
        "user_id = NULL, seq = (SELECT c.seq FROM conversations c WHERE c.id = routing_waits.conversation_id) "
        "WHERE conversation_id = ?",
        (area, now, int(more.get("tier", 1)), hop, conversation),
    )


def circling(db: Connection, conversations: Sequence[int], most: int) -> list[tuple[int, str, int]]:
    """Return (conversation, area, hops) of those of these that came into other areas more often than that."""
    found: list[tuple[int, str, int]] = []
    for part in parts(db, sorted(conversations)):
        sql = (
            "SELECT conversation_id, area, hops FROM routing_waits WHERE waiting = 1 AND held = 0 AND hops > ? "  # noqa: S608 - ours
            f"AND conversation_id IN ({marks(part)})"
        )
        found += [tuple(row) for row in db.execute(sql, [most, *part])]
    return found


def areas_of(db: Connection, conversations: Sequence[int]) -> list[str]:
    """Return the areas in which any of these wait."""
    found: set[str] = set()
    for part in parts(db, sorted(conversations)):
        sql = f"SELECT area FROM routing_waits WHERE waiting = 1 AND conversation_id IN ({marks(part)})"  # noqa: S608 - ours
        found.update(row[0] for row in db.execute(sql, part))
    return sorted(found)


def forget(db: Connection, limit: int) -> int:
    """Forget the ways of conversations that are closed, at most so many. Returns how many."""
    sql = (
        "SELECT w.conversation_id FROM routing_waits w JOIN conversations c ON c.id = w.conversation_id "
        "WHERE c.opened IS NULL LIMIT ?"
    )
    found = [row[0] for row in db.execute(sql, (limit,))]
    for part in parts(db, found):
        db.execute(f"DELETE FROM routing_waits WHERE conversation_id IN ({marks(part)})", part)  # noqa: S608 - ours
    return len(found)


def place_of(db: Connection, conversation: int) -> tuple[int, bool, bool, int] | None:
    """Return (since, raised, held, how many are before it) of one that waits, None for one that does not."""
    row = db.execute(
        "SELECT w.since, w.role, w.held, (SELECT COUNT(*) FROM routing_waits o WHERE o.waiting = 1 AND o.area = w.area "
        "AND (o.tier < w.tier OR (o.tier = w.tier AND (o.since < w.since OR (o.since = w.since "
        "AND o.conversation_id < w.conversation_id))))) FROM routing_waits w WHERE w.waiting = 1 AND w.conversation_id = ?",
        (conversation,),
    ).fetchone()
    return None if row is None else (row[0], bool(row[1]), bool(row[2]), row[3])
