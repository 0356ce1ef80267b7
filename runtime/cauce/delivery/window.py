"""The service window of a network: for how long after a person's last message the team may write freely."""

from __future__ import annotations

from dataclasses import dataclass

from cauce.access.errors import TooLate
from cauce.delivery import codec
from cauce.model.message import Capabilities
from cauce.store import speeches
from cauce.store.connection import Connection

HOUR_MS = 3_600_000
GROUP = "group"
"""The kind of address that is of many people, to whom anything may always be said."""


@dataclass(frozen=True, slots=True)
class Talk:
    """With whom one talks: a conversation, its person, and the kind of their address."""

    conversation: int
    identity: int
    kind: str


def ends_at(db: Connection, talk: Talk, can: Capabilities, now: int) -> int | None:
    """Return when the window ends, or ended; 0 where the person never wrote, None where there is no window."""
    if can.window_hours <= 0 or talk.kind == GROUP:
        return None
    span = can.window_hours * HOUR_MS
    heard = [_moment(body, at) for body, at in speeches.heard(db, talk.identity, now - span)]
    last = max(heard, default=0) or speeches.last_heard(db, talk.conversation)
    return last + span if last else 0


def refuse_late(db: Connection, talk: Talk, can: Capabilities, now: int) -> None:
    """Raise TooLate where the window is over."""
    end = ends_at(db, talk, can, now)
    if end is not None and end <= now:
        raise TooLate(can.window_hours)


def _moment(body: str, at: int) -> int:
    """Return when something was said by the network's clock, 0 for what is no word of the person."""
    data = codec.inbound(body).data
    told = data.get("at")
    return 0 if data.get("type") == "system" else min(told, at) if isinstance(told, int) else at
