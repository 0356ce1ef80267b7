"""Cards and marks: what contacts are found by, made from the core's own row whenever that changes, and never asked instead of it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from cauce import desk
from cauce import sql as rows
from cauce.sql import Connection
from cauce_plugins.contacts import phones, values

AREA, DNI, TAGS = "area", "dni", "tags"
WIDE = 191
"""How many characters of a value it is found by."""

_NEW = "INSERT INTO contact_cards (contact_id, phone, source, creator, digest, words)"
_PUT = rows.upsert(
    f"{_NEW} VALUES (?, ?, ?, ?, ?, ?)",
    ["contact_id"],
    ["phone", "source", "creator", "digest", "words"],
)
_encode = msgspec.json.Encoder(order="sorted").encode


@dataclass(slots=True)
class Contact:
    """A contact whole: what the core has of it, and its card. phone: that of the card, "" without.

    source: where the name came from. creator: who made it by hand or by a file. digest: of what the card was made from.
    """

    id: int
    name: str
    fields: dict[str, Any]
    created_at: int
    updated_at: int
    phone: str = ""
    source: str = ""
    creator: int | None = None
    digest: str = ""

    @property
    def tags(self) -> list[str]:
        """Its tags."""
        found = self.fields.get(TAGS)
        return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []


COLUMNS = (
    "SELECT k.id, k.name, k.fields, k.created_at, k.updated_at, COALESCE(p.phone, ''), COALESCE(p.source, ''), p.creator, "
    "COALESCE(p.digest, '') FROM contacts k LEFT JOIN contact_cards p ON p.contact_id = k.id "
)


def contact(row: Sequence[Any]) -> Contact:
    """Return the contact of a row of COLUMNS."""
    return Contact(row[0], row[1], msgspec.json.decode(row[2]), *row[3:])


def get_all(db: Connection, ids: Sequence[int]) -> dict[int, Contact]:
    """Return those of these contacts that there are."""
    found: dict[int, Contact] = {}
    for part in rows.parts(db, sorted(set(ids))):
        for row in db.execute(f"{COLUMNS}WHERE k.id IN ({rows.marks(part)})", part):
            found[row[0]] = contact(row)
    return found


def numbers_of(db: Connection, ids: Sequence[int]) -> dict[int, list[str]]:
    """Return the telephones by which networks know contacts, in E.164, the first known first."""
    found: dict[int, list[str]] = {}
    for part in rows.parts(db, sorted(set(ids))):
        sql = (
            "SELECT contact_id, value FROM identities WHERE kind = 'phone' "  # noqa: S608 - ours
            f"AND contact_id IN ({rows.marks(part)}) ORDER BY id"
        )
        for one, value in db.execute(sql, part):
            if value.isdecimal() and 7 <= len(value) <= 15:
                found.setdefault(one, []).append(f"+{value}")
    return found


def having_phones(db: Connection, wanted: Sequence[str]) -> dict[str, int]:
    """Return who has telephones, by the number that was asked for, in whatever form they have it."""
    by_form = {form: one for one in wanted for form in phones.forms(one)}
    found: dict[str, int] = {}
    for part in rows.parts(db, sorted(by_form)):
        sql = f"SELECT phone, contact_id FROM contact_cards WHERE phone IN ({rows.marks(part)})"  # noqa: S608 - ours
        for phone, one in db.execute(sql, part):
            if phone == by_form[phone] or by_form[phone] not in found:
                found[by_form[phone]] = one
    return found


def having_mark(db: Connection, name: str, wanted: Sequence[str]) -> dict[str, list[int]]:
    """Return who has a value under a name, by the value. No more than three of each: that it is not one is enough."""
    found: dict[str, list[int]] = {}
    for part in rows.parts(db, sorted(set(wanted))):
        sql = f"SELECT value, contact_id FROM contact_marks WHERE name = ? AND value IN ({rows.marks(part)})"  # noqa: S608 - ours
        for value, one in db.execute(sql, (name, *part)):
            who = found.setdefault(value, [])
            if len(who) < 3 and one not in who:
                who.append(one)
    return found


@dataclass(slots=True)
class Made:
    """What is found of a contact: the values of its marks, and its words."""

    marks: set[tuple[str, str]] = field(default_factory=set)
    words: str = ""


def made_of(one: Contact) -> Made:
    """Return what a contact is found by: each short value of its fields, and the words of its name and numbers."""
    found: set[tuple[str, str]] = {(TAGS, tag[:WIDE]) for tag in one.tags}
    for name, value in one.fields.items():
        shown = values.written(value) if name != TAGS else ""
        if shown and len(name) <= 64:
            found.add((name, shown[:WIDE]))
    known = [one.name, one.phone, *(values.written(one.fields.get(name)) for name in ("phone", DNI, "name", "email"))]
    return Made(found, " " + " ".join(dict.fromkeys(desk.words(" ".join(known)))) + " ")


def digest_of(one: Contact) -> str:
    """Return the digest of what a card is made from: equal as long as nothing of it changed."""
    said: Mapping[str, Any] = {"n": one.name, "f": one.fields, "p": one.phone, "s": one.source}
    return hashlib.blake2s(_encode(said), digest_size=16).hexdigest()


def put_all(db: Connection, these: Sequence[Contact], *, new: bool = False) -> None:
    """Make the cards and marks of contacts anew. new: that they have none yet."""
    made = {one.id: made_of(one) for one in these}
    for one in these:
        one.digest = digest_of(one)
    told = [(one.id, one.phone or None, one.source, one.creator, one.digest, made[one.id].words) for one in these]
    if not new:
        for row in told:
            db.execute(_PUT[db.dialect], row)
    else:
        rows.insert(db, _NEW, told)
    had = {} if new else _marks_of(db, [one.id for one in these])
    nothing = Made()
    fresh = [
        (one.id, name, value)
        for one in these
        for name, value in sorted(made[one.id].marks - had.get(one.id, nothing).marks)
    ]
    for one in these:
        for name, value in had.get(one.id, nothing).marks - made[one.id].marks:
            db.execute(
                "DELETE FROM contact_marks WHERE contact_id = ? AND name = ? AND value = ?", (one.id, name, value)
            )
    rows.insert(db, "INSERT INTO contact_marks (contact_id, name, value)", fresh)


def _marks_of(db: Connection, ids: Sequence[int]) -> dict[int, Made]:
    found: dict[int, Made] = {}
    for part in rows.parts(db, ids):
        sql = f"SELECT contact_id, name, value FROM contact_marks WHERE contact_id IN ({rows.marks(part)})"  # noqa: S608 - ours
        for one, name, value in db.execute(sql, part):
            found.setdefault(one, Made()).marks.add((name, value))
    return found


def save(db: Connection, one: Contact, now: int) -> None:
    """Store a contact as it is to be: the core's row, and what it is found by."""
    one.updated_at = now
    db.execute(
        "UPDATE contacts SET name = ?, fields = ?, updated_at = ? WHERE id = ?",
        (one.name, encoded(one.fields), now, one.id),
    )
    desk.changed(db, desk.CONTACTS, one.id)
    put_all(db, [one])


def add_all(db: Connection, these: Sequence[Contact], now: int) -> None:
    """Store new contacts, and number them."""
    into = "INSERT INTO contacts (name, fields, created_at, updated_at)"
    ids = rows.insert(db, into, [(one.name, encoded(one.fields), now, now) for one in these])
    for one, number in zip(these, ids, strict=True):
        one.id, one.created_at, one.updated_at = number, now, now
    rows.insert(db, "INSERT INTO rewords (source, item)", [(desk.CONTACTS.name, number) for number in ids])
    put_all(db, these, new=True)


def remove(db: Connection, one: int) -> None:
    """Take a contact away, with what it is found by. Nothing may point to it any more."""
    for table in ("contact_cards", "contact_marks"):
        db.execute(f"DELETE FROM {table} WHERE contact_id = ?", (one,))  # noqa: S608 - ours
    db.execute("DELETE FROM contact_words WHERE id = ?", (one,))
    db.execute("DELETE FROM contacts WHERE id = ?", (one,))


def encoded(fields: Mapping[str, Any]) -> str:
    """Return fields as they are stored."""
    return msgspec.json.encode(fields).decode()
