"""Events: what happened, in order, within each stream. Written in the commit that made it true."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from cauce.store import rows
from cauce.store.connection import Connection

Fact = tuple[str, dict[str, Any]]
"""The type of an event and its data."""

_encode = msgspec.json.Encoder().encode


TEAM = "team"
"""The stream of what the whole team is told."""

_ADD = "INSERT INTO events (stream, seq, type, data, at) VALUES (?, ?, ?, ?, ?)"
_COUNT = "UPDATE conversations SET seq = seq + ?, active_at = ? WHERE id = ?"


def conversation(conversation_id: int) -> str:
    """Return the name of a conversation's stream."""
    return f"conversation:{conversation_id}"


def tell(db: Connection, conversation_id: int, facts: Sequence[Fact], now: int) -> None:
    """Append facts to a conversation's stream; something happened in it, so it is active."""
    tell_all(db, {conversation_id: facts}, now)


def tell_all(db: Connection, news: Mapping[int, Sequence[Fact]], now: int) -> None:
    """Append facts to the streams of conversations."""
    lasts = _count(db, news, now)
    found = [
        (conversation(one), seq, kind, _encode(data).decode(), now)
        for one, facts in news.items()
        for seq, (kind, data) in enumerate(facts, lasts[one] - len(facts) + 1)
    ]
    if found:
        db.executemany(_ADD, found)


def tell_team(db: Connection, fact: Fact, now: int) -> None:
    """Append a fact to the stream of the whole team. Of two processes that do so at once, one has to do it again."""
    last = db.execute("SELECT COALESCE(MAX(seq), 0) FROM events WHERE stream = ?", (TEAM,)).fetchone()[0]
    db.execute(_ADD, (TEAM, last + 1, fact[0], _encode(fact[1]).decode(), now))


def _count(db: Connection, news: Mapping[int, Sequence[Fact]], now: int) -> dict[int, int]:
    """Raise the last seq of streams, and return it."""
    lasts: dict[int, int] = {}
    if db.dialect == "sqlite":
        db.executemany(_COUNT, [(len(facts), now, one) for one, facts in news.items()])
    # In one order, so that two processes seldom wait for each other.
    for part in rows.parts(db, sorted(news)):
        which = f"id IN ({rows.marks(part)})"
        if db.dialect == "mysql":
            case = " ".join(["WHEN ? THEN ?"] * len(part))
            more = [value for one in part for value in (one, len(news[one]))]
            sql = f"UPDATE conversations SET seq = seq + CASE id {case} END, active_at = ? WHERE {which}"  # noqa: S608 - ours
            db.execute(sql, [*more, now, *part])
        lasts.update(db.execute(f"SELECT id, seq FROM conversations WHERE {which}", part).fetchall())  # noqa: S608 - ours
    return lasts


def after(db: Connection, stream: str, seq: int, limit: int = 100) -> list[tuple[int, str, str, int]]:
    """Return (seq, type, data as JSON, time) of what came after a place in a stream."""
    return db.execute(
        "SELECT seq, type, data, at FROM events WHERE stream = ? AND seq > ? ORDER BY seq LIMIT ?", (stream, seq, limit)
    ).fetchall()
