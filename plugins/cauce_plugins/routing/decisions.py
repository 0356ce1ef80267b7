"""What was decided about conversations, and why."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cauce.sql import Connection, insert, marks, parts

_INTO = "INSERT INTO routing_decisions (conversation_id, kind, user_id, area, why, at)"
_OF = (
    "SELECT id, kind, user_id, area, why, at FROM routing_decisions WHERE conversation_id = ? ORDER BY id DESC LIMIT ?"
)


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided about a conversation. kind: given, escalated, circled or returned. user: whom it is about."""

    conversation: int
    kind: str
    area: str
    why: Mapping[str, Any]
    user: int | None = None


def keep(db: Connection, decisions: Sequence[Decision], now: int) -> list[int]:
    """Store decisions and return their numbers, in order."""
    rows = [
        (
            one.conversation,
            one.kind,
            one.user,
            one.area,
            json.dumps(one.why, ensure_ascii=False, separators=(",", ":")),
            now,
        )
        for one in decisions
    ]
    return insert(db, _INTO, rows)


def of(db: Connection, conversation: int, limit: int) -> list[dict[str, Any]]:
    """Return what was decided about a conversation, the last first."""
    names = ("id", "kind", "user", "area", "why", "at")
    found = [dict(zip(names, row, strict=True)) for row in db.execute(_OF, (conversation, limit))]
    return [{**one, "why": json.loads(one["why"])} for one in found]


def forget(db: Connection, before: int, limit: int) -> int:
    """Forget what was decided before a time, at most so many. Returns how many."""
    sql = "SELECT id FROM routing_decisions WHERE at < ? ORDER BY at LIMIT ?"
    found = [row[0] for row in db.execute(sql, (before, limit))]
    drop(db, found)
    return len(found)


def drop(db: Connection, numbers: Sequence[int]) -> None:
    """Take back decisions that came to nothing."""
    for part in parts(db, numbers):
        db.execute(f"DELETE FROM routing_decisions WHERE id IN ({marks(part)})", part)  # noqa: S608 - ours
