"""What happened to a conversation, from the log: whose it became, when it was closed, and the like."""

from __future__ import annotations

from dataclasses import dataclass

from cauce.store import events
from cauce.store.connection import Connection

FIRST = 2**53
"""Before which place the first page begins."""

_PAGE = (
    "SELECT seq, type, at, data FROM events WHERE stream = ? AND seq < ? AND type LIKE 'conversation.%' "
    "ORDER BY seq DESC LIMIT ?"
)


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing. seq: its place in the stream of the conversation; data: JSON; at: in milliseconds since 1970."""

    seq: int
    type: str
    at: int
    data: str


def page(db: Connection, conversation: int, before: int, limit: int) -> list[Happened]:
    """Return what happened before a place, the last first."""
    return [Happened(*row) for row in db.execute(_PAGE, (events.conversation(conversation), before, limit))]
