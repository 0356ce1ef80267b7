"""Revisions: texts of flows as they were published, never changed, and which of them new runs start with."""

from __future__ import annotations

from dataclasses import dataclass

from cauce.store.connection import Connection
from cauce.store.dialect import upsert

_KEEP = upsert("INSERT INTO revisions (flow, hash, format, text, published_at) VALUES (?, ?, ?, ?, ?)", ["hash"])
_START = upsert(
    "INSERT INTO flows (name, revision, published_at) VALUES (?, ?, ?)", ["name"], ["revision", "published_at"]
)


@dataclass(frozen=True, slots=True)
class Text:
    """A published text. `format` is the suffix of the language that it is written in: `.flow`."""

    flow: str
    hash: str
    format: str
    text: str


@dataclass(frozen=True, slots=True)
class Published:
    """What new runs of a flow start with. running: how many open conversations are in the flow, with whatever revision."""

    name: str
    revision: str
    format: str
    published_at: int
    running: int


def publish(db: Connection, revision: Text, now: int) -> bool:
    """Make a text what new runs of its flow start with. False where it was already."""
    row = db.execute("SELECT revision FROM flows WHERE name = ?", (revision.flow,)).fetchone()
    if row is not None and row[0] == revision.hash:
        return False
    db.execute(_KEEP[db.dialect], (revision.flow, revision.hash, revision.format, revision.text, now))
    db.execute(_START[db.dialect], (revision.flow, revision.hash, now))
    return True


def withdraw(db: Connection, flow: str, now: int) -> None:
    """Let no new run start with a flow. Those that are in it go on."""
    db.execute("UPDATE flows SET revision = NULL, published_at = ? WHERE name = ?", (now, flow))


def current(db: Connection) -> list[Text]:
    """Return what new runs start with, by name."""
    rows = db.execute(
        "SELECT f.name, r.hash, r.format, r.text FROM flows f "
        "JOIN revisions r ON r.flow = f.name AND r.hash = f.revision ORDER BY f.name"
    )
    return [Text(*row) for row in rows]


def published(db: Connection) -> list[Published]:
    """Return what new runs start with and how many are running, by name."""
    running = db.execute(
        "SELECT r.flow, COUNT(*) FROM conversations c JOIN runs r ON r.conversation_id = c.id "
        "WHERE c.opened = 1 AND r.state IS NOT NULL GROUP BY r.flow"
    )
    count = dict(running.fetchall())
    rows = db.execute(
        "SELECT f.name, r.hash, r.format, f.published_at FROM flows f "
        "JOIN revisions r ON r.flow = f.name AND r.hash = f.revision ORDER BY f.name"
    )
    return [Published(name, revision, form, at, count.get(name, 0)) for name, revision, form, at in rows]


def by_hash(db: Connection, revision: str) -> Text | None:
    """Return a published text."""
    row = db.execute("SELECT flow, hash, format, text FROM revisions WHERE hash = ?", (revision,)).fetchone()
    return Text(*row) if row else None
