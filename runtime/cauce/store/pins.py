"""Pinned messages of a conversation: which, by whom and when."""

from __future__ import annotations

from dataclasses import dataclass

from cauce.store.connection import Connection

_OF = (
    "SELECT p.message_id, m.direction, m.author, m.body, m.created_at, p.user_id, u.name, p.created_at FROM pins p "
    "JOIN messages m ON m.id = p.message_id AND m.conversation_id = p.conversation_id JOIN users u ON u.id = p.user_id "
    "WHERE p.conversation_id = ? ORDER BY p.id DESC"
)


@dataclass(frozen=True, slots=True)
class Pin:
    """One of them. body: an `Inbound` or `Outbound` as JSON. by: the user who pinned it, with their name."""

    message: int
    direction: str
    author: str
    body: str
    created_at: int
    by: int
    name: str
    pinned_at: int


def of(db: Connection, conversation: int) -> list[Pin]:
    """Return those of a conversation, the last first."""
    return [Pin(*row) for row in db.execute(_OF, (conversation,))]


def add(db: Connection, conversation: int, message: int, user: int, now: int) -> None:
    """Pin a message."""
    db.execute(
        "INSERT INTO pins (conversation_id, message_id, user_id, created_at) VALUES (?, ?, ?, ?)",
        (conversation, message, user, now),
    )


def remove(db: Connection, conversation: int, message: int) -> bool:
    """Unpin a message. False for one that is not pinned."""
    sql = "DELETE FROM pins WHERE conversation_id = ? AND message_id = ?"
    return db.execute(sql, (conversation, message)).rowcount > 0
