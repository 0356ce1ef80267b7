"""What is new of conversations is taken up: read from the log behind what was counted, counted, and kept, in one transaction.

How far each conversation was counted stands beside its sums, so that it matters neither who is told of an event, nor how often,
nor in which order conversations come: what was counted is never counted again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from cauce.sql import Connection, locking, marks, parts, upsert
from cauce_plugins.dashboard import keeping, talk
from cauce_plugins.dashboard.fold import fold
from cauce_plugins.dashboard.ledger import Ledger, Page
from cauce_plugins.dashboard.talk import Heard, Talk

MOST = 500
"""How many events are counted in one transaction."""

_BEGIN = upsert("INSERT INTO dashboard_states (id, seq, state) VALUES (?, 0, ?)", ["id"])


@dataclass(slots=True)
class Known:
    """A conversation as the core has it. seq: of its last event. grouping: what its contact is grouped by, "" for nothing."""

    id: int
    channel: int
    contact: int
    opened_at: int
    seq: int
    grouping: str


def take_up(db: Connection, conversations: Sequence[int], field: str) -> bool:
    """Count what is new of conversations. False where not all of it was.

    field: of contacts, by which they are grouped.
    """
    known = _known(db, sorted(set(conversations)), field)
    talks = _talks(db, known)
    found = _events(db, {one: talks[one].seq for one in known if talks[one].seq < known[one].seq})
    ledger = Ledger()
    for one, heard in found:
        fold(talks[one], heard, Page(ledger, known[one].channel))
    changed = {one for one, _ in found}
    keeping.keep(db, ledger)
    keeping.keep_talks(db, [(known[one], talks[one]) for one in sorted(changed)])
    return len(found) < MOST


def _known(db: Connection, conversations: Sequence[int], field: str) -> dict[int, Known]:
    found: dict[int, Known] = {}
    for part in parts(db, conversations):
        sql = (
            "SELECT c.id, c.channel_id, c.contact_id, c.opened_at, c.seq, k.fields FROM conversations c "  # noqa: S608 - ours
            f"JOIN contacts k ON k.id = c.contact_id WHERE c.id IN ({marks(part)})"
        )
        for one, channel, contact, opened_at, seq, fields in db.execute(sql, part):
            found[one] = Known(one, channel, contact, opened_at, seq, _grouping(fields, field))
    return found


def _grouping(fields: str, field: str) -> str:
    value = msgspec.json.decode(fields).get(field)
    return "" if value is None or isinstance(value, dict | list) else str(value).strip()[:64]


def _talks(db: Connection, known: Mapping[int, Known]) -> dict[int, Talk]:
    """Return how conversations stood, which nobody else counts until the transaction ends."""
    found = _states(db, sorted(known))
    missing = [one for one in sorted(known) if one not in found]
    for one in missing:
        db.execute(_BEGIN[db.dialect], (one, talk.dump(talk.opened(known[one].opened_at))))
    return {**found, **_states(db, missing)}


def _states(db: Connection, conversations: Sequence[int]) -> dict[int, Talk]:
    found: dict[int, Talk] = {}
    for part in parts(db, conversations):
        sql = locking(f"SELECT id, state FROM dashboard_states WHERE id IN ({marks(part)})")  # noqa: S608 - ours
        found.update((one, talk.load(state)) for one, state in db.execute(sql[db.dialect], part))
    return found


def _events(db: Connection, after: Mapping[int, int]) -> list[tuple[int, Heard]]:
    """Return what happened in conversations after the event that was counted last in each, in the order of each."""
    found: list[tuple[int, int, str, Any, int]] = []
    for part in parts(db, sorted(after)):
        which = " OR ".join(["(stream = ? AND seq > ?)"] * len(part))
        given = [value for one in part for value in (f"conversation:{one}", after[one])]
        sql = f"SELECT stream, seq, type, data, at FROM events WHERE {which} ORDER BY stream, seq LIMIT ?"  # noqa: S608 - ours
        for stream, seq, kind, data, at in db.execute(sql, [*given, MOST - len(found)]):
            found.append((int(stream.partition(":")[2]), seq, kind, msgspec.json.decode(data), at))
        if len(found) >= MOST:
            break
    said = _said(db, [data["message"] for _, _, kind, data, _ in found if kind == "message.new"])
    return [
        (one, Heard(seq, kind, data, at, *said.get(data.get("message"), ("", 0)) if kind == "message.new" else ()))
        for one, seq, kind, data, at in found
    ]


def _said(db: Connection, messages: Sequence[int]) -> dict[int, tuple[str, int]]:
    """Return who said messages: the author, and the user where it was one."""
    found: dict[int, tuple[str, int]] = {}
    for part in parts(db, sorted(messages)):
        sql = (
            "SELECT m.id, m.author, COALESCE(s.user_id, 0) FROM messages m "  # noqa: S608 - ours
            f"LEFT JOIN speeches s ON s.message_id = m.id WHERE m.id IN ({marks(part)})"
        )
        found.update((row[0], (row[1], row[2])) for row in db.execute(sql, part))
    return found
