"""Roles: named sets of permissions, those that come with Cauce and those of the house."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from cauce.store import audit
from cauce.store.audit import By
from cauce.store.connection import Connection
from cauce.store.dialect import locking, upsert

_encode = msgspec.json.Encoder().encode

_COLUMNS = "SELECT id, name, permissions, builtin FROM roles "
_ENROL = upsert(
    "INSERT INTO roles (name, permissions, builtin, created_at, updated_at) VALUES (?, ?, 1, ?, ?)",
    ["name"],
    ["permissions", "builtin"],
)
_HOLD = locking("SELECT id FROM roles WHERE name = ?")


@dataclass(frozen=True, slots=True)
class Role:
    """One of them. permissions: as stored."""

    id: int
    name: str
    permissions: tuple[str, ...]
    builtin: bool


def _role(row: Sequence[object]) -> Role:
    id_, name, permissions, builtin = row
    return Role(int(str(id_)), str(name), tuple(msgspec.json.decode(str(permissions), type=list[str])), bool(builtin))


def enrol(db: Connection, name: str, permissions: Sequence[str], now: int) -> None:
    """Make a role that comes with Cauce what this version says it is."""
    db.execute(_ENROL[db.dialect], (name, _encode(list(permissions)).decode(), now, now))


def named(db: Connection, name: str) -> Role | None:
    """Return a role by its name, None where there is none."""
    row = db.execute(f"{_COLUMNS} WHERE name = ?", (name,)).fetchone()
    return _role(row) if row else None


def get(db: Connection, role: int) -> Role | None:
    """Return a role, None where there is none of that number."""
    row = db.execute(f"{_COLUMNS} WHERE id = ?", (role,)).fetchone()
    return _role(row) if row else None


def hold(db: Connection, name: str) -> None:
    """Keep other processes from counting who has a role until the transaction ends."""
    db.execute(_HOLD[db.dialect], (name,)).fetchone()


def every(db: Connection) -> list[Role]:
    """Return all of them, those that come with Cauce first."""
    return [_role(row) for row in db.execute(f"{_COLUMNS} ORDER BY builtin DESC, id")]


def add(db: Connection, by: By, name: str, permissions: Sequence[str]) -> int:
    """Make a role and return its number."""
    row = db.execute(
        "INSERT INTO roles (name, permissions, builtin, created_at, updated_at) VALUES (?, ?, 0, ?, ?)",
        (name, _encode(list(permissions)).decode(), by.at, by.at),
    ).lastrowid
    assert row
    audit.record(db, by, "role.added", f"role:{row}", {"name": name, "permissions": list(permissions)})
    return row


def change(db: Connection, by: By, role: Role, permissions: Sequence[str]) -> None:
    """Give a role other permissions. They hold from the next request of everybody who has it."""
    db.execute(
        "UPDATE roles SET permissions = ?, updated_at = ? WHERE id = ?",
        (_encode(list(permissions)).decode(), by.at, role.id),
    )
    more, less = set(permissions) - set(role.permissions), set(role.permissions) - set(permissions)
    audit.record(db, by, "role.changed", f"role:{role.id}", {"more": sorted(more), "less": sorted(less)})
