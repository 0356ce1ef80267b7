"""Drafts: what somebody has written in a conversation and not said yet, one each."""

from __future__ import annotations

from dataclasses import dataclass

from cauce.store.connection import Connection
from cauce.store.dialect import locking

_COLUMNS = "SELECT text, revision, updated_at FROM drafts WHERE user_id = ? AND conversation_id = ?"
_HOLD = locking(_COLUMNS)


@dataclass(frozen=True, slots=True)
class Draft:
    """One of them. revision: how often it was stored, 0 where there is none."""

    text: str = ""
    revision: int = 0
    updated_at: int | None = None


def get(db: Connection, user: int, conversation: int) -> Draft:
    """Return somebody's draft, an empty one where there is none."""
    row = db.execute(_COLUMNS, (user, conversation)).fetchone()
    return Draft(*row) if row else Draft()


def hold(db: Connection, user: int, conversation: int) -> Draft:
    """Return it, and keep other processes from changing it until the transaction ends."""
    row = db.execute(_HOLD[db.dialect], (user, conversation)).fetchone()
    return Draft(*row) if row else Draft()


def save(db: Connection, user: int, conversation: int, before: Draft, text: str, now: int) -> Draft:  # noqa: PLR0913, PLR0917
    """Store a draft in the place of what was there."""
    after = Draft(text, before.revision + 1, now)
    sql = "UPDATE drafts SET text = ?, revision = ?, updated_at = ? WHERE user_id = ? AND conversation_id = ?"
    if not before.revision:
        sql = "INSERT INTO drafts (text, revision, updated_at, user_id, conversation_id) VALUES (?, ?, ?, ?, ?)"
    db.execute(sql, (after.text, after.revision, after.updated_at, user, conversation))
    return after


def remove(db: Connection, user: int, conversation: int) -> None:
    """Take a draft away."""
    db.execute("DELETE FROM drafts WHERE user_id = ? AND conversation_id = ?", (user, conversation))
