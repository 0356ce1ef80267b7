"""What was asked for under a key: done once, in the commit of the change itself, with the answer that came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TypeVar

import msgspec

from cauce.store.connection import Connection

Result = TypeVar("Result")

KEPT_MS = 24 * 3_600_000
"""For how long it is known that something was done."""
NOT_KEPT = 0
"""The status of an answer that is told only once."""

_encode = msgspec.json.Encoder().encode
_CLAIM = "INSERT INTO asked (user_id, hash, mark, status, kind, headers, at) VALUES (?, ?, ?, ?, '', '{}', ?)"
_FIND = "SELECT mark, status, kind, headers, body, at FROM asked WHERE user_id = ? AND hash = ? AND at > ?"


@dataclass(frozen=True, slots=True)
class Told:
    """The answer to something. status: NOT_KEPT for one that is not told again."""

    status: int
    kind: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Known:
    """That something was done at a time. told: its answer, None where it is not known, or not yet."""

    mark: str
    at: int
    told: Told | None = None


class Done(Exception):
    """It was done already, or somebody else is doing it."""


class Once:
    """Something that is to be done once. told_once: whether its answer is not to be kept."""

    def __init__(self, user: int, hashed: str, mark: str, now: int, *, told_once: bool = False) -> None:
        self._place = (user, hashed)
        self._row = (user, hashed, mark, NOT_KEPT if told_once else None, now)
        self._now = now
        self.begun = False

    def guard(self, job: Callable[[Connection], Result]) -> Callable[[Connection], Result]:
        """Return the job so that it raises Done, and does nothing, where it was done before. Only the first is guarded."""
        if self.begun:
            return job
        self.begun = True

        def once(db: Connection) -> Result:
            self._claim(db)
            return job(db)

        return once

    def _claim(self, db: Connection) -> None:
        db.execute("DELETE FROM asked WHERE at <= ?", (self._now - KEPT_MS,))
        if find(db, *self._place, self._now) is not None:
            raise Done
        db.execute(_CLAIM, self._row)


ONCE: ContextVar[Once | None] = ContextVar("once", default=None)
"""What whoever writes now was asked to do once: `Database.write` looks here, so that no handler has to."""


def find(db: Connection, user: int, hashed: str, now: int) -> Known | None:
    """Return what is known of something that somebody asked for under a key, None where it was not done."""
    row = db.execute(_FIND, (user, hashed, now - KEPT_MS)).fetchone()
    if row is None:
        return None
    mark, status, kind, headers, body, at = row
    if status is None:
        return Known(mark, at)
    return Known(mark, at, Told(status, kind, msgspec.json.decode(headers, type=dict[str, str]), bytes(body or b"")))


def tell(db: Connection, user: int, hashed: str, told: Told) -> None:
    """Keep the answer to something that was done."""
    db.execute(
        "UPDATE asked SET status = ?, kind = ?, headers = ?, body = ? WHERE user_id = ? AND hash = ? AND status IS NULL",
        (told.status, told.kind, _encode(told.headers).decode(), told.body, user, hashed),
    )
