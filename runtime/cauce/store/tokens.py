"""API tokens: keys for programs, each by its hash."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from cauce.store import audit, rows
from cauce.store.audit import By
from cauce.store.connection import Connection

_encode = msgspec.json.Encoder().encode

_FIND = (
    "SELECT t.id, t.scopes, t.ends_at, t.used_at, u.id, u.username, u.name, u.active, u.locale, r.name, r.permissions "
    "FROM tokens t JOIN users u ON u.id = t.user_id JOIN roles r ON r.id = u.role_id "
)
_BY_HASH = f"{_FIND}WHERE t.hash = ?"


@dataclass(frozen=True, slots=True)
class Found:
    """A token with who it is of. scopes, permissions: JSON as stored."""

    id: int
    scopes: str
    ends_at: int | None
    used_at: int | None
    user: int
    username: str
    name: str
    active: int
    locale: str
    role: str
    permissions: str


@dataclass(frozen=True, slots=True)
class Token:
    """One of somebody's tokens, as they are shown: without what opens the door."""

    id: int
    name: str
    scopes: tuple[str, ...]
    created_at: int = 0
    ends_at: int | None = None
    used_at: int | None = None


def add(db: Connection, by: By, hashed: str, token: Token) -> int:
    """Keep a token of the one who makes it, and return its number."""
    assert by.user
    row = db.execute(
        "INSERT INTO tokens (hash, user_id, name, scopes, created_at, ends_at) VALUES (?, ?, ?, ?, ?, ?)",
        (hashed, by.user, token.name, _encode(token.scopes).decode(), by.at, token.ends_at),
    ).lastrowid
    assert row
    details = {"token": row, "name": token.name, "scopes": token.scopes, "ends_at": token.ends_at}
    audit.record(db, by, "token.made", f"user:{by.user}", details)
    return row


def find(db: Connection, hashed: str) -> Found | None:
    """Return a token with its user, None where there is none. Whether it is over is for the caller to see."""
    row = db.execute(_BY_HASH, (hashed,)).fetchone()
    return Found(*row) if row else None


def find_all(db: Connection, hashes: Sequence[str]) -> dict[str, Found]:
    """Return tokens with their users, by hash, as `find` does."""
    found: dict[str, Found] = {}
    for part in rows.parts(db, sorted(set(hashes))):
        sql = f"{_FIND.replace('SELECT', 'SELECT t.hash,', 1)}WHERE t.hash IN ({rows.marks(part)})"
        found.update((row[0], Found(*row[1:])) for row in db.execute(sql, part))
    return found


def touch(db: Connection, token: int, now: int) -> None:
    """Remember that it was used."""
    db.execute("UPDATE tokens SET used_at = ? WHERE id = ?", (now, token))


def of_user(db: Connection, user: int) -> list[Token]:
    """Return the tokens of somebody, the first made first."""
    found = db.execute(
        "SELECT id, name, scopes, created_at, ends_at, used_at FROM tokens WHERE user_id = ? ORDER BY id", (user,)
    )
    return [
        Token(id_, name, tuple(msgspec.json.decode(scopes, type=list[str])), *times)
        for id_, name, scopes, *times in found
    ]


def end(db: Connection, by: By, user: int, token: int) -> bool:
    """End one of somebody's tokens. False where they have no such."""
    gone = db.execute("DELETE FROM tokens WHERE id = ? AND user_id = ?", (token, user)).rowcount > 0
    if gone:
        audit.record(db, by, "token.ended", f"user:{user}", {"token": token})
    return gone


def end_all(db: Connection, user: int) -> int:
    """End all of somebody's tokens, and return how many there were. Whoever has it done tells the audit."""
    return db.execute("DELETE FROM tokens WHERE user_id = ?", (user,)).rowcount
