"""Whether the bot answers, and what it is called: one row, for every process, that outlives each of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import msgspec

from cauce.store import audit
from cauce.store.audit import By
from cauce.store.connection import Connection
from cauce.store.dialect import upsert

RUNNING, PAUSED, STOPPED = STATES = ("running", "paused", "stopped")

_KEEP = upsert("INSERT INTO settings (name, value, updated_at) VALUES ('bot', ?, ?)", ["name"], ["value", "updated_at"])


@dataclass(frozen=True, slots=True)
class Bot:
    """How it is. state: one of STATES; since: when that was said, 0 where nobody ever did. name, phone: what people see.

    turns: how often it was turned, which tells the newer of two.
    """

    state: str = RUNNING
    since: int = 0
    name: str = ""
    phone: str = ""
    turns: int = 0


def read(db: Connection) -> Bot:
    """Return how the bot is."""
    row = db.execute("SELECT value FROM settings WHERE name = 'bot'").fetchone()
    return msgspec.json.decode(row[0], type=Bot) if row else Bot()


def save(db: Connection, by: By, after: Bot, action: str, details: Mapping[str, Any]) -> None:
    """Keep how the bot is from now on."""
    db.execute(_KEEP[db.dialect], (msgspec.json.encode(asdict(after)).decode(), by.at))
    audit.record(db, by, action, "bot", details)
