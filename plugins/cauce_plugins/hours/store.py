"""Calendars in the database. What is read of one is kept in memory for as long as its stamp there is the same."""

from __future__ import annotations

import json
import secrets
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from cauce.sql import Connection, insert, locking, marks
from cauce_plugins.hours.calendar import Window
from cauce_plugins.hours.plan import Holiday, Plan, Special

MOST = 256
"""How many calendars are kept in memory."""

_kept: OrderedDict[str, Plan] = OrderedDict()

_ONE = "SELECT id, stamp, name, zone, lang, courtesy, general FROM hours_calendars"
_HOLD = locking("SELECT id FROM hours_calendars ORDER BY id")
_PARTS = {
    "hours_windows": ("days", "begins", "ends", "message"),
    "hours_holidays": ("day", "yearly", "name"),
    "hours_exceptions": ("day", "spans", "name"),
    "hours_areas": ("area",),
}
"""The tables of what belongs to a calendar, with their columns."""


def of_area(db: Connection, area: str) -> Plan | None:
    """Return the calendar that an area uses, None where it uses none."""
    return _found(db, "id = (SELECT calendar_id FROM hours_areas WHERE area = ?)", area)


def general(db: Connection) -> Plan | None:
    """Return the calendar that is meant where no area is, None where none is."""
    return _found(db, "general = ?", 1)


def get(db: Connection, calendar: int) -> Plan | None:
    """Return a calendar, None where there is none of that number."""
    return _found(db, "id = ?", calendar)


def named(db: Connection, name: str) -> Plan | None:
    """Return a calendar by its name, None where there is none."""
    return _found(db, "name = ?", name)


def of_window(db: Connection, window: int) -> Plan | None:
    """Return the calendar that a window is of, None where there is no such window."""
    return _found(db, "id = (SELECT calendar_id FROM hours_windows WHERE id = ?)", window)


def every(db: Connection) -> list[Plan]:
    """Return all of them, by name."""
    return [_plan(db, row) for row in db.execute(f"{_ONE} ORDER BY name").fetchall()]


def areas(db: Connection) -> set[str]:
    """Return the names of the areas that there are."""
    return {row[0] for row in db.execute("SELECT name FROM areas")}


def users_of(db: Connection, names: Sequence[str]) -> dict[str, tuple[int, str]]:
    """Return which of these areas use a calendar, with its number and name."""
    if not names:
        return {}
    sql = (
        "SELECT a.area, c.id, c.name FROM hours_areas a JOIN hours_calendars c ON c.id = a.calendar_id "  # noqa: S608 - ours
        f"WHERE a.area IN ({marks(names)})"
    )
    return {area: (calendar, name) for area, calendar, name in db.execute(sql, list(names))}


def hold(db: Connection) -> None:
    """Let nobody else change a calendar until the transaction ends."""
    db.execute(_HOLD[db.dialect]).fetchall()


def add(db: Connection, plan: Plan, now: int) -> Plan:
    """Keep a new calendar, and return it with its number."""
    sql = (
        "INSERT INTO hours_calendars (name, zone, lang, courtesy, general, stamp, created_at, updated_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
    )
    row = db.execute(sql, (plan.name, plan.zone, plan.lang, plan.courtesy, 0, "", now, now)).lastrowid
    assert row
    return save(db, row, plan, now)


def save(db: Connection, calendar: int, after: Plan, now: int) -> Plan:
    """Keep a calendar as it is to be, and return it. What of it stays as it was keeps its number."""
    if after.general:
        others = "UPDATE hours_calendars SET general = 0, stamp = ? WHERE general = 1 AND id <> ?"
        db.execute(others, (_stamp(), calendar))
    db.execute(
        "UPDATE hours_calendars SET name = ?, zone = ?, lang = ?, courtesy = ?, general = ?, stamp = ?, updated_at = ? "
        "WHERE id = ?",
        (after.name, after.zone, after.lang, after.courtesy, int(after.general), _stamp(), now, calendar),
    )
    for table, wanted in _rows(after).items():
        _save_part(db, calendar, table, wanted)
    made = get(db, calendar)
    assert made is not None
    return made


