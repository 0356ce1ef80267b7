"""Which messages of a conversation are pinned, by whoever sees it and may write."""

from __future__ import annotations

from cauce.access.conversations import hold, see
from cauce.access.doing import Doing
from cauce.access.errors import Conflict, Unknown
from cauce.access.principal import Principal
from cauce.store import events, messages
from cauce.store import pins as rows
from cauce.store.connection import Connection
from cauce.store.pins import Pin

MOST = 20
"""How many a conversation has at most."""


def listed(db: Connection, who: Principal, conversation: int) -> list[Pin]:
    """Return the pinned messages of a conversation, the last pinned first. Raises Unknown."""
    see(db, who, conversation)
    return rows.of(db, conversation)


def pin(db: Connection, doing: Doing, conversation: int, message: int) -> None:
    """Pin a message, where it is not pinned yet. Raises Unknown, or Conflict for one too many."""
    hold(db, doing.who, conversation)
    if not messages.is_in(db, conversation, message):
        raise Unknown
    pinned = [one.message for one in rows.of(db, conversation)]
    if message in pinned:
        return
    if len(pinned) >= MOST:
        raise Conflict(f"Ya hay {MOST} mensajes fijados.", f"{MOST} messages are pinned already.")
    rows.add(db, conversation, message, doing.who.user, doing.at)
    _tell(db, doing, conversation, "message.pinned", message)


def unpin(db: Connection, doing: Doing, conversation: int, message: int) -> None:
    """Unpin a message, where it is pinned. Raises Unknown."""
    hold(db, doing.who, conversation)
    if not messages.is_in(db, conversation, message):
        raise Unknown
    if rows.remove(db, conversation, message):
        _tell(db, doing, conversation, "message.unpinned", message)


def _tell(db: Connection, doing: Doing, conversation: int, kind: str, message: int) -> None:
    events.tell(db, conversation, [(kind, {**doing.told, "message": message})], doing.at)
