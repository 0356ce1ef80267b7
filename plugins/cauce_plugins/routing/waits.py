"""Who waits: noted from what conversations and their events say.

Nothing here goes by what was heard of: whatever waits is found, however it came there. A look costs as many statements for
ten thousand as for one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cauce.sql import Connection, marks, parts
from cauce_plugins.routing import bulk

_QUEUED = "('conversation.queued', 'conversation.transferred', 'conversation.assigned', 'conversation.taken')"
_STREAM = {
    "sqlite": "('conversation:' || c.id)",
    "mysql": "CONVERT(CONCAT('conversation:', c.id) USING ascii) COLLATE ascii_bin",
}
_BEGAN = "COALESCE((SELECT MAX(e.at) FROM events e WHERE e.stream = {stream} AND e.type IN {queued}), c.active_at)"
_NEW = f"""
INSERT INTO routing_waits (conversation_id, area, waiting, since, entered, tier, role, held, hops, seq)
SELECT c.id, c.area, 1, {_BEGAN}, {_BEGAN}, 1, '', 0, 0, c.seq
FROM conversations c LEFT JOIN routing_waits w ON w.conversation_id = c.id
WHERE c.opened = 1 AND c.owner = 'queue' AND c.area IS NOT NULL AND w.id IS NULL {{which}}
"""  # noqa: S608 - ours
_ONCE = {
    "sqlite": " ON CONFLICT (conversation_id) DO NOTHING",
    "mysql": " ON DUPLICATE KEY UPDATE area = routing_waits.area",
}
_MOVED = """
SELECT c.id, c.area, c.seq, w.waiting, w.area, w.since, w.hops, w.held, w.role,
  (SELECT MAX(e.at) FROM events e WHERE e.stream = {stream} AND e.seq > w.seq AND e.type IN {queued}),
  EXISTS (SELECT 1 FROM messages m WHERE m.conversation_id = c.id AND m.author = 'human' AND m.created_at >= w.entered)
FROM conversations c JOIN routing_waits w ON w.conversation_id = c.id
WHERE c.opened = 1 AND c.owner = 'queue' AND c.area IS NOT NULL AND (w.waiting IS NULL OR w.area <> c.area) {which}
"""
_GONE = """
UPDATE routing_waits SET waiting = NULL WHERE waiting = 1 AND NOT EXISTS
  (SELECT 1 FROM conversations c WHERE c.id = routing_waits.conversation_id AND c.opened = 1 AND c.owner = 'queue') {which}
"""
_COLUMNS = (
    "conversation_id", "area", "waiting", "since", "entered", "tier", "role", "held", "escalated_at", "hops", "seq"
)  # fmt: skip


def note(db: Connection, now: int, conversations: Sequence[int] | None = None) -> list[int]:
    """Note who waits now and who no longer does, of these conversations or of all. Returns those that came to another queue."""
    moved: list[int] = []
    for part in parts(db, sorted(conversations)) if conversations is not None else [None]:
        for statement in (_NEW, _GONE):
            sql, values = _narrowed(statement, db, part)
            db.execute(sql + (_ONCE[db.dialect] if statement is _NEW else ""), values)
        sql, values = _narrowed(_MOVED, db, part)
        moved += _move(db, db.execute(sql, values).fetchall(), now)
    return moved


def _narrowed(statement: str, db: Connection, part: Sequence[int] | None) -> tuple[str, list[int]]:
    """Return a statement for some conversations only, or for all."""
    of = "routing_waits.conversation_id" if statement is _GONE else "c.id"
    which = f"AND {of} IN ({marks(part)})" if part is not None else ""
    return statement.format(stream=_STREAM[db.dialect], queued=_QUEUED, which=which), list(part or ())


def _move(db: Connection, found: Sequence[Sequence[Any]], now: int) -> list[int]:
    """Let conversations wait where they are now. Who waited goes on waiting; who had somebody waits from now on."""
    rows = []
    for conversation, area, seq, waiting, before, since, hops, held, role, queued_at, answered in found:
        entered = queued_at or now
        first = since if waiting else entered
        hop = int(area != before)
        free = answered or not held
        way = (1, "", 0) if free else (0, role, 1)
        rows.append((conversation, area, 1, first, entered, *way, None, hop if answered else hops + hop, seq))
    bulk.put(db, "routing_waits", _COLUMNS, _COLUMNS[:1], rows)
    return [row[0] for row in rows]
