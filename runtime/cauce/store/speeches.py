"""Speeches: which of the team said a message, and what it answers or passes on. And when a person was last heard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cauce.store import rows
from cauce.store.connection import Connection


@dataclass(frozen=True, slots=True)
class Spoken:
    """What is known of a message besides itself. forwarded: the message that it passes on."""

    user: int
    name: str
    reply_to: int | None
    forwarded: int | None


def add(db: Connection, message: int, user: int, reply_to: int | None = None, forwarded: int | None = None) -> None:
    """Store who said a message."""
    db.execute(
        "INSERT INTO speeches (message_id, user_id, reply_to_id, forwarded_id) VALUES (?, ?, ?, ?)",
        (message, user, reply_to, forwarded),
    )


def of(db: Connection, messages: Sequence[int]) -> dict[int, Spoken]:
    """Return what is known of messages that the team said, by their id."""
    found: dict[int, Spoken] = {}
    for part in rows.parts(db, messages):
        sql = (
            "SELECT s.message_id, u.id, COALESCE(NULLIF(u.name, ''), u.username), s.reply_to_id, s.forwarded_id "  # noqa: S608 - ours
            f"FROM speeches s JOIN users u ON u.id = s.user_id WHERE s.message_id IN ({rows.marks(part)})"
        )
        found.update((row[0], Spoken(*row[1:])) for row in db.execute(sql, part))
    return found


@dataclass(frozen=True, slots=True)
class Quoted:
    """A message that another is about. external_id: the network's id of it; body: an `Inbound` or `Outbound` as JSON."""

    id: int
    conversation: int
    channel: int
    direction: str
    author: str
    external_id: str | None
    body: str


_QUOTED = "SELECT id, conversation_id, channel_id, direction, author, provider_id, body FROM messages WHERE "
_FIND = _QUOTED + "id = ? AND conversation_id = ?"
_NAMED = _QUOTED + "channel_id = ? AND direction IN ('in', 'out') AND provider_id = ?"


def find(db: Connection, conversation: int, message: int) -> Quoted | None:
    """Return a message of a conversation, None where it has none of that id."""
    row = db.execute(_FIND, (message, conversation)).fetchone()
    return Quoted(*row) if row else None


def named(db: Connection, channel: int, external_id: str) -> list[Quoted]:
    """Return the messages that a network calls so: one at most of each side."""
    found = db.execute(_NAMED, (channel, external_id))
    return [Quoted(*row) for row in found]


def all_named(db: Connection, conversation: int, external_ids: Sequence[str]) -> dict[str, int]:
    """Return our ids of those messages of a conversation that the network calls so."""
    found: dict[str, int] = {}
    for part in rows.parts(db, external_ids):
        sql = (
            "SELECT m.provider_id, m.id FROM conversations c JOIN messages m ON m.channel_id = c.channel_id "  # noqa: S608 - ours
            f"AND m.direction IN ('in', 'out') AND m.provider_id IN ({rows.marks(part)}) "
            "WHERE c.id = ? AND m.conversation_id = c.id"
        )
        found.update(db.execute(sql, [*part, conversation]).fetchall())
    return found


_LAST = "SELECT body, created_at FROM messages WHERE conversation_id = ? AND direction = 'in' ORDER BY id DESC LIMIT ?"


def heard(db: Connection, identity: int, since: int, limit: int = 5) -> list[tuple[str, int]]:
    """Return (body, time) of the last things that a person said, over all conversations that were active since a time."""
    active = db.execute("SELECT id FROM conversations WHERE identity_id = ? AND active_at >= ?", (identity, since))
    return [row for (one,) in active.fetchall() for row in db.execute(_LAST, (one, limit)).fetchall()]


def last_heard(db: Connection, conversation: int) -> int:
    """Return when the person last said something in a conversation, 0 where they never did."""
    row = db.execute(_LAST, (conversation, 1)).fetchone()
    return row[1] if row else 0


def line_of(db: Connection, conversation: int) -> tuple[int, int, str]:
    """Return (channel, identity, kind of address) of a conversation."""
    row = db.execute(
        "SELECT c.channel_id, i.id, i.kind FROM conversations c JOIN identities i ON i.id = c.identity_id WHERE c.id = ?",
        (conversation,),
    ).fetchone()
    return row[0], row[1], row[2]
