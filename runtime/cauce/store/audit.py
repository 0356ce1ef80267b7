"""The audit: who did what, to what, when and from where. Written in the commit that did it, or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from cauce.store.connection import Connection

_encode = msgspec.json.Encoder().encode

_COLUMNS = "SELECT id, user_id, who, action, object, address, details, at FROM audit "


@dataclass(frozen=True, slots=True)
class By:
    """Who does something, when and from where. user: None for who has no row, as at the command line."""

    user: int | None
    who: str
    at: int
    address: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """One of its rows. details: JSON."""

    id: int
    user: int | None
    who: str
    action: str
    object: str
    address: str
    details: str
    at: int


def record(db: Connection, by: By, action: str, thing: str, details: Mapping[str, Any] | None = None) -> None:
    """Write down that it was done. action: `user.added`; thing: `user:12`. No secret belongs into the details."""
    db.execute(
        "INSERT INTO audit (user_id, who, action, object, address, details, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (by.user, by.who[:191], action, thing, by.address[:64], _encode(details or {}).decode(), by.at),
    )


def of(db: Connection, thing: str, before: int, limit: int) -> list[Record]:
    """Return what was done to something before a row, the last first."""
    found = db.execute(f"{_COLUMNS} WHERE object = ? AND id < ? ORDER BY id DESC LIMIT ?", (thing, before, limit))
    return [Record(*row) for row in found]


def page(db: Connection, before: int, limit: int) -> list[Record]:
    """Return what was done before a row, the last first."""
    return [Record(*row) for row in db.execute(f"{_COLUMNS} WHERE id < ? ORDER BY id DESC LIMIT ?", (before, limit))]
