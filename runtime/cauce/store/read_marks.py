"""How far each of the team has read, and what came in after that."""

from __future__ import annotations

from collections.abc import Sequence

from cauce.store.connection import Connection

MOST = 100
"""How far what is unread is counted."""
LOOKED_AT = 200
"""How many conversations, the last active ones, are looked at for something unread."""

_MARK = "INSERT INTO read_marks (user_id, conversation_id, message_id, updated_at) VALUES (?, ?, ?, ?) "
_FORWARD = {
    "sqlite": _MARK
    + "ON CONFLICT (user_id, conversation_id) DO UPDATE SET message_id = excluded.message_id, updated_at = excluded.updated_at "
    "WHERE message_id < excluded.message_id",
    # In this order: the first one looks at what the second changes.
    "mysql": _MARK
    + "ON DUPLICATE KEY UPDATE updated_at = IF(message_id < VALUES(message_id), VALUES(updated_at), updated_at), "
    "message_id = GREATEST(message_id, VALUES(message_id))",
}
# Each conversation by itself, so that a server, too, begins at the mark and ends where it has counted enough.
_UNREAD = (
    "SELECT ?, COUNT(*) FROM (SELECT 1 FROM messages WHERE conversation_id = ? AND id > COALESCE((SELECT r.message_id "  # noqa: S608 - ours
    f"FROM read_marks r WHERE r.user_id = ? AND r.conversation_id = ?), 0) AND direction = 'in' LIMIT {MOST}) u"
)
# The last one that came in tells: it is found from the end, however long the conversation is.
_WAITING = (
    "SELECT ?, COUNT(*) FROM (SELECT c.id FROM conversations c WHERE {which} AND c.opened = 1 "  # noqa: S608 - ours
    f"ORDER BY c.active_at DESC LIMIT {LOOKED_AT}) f "
    "WHERE (SELECT m.id FROM messages m WHERE m.conversation_id = f.id AND m.direction = 'in' ORDER BY m.id DESC LIMIT 1) "
    "> COALESCE((SELECT r.message_id FROM read_marks r WHERE r.user_id = ? AND r.conversation_id = f.id), 0)"
)


def mark(db: Connection, user: int, conversation: int, message: int, now: int) -> None:
    """Record that somebody has read up to a message. It never goes back."""
    db.execute(_FORWARD[db.dialect], (user, conversation, message, now))


def get(db: Connection, user: int, conversation: int) -> int:
    """Return the last message that somebody has read, 0 for none."""
    sql = "SELECT message_id FROM read_marks WHERE user_id = ? AND conversation_id = ?"
    row = db.execute(sql, (user, conversation)).fetchone()
    return int(row[0]) if row else 0


def unread(db: Connection, user: int, conversations: Sequence[int]) -> dict[int, int]:
    """Return how many messages came in after what somebody has read, by conversation: MOST at most."""
    if not conversations:
        return {}
    sql = " UNION ALL ".join([_UNREAD] * len(conversations))
    values = [value for one in conversations for value in (one, one, user, one)]
    return dict(db.execute(sql, values).fetchall())


def waiting(db: Connection, user: int, areas: Sequence[str]) -> list[int]:
    """Return in how many open conversations something is unread: of those that somebody has, then of those of each area."""
    ways = [("c.assignee_id = ?", user), *(("c.area = ?", area) for area in areas)]
    sql = " UNION ALL ".join(_WAITING.format(which=which) for which, _ in ways)
    values = [value for place, (_, whose) in enumerate(ways) for value in (place, whose, user)]
    found = dict(db.execute(sql, values).fetchall())
    return [found[place] for place in range(len(ways))]
