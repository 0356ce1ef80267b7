"""Imports and their rows, as they are stored: a file that was read is whole in the database, so that any process may go on with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from cauce import sql
from cauce.desk import READ_ALL, Principal, Unknown
from cauce.sql import Connection, locking
from cauce_plugins.contacts.planning import OUTCOMES, Plan
from cauce_plugins.contacts.rows import Given

READING, CHECKED, COMMITTING, DONE, FAILED = "reading", "checked", "committing", "done", "failed"
"""How far an import is: the file is being read; what would happen is known; it happens; it has happened; it will not."""
STATES = (READING, CHECKED, COMMITTING, DONE, FAILED)
_COLUMNS = (
    "SELECT id, user_id, hash, kind, encoding, columns, merges, state, total, done, asker, created_at, updated_at "
    "FROM contact_imports "
)
_HOLD = locking(f"{_COLUMNS}WHERE id = ?")
_ROWS = "SELECT number, data, outcome, problems, contact_id, stored FROM contact_import_rows "
_encode, _decode = msgspec.json.encode, msgspec.json.decode


@dataclass(frozen=True, slots=True)
class Import:
    """A file that was read. total: its rows. done: the last row that is stored. asker: JSON, as whom, None before it is asked for."""

    id: int
    user: int
    hash: str
    kind: str
    encoding: str
    columns: str
    merges: bool
    state: str
    total: int
    done: int
    asker: str | None
    created_at: int
    updated_at: int


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a file, and what becomes of it. data: a `Given`. problems: JSON. stored: whether it has happened."""

    number: int
    data: Mapping[str, Any]
    outcome: str
    problems: str
    contact: int | None
    stored: bool

    @property
    def given(self) -> Given:
        """What the row says."""
        return Given(**self.data)


def begin(db: Connection, user: int, digest: str, now: int, *, merges: bool) -> int:
    """Begin with a file, and return the number of its import."""
    row = db.execute(
        "INSERT INTO contact_imports (user_id, hash, state, merges, columns, kind, encoding, total, done, created_at, updated_at) "
        "VALUES (?, ?, ?, ?, '[]', '', '', 0, 0, ?, ?)",
        (user, digest, READING, merges, now, now),
    ).lastrowid
    assert row
    return row


def describe(db: Connection, one: int, kind: str, encoding: str, columns: Sequence[str]) -> None:
    """Say what kind of file it is, and what its columns mean."""
    shown = _encode(list(columns)).decode()
    db.execute(
        "UPDATE contact_imports SET kind = ?, encoding = ?, columns = ? WHERE id = ?", (kind, encoding, shown, one)
    )


def add_rows(db: Connection, one: int, plans: Sequence[Plan], now: int) -> None:
    """Store some rows, and what would become of them."""
    into = "INSERT INTO contact_import_rows (import_id, number, data, outcome, problems, contact_id, stored)"
    sql.insert(
        db,
        into,
        [
            (
                one, plan.given.number, _encode(plan.given).decode(), plan.outcome,
                _encode(plan.problems).decode(), plan.contact.id or None if plan.contact else None, False,
            )
            for plan in plans
        ],
    )  # fmt: skip
    db.execute("UPDATE contact_imports SET total = total + ?, updated_at = ? WHERE id = ?", (len(plans), now, one))


def _outcome(plan: Plan) -> str:
    return plan.outcome


def _problems(plan: Plan) -> str:
    return _encode(plan.problems).decode()


def _contact(plan: Plan) -> int | None:
    return plan.contact.id or None if plan.contact else None


def turn(db: Connection, one: int, state: str, now: int, asker: Principal | None = None) -> None:
    """Let an import be in another state. asker: as whom it is stored from now on."""
    said = _encode(_told(asker)).decode() if asker else None
    db.execute(
        "UPDATE contact_imports SET state = ?, asker = COALESCE(?, asker), updated_at = ? WHERE id = ?",
        (state, said, now, one),
    )


def _told(asker: Principal) -> dict[str, Any]:
    return {
        "user": asker.user, "username": asker.username, "name": asker.name, "role": asker.role,
        "permissions": sorted(asker.permissions), "areas": sorted(asker.areas), "locale": asker.locale,
    }  # fmt: skip


def asker_of(one: Import) -> Principal:
    """Return as whom an import is stored."""
    said = _decode(one.asker or "{}")
    sets = {name: frozenset(said[name]) for name in ("permissions", "areas")}
    return Principal(**{**said, **sets})


def find(db: Connection, one: int) -> Import | None:
    """Return an import, None where there is none of that number."""
    row = db.execute(f"{_COLUMNS}WHERE id = ?", (one,)).fetchone()
    return Import(*row) if row else None


