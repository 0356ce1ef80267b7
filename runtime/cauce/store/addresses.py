"""Addresses: the ways to reach a person on a channel, of which one, the main one, is what conversations are of."""

from __future__ import annotations

from collections.abc import Sequence

from cauce.store import indexing, rows
from cauce.store.connection import Connection
from cauce.store.search import CONTACTS

Address = tuple[str, str]


def add_all(db: Connection, channel: int, these: Sequence[tuple[Address, int | None, int]], now: int) -> list[int]:
    """Store addresses and return their ids. Each with its main identity, None where it is that itself, and its contact."""
    into = "INSERT INTO identities (contact_id, channel_id, kind, value, main_id, created_at)"
    return rows.insert(db, into, [(contact, channel, *address, main, now) for address, main, contact in these])


def _add(db: Connection, channel: int, address: Address, of: tuple[int, int], now: int) -> None:
    add_all(db, channel, [(address, *of)], now)


def find(db: Connection, channel: int, address: Address) -> tuple[int, int] | None:
    """Return (main identity, contact) of an address, None where it is not known."""
    row = db.execute(
        "SELECT COALESCE(main_id, id), contact_id FROM identities WHERE channel_id = ? AND kind = ? AND value = ?",
        (channel, *address),
    ).fetchone()
    return (row[0], row[1]) if row else None


def find_all(db: Connection, channel: int, these: Sequence[Address]) -> dict[Address, tuple[int, int]]:
    """Return (main identity, contact) of those addresses that are known."""
    found: dict[Address, tuple[int, int]] = {}
    for kind in {address[0] for address in these}:
        values = sorted({value for one, value in these if one == kind})
        for part in rows.parts(db, values):
            sql = (
                "SELECT value, COALESCE(main_id, id), contact_id FROM identities "  # noqa: S608 - ours
                f"WHERE channel_id = ? AND kind = ? AND value IN ({rows.marks(part)})"
            )
            for value, main, contact in db.execute(sql, [channel, kind, *part]):
                found[kind, value] = (main, contact)
    return found


def main_of(db: Connection, channel: int, address: Address) -> int:
    """Return the main identity of an address, 0 where it is not known."""
    found = find(db, channel, address)
    return found[0] if found else 0


def know_as(db: Connection, channel: int, known: Sequence[Address], new: Address, now: int) -> bool:
    """Let whoever is known under one of these addresses be known under a new one too. False where nobody is."""
    for one in known:
        found = find(db, channel, one)
        if found is not None:
            _add(db, channel, new, found, now)
            return True
    return False


def unite(db: Connection, channel: int, person: tuple[int, int], aliases: Sequence[Address], now: int) -> None:
    """Make addresses ones of a person: (main identity, contact).

    One that has a conversation of its own open stays apart until that is closed: nothing is pulled from under it.
    """
    main, contact = person
    for alias in aliases:
        found = find(db, channel, alias)
        if found is None:
            _add(db, channel, alias, person, now)
        elif found[0] != main and not _is_busy(db, found[0]):
            _merge(db, found, main, contact)


def _is_busy(db: Connection, identity: int) -> bool:
    row = db.execute("SELECT 1 FROM conversations WHERE identity_id = ? AND opened = 1", (identity,)).fetchone()
    return row is not None


def _merge(db: Connection, past: tuple[int, int], main: int, contact: int) -> None:
    """Let one person's addresses and past be another's."""
    other, former = past
    db.execute(
        "UPDATE identities SET main_id = ?, contact_id = ? WHERE id = ? OR main_id = ?", (main, contact, other, other)
    )
    db.execute("UPDATE conversations SET identity_id = ?, contact_id = ? WHERE identity_id = ?", (main, contact, other))
    db.execute("UPDATE outbox SET identity_id = ? WHERE identity_id = ?", (main, other))
    for one in (former, contact):
        indexing.changed(db, CONTACTS, one)


def rename(db: Connection, channel: int, old: Address, new: Address) -> bool:
    """Let an address be another from now on. False where the old one is not known, or the new one is already."""
    if find(db, channel, new) is not None:
        return False
    known = find(db, channel, old)
    if known is None:
        return False
    db.execute(
        "UPDATE identities SET kind = ?, value = ? WHERE channel_id = ? AND kind = ? AND value = ?",
        (*new, channel, *old),
    )
    indexing.changed(db, CONTACTS, known[1])
    return True
