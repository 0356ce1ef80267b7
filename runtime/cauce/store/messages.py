"""Messages: what was said on both sides, and how far each got."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from cauce.store import rows
from cauce.store.connection import Connection
from cauce.store.conversations import Standing


class Status(IntEnum):
    """How far a message got, as a rank: it only ever grows, however late or often a network tells it.

    A failure outranks *sent*, for networks take a message and fail later; that it was delivered or read outranks it.
    """

    QUEUED = 0
    SENT = 1
    FAILED = 2
    DELIVERED = 3
    READ = 4
    RECEIVED = 5


_EVER = 2**62


@dataclass(slots=True)
class Draft:
    """A message that is about to be stored: what a person sent, or what the bot says. `id` is known once it is.

    body: an `Inbound` or `Outbound` as JSON. provider_id: the network's id of what came in, None for what goes out.
    author: who says what goes out: `bot`, or `human` for an operator.
    """

    conversation: int
    channel: int
    body: str
    provider_id: str | None = None
    id: int = 0
    author: str = "bot"


_ADD = "INSERT INTO messages (conversation_id, channel_id, direction, author, provider_id, body, status, repeated, created_at)"


def add(db: Connection, drafts: Sequence[Draft], now: int) -> None:
    """Store messages in their order, and give each its id."""
    rows_ = [
        (draft.conversation, draft.channel, *_sides(draft), draft.provider_id, draft.body,
         _STATUS[draft.provider_id is None], 0, now)
        for draft in drafts
    ]  # fmt: skip
    for draft, row in zip(drafts, rows.insert(db, _ADD, rows_), strict=True):
        draft.id = row


def _sides(draft: Draft) -> tuple[str, str]:
    return ("out", draft.author) if draft.provider_id is None else ("in", "contact")


_STATUS = {True: 0, False: 5}


def add_echo(db: Connection, standing: Standing, provider_id: str, body: str, now: int) -> int:
    """Store what one of us said outside Cauce, an `Inbound` as JSON, and return its id."""
    cursor = db.execute(
        "INSERT INTO messages (conversation_id, channel_id, direction, author, provider_id, body, status, repeated, "
        "created_at, sent_at) VALUES (?, ?, 'out', 'human', ?, ?, 1, 0, ?, ?)",
        (standing.conversation, standing.channel, provider_id, body, now, now),
    )
    assert cursor.lastrowid
    return cursor.lastrowid


def is_in(db: Connection, conversation: int, message: int) -> bool:
    """Tell whether a message is one of a conversation."""
    row = db.execute("SELECT 1 FROM messages WHERE id = ? AND conversation_id = ?", (message, conversation))
    return row.fetchone() is not None


def move(db: Connection, channel: int, provider_id: str, conversation: int) -> None:
    """Put a received message into another conversation of the same person."""
    db.execute(
        "UPDATE messages SET conversation_id = ? WHERE channel_id = ? AND direction = 'in' AND provider_id = ?",
        (conversation, channel, provider_id),
    )


_SENT = "messages SET provider_id = COALESCE({id}, provider_id), sent_at = COALESCE(sent_at, ?), status = CASE WHEN status < 1 THEN 1 ELSE status END WHERE id {which}"
_MARK_SENT = {
    "sqlite": f"UPDATE OR IGNORE {_SENT.format(id='?', which='= ?')}",
    "mysql": f"UPDATE IGNORE {_SENT.format(id='?', which='= ?')}",
}


def mark_sent(db: Connection, message: int, provider_id: str | None, now: int) -> None:
    """Record that the network took it, and under which id. A status that came first stays."""
    db.execute(_MARK_SENT[db.dialect], (provider_id, now, message))


def mark_all_sent(db: Connection, sent: Sequence[tuple[int, str | None]], now: int) -> None:
    """Record that the network took messages: pairs of our id and the network's."""
    if db.dialect == "sqlite":
        db.executemany(_MARK_SENT["sqlite"], [(provider_id, now, message) for message, provider_id in sent])
        return
    for part in rows.parts(db, sent):
        case = f"CASE id {' '.join(['WHEN ? THEN ?'] * len(part))} END"
        messages = [message for message, _ in part]
        sql = f"UPDATE IGNORE {_SENT.format(id=case, which=f'IN ({rows.marks(messages)})')}"
        db.execute(sql, [*(value for pair in part for value in pair), now, *messages])


