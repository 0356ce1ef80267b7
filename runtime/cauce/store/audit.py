"""The audit: who did what, to what, when and from where. Written in the commit that did it, or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

import msgspec

from cauce.store import rows
from cauce.store.connection import Connection

_encode = msgspec.json.Encoder().encode

_COLUMNS = "SELECT id, user_id, who, action, object, address, details, at FROM audit "

LAST = 2**63 - 1
"""After every row."""


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


@dataclass(frozen=True, slots=True)
class Sought:
    """Which of them: by whom, to what, what. before: a row, the last of the page before."""

    user: int | None = None
    object: str | None = None
    action: str | None = None
    before: int = LAST


_ADD = "INSERT INTO audit (user_id, who, action, object, address, details, at)"


def record_all(db: Connection, by: By, action: str, things: Mapping[str, Mapping[str, Any]]) -> None:
    """Write down that it was done to several things, each with its details."""
    rows.insert(
        db,
        _ADD,
        [
            (by.user, by.who[:191], action, thing, by.address[:64], _encode(details).decode(), by.at)
            for thing, details in things.items()
        ],
    )


def record(db: Connection, by: By, action: str, thing: str, details: Mapping[str, Any] | None = None) -> None:
    """Write down that it was done. action: `user.added`; thing: `user:12`. No secret belongs into the details."""
    record_all(db, by, action, {thing: details or {}})


def page(db: Connection, sought: Sought, limit: int) -> list[Record]:
    """Return what was done, the last first."""
    asked = {
        "user_id = ?": sought.user,
        "object = ?": sought.object,
        "action = ?": sought.action,
        "id < ?": sought.before,
    }
    wanted = {condition: value for condition, value in asked.items() if value is not None}
    which = f"WHERE {' AND '.join(wanted)} " if wanted else ""
    found = db.execute(f"{_COLUMNS}{which}ORDER BY id DESC LIMIT ?", (*wanted.values(), limit))
    return [Record(*row) for row in found]


def sweep(db: Connection, before: int, limit: int) -> int:
    """Forget what was done before a time, from the first row on, at most so many. Returns how many that were."""
    found = db.execute("SELECT id, at FROM audit ORDER BY id LIMIT ?", (limit,)).fetchall()
    old = [row for row, at in takewhile(lambda one: one[1] < before, found)]
    if old:
        db.execute("DELETE FROM audit WHERE id <= ?", (old[-1],))
    return len(old)
