"""Contacts as the team changes them: their name, and what flows keep of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cauce.store import audit, indexing
from cauce.store.audit import By
from cauce.store.connection import Connection
from cauce.store.dialect import locking
from cauce.store.search import CONTACTS

_HOLD = locking("SELECT id FROM identities WHERE contact_id = ? ORDER BY id")


@dataclass(frozen=True, slots=True)
class Contact:
    """A person. fields: JSON."""

    id: int
    name: str
    fields: str
    created_at: int
    updated_at: int


@dataclass(frozen=True, slots=True)
class Identity:
    """An address by which a person is reached."""

    channel: str
    kind: str
    value: str


def identities(db: Connection, contact: int) -> list[Identity]:
    """Return the addresses of a contact, the oldest first."""
    found = db.execute(
        "SELECT n.name, i.kind, i.value FROM identities i JOIN channels n ON n.id = i.channel_id "
        "WHERE i.contact_id = ? ORDER BY i.id LIMIT 100",
        (contact,),
    )
    return [Identity(*row) for row in found]


def hold(db: Connection, contact: int) -> None:
    """Keep other processes from stepping whoever it is until the transaction ends: flows write the same fields."""
    db.execute(_HOLD[db.dialect], (contact,)).fetchall()


def save(db: Connection, by: By, after: Contact, changed: Sequence[str]) -> None:
    """Change its name and fields. changed: what of it; the audit has no need of what people are like."""
    db.execute(
        "UPDATE contacts SET name = ?, fields = ?, updated_at = ? WHERE id = ?",
        (after.name, after.fields, by.at, after.id),
    )
    indexing.changed(db, CONTACTS, after.id)
    audit.record(db, by, "contact.changed", f"contact:{after.id}", {"changed": changed})
