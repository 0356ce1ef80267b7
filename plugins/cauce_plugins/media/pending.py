"""The rows of files that came with messages and are still to be fetched from where they lie."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cauce.sql import Connection
from cauce_plugins.media import records
from cauce_plugins.media.records import Use

_DUE = (
    "SELECT f.id, f.file, f.channel_id, f.kind, f.declared, f.name, f.source, f.attempts, f.store, f.file_key, "
    "f.thumbnail_key FROM media_files f WHERE f.state = 'pending' AND f.due_at <= ? ORDER BY f.due_at LIMIT ?"
)


@dataclass(frozen=True, slots=True)
class Pending:
    """A file to be fetched. source: where it lies, as its network told: `url` or `id`. key: what the last try may have left."""

    row: int
    file: str
    channel: int
    kind: str
    declared: str
    name: str
    source: Mapping[str, Any]
    attempts: int
    store: str
    key: str | None
    thumbnail: str | None


def add(db: Connection, file: str, media: Mapping[str, Any], one: Use, now: int) -> bool:
    """Write that a message brought a file which has to be fetched. False where that is known."""
    if db.execute("SELECT 1 FROM media_uses WHERE message_id = ?", (one.message,)).fetchone():
        return False
    source = json.dumps({name: media.get(name) for name in ("id", "url", "size")})
    row = db.execute(
        "INSERT INTO media_files (file, state, direction, kind, mime, declared, name, store, channel_id, source, attempts, "
        "due_at, created_at) VALUES (?, 'pending', 'in', ?, '', ?, ?, '', ?, ?, 0, ?, ?)",
        (
            file, str(media.get("kind", "file"))[:8], str(media.get("mime", ""))[:191], str(media.get("name", ""))[:191],
            one.channel, source, now, now,
        ),
    ).lastrowid  # fmt: skip
    assert row is not None
    return records.use(db, row, one, "in")


def due(db: Connection, now: int, limit: int) -> Sequence[Pending]:
    """Return those whose turn it is."""
    found = [list(row) for row in db.execute(_DUE, (now, limit))]
    return [Pending(*row[:6], json.loads(row[6] or "{}"), *row[7:]) for row in found]  # type: ignore[call-arg]


def attempt(db: Connection, one: Pending, store: str, keys: tuple[str, str], again: int) -> bool:
    """Write that a try begins, where its bytes go, and when it is another's turn. False where it is not pending any more."""
    return (
        db.execute(
            "UPDATE media_files SET attempts = attempts + 1, due_at = ?, store = ?, file_key = ?, thumbnail_key = ? "
            "WHERE id = ? AND state = 'pending' AND attempts = ?",
            (again, store, *keys, one.row, one.attempts),
        ).rowcount
        == 1
    )


def later(db: Connection, row: int, due_at: int) -> None:
    """Put off the next try."""
    db.execute("UPDATE media_files SET due_at = ? WHERE id = ? AND state = 'pending'", (due_at, row))
