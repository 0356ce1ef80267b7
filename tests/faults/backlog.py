"""A backlog as a process leaves it that was killed while the platform was away: many people, each with a reply to come."""

from __future__ import annotations

import json
import time

from cauce.store.connection import Connection
from faults.crowd import Crowd, key_of
from faults.shop import Shop

PART = 500


def leave(shop: Shop, crowd: Crowd, size: int) -> None:
    """Write a backlog of so many replies into the database of a shop that is closed, and into the books of its crowd."""
    db = shop.backend.connect()
    try:
        db.begin()
        _leave(db, crowd, size)
        db.commit()
    finally:
        db.close()


def _leave(db: Connection, crowd: Crowd, size: int) -> None:
    now = int(time.time() * 1000)
    channel = db.execute("SELECT id FROM channels WHERE name = 'linea1'").fetchone()[0]
    epoch = db.execute("SELECT MAX(id) FROM nodes").fetchone()[0]
    first = 1_000_000
    state = db.execute(
        "SELECT flow, revision, state, wait, serial FROM runs WHERE flow = 'contador' LIMIT 1"
    ).fetchone()
    people = []
    for place in range(size):
        person = crowd.person()
        people.append((first + place, person))
        crowd.acked[person] = [key_of(person, 1)]
        crowd.tried.add(key_of(person, 1))
    for start in range(0, size, PART):
        part = people[start : start + PART]
        _many(db, "contacts (id, name, fields, created_at, updated_at)", [(one, "", "{}", now, now) for one, _ in part])
        _many(
            db, "identities (id, contact_id, channel_id, kind, value, created_at)",
            [(one, one, channel, "phone", person, now) for one, person in part],
        )  # fmt: skip
        _many(
            db, "conversations (id, channel_id, contact_id, identity_id, opened, owner, note, tags, seq, opened_at, active_at)",
            [(one, channel, one, one, 1, "bot", "", "[]", 0, now, now) for one, _ in part],
        )  # fmt: skip
        _many(
            db, "inbox (channel_id, `key`, kind, state, attempts, due_at, received_at, done_at)",
            [(channel, key_of(person, 1), "message", "done", 0, 0, now, now) for _, person in part],
        )  # fmt: skip
        said = json.dumps({"text": "1"})
        _many(
            db, "messages (id, conversation_id, channel_id, direction, author, provider_id, body, status, repeated, created_at)",
            [(2 * one, one, channel, "in", "contact", key_of(person, 1), '{"text": "x"}', 5, 0, now) for one, person in part]
            + [(2 * one + 1, one, channel, "out", "bot", None, said, 0, 0, now) for one, _ in part],
        )  # fmt: skip
        _many(
            db, "outbox (conversation_id, identity_id, channel_id, kind, message_id, state, attempt, epoch, due_at, created_at)",
            [(one, one, channel, "say", 2 * one + 1, "queued", 0, epoch, 0, now) for one, _ in part],
        )  # fmt: skip
        _many(
            db, "runs (conversation_id, flow, revision, state, wait, serial, updated_at)",
            [(one, *state, now) for one, _ in part],
        )  # fmt: skip


def _many(db: Connection, into: str, rows: list[tuple[object, ...]]) -> None:
    db.executemany(f"INSERT INTO {into} VALUES ({', '.join('?' * len(rows[0]))})", rows)
