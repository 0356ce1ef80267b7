"""Logins: the browsers in which people are logged in, each by the hash of what it keeps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cauce.store import audit, rows
from cauce.store.audit import By
from cauce.store.connection import Connection

_FIND = (
    "SELECT l.id, l.seen_at, l.ends_at, u.id, u.username, u.name, u.active, u.locale, r.name, r.permissions "
    "FROM logins l JOIN users u ON u.id = l.user_id JOIN roles r ON r.id = u.role_id "
)
_BY_HASH = f"{_FIND}WHERE l.hash = ?"


@dataclass(frozen=True, slots=True)
class Found:
    """A login with who it is of. permissions: JSON as stored with the role."""

    id: int
    seen_at: int
    ends_at: int
    user: int
    username: str
    name: str
    active: int
    locale: str
    role: str
    permissions: str


@dataclass(frozen=True, slots=True)
class Login:
    """One of somebody's logins, as they are shown."""

    id: int
    created_at: int
    seen_at: int
    ends_at: int
    address: str
    agent: str


def add(db: Connection, by: By, hashed: str, ends_at: int, agent: str) -> int:
    """Keep a login of the one who makes it, and return its number."""
    assert by.user
    row = db.execute(
        "INSERT INTO logins (hash, user_id, created_at, seen_at, ends_at, address, agent) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (hashed, by.user, by.at, by.at, ends_at, by.address[:64], agent[:191]),
    ).lastrowid
    assert row
    audit.record(db, by, "login.made", f"user:{by.user}", {"agent": agent[:191]})
    return row


def find(db: Connection, hashed: str) -> Found | None:
    """Return a login with its user, None where there is none. Whether it is over is for the caller to see."""
    row = db.execute(_BY_HASH, (hashed,)).fetchone()
    return Found(*row) if row else None


def find_all(db: Connection, hashes: Sequence[str]) -> dict[str, Found]:
    """Return logins with their users, by hash, as `find` does."""
    found: dict[str, Found] = {}
    for part in rows.parts(db, sorted(set(hashes))):
        sql = f"{_FIND.replace('SELECT', 'SELECT l.hash,', 1)}WHERE l.hash IN ({rows.marks(part)})"
        found.update((row[0], Found(*row[1:])) for row in db.execute(sql, part))
    return found


def touch(db: Connection, login: int, now: int) -> None:
    """Remember that it was used."""
    db.execute("UPDATE logins SET seen_at = ? WHERE id = ? AND seen_at < ?", (now, login, now))


def of_user(db: Connection, user: int, seen_after: int, now: int) -> list[Login]:
    """Return the logins of somebody that are not over, the last used first."""
    found = db.execute(
        "SELECT id, created_at, seen_at, ends_at, address, agent FROM logins "
        "WHERE user_id = ? AND seen_at > ? AND ends_at > ? ORDER BY seen_at DESC, id DESC",
        (user, seen_after, now),
    )
    return [Login(*row) for row in found]


def end(db: Connection, by: By, user: int, login: int) -> bool:
    """End one of somebody's logins. False where they have no such."""
    gone = db.execute("DELETE FROM logins WHERE id = ? AND user_id = ?", (login, user)).rowcount > 0
    if gone:
        audit.record(db, by, "login.ended", f"user:{user}", {"login": login})
    return gone


def end_all(db: Connection, user: int, keep: int = 0) -> int:
    """End all of somebody's logins but one, and return how many there were. Whoever has it done tells the audit."""
    return db.execute("DELETE FROM logins WHERE user_id = ? AND id <> ?", (user, keep)).rowcount


def sweep(db: Connection, seen_before: int, now: int) -> None:
    """Take away what is over."""
    db.execute("DELETE FROM logins WHERE ends_at <= ?", (now,))
    db.execute("DELETE FROM logins WHERE seen_at <= ?", (seen_before,))
