"""Notes: what the team writes for the team in a conversation, and whom each note names."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cauce.store import rows
from cauce.store.connection import Connection

_COLUMNS = (
    "SELECT n.id, n.author_id, u.name, n.text, n.created_at, n.updated_at FROM notes n JOIN users u ON u.id = n.author_id "
    "WHERE n.conversation_id = ? "
)


@dataclass(frozen=True, slots=True)
class Note:
    """One of them. author: the user who wrote it, with their name. mentions: the users whom it names."""

    id: int
    author: int
    name: str
    text: str
    created_at: int
    updated_at: int
    mentions: tuple[int, ...] = ()


def add(db: Connection, conversation: int, author: int, text: str, now: int) -> int:
    """Store a note and return its number."""
    row = db.execute(
        "INSERT INTO notes (conversation_id, author_id, text, created_at, updated_at) VALUES (?, ?, ?, ?, ?)",
        (conversation, author, text, now, now),
    ).lastrowid
    assert row
    return row


def get(db: Connection, conversation: int, note: int) -> Note | None:
    """Return a note of a conversation, None where it has none of that number."""
    found = db.execute(f"{_COLUMNS} AND n.id = ?", (conversation, note)).fetchall()
    return next(iter(_notes(db, found)), None)


def page(db: Connection, conversation: int, before: int, limit: int) -> list[Note]:
    """Return the notes of a conversation before one, the last first."""
    sql = f"{_COLUMNS} AND n.id < ? ORDER BY n.id DESC LIMIT ?"
    return _notes(db, db.execute(sql, (conversation, before, limit)).fetchall())


def _notes(db: Connection, found: Sequence[Sequence[Any]]) -> list[Note]:
    named: dict[int, list[int]] = {row[0]: [] for row in found}
    if named:
        which = f"note_id IN ({rows.marks(list(named))})"
        for note, user in db.execute(f"SELECT note_id, user_id FROM mentions WHERE {which} ORDER BY id", list(named)):  # noqa: S608 - ours
            named[note].append(user)
    return [replace(Note(*row), mentions=tuple(named[row[0]])) for row in found]


def change(db: Connection, note: int, text: str, now: int) -> None:
    """Give a note another text."""
    db.execute("UPDATE notes SET text = ?, updated_at = ? WHERE id = ?", (text, now, note))


def name(db: Connection, conversation: int, note: int, users: Collection[int], now: int) -> None:
    """Let a note name these, and nobody else. Who was named before is not told again."""
    before = {row[0] for row in db.execute("SELECT user_id FROM mentions WHERE note_id = ?", (note,))}
    for user in before.difference(users):
        db.execute("DELETE FROM mentions WHERE note_id = ? AND user_id = ?", (note, user))
    for user in sorted(set(users) - before):
        db.execute(
            "INSERT INTO mentions (note_id, conversation_id, user_id, unseen, created_at) VALUES (?, ?, ?, 1, ?)",
            (note, conversation, user, now),
        )


def remove(db: Connection, note: int) -> None:
    """Take a note away, and that it named anybody."""
    db.execute("DELETE FROM mentions WHERE note_id = ?", (note,))
    db.execute("DELETE FROM notes WHERE id = ?", (note,))


def mentioned_in(db: Connection, mention: int, user: int) -> int | None:
    """Return the conversation in which somebody was named, None where there is no such mention of them."""
    row = db.execute("SELECT conversation_id FROM mentions WHERE id = ? AND user_id = ?", (mention, user)).fetchone()
    return row[0] if row else None


def mark_seen(db: Connection, mention: int) -> None:
    """Record that whoever was named has seen it."""
    db.execute("UPDATE mentions SET unseen = 0 WHERE id = ?", (mention,))
