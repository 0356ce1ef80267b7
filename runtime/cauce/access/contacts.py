"""The contacts that somebody sees, and what they may change of them."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import msgspec

from cauce.access import visibility
from cauce.access.doing import Doing
from cauce.access.errors import Invalid, Unknown
from cauce.access.principal import Principal
from cauce.store import contacts
from cauce.store.connection import Connection
from cauce.store.contacts import Contact

MOST_FIELDS = 100
"""How many fields a contact has at most."""
_COLUMNS = "SELECT k.id, k.name, k.fields, k.created_at, k.updated_at FROM contacts k WHERE "
_ONE = _COLUMNS + "k.id = ? AND "


def seen_by(db: Connection, who: Principal, before: int, limit: int) -> list[Contact]:
    """Return those that somebody sees before one, the last first."""
    condition = visibility.seen_contact(who)
    sql = f"{_COLUMNS}k.id < ? AND {condition.sql} ORDER BY k.id DESC LIMIT ?"
    return [Contact(*row) for row in db.execute(sql, (before, *condition.values, limit))]


def find_seen(db: Connection, who: Principal, contact: int) -> Contact | None:
    """Return one, None where there is none, or none that they see: nobody is told which."""
    condition = visibility.seen_contact(who)
    row = db.execute(_ONE + condition.sql, (contact, *condition.values)).fetchone()
    return Contact(*row) if row else None


def change(
    db: Connection, doing: Doing, contact: int, changes: Mapping[str, Any], check: Callable[[Contact], None]
) -> Contact:
    """Change the `name`, and some of the `fields`: null takes one away. Raises Unknown or Invalid.

    check: told how it is before, and raises where that is not as the one who does it saw it.
    """
    contacts.hold(db, contact)
    before = find_seen(db, doing.who, contact)
    if before is None:
        raise Unknown
    check(before)
    kept, given = msgspec.json.decode(before.fields), changes.get("fields", {})
    fields = {name: value for name, value in {**kept, **given}.items() if value is not None}
    if len(fields) > MOST_FIELDS:
        raise Invalid("fields", f"Son más de {MOST_FIELDS} campos.", f"There are more than {MOST_FIELDS} fields.")
    changed = [name for name in given if fields.get(name) != kept.get(name)]
    name = _name(changes["name"]) if "name" in changes else before.name
    if name != before.name:
        changed.insert(0, "name")
    if not changed:
        return before
    after = replace(before, name=name, fields=msgspec.json.encode(fields).decode(), updated_at=doing.at)
    contacts.save(db, doing.by, after, changed)
    return after


def _name(given: str) -> str:
    name = " ".join(unicodedata.normalize("NFC", given).split())
    if len(name) > 256 or not name.isprintable():
        raise Invalid("name", "El nombre no puede pasar de 256 letras.", "A name has 256 letters at most.")
    return name
