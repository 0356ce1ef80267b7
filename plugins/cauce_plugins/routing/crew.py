"""Who could be given conversations of an area: looked up for all of them in one statement, whatever waits there."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from cauce.desk import READ, READ_ALL
from cauce.sql import Connection, marks, parts, upsert
from cauce_plugins.routing import bulk
from cauce_plugins.routing.choosing import Member

WRITE, EVERYTHING = "conversations.write", "*"

_INSIDE = "SELECT 1 FROM memberships m JOIN areas a ON a.id = m.area_id WHERE m.user_id = u.id AND a.name = ?"
_TEAM = f"""
SELECT u.id, COALESCE(NULLIF(u.name, ''), u.username), u.presence, u.capacity, r.name, r.permissions,
  (SELECT MAX(l.seen_at) FROM logins l WHERE l.user_id = u.id), (SELECT MAX(t.used_at) FROM tokens t WHERE t.user_id = u.id),
  COALESCE(o.skills, '[]'), COALESCE(g.at, 0), EXISTS ({_INSIDE})
FROM users u JOIN roles r ON r.id = u.role_id
LEFT JOIN routing_operators o ON o.user_id = u.id
LEFT JOIN routing_turns g ON g.user_id = u.id AND g.area = ?
WHERE u.active = 1 AND (EXISTS ({_INSIDE}) OR r.name = ?)
ORDER BY u.id
"""  # noqa: S608 - ours
_ONLINE = """
SELECT COUNT(*) FROM users u JOIN memberships m ON m.user_id = u.id JOIN areas a ON a.id = m.area_id
WHERE a.name = ? AND u.active = 1 AND u.presence = 'available' AND (? = 0
  OR EXISTS (SELECT 1 FROM logins l WHERE l.user_id = u.id AND l.seen_at >= ?)
  OR EXISTS (SELECT 1 FROM tokens t WHERE t.user_id = u.id AND t.used_at >= ?))
"""
_SKILLS = upsert(
    "INSERT INTO routing_operators (user_id, skills, presence, presence_at) VALUES (?, ?, 'offline', ?)",
    ["user_id"],
    ["skills"],
)


def team(db: Connection, area: str, role: str, capacity: int) -> list[Member]:
    """Return those of an area, and those who have a role. capacity: of those who have none of their own."""
    found = db.execute(_TEAM, (area, area, area, role)).fetchall()
    loads = _loads(db, [row[0] for row in found], area)
    return [_member(row, loads.get(row[0], (0, 0)), role, capacity) for row in found]


def _loads(db: Connection, users: Sequence[int], area: str) -> dict[int, tuple[int, int]]:
    """Return how many conversations users have, and how many of an area."""
    loads: dict[int, tuple[int, int]] = {}
    for part in parts(db, users):
        sql = (
            "SELECT assignee_id, COUNT(*), COUNT(CASE WHEN area = ? THEN 1 END) FROM conversations "  # noqa: S608 - ours
            f"WHERE assignee_id IN ({marks(part)}) AND opened = 1 AND owner = 'human' GROUP BY assignee_id"
        )
        loads.update((user, (load, here)) for user, load, here in db.execute(sql, [area, *part]))
    return loads


def _member(row: Sequence[Any], loads: tuple[int, int], role: str, capacity: int) -> Member:
    user, name, presence, own, named, permissions, login, token, skills, last, inside = row
    seen = [moment for moment in (login, token) if moment is not None]
    return Member(
        user, name, presence, max(seen, default=None), *loads, own or capacity, last, frozenset(json.loads(skills)),
        able=_may_answer(json.loads(permissions)), leads=bool(role) and named == role, inside=bool(inside),
    )  # fmt: skip


def _may_answer(permissions: Collection[str]) -> bool:
    return EVERYTHING in permissions or (WRITE in permissions and (READ in permissions or READ_ALL in permissions))


def hold(db: Connection, users: Iterable[int]) -> None:
    """Keep other processes from giving these anything until the transaction ends. SQLite has one writer."""
    if db.dialect == "mysql":
        for part in parts(db, sorted(users)):
            # In one order, so that two processes seldom wait for each other.
            db.execute(f"SELECT id FROM users WHERE id IN ({marks(part)}) ORDER BY id FOR UPDATE", part)  # noqa: S608 - ours


def take_turns(db: Connection, area: str, turns: Mapping[int, int]) -> None:
    """Remember when users were given something of an area last."""
    rows = [(user, area, at) for user, at in sorted(turns.items())]
    bulk.put(db, "routing_turns", ("user_id", "area", "at"), ("user_id", "area"), rows)


def online(db: Connection, area: str, vanish: int, now: int) -> int:
    """Return how many of an area take conversations now, whether they have room or not. vanish: in milliseconds, 0 for never."""
    row = db.execute(_ONLINE, (area, vanish, now - vanish, now - vanish)).fetchone()
    return int(row[0])


def skills_of(db: Connection, user: int) -> list[str]:
    """Return the tags that somebody is good at."""
    row = db.execute("SELECT skills FROM routing_operators WHERE user_id = ?", (user,)).fetchone()
    return sorted(json.loads(row[0])) if row else []


def set_skills(db: Connection, user: int, skills: Collection[str], now: int) -> None:
    """Set them."""
    db.execute(_SKILLS[db.dialect], (user, json.dumps(sorted(skills), ensure_ascii=False), now))
