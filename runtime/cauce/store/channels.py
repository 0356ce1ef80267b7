"""Channels: the accounts that rows point to."""

from __future__ import annotations

from cauce.store.connection import Connection
from cauce.store.dialect import upsert

_ENROL = upsert("INSERT INTO channels (name, transport, created_at) VALUES (?, ?, ?)", ["name"], ["transport"])


def enrol(db: Connection, name: str, transport: str, now: int) -> int:
    """Return the id of a channel, known by its name. Its transport is what the settings say today."""
    db.execute(_ENROL[db.dialect], (name, transport, now))
    return int(db.execute("SELECT id FROM channels WHERE name = ?", (name,)).fetchone()[0])