def _save_part(db: Connection, calendar: int, table: str, wanted: Sequence[tuple[int, tuple[Any, ...]]]) -> None:
    """Have a table hold these rows of a calendar and no others. Each comes with its number, 0 where it has none yet."""
    there = {row: tuple(values) for row, *values in _part(db, table, calendar)}
    same = {values: row for row, values in there.items()}
    rows = [(row if row in there else same.get(values, 0), values) for row, values in wanted]
    gone = sorted(there.keys() - {row for row, _ in rows})
    if gone:
        db.execute(f"DELETE FROM {table} WHERE id IN ({marks(gone)})", gone)  # noqa: S608 - ours
    columns = _PARTS[table]
    for row, values in rows:
        if row and there[row] != values:
            changes = ", ".join(f"{name} = ?" for name in columns)
            db.execute(f"UPDATE {table} SET {changes} WHERE id = ?", (*values, row))  # noqa: S608 - ours
    fresh = [(calendar, *values) for row, values in rows if not row]
    insert(db, f"INSERT INTO {table} (calendar_id, {', '.join(columns)})", fresh)


def remove(db: Connection, calendar: int) -> None:
    """Forget a calendar, with all that belongs to it."""
    for table in _PARTS:
        db.execute(f"DELETE FROM {table} WHERE calendar_id = ?", (calendar,))  # noqa: S608 - ours
    db.execute("DELETE FROM hours_calendars WHERE id = ?", (calendar,))


def _stamp() -> str:
    return secrets.token_hex(8)


def _found(db: Connection, where: str, value: object) -> Plan | None:
    row = db.execute(f"{_ONE} WHERE {where}", (value,)).fetchone()
    return None if row is None else _plan(db, row)


def _plan(db: Connection, row: Sequence[Any]) -> Plan:
    id_, stamp, name, zone, lang, courtesy, is_general = row
    plan = _kept.get(stamp)
    if plan is None:
        windows, holidays, exceptions, users = (_part(db, table, id_) for table in _PARTS)
        plan = _kept[stamp] = Plan(
            name, zone, lang, courtesy, bool(is_general),
            tuple(Window(begins, ends, frozenset(map(int, days)), message, key) for key, days, begins, ends, message in windows),
            tuple(Holiday(date.fromisoformat(day), bool(yearly), said, key) for key, day, yearly, said in holidays),
            tuple(
                Special(date.fromisoformat(day), tuple(Window(*span) for span in json.loads(spans)), said, key)
                for key, day, spans, said in exceptions
            ),
            tuple(area for _, area in users), id_, stamp,
        )  # fmt: skip
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    return plan


def _part(db: Connection, table: str, calendar: int) -> list[Any]:
    columns = ", ".join(("id", *_PARTS[table]))
    sql = f"SELECT {columns} FROM {table} WHERE calendar_id = ? ORDER BY id"  # noqa: S608 - ours
    return db.execute(sql, (calendar,)).fetchall()


def _rows(plan: Plan) -> Mapping[str, Sequence[tuple[int, tuple[Any, ...]]]]:
    """Return the number and the values of each row that the tables are to hold of a calendar."""
    return {
        "hours_windows": [
            (one.id, ("".join(map(str, sorted(one.days))), one.start, one.end, one.message)) for one in plan.windows
        ],
        "hours_holidays": [(one.id, (one.day.isoformat(), int(one.yearly), one.name)) for one in plan.holidays],
        "hours_exceptions": [
            (one.id, (one.day.isoformat(), json.dumps([[each.start, each.end] for each in one.windows]), one.name))
            for one in plan.exceptions
        ],
        "hours_areas": [(0, (area,)) for area in plan.areas],
    }
