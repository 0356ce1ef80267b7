"""What somebody was given and has not touched goes back to the queue, once they have been gone for a while."""

from __future__ import annotations

from dataclasses import dataclass

from cauce import Acts, Host
from cauce.sql import Connection
from cauce_plugins.routing import decisions, queues
from cauce_plugins.routing.decisions import Decision
from cauce_plugins.routing.rules import MINUTE

PIECE = 16
"""How many go back in one transaction."""

_KNOWN = """
INSERT INTO routing_operators (user_id, skills, presence, presence_at)
SELECT u.id, '[]', u.presence, ? FROM users u LEFT JOIN routing_operators o ON o.user_id = u.id WHERE o.id IS NULL
"""
_ONCE = {
    "sqlite": " ON CONFLICT (user_id) DO NOTHING",
    "mysql": " ON DUPLICATE KEY UPDATE skills = routing_operators.skills",
}
_NOW = "(SELECT u.presence FROM users u WHERE u.id = routing_operators.user_id)"
_CHANGED = f"UPDATE routing_operators SET presence_at = ?, presence = {_NOW} WHERE presence <> {_NOW}"  # noqa: S608 - ours
_GONE = """
SELECT o.user_id, COALESCE(NULLIF(u.name, ''), u.username), CASE WHEN u.presence = 'offline' THEN o.presence_at END,
  (SELECT MAX(l.seen_at) FROM logins l WHERE l.user_id = u.id), (SELECT MAX(t.used_at) FROM tokens t WHERE t.user_id = u.id)
FROM routing_operators o JOIN users u ON u.id = o.user_id
WHERE EXISTS (SELECT 1 FROM routing_waits w WHERE w.user_id = o.user_id AND w.waiting IS NULL)
"""
_UNTOUCHED = """
SELECT c.id, c.area, w.since FROM routing_waits w JOIN conversations c ON c.id = w.conversation_id
WHERE w.user_id = ? AND w.waiting IS NULL AND w.given_at <= ? AND c.opened = 1 AND c.owner = 'human' AND c.assignee_id = w.user_id
  AND c.area IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.conversation_id = c.id AND m.author = 'human' AND m.created_at >= w.given_at)
ORDER BY w.since, c.id LIMIT ?
"""


@dataclass(frozen=True, slots=True)
class Gone:
    """Somebody who left. since: in milliseconds since 1970."""

    user: int
    name: str
    since: int


def note_presence(db: Connection, now: int) -> None:
    """Note since when everybody's presence is what it is."""
    db.execute(_KNOWN + _ONCE[db.dialect], (now,))
    db.execute(_CHANGED, (now,))


def gone(db: Connection, vanish: int, now: int) -> list[Gone]:
    """Return who was given something and is offline, or gives no sign of life for so many milliseconds (0: that is no matter)."""
    found = []
    for user, name, offline_at, login, token in db.execute(_GONE).fetchall():
        seen = max((one for one in (login, token) if one is not None), default=0)
        if offline_at is not None:
            found.append(Gone(user, name, offline_at))
        elif vanish and now - seen > vanish:
            found.append(Gone(user, name, seen))
    return found


async def give_back(host: Host) -> int:
    """Note who is there, and let what those who left have not touched wait again. Returns how many. Raises Unavailable."""
    return await host.act(lambda acts: piece(acts, host))


def piece(acts: Acts, host: Host) -> int:
    """Give some back."""
    note_presence(acts.db, acts.now)
    patience, number = host.settings["return_minutes"] * MINUTE, 0
    for one in gone(acts.db, host.settings["vanish_minutes"] * MINUTE, acts.now) if patience else []:
        late = acts.now - patience
        if one.since > late:
            continue
        for conversation, area, _ in acts.db.execute(_UNTOUCHED, (one.user, late, PIECE)).fetchall():
            number += _return(acts, one, conversation, area)
    return number


def _return(acts: Acts, one: Gone, conversation: int, area: str) -> int:
    if not acts.queue(conversation, area, "routing", former=one.user):
        return 0
    why = {"by": "returned", "area": area, "user": one.user, "name": one.name, "waited": acts.now - one.since}
    [number] = decisions.keep(acts.db, [Decision(conversation, "returned", area, why, one.user)], acts.now)
    acts.tell(conversation, "routing.returned", {"decision": number, **why})
    # The person waits since they began to: nobody has answered them yet.
    queues.moved(acts.db, conversation, area, acts.now, tier=0)
    return 1
