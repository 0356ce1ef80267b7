"""What was said last in conversations, for lists of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cauce.store import rows
from cauce.store.connection import Connection


@dataclass(frozen=True, slots=True)
class LastSaid:
    """A message in short. body: an `Inbound` or `Outbound` as JSON; status: a rank of `cauce.store.messages.Status`."""

    id: int
    direction: str
    author: str
    body: str
    status: int
    created_at: int


def of(db: Connection, conversations: Sequence[int]) -> dict[int, LastSaid]:
    """Return the last message of conversations, by conversation. One in which nothing was said is left out."""
    found: dict[int, LastSaid] = {}
    for part in rows.parts(db, conversations):
        sql = (
            "SELECT m.conversation_id, m.id, m.direction, m.author, m.body, m.status, m.created_at "  # noqa: S608 - ours
            f"FROM (SELECT MAX(id) AS id FROM messages WHERE conversation_id IN ({rows.marks(part)}) "
            "GROUP BY conversation_id) l JOIN messages m ON m.id = l.id"
        )
        found.update((row[0], LastSaid(*row[1:])) for row in db.execute(sql, part))
    return found