def see(db: Connection, who: Principal, one: int) -> Import:
    """Return one that somebody made, or may see since they see everything. Raises Unknown."""
    return _seen(who, find(db, one))


def hold(db: Connection, who: Principal, one: int) -> Import:
    """Do so, and keep other processes from changing it until the transaction ends."""
    row = db.execute(_HOLD[db.dialect], (one,)).fetchone()
    return _seen(who, Import(*row) if row else None)


def _seen(who: Principal, found: Import | None) -> Import:
    if found is None or not (found.user == who.user or who.may(READ_ALL)):
        raise Unknown
    return found


def page(db: Connection, who: Principal, before: int, limit: int) -> list[Import]:
    """Return those that somebody sees, the last first."""
    whose, values = ("1 = 1", []) if who.may(READ_ALL) else ("user_id = ?", [who.user])
    found = db.execute(f"{_COLUMNS}WHERE {whose} AND id < ? ORDER BY id DESC LIMIT ?", (*values, before, limit))
    return [Import(*row) for row in found]


def counts(db: Connection, one: int) -> dict[str, int]:
    """Return how many rows become what."""
    counted = "SELECT outcome, COUNT(*) FROM contact_import_rows WHERE import_id = ? GROUP BY outcome"
    return {**dict.fromkeys(OUTCOMES, 0), **{outcome: int(count) for outcome, count in db.execute(counted, (one,))}}


def behind(db: Connection, one: Import) -> int:
    """Return how many rows of an import are behind it."""
    counted = "SELECT COUNT(*) FROM contact_import_rows WHERE import_id = ? AND number <= ?"
    return one.total if one.state == DONE else int(db.execute(counted, (one.id, one.done)).fetchone()[0])


def rows_of(db: Connection, one: int, after: int, limit: int, outcome: str | None = None) -> list[Row]:
    """Return rows after a number, in order; of one outcome, where one is given."""
    which, values = ("AND outcome = ? ", [outcome]) if outcome else ("", [])
    found = db.execute(
        f"{_ROWS}WHERE import_id = ? {which}AND number > ? ORDER BY number LIMIT ?", (one, *values, after, limit)
    )
    return [Row(row[0], _decode(row[1]), row[2], row[3], row[4], bool(row[5])) for row in found]


def next_due(db: Connection) -> Import | None:
    """Return the import that is to be stored next, with the file that was asked for first."""
    row = db.execute(f"{_COLUMNS}WHERE state = ? ORDER BY updated_at, id LIMIT 1", (COMMITTING,)).fetchone()
    return Import(*row) if row else None


def claim(db: Connection, one: int, done: int) -> bool:
    """Keep an import for this transaction. False where somebody else has gone on with it meanwhile."""
    row = db.execute(_HOLD[db.dialect], (one,)).fetchone()
    found = Import(*row) if row else None
    return found is not None and found.state == COMMITTING and found.done == done


def settle(db: Connection, one: int, plans: Sequence[Plan], done: int, now: int) -> None:
    """Write down what became of some rows, and up to which row that is."""
    for part in sql.parts(db, plans):
        case = " ".join(["WHEN ? THEN ?"] * len(part))
        told: list[Any] = []
        for say in (_outcome, _problems, _contact):
            told += [value for plan in part for value in (plan.given.number, say(plan))]
        db.execute(
            f"UPDATE contact_import_rows SET outcome = CASE number {case} END, problems = CASE number {case} END, "  # noqa: S608 - ours
            f"contact_id = CASE number {case} END, stored = 1 WHERE import_id = ? AND number IN ({sql.marks(part)})",
            (*told, one, *(plan.given.number for plan in part)),
        )
    db.execute("UPDATE contact_imports SET done = ?, updated_at = ? WHERE id = ?", (done, now, one))


def remove(db: Connection, one: int, limit: int) -> bool:
    """Forget some rows of an import, and itself with the last of them. False where there are more."""
    first = "SELECT number FROM contact_import_rows WHERE import_id = ? ORDER BY number LIMIT ?"
    numbers = [row[0] for row in db.execute(first, (one, limit))]
    if numbers:
        db.execute("DELETE FROM contact_import_rows WHERE import_id = ? AND number <= ?", (one, numbers[-1]))
    if len(numbers) < limit:
        db.execute("DELETE FROM contact_imports WHERE id = ?", (one,))
        return True
    return False


def old(db: Connection, before: int, abandoned: int) -> int | None:
    """Return an import that is over: not touched since a time, or left half read since another."""
    row = db.execute(
        "SELECT id FROM contact_imports WHERE (state <> ? AND updated_at < ?) OR (state = ? AND updated_at < ?) LIMIT 1",
        (COMMITTING, before, READING, abandoned),
    ).fetchone()
    return int(row[0]) if row else None
