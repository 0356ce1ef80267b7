"""How far one has read in what one sees."""

from __future__ import annotations

from dataclasses import dataclass

from cauce.access.conversations import see
from cauce.access.doing import Doing
from cauce.access.errors import Invalid
from cauce.access.principal import Principal
from cauce.store import messages, read_marks
from cauce.store.connection import Connection


@dataclass(frozen=True, slots=True)
class Read:
    """How far somebody has read: up to a message. unread: how many came in after it, as far as they are counted."""

    message: int
    unread: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """In how many open conversations something is unread. areas: by the name of each that somebody is in."""

    mine: int
    areas: dict[str, int]


def waiting(db: Connection, who: Principal) -> Waiting:
    """Return in how many of what somebody has, and of what is in their areas, something is unread."""
    names = sorted(who.areas)
    mine, *rest = read_marks.waiting(db, who.user, names)
    return Waiting(mine, dict(zip(names, rest, strict=True)))


def mark(db: Connection, doing: Doing, conversation: int, message: int) -> Read:
    """Record that one has read up to a message of a conversation. It never goes back. Raises Unknown or Invalid."""
    see(db, doing.who, conversation)
    if not messages.is_in(db, conversation, message):
        raise Invalid("message", "No es un mensaje de esta conversación.", "It is no message of this conversation.")
    user = doing.who.user
    read_marks.mark(db, user, conversation, message, doing.at)
    unread = read_marks.unread(db, user, [conversation])[conversation]
    return Read(read_marks.get(db, user, conversation), unread)