def known_as_sent(db: Connection, found: Sequence[int]) -> Collection[int]:
    """Return those of these messages of which the network has told already that it took them, or more."""
    known: set[int] = set()
    for place in range(0, len(found), rows.MOST):
        part = found[place : place + rows.MOST]
        sql = f"SELECT id FROM messages WHERE id IN ({rows.marks(part)}) AND status > 0"  # noqa: S608 - ours
        known.update(row[0] for row in db.execute(sql, part))
    return known


def sent_since(db: Connection, channel: int, since: int) -> list[tuple[int, int]]:
    """Return (time, count) of what a channel sent since then, by the quarter of an hour."""
    quarter = "FLOOR(sent_at / 900000)" if db.dialect == "mysql" else "sent_at / 900000"
    return db.execute(
        f"SELECT MAX(sent_at), COUNT(*) FROM messages WHERE channel_id = ? AND direction = 'out' AND sent_at > ? "  # noqa: S608 - ours
        f"GROUP BY {quarter}",
        (channel, since),
    ).fetchall()


def was_sent(db: Connection, message: int) -> bool:
    """Tell whether the network has told that it took a message, whatever became of it then."""
    return bool(db.execute("SELECT status > 0 FROM messages WHERE id = ?", (message,)).fetchone()[0])


def mark_failed(db: Connection, message: int, error: str) -> None:
    """Record that it will not arrive, unless it did."""
    db.execute("UPDATE messages SET status = 2, error = ? WHERE id = ? AND status < 2", (error[:191], message))


def mark_repeated(db: Connection, message: int) -> None:
    """Record that the person may have got it twice."""
    db.execute("UPDATE messages SET repeated = 1 WHERE id = ?", (message,))


@dataclass(slots=True)
class Sent:
    """A message of ours as its network speaks of it."""

    id: int
    conversation: int
    status: int


def find_sent(db: Connection, channel: int, provider_id: str) -> Sent | None:
    """Return the message of ours that the network calls so, None where none is known under that id."""
    row = db.execute(
        "SELECT id, conversation_id, status FROM messages WHERE channel_id = ? AND direction = 'out' AND provider_id = ?",
        (channel, provider_id),
    ).fetchone()
    return Sent(*row) if row else None


def find_all_sent(db: Connection, channel: int, provider_ids: Sequence[str]) -> dict[str, Sent]:
    """Return those messages of ours that are known, by the network's id."""
    found: dict[str, Sent] = {}
    for part in rows.parts(db, provider_ids):
        sql = (
            "SELECT provider_id, id, conversation_id, status FROM messages WHERE channel_id = ? AND direction = 'out' "  # noqa: S608 - ours
            f"AND provider_id IN ({rows.marks(part)})"
        )
        found.update((row[0], Sent(*row[1:])) for row in db.execute(sql, [channel, *part]))
    return found


@dataclass(frozen=True, slots=True)
class Said:
    """A message of ours, to whom it was said, and the network's id of it, None where that is not known."""

    id: int
    identity: int
    provider_id: str | None


def find_said(db: Connection, channel: int, message: int) -> Said | None:
    """Return a message of ours by our own id."""
    row = db.execute(
        "SELECT c.identity_id, m.provider_id FROM messages m JOIN conversations c ON c.id = m.conversation_id "
        "WHERE m.id = ? AND m.channel_id = ? AND m.direction = 'out'",
        (message, channel),
    ).fetchone()
    return Said(message, *row) if row else None


