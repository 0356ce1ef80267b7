"""Which contacts somebody sees: those of whom they see a conversation, those of their areas, and those that they made."""

from __future__ import annotations

from cauce import sql as rows
from cauce.desk import READ_ALL, Condition, Principal, Unknown, seen_contact
from cauce.sql import Connection
from cauce_plugins.contacts import cards
from cauce_plugins.contacts.cards import Contact


def seen(who: Principal) -> Condition:
    """Return the condition under which somebody sees a contact, called `k`."""
    if who.may(READ_ALL):
        return Condition("1 = 1")
    talks = seen_contact(who)
    ways, values = [talks.sql], list(talks.values)
    if who.user:
        ways.append("EXISTS (SELECT 1 FROM contact_cards o WHERE o.contact_id = k.id AND o.creator = ?)")
        values.append(who.user)
    if areas := sorted(who.areas):
        ways.append(
            "EXISTS (SELECT 1 FROM contact_marks a WHERE a.contact_id = k.id AND a.name = 'area' "  # noqa: S608 - ours
            f"AND a.value IN ({rows.marks(areas)}))"
        )
        values += areas
    return Condition(f"({' OR '.join(ways)})", tuple(values))


def find(db: Connection, who: Principal, contact: int) -> Contact | None:
    """Return one, None where there is none, or none that they see: nobody is told which."""
    condition = seen(who)
    row = db.execute(f"{cards.COLUMNS}WHERE k.id = ? AND {condition.sql}", (contact, *condition.values)).fetchone()
    return cards.contact(row) if row else None


def see(db: Connection, who: Principal, contact: int) -> Contact:
    """Return one that they see. Raises Unknown for any other."""
    found = find(db, who, contact)
    if found is None:
        raise Unknown
    return found


def seen_among(db: Connection, who: Principal, ids: list[int]) -> set[int]:
    """Return those of these that somebody sees."""
    condition, found = seen(who), set[int]()
    for part in rows.parts(db, sorted(set(ids))):
        sql = f"SELECT k.id FROM contacts k WHERE k.id IN ({rows.marks(part)}) AND {condition.sql}"  # noqa: S608 - ours
        found.update(row[0] for row in db.execute(sql, (*part, *condition.values)))
    return found
