"""Areas and who is in them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass

from cauce.store import audit, rows
from cauce.store.audit import By
from cauce.store.connection import Connection
from cauce.store.dialect import upsert

_COLUMNS = "SELECT id, name, description, active, colour FROM areas "
_ENROL = upsert(
    "INSERT INTO areas (name, description, active, colour, created_at, updated_at) VALUES (?, ?, 1, '', ?, ?)", ["name"]
)
_JOIN = upsert("INSERT INTO memberships (user_id, area_id, created_at) VALUES (?, ?, ?)", ["user_id", "area_id"])


@dataclass(frozen=True, slots=True)
class Area:
    """One of them. colour: `#rrggbb`, "" for none."""

    id: int
    name: str
    description: str = ""
    active: bool = True
    colour: str = ""


def _area(row: Sequence[object]) -> Area:
    id_, name, description, active, colour = row
    return Area(int(str(id_)), str(name), str(description), bool(active), str(colour))


def enrol(db: Connection, name: str, description: str, now: int) -> None:
    """Make an area that the settings name, where there is none yet."""
    db.execute(_ENROL[db.dialect], (name, description[:500], now, now))


def get(db: Connection, area: int) -> Area | None:
    """Return an area, None where there is none of that number."""
    row = db.execute(f"{_COLUMNS} WHERE id = ?", (area,)).fetchone()
    return _area(row) if row else None


def named(db: Connection, name: str) -> Area | None:
    """Return an area by its name, None where there is none."""
    row = db.execute(f"{_COLUMNS} WHERE name = ?", (name,)).fetchone()
    return _area(row) if row else None


def every(db: Connection) -> list[Area]:
    """Return all of them, by name."""
    return [_area(row) for row in db.execute(f"{_COLUMNS} ORDER BY name")]


def add(db: Connection, by: By, area: Area) -> int:
    """Make an area and return its number."""
    row = db.execute(
        "INSERT INTO areas (name, description, active, colour, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)",
        (area.name, area.description, area.active, area.colour, by.at, by.at),
    ).lastrowid
    assert row
    audit.record(db, by, "area.added", f"area:{row}", {"name": area.name})
    return row


def save(db: Connection, by: By, before: Area, after: Area) -> None:
    """Change an area: all but its name, which conversations and flows know."""
    db.execute(
        "UPDATE areas SET description = ?, active = ?, colour = ?, updated_at = ? WHERE id = ?",
        (after.description, after.active, after.colour, by.at, before.id),
    )
    old = asdict(before)
    changed = {name: value for name, value in asdict(after).items() if value != old[name]}
    audit.record(db, by, "area.changed", f"area:{before.id}", changed)


def join(db: Connection, by: By, area: int, user: int) -> bool:
    """Put somebody into an area. False for who is in it already."""
    if db.execute("SELECT 1 FROM memberships WHERE user_id = ? AND area_id = ?", (user, area)).fetchone():
        return False
    db.execute(_JOIN[db.dialect], (user, area, by.at))
    audit.record(db, by, "area.joined", f"user:{user}", {"area": area})
    return True


def leave(db: Connection, by: By, area: int, user: int) -> bool:
    """Take somebody out of an area. False for who is not in it."""
    gone = db.execute("DELETE FROM memberships WHERE user_id = ? AND area_id = ?", (user, area)).rowcount > 0
    if gone:
        audit.record(db, by, "area.left", f"user:{user}", {"area": area})
    return gone


def members(db: Connection, area: int) -> list[int]:
    """Return the users who are in an area."""
    found = db.execute("SELECT user_id FROM memberships WHERE area_id = ? ORDER BY user_id", (area,))
    return [row[0] for row in found]


def of_users(db: Connection, users: Collection[int]) -> dict[int, frozenset[str]]:
    """Return the names of the areas that users are in, by user."""
    found: dict[int, set[str]] = {user: set() for user in users}
    for part in rows.parts(db, sorted(users)):
        sql = (
            "SELECT m.user_id, a.name FROM memberships m JOIN areas a ON a.id = m.area_id "  # noqa: S608 - ours
            f"WHERE m.user_id IN ({rows.marks(part)})"
        )
        for user, name in db.execute(sql, part):
            found[user].add(name)
    return {user: frozenset(names) for user, names in found.items()}


def of_user(db: Connection, user: int) -> list[Area]:
    """Return the areas that somebody is in, by name."""
    found = db.execute(
        "SELECT a.id, a.name, a.description, a.active, a.colour FROM memberships m JOIN areas a ON a.id = m.area_id "
        "WHERE m.user_id = ? ORDER BY a.name",
        (user,),
    )
    return [_area(row) for row in found]
