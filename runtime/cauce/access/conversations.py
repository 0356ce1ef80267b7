"""The conversations that somebody sees. What is not theirs is not there."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from cauce.access import visibility
from cauce.access.errors import Unknown
from cauce.access.principal import Principal
from cauce.access.visibility import Condition
from cauce.store import rows
from cauce.store.connection import Connection
from cauce.store.dialect import locking

MOST = 101
"""How many a page holds at most: what a list shows, and one more that tells that it goes on."""

_COLUMNS = (
    "SELECT c.id, n.name, c.contact_id, k.name, c.owner, c.area, c.assignee_id, c.note, c.tags, c.reason, c.opened, "
    "c.opened_at, c.active_at, c.closed_at, c.seq FROM {of} "
    "JOIN channels n ON n.id = c.channel_id JOIN contacts k ON k.id = c.contact_id "
)
_HOLD = locking("SELECT id FROM conversations WHERE id = ?")
_ONE = _COLUMNS.format(of="conversations c") + "WHERE c.id = ? AND "
_PAGE = _COLUMNS.format(of="({found}) f JOIN conversations c ON c.id = f.id") + "ORDER BY c.active_at DESC, c.id DESC"


@dataclass(frozen=True, slots=True)
class Seen:
    """A conversation as the team sees it. owner: bot, queue, human or paused. tags: a JSON list."""

    id: int
    channel: str
    contact: int
    name: str
    owner: str
    area: str | None
    assignee: int | None
    note: str
    tags: str
    reason: str | None
    opened: int | None
    opened_at: int
    active_at: int
    closed_at: int | None
    seq: int

    @property
    def place(self) -> tuple[int, int]:
        """Where it stands in the list: what the next page comes after."""
        return self.active_at, self.id


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which of them. after: the `place` of the last one of the page before."""

    opened: bool = True
    owner: str | None = None
    area: str | None = None
    assignee: int | None = None
    after: tuple[int, int] | None = None
    limit: int = 50


def seen_by(db: Connection, who: Principal, wanted: Wanted) -> list[Seen]:
    """Return a page of what somebody sees, the last active first."""
    limit = max(1, min(wanted.limit, MOST))
    # One look by each way, and each by its own index: a condition with OR would read all that is open, and sort it.
    parts = [_part(way, wanted, limit) for way in visibility.ways(who)]
    if not parts:
        return []
    found = " UNION ".join(f"SELECT id, active_at FROM ({sql}) p{number}" for number, (sql, _) in enumerate(parts))  # noqa: S608 - ours
    page = f"SELECT u.id FROM ({found}) u ORDER BY u.active_at DESC, u.id DESC LIMIT ?"  # noqa: S608 - ours
    values = [value for _, some in parts for value in some]
    return [Seen(*row) for row in db.execute(_PAGE.format(found=page), (*values, limit))]


def _part(way: Condition, wanted: Wanted, limit: int) -> tuple[str, Sequence[Any]]:
    """Return the statement for what is seen by one way."""
    conditions, values = [way.sql, "c.opened = 1" if wanted.opened else "c.opened IS NULL"], list(way.values)
    for column, value in (("owner", wanted.owner), ("area", wanted.area), ("assignee_id", wanted.assignee)):
        if value is not None:
            conditions.append(f"c.{column} = ?")
            values.append(value)
    if wanted.after is not None:
        conditions.append("c.active_at <= ? AND (c.active_at < ? OR c.id < ?)")
        values += [wanted.after[0], *wanted.after]
    which = " AND ".join(conditions)
    sql = f"SELECT c.id, c.active_at FROM conversations c WHERE {which} ORDER BY c.active_at DESC, c.id DESC LIMIT ?"  # noqa: S608 - ours
    return sql, [*values, limit]


def seen_among(db: Connection, who: Principal, conversations: Collection[int]) -> set[int]:
    """Return those of these that somebody sees."""
    condition, found = visibility.seen(who), set[int]()
    for part in rows.parts(db, sorted(conversations)):
        sql = f"SELECT c.id FROM conversations c WHERE c.id IN ({rows.marks(part)}) AND {condition.sql}"  # noqa: S608 - ours
        found.update(row[0] for row in db.execute(sql, (*part, *condition.values)))
    return found


def find_seen(db: Connection, who: Principal, conversation: int) -> Seen | None:
    """Return one, None where there is none, or none that they see: nobody is told which."""
    condition = visibility.seen(who)
    row = db.execute(_ONE + condition.sql, (conversation, *condition.values)).fetchone()
    return Seen(*row) if row else None


def see(db: Connection, who: Principal, conversation: int) -> Seen:
    """Return one that they see. Raises Unknown for any other."""
    found = find_seen(db, who, conversation)
    if found is None:
        raise Unknown
    return found


def hold(db: Connection, who: Principal, conversation: int) -> Seen:
    """Do so, and keep other processes from changing it until the transaction ends."""
    see(db, who, conversation)
    db.execute(_HOLD[db.dialect], (conversation,)).fetchone()
    return see(db, who, conversation)