def advance(db: Connection, status: Status, told: Mapping[int, tuple[int, str]]) -> None:
    """Raise messages to a status, where that is news: by our id, when it was so, and why it failed.

    When a message was sent stays, though it failed later; why it failed is forgotten, should it arrive after all.
    """
    guard = f"AND status < {status.value}"
    if status is Status.FAILED:
        sql = f"UPDATE messages SET status = {status.value}, error = ? WHERE id = ? {guard}"  # noqa: S608 - ours
        for message, (_, error) in told.items():
            db.execute(sql, (error[:191] or None, message))
        return
    change = f"UPDATE messages SET status = {status.value}, error = NULL, {_MOMENTS[status]}"  # noqa: S608 - ours
    if db.dialect == "sqlite":
        sql = f"{change} = ? WHERE id = ? {guard}"
        for message, (at, _) in told.items():
            db.execute(sql, (at, message))
        return
    for part in rows.parts(db, sorted(told)):
        case = " ".join(["WHEN ? THEN ?"] * len(part))
        sql = f"{change} = CASE id {case} END WHERE id IN ({rows.marks(part)}) {guard}"
        db.execute(sql, [*(value for message in part for value in (message, told[message][0])), *part])


_MOMENTS = {Status.SENT: "sent_at", Status.DELIVERED: "delivered_at", Status.READ: "read_at"}


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of a transcript: the first `limit` after an id, or else the last ones, before an id if one is given."""

    after: int | None = None
    before: int | None = None
    limit: int = 50


_SAID = (
    "SELECT m.id, m.direction, m.author, m.provider_id, m.body, m.created_at FROM identities i "
    "JOIN conversations c ON c.identity_id = COALESCE(i.main_id, i.id) JOIN messages m ON m.conversation_id = c.id "
    "WHERE i.channel_id = ? AND i.kind = ? AND i.value = ? "
)
_FIRST = _SAID + "AND m.id > ? ORDER BY m.id LIMIT ?"
_LAST = _SAID + "AND m.id < ? ORDER BY m.id DESC LIMIT ?"


def transcript(
    db: Connection, channel: int, address: tuple[str, str], window: Window
) -> list[tuple[int, str, str, str | None, str, int]]:
    """Return (id, direction, author, provider's id, body as JSON, time) of what was said with an address, oldest first."""
    if window.after is not None:
        return db.execute(_FIRST, (channel, *address, window.after, window.limit)).fetchall()
    return db.execute(_LAST, (channel, *address, window.before or _EVER, window.limit)).fetchall()[::-1]


@dataclass(frozen=True, slots=True)
class Kept:
    """A message with how far it got. body: an `Inbound` or `Outbound` as JSON; external_id: the network's id."""

    id: int
    direction: str
    author: str
    external_id: str | None
    body: str
    status: int
    repeated: bool
    error: str | None
    created_at: int
    sent_at: int | None
    delivered_at: int | None
    read_at: int | None


_KEPT = (
    "SELECT id, direction, author, provider_id, body, status, repeated, error, created_at, sent_at, delivered_at, read_at "
    "FROM messages WHERE conversation_id = ? "
)
_OLDEST = _KEPT + "AND id > ? ORDER BY id LIMIT ?"
_NEWEST = _KEPT + "AND id < ? ORDER BY id DESC LIMIT ?"


def page(db: Connection, conversation: int, after: int | None, limit: int, *, newest: bool) -> list[Kept]:
    """Return messages of a conversation, the newest or the oldest first, from what comes after one on."""
    sql, start = (_NEWEST, _EVER) if newest else (_OLDEST, 0)
    found = db.execute(sql, (conversation, start if after is None else after, limit))
    return [_kept(row) for row in found]


def _kept(row: Sequence[object]) -> Kept:
    values = list(row)
    values[6] = bool(values[6])
    return Kept(*values)  # type: ignore[arg-type]
