"""Merging: two contacts that are one person become one, and two again where that was wrong.

The one that goes is taken out of the tables, with all that it was in the record of the merge. Its addresses and conversations
become the kept one's. Taking it back restores what nobody has changed since, and leaves what somebody has.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import asdict, dataclass
from typing import Any

import msgspec

from cauce import Acts
from cauce import sql as rows
from cauce.desk import CONTACTS, Conflict, Invalid, Principal, Unknown, changed, hold_contact, tell_all
from cauce.sql import Connection, locking
from cauce_plugins.contacts import cards, names, seeing
from cauce_plugins.contacts.cards import Contact

BY_HAND, BY_FILE, BY_NUMBER = "manual", "import", "phone"
"""Why two were merged: somebody said so, a file did, or a network knows both by one telephone."""
_COLUMNS = "SELECT id, kept, gone, user_id, who, reason, said, at, undone_at FROM contact_merges "
_HOLD = locking(f"{_COLUMNS}WHERE id = ?")
_MISSING = object()


@dataclass(frozen=True, slots=True)
class Merge:
    """That one contact became part of another. before: JSON of how both were, and of how the kept one is by it."""

    id: int
    kept: int
    gone: int
    user: int | None
    who: str
    reason: str
    before: str
    at: int
    undone_at: int | None


def of_contact(db: Connection, contact: int) -> list[Merge]:
    """Return what was merged into a contact, the last first."""
    return [Merge(*row) for row in db.execute(f"{_COLUMNS}WHERE kept = ? ORDER BY id DESC LIMIT 100", (contact,))]


def merge(acts: Acts, who: Principal, kept: int, gone: int) -> Contact:
    """Let a contact be part of another. Raises Unknown for one that they do not see, Invalid for twice the same."""
    if kept == gone:
        raise Invalid("other", "Un contacto no se fusiona consigo mismo.", "A contact is not merged with itself.")
    for one in sorted((kept, gone)):
        hold_contact(acts.db, one)
    first, second = seeing.see(acts.db, who, kept), seeing.see(acts.db, who, gone)
    return unite(acts, first, second, BY_HAND, who)


def unite(acts: Acts, kept: Contact, gone: Contact, reason: str, who: Principal | None = None) -> Contact:
    """Let a contact be part of another, whoever says so. Both are held by now."""
    db, after = acts.db, united(kept, gone)
    talks = _conversations(db, gone.id)
    before = {
        "kept": _said(kept),
        "gone": _said(gone),
        "after": _said(after),
        "identities": [row[0] for row in db.execute("SELECT id FROM identities WHERE contact_id = ?", (gone.id,))],
    }
    for table in ("identities", "conversations"):
        db.execute(f"UPDATE {table} SET contact_id = ? WHERE contact_id = ?", (kept.id, gone.id))  # noqa: S608 - ours
    cards.remove(db, gone.id)
    cards.save(db, after, acts.now)
    record = db.execute(
        "INSERT INTO contact_merges (kept, gone, user_id, who, reason, said, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            kept.id,
            gone.id,
            who.user if who else None,
            who.username if who else "contacts",
            reason,
            _json(before),
            acts.now,
        ),
    ).lastrowid
    acts.record("contact.merged", f"contact:{kept.id}", {"gone": gone.id, "merge": record, "reason": reason})
    news = [("contact.merged", {"contact": kept.id, "gone": gone.id})]
    tell_all(db, dict.fromkeys(talks, news), acts.now)
    return after


def united(kept: Contact, gone: Contact) -> Contact:
    """Return the kept one with what it lacks of the other: what it says itself stays, tags are those of both."""
    after = deepcopy(kept)
    after.fields = {**gone.fields, **kept.fields}
    if tags := list(dict.fromkeys([*kept.tags, *gone.tags]))[:50]:
        after.fields[cards.TAGS] = tags
    after.phone = kept.phone or gone.phone
    # What is said of a number goes with the number that is kept.
    if kept.phone and "phone" not in kept.fields:
        after.fields.pop("phone", None)
    better = gone.name and (not kept.name or names.ORDER.index(gone.source) < names.ORDER.index(kept.source))
    if better:
        after.name, after.source = gone.name, gone.source
    after.creator = kept.creator if kept.creator is not None else gone.creator
    return after


def undo(acts: Acts, who: Principal, contact: int, number: int) -> Contact:
    """Make two of what was merged, and return the one that comes back.

    Raises Unknown, or Conflict where it was undone already, or where the kept one was itself merged since.
    """
    db = acts.db
    hold_contact(db, contact)
    kept = seeing.see(db, who, contact)
    row = db.execute(_HOLD[db.dialect], (number,)).fetchone()
    merge_ = Merge(*row) if row else None
    if merge_ is None or merge_.kept != contact:
        raise Unknown
    if merge_.undone_at is not None:
        raise Conflict("Esa fusión ya se deshizo.", "That merge was undone already.")
    before = msgspec.json.decode(merge_.before)
    gone = _back(db, merge_, before["gone"])
    after = _without(kept, before)
    db.execute("UPDATE contact_cards SET phone = NULL WHERE contact_id = ?", (contact,))
    cards.save(db, after, acts.now)
    cards.put_all(db, [gone], new=True)
    talks = _take(db, contact, gone.id, before["identities"])
    changed(db, CONTACTS, gone.id)
    db.execute("UPDATE contact_merges SET undone_at = ? WHERE id = ?", (acts.now, number))
    acts.record("contact.unmerged", f"contact:{contact}", {"back": gone.id, "merge": number})
    news = [("contact.unmerged", {"contact": contact, "back": gone.id})]
    tell_all(db, dict.fromkeys(talks, news), acts.now)
    return gone


def _back(db: Connection, merge_: Merge, said: Mapping[str, Any]) -> Contact:
    """Store the contact that comes back as it was, under its own number."""
    gone = _contact(said)
    # Whoever was given the number meanwhile, other than the one that it was merged into, keeps it.
    holder = cards.having_phones(db, [gone.phone]).get(gone.phone) if gone.phone else None
    if holder not in {None, merge_.kept}:
        gone.phone = ""
    db.execute(
        "INSERT INTO contacts (id, name, fields, created_at, updated_at) VALUES (?, ?, ?, ?, ?)",
        (gone.id, gone.name, cards.encoded(gone.fields), gone.created_at, gone.updated_at),
    )
    return gone


def _without(kept: Contact, before: Mapping[str, Any]) -> Contact:
    """Return the kept one as it was before, but for what was changed since the merge."""
    was, became, after = _contact(before["kept"]), _contact(before["after"]), deepcopy(kept)
    for name in {*was.fields, *became.fields}:
        if name != cards.TAGS and kept.fields.get(name, _MISSING) == became.fields.get(name, _MISSING):
            _restore(after.fields, name, was.fields)
    if kept.tags == became.tags:
        _restore(after.fields, cards.TAGS, was.fields)
    else:
        brought = set(became.tags) - set(was.tags)
        after.fields[cards.TAGS] = [tag for tag in kept.tags if tag not in brought]
    if (kept.name, kept.source) == (became.name, became.source):
        after.name, after.source = was.name, was.source
    if kept.phone == became.phone:
        after.phone = was.phone
    if kept.creator == became.creator:
        after.creator = was.creator
    return after


def _restore(fields: dict[str, Any], name: str, was: Mapping[str, Any]) -> None:
    if name in was:
        fields[name] = was[name]
    else:
        fields.pop(name, None)


def _take(db: Connection, kept: int, gone: int, identities: list[int]) -> list[int]:
    """Give addresses back, with their conversations, those that began since too. Returns the conversations.

    An address that a network has found to be one with another of the kept contact's stays with that one.
    """
    mine = set(identities)
    found = []
    for part in rows.parts(db, identities):
        sql = f"SELECT id, COALESCE(main_id, id) FROM identities WHERE contact_id = ? AND id IN ({rows.marks(part)})"  # noqa: S608 - ours
        found += [one for one, main in db.execute(sql, (kept, *part)) if main in mine]
    # What was learnt of them since is theirs as well.
    for part in rows.parts(db, list(found)):
        sql = f"SELECT id FROM identities WHERE contact_id = ? AND main_id IN ({rows.marks(part)})"  # noqa: S608 - ours
        found += [one for (one,) in db.execute(sql, (kept, *part)) if one not in mine]
    for part in rows.parts(db, found):
        marks = rows.marks(part)
        db.execute(f"UPDATE identities SET contact_id = ? WHERE id IN ({marks})", (gone, *part))  # noqa: S608 - ours
        db.execute(f"UPDATE conversations SET contact_id = ? WHERE identity_id IN ({marks})", (gone, *part))  # noqa: S608 - ours
    return _conversations(db, gone)


def _conversations(db: Connection, contact: int) -> list[int]:
    """Return those of a contact that are open: whoever has one on the screen is told."""
    sql = "SELECT id FROM conversations WHERE contact_id = ? AND opened = 1 ORDER BY id LIMIT 100"
    return [row[0] for row in db.execute(sql, (contact,))]


def _said(one: Contact) -> dict[str, Any]:
    return asdict(one)


def _contact(said: Mapping[str, Any]) -> Contact:
    return Contact(**said)


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()
