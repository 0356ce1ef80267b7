"""Tags: those that operators may put on conversations, by name."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from cauce.store import audit
from cauce.store.audit import By
from cauce.store.connection import Connection
from cauce.store.dialect import locking

_COLUMNS = "SELECT id, name, colour FROM tags "
_HOLD = locking(f"{_COLUMNS} WHERE id = ?")


@dataclass(frozen=True, slots=True)
class Tag:
    """One of them. colour: `#rrggbb`, "" for none."""

    id: int
    name: str
    colour: str = ""


def get(db: Connection, tag: int) -> Tag | None:
    """Return a tag, None where there is none of that number."""
    row = db.execute(f"{_COLUMNS} WHERE id = ?", (tag,)).fetchone()
    return Tag(*row) if row else None


def hold(db: Connection, tag: int) -> Tag | None:
    """Return a tag, which no other process changes until the transaction ends."""
    row = db.execute(_HOLD[db.dialect], (tag,)).fetchone()
    return Tag(*row) if row else None


def named(db: Connection, name: str) -> Tag | None:
    """Return a tag by its name, None where there is none."""
    row = db.execute(f"{_COLUMNS} WHERE name = ?", (name,)).fetchone()
    return Tag(*row) if row else None


def every(db: Connection) -> list[Tag]:
    """Return all of them, by name."""
    return [Tag(*row) for row in db.execute(f"{_COLUMNS} ORDER BY name")]


def add(db: Connection, by: By, tag: Tag) -> int:
    """Make a tag and return its number."""
    row = db.execute(
        "INSERT INTO tags (name, colour, created_at, updated_at) VALUES (?, ?, ?, ?)",
        (tag.name, tag.colour, by.at, by.at),
    ).lastrowid
    assert row
    audit.record(db, by, "tag.added", f"tag:{row}", {"name": tag.name})
    return row


def save(db: Connection, by: By, before: Tag, after: Tag) -> None:
    """Change a tag: all but its name, which conversations and flows know."""
    db.execute("UPDATE tags SET colour = ?, updated_at = ? WHERE id = ?", (after.colour, by.at, before.id))
    old = asdict(before)
    changed = {name: value for name, value in asdict(after).items() if value != old[name]}
    audit.record(db, by, "tag.changed", f"tag:{before.id}", changed)


def remove(db: Connection, by: By, tag: Tag) -> None:
    """Take a tag away. Conversations that have it keep it."""
    db.execute("DELETE FROM tags WHERE id = ?", (tag.id,))
    audit.record(db, by, "tag.deleted", f"tag:{tag.id}", {"name": tag.name})
