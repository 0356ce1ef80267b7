"""News: the log of events across its streams, and what is shown with an event, for those who tell it on."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from operator import itemgetter

from cauce.store import rows
from cauce.store.connection import Connection
from cauce.store.place import GAPS, Place

_EVENT = "SELECT id, stream, seq, type, data, at FROM events WHERE"
_SINCE = f"{_EVENT} id > ? ORDER BY id LIMIT ?"
_AFTER = f"{_EVENT} stream = ? AND seq > ? ORDER BY seq LIMIT ?"


@dataclass(frozen=True, slots=True)
class Event:
    """A row of the log. id: its place there; data: JSON; at: when, in milliseconds since 1970."""

    id: int
    stream: str
    seq: int
    type: str
    data: str
    at: int


@dataclass(frozen=True, slots=True)
class Brief:
    """A conversation in short: what a list shows of it, and whose it is. tags: JSON."""

    id: int
    channel: str
    name: str
    owner: str
    area: str | None
    assignee: int | None
    tags: str
    reason: str | None
    opened: int | None
    active_at: int
    seq: int


@dataclass(frozen=True, slots=True)
class Said:
    """A message as an event shows it. body: an `Inbound` or `Outbound` as JSON."""

    id: int
    direction: str
    author: str
    body: str


def head(db: Connection) -> int:
    """Return the place of the last event, 0 where nothing ever happened."""
    return int(db.execute("SELECT COALESCE(MAX(id), 0) FROM events").fetchone()[0])


def places(db: Connection, before: int, last: int) -> set[int]:
    """Return which of the places after `before`, up to `last`, have an event."""
    return {row[0] for row in db.execute("SELECT id FROM events WHERE id > ? AND id <= ?", (before, last))}


def end(db: Connection, until: float, *, shared: bool) -> Place:
    """Return the end of the log. shared: whether others may still fill places before it, which they may until then."""
    place = Place(head(db))
    if shared:
        first = max(1, place.head - GAPS)
        known = places(db, first - 1, place.head)
        place.missing = dict.fromkeys((one for one in range(first, place.head) if one not in known), until)
    return place


def since(db: Connection, after: int, missing: Collection[int], limit: int) -> list[Event]:
    """Return what happened after a place, at most `limit`, and what has come to places that were missing, in order.

    By one statement, so that of one stream nothing is seen before what came before it.
    """
    if not missing:
        return [Event(*row) for row in db.execute(_SINCE, (after, limit))]
    sql = f"SELECT * FROM ({_SINCE}) s UNION ALL {_EVENT} id IN ({rows.marks(list(missing))})"  # noqa: S608 - ours
    found = db.execute(sql, (after, limit, *missing)).fetchall()
    return [Event(*row) for row in sorted(found, key=itemgetter(0))]


def after(db: Connection, stream: str, seq: int, limit: int) -> list[Event]:
    """Return what came after a place in a stream."""
    return [Event(*row) for row in db.execute(_AFTER, (stream, seq, limit))]


def last(db: Connection, stream: str) -> int:
    """Return the seq of the last event of a stream, 0 where it has none."""
    return int(db.execute("SELECT COALESCE(MAX(seq), 0) FROM events WHERE stream = ?", (stream,)).fetchone()[0])


def briefs(db: Connection, conversations: Collection[int]) -> dict[int, Brief]:
    """Return conversations in short, by id."""
    found: dict[int, Brief] = {}
    for part in rows.parts(db, sorted(conversations)):
        sql = (
            "SELECT c.id, n.name, k.name, c.owner, c.area, c.assignee_id, c.tags, c.reason, c.opened, c.active_at, c.seq "  # noqa: S608 - ours
            "FROM conversations c JOIN channels n ON n.id = c.channel_id JOIN contacts k ON k.id = c.contact_id "
            f"WHERE c.id IN ({rows.marks(part)})"
        )
        found.update((row[0], Brief(*row)) for row in db.execute(sql, part))
    return found


def said(db: Connection, messages: Collection[int]) -> dict[int, Said]:
    """Return messages as events show them, by id."""
    found: dict[int, Said] = {}
    for part in rows.parts(db, sorted(messages)):
        sql = f"SELECT id, direction, author, body FROM messages WHERE id IN ({rows.marks(part)})"  # noqa: S608 - ours
        found.update((row[0], Said(*row)) for row in db.execute(sql, part))
    return found
