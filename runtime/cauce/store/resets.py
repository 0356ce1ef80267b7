"""Ways to a new password: each for one user, for once, and not for long."""

from __future__ import annotations

from dataclasses import dataclass

from cauce.store import audit
from cauce.store.audit import By
from cauce.store.connection import Connection

_FIND = (
    "SELECT u.id, u.username FROM resets x JOIN users u ON u.id = x.user_id "
    "WHERE x.hash = ? AND x.ends_at > ? AND u.active = 1"
)


@dataclass(frozen=True, slots=True)
class Found:
    """Whose new password it is for."""

    user: int
    username: str


def make(db: Connection, by: By, user: int, hashed: str, ends_at: int) -> None:
    """Keep a way to a new password for somebody. The one before it leads nowhere any more."""
    end_all(db, user)
    db.execute(
        "INSERT INTO resets (hash, user_id, created_at, ends_at) VALUES (?, ?, ?, ?)", (hashed, user, by.at, ends_at)
    )
    audit.record(db, by, "user.reset_offered", f"user:{user}", {"ends_at": ends_at})


def find(db: Connection, hashed: str, now: int) -> Found | None:
    """Return whose it is, None where it is nobody's, or not any more."""
    row = db.execute(_FIND, (hashed, now)).fetchone()
    return Found(*row) if row else None


def end_all(db: Connection, user: int) -> None:
    """Let none lead to a new password for somebody any more."""
    db.execute("DELETE FROM resets WHERE user_id = ?", (user,))
