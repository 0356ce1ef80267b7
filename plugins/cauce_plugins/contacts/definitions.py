"""Custom fields: which there are, of what type, and what is done to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import msgspec

from cauce import Acts
from cauce.desk import Invalid, Unknown
from cauce.sql import Connection, locking
from cauce_plugins.contacts import names
from cauce_plugins.contacts.values import TAKEN, TYPES, Definition

MOST = 60
"""How many there are at most: a contact has a hundred fields, those of flows too."""
CHOICES = 100
_COLUMNS = "SELECT id, name, title, type, choices, required FROM contact_fields "
_HOLD = locking(f"{_COLUMNS}WHERE id = ?")


def every(db: Connection) -> list[Definition]:
    """Return all of them, the oldest first."""
    return [_definition(row) for row in db.execute(f"{_COLUMNS}ORDER BY id")]


def get(db: Connection, field: int) -> Definition:
    """Return one. Raises Unknown."""
    row = db.execute(f"{_COLUMNS}WHERE id = ?", (field,)).fetchone()
    if row is None:
        raise Unknown
    return _definition(row)


def hold(db: Connection, field: int) -> Definition:
    """Return one that is to be changed. Raises Unknown."""
    row = db.execute(_HOLD[db.dialect], (field,)).fetchone()
    if row is None:
        raise Unknown
    return _definition(row)


def add(acts: Acts, given: Mapping[str, Any]) -> Definition:
    """Make a custom field. Raises Invalid for a name that is taken, and for too many."""
    db, name = acts.db, given["name"]
    if name in TAKEN or db.execute("SELECT 1 FROM contact_fields WHERE name = ?", (name,)).fetchone():
        raise Invalid("name", f"Ya hay un campo «{name}».", f"There is a field “{name}” already.")
    if len(every(db)) >= MOST:
        raise Invalid("name", f"Son {MOST} campos como máximo.", f"There are {MOST} fields at most.")
    made = _checked(
        Definition(0, name, _title(given["title"]), given["type"], _choices(given), given.get("required", False))
    )
    sql = "INSERT INTO contact_fields (name, title, type, choices, required, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?)"
    row = db.execute(
        sql, (name, _json(made.title), made.type, _json(made.choices), made.required, acts.now, acts.now)
    ).lastrowid
    assert row
    acts.record("contact_field.added", f"contact_field:{row}", {"name": name, "type": made.type})
    return replace(made, id=row)


def change(acts: Acts, before: Definition, given: Mapping[str, Any]) -> Definition:
    """Change the title, the choices, or whether it is required. The name and the type stay: values are kept by them."""
    after = replace(
        before,
        title=_title(given["title"]) if "title" in given else before.title,
        choices=_choices(given) if "choices" in given else before.choices,
        required=given.get("required", before.required),
    )
    if _checked(after) != before:
        acts.db.execute(
            "UPDATE contact_fields SET title = ?, choices = ?, required = ?, updated_at = ? WHERE id = ?",
            (_json(after.title), _json(after.choices), after.required, acts.now, after.id),
        )
        acts.record("contact_field.changed", f"contact_field:{after.id}", {"changed": sorted(given)})
    return after


def remove(acts: Acts, field: int) -> None:
    """Take one away. What contacts have under its name stays, as what flows keep does."""
    gone = hold(acts.db, field)
    acts.db.execute("DELETE FROM contact_fields WHERE id = ?", (field,))
    acts.record("contact_field.deleted", f"contact_field:{field}", {"name": gone.name})


def _definition(row: Any) -> Definition:
    number, name, title, kind, choices, required = row
    decode = msgspec.json.decode
    return Definition(number, name, decode(title), kind, tuple(decode(choices)), bool(required))


def _title(given: Mapping[str, str]) -> dict[str, str]:
    """Return the title in both languages: one that is not given is the other."""
    es, en = names.tidy(given.get("es")), names.tidy(given.get("en"))
    return {"es": es or en, "en": en or es}


def _choices(given: Mapping[str, Any]) -> tuple[str, ...]:
    found = (names.tidy(one) for one in given.get("choices", ()))
    return tuple(dict.fromkeys(one for one in found if one))


def _checked(field: Definition) -> Definition:
    if not field.title["es"]:
        raise Invalid("title", "Falta el título.", "The title is missing.")
    if (field.type == "choice") != bool(field.choices):
        raise Invalid(
            "choices", "Las opciones son de un campo de tipo choice, y le hacen falta.",
            "Choices are of a field of the type choice, which needs some.",
        )  # fmt: skip
    assert field.type in TYPES
    return field


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()
