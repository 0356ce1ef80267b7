"""Jobs: when each is due, and who does it. A process takes one by its row as it saw it, so that no two do.

Who is no more is known by its epoch (`cauce.store.nodes`); who lives and does not end is given until `claimed_until`, by the
database's own clock where several processes share it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cauce.store import nodes
from cauce.store.connection import Connection
from cauce.store.dialect import upsert

NOW = 0
"""What is due now, whatever any clock says."""
LETTERS = 2000
"""How much of an error is kept."""


@dataclass(frozen=True, slots=True)
class Row:
    """A job as it stands. Times in milliseconds. by, until: who does it, and for how long they are believed to."""

    due: int
    by: int
    until: int
    began: int | None
    error: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """All jobs by name, the epochs that live, and the time that claims go by."""

    rows: Mapping[str, Row]
    alive: frozenset[int]
    time: int

    def is_held(self, row: Row) -> bool:
        """Tell whether somebody who lives is doing a job."""
        return row.by in self.alive and row.until > self.time


_BEGIN = upsert("INSERT INTO jobs (name, due_at, claimed_by, claimed_until) VALUES (?, ?, 0, 0)", ["name"])
_CLAIM = (
    "UPDATE jobs SET claimed_by = ?, claimed_until = ?, began_at = ?, due_at = ? "
    "WHERE name = ? AND due_at = ? AND claimed_by = ? AND claimed_until = ?"
)
# Whoever wanted it done at once meanwhile wants it done again.
_SETTLE = (
    "UPDATE jobs SET claimed_by = 0, claimed_until = 0, ended_at = ?, error = ?, "
    "due_at = CASE WHEN due_at = 0 THEN 0 ELSE ? END WHERE name = ? AND claimed_by = ? AND began_at = ?"
)


def look(db: Connection, now: int) -> Standing:
    """Return how things stand."""
    found = db.execute("SELECT name, due_at, claimed_by, claimed_until, began_at, error FROM jobs").fetchall()
    rows = {row[0]: Row(*row[1:]) for row in found}
    return Standing(rows, frozenset(nodes.alive(db)), nodes.time(db, now))


def enrol(db: Connection, name: str, due: int) -> None:
    """Note a job that was not known; one that is stays as it is."""
    db.execute(_BEGIN[db.dialect], (name, due))


def move(db: Connection, name: str, before: int, due: int) -> None:
    """Let a job be due at another time, unless that changed meanwhile."""
    db.execute("UPDATE jobs SET due_at = ? WHERE name = ? AND due_at = ?", (due, name, before))


def claim(db: Connection, name: str, row: Row, epoch: int, now: int, milliseconds: int) -> bool:  # noqa: PLR0913, PLR0917
    """Take a job that was seen to be free. False where somebody else was quicker. now: when it is begun."""
    until = nodes.time(db, now) + milliseconds
    return db.execute(_CLAIM, (epoch, until, now, now, name, row.due, row.by, row.until)).rowcount > 0


def settle(db: Connection, name: str, claim: tuple[int, int], ended: int, due: int, error: str | None) -> bool:  # noqa: PLR0913, PLR0917
    """Store how a job ended, and when it is due again. False where somebody else has it now.

    claim: the epoch and the time with which it was begun.
    """
    kept = None if error is None else error[:LETTERS]
    return db.execute(_SETTLE, (ended, kept, due, name, *claim)).rowcount > 0


def give_back(db: Connection, name: str, claim: tuple[int, int]) -> None:
    """Let somebody else do a job that was begun, now."""
    sql = "UPDATE jobs SET claimed_by = 0, claimed_until = 0, due_at = 0 WHERE name = ? AND claimed_by = ? AND began_at = ?"
    db.execute(sql, (name, *claim))


def nudge(db: Connection, name: str) -> None:
    """Let a job be due now; one that is being done is done once more."""
    db.execute("UPDATE jobs SET due_at = 0 WHERE name = ?", (name,))
