"""Whose a conversation is, changed only from what it was when it was looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cauce.store import rows
from cauce.store.connection import Connection


@dataclass(frozen=True, slots=True)
class Owned:
    """Whose it is: bot, queue (waiting in an area), human (its assignee) or paused; of a closed one, whose it was."""

    opened: bool
    owner: str
    area: str | None = None
    assignee: int | None = None


_GUARD = (
    "WHERE id = ? AND COALESCE(opened, 0) = ? AND owner = ? AND COALESCE(area, '') = ? AND COALESCE(assignee_id, 0) = ?"
)
_GIVE = (
    f"UPDATE conversations SET owner = ?, area = ?, assignee_id = ?, note = COALESCE(?, note), active_at = ? {_GUARD}"  # noqa: S608 - ours
)
_CLOSE = f"UPDATE conversations SET opened = NULL, closed_at = ?, active_at = ?, reason = ? {_GUARD}"  # noqa: S608 - ours
_REOPEN = (
    "UPDATE conversations SET opened = 1, closed_at = NULL, reason = NULL, owner = ?, area = ?, assignee_id = ?, "  # noqa: S608 - ours
    f"active_at = ? {_GUARD}"
)


def _guard(conversation: int, before: Owned) -> tuple[Any, ...]:
    return (conversation, int(before.opened), before.owner, before.area or "", before.assignee or 0)


def get(db: Connection, conversation: int) -> Owned:
    """Return whose one is."""
    row = db.execute(
        "SELECT opened, owner, area, assignee_id FROM conversations WHERE id = ?", (conversation,)
    ).fetchone()
    return Owned(row[0] == 1, *row[1:])


def give(db: Connection, conversation: int, before: Owned, after: Owned, now: int, note: str | None = None) -> bool:  # noqa: PLR0913, PLR0917
    """Give it to somebody. note: for whoever takes it, None to leave what is there. False where it is not as before."""
    values = (after.owner, after.area, after.assignee, note, now)
    return db.execute(_GIVE, (*values, *_guard(conversation, before))).rowcount > 0


def hold_all(db: Connection, conversations: Sequence[int]) -> dict[int, Owned]:
    """Return whose those are, by id. Until the transaction ends, no other process steps their people."""
    found: dict[int, Owned] = {}
    for part in rows.parts(db, sorted(conversations)):
        which = f"c.id IN ({rows.marks(part)})"
        if db.dialect == "mysql":
            sql = f"SELECT i.id FROM identities i JOIN conversations c ON c.identity_id = i.id WHERE {which} ORDER BY i.id FOR UPDATE"  # noqa: S608 - ours
            db.execute(sql, part)
        sql = f"SELECT c.id, c.opened, c.owner, c.area, c.assignee_id FROM conversations c WHERE {which}"  # noqa: S608 - ours
        for one, opened, *rest in db.execute(sql, part):
            found[one] = Owned(opened == 1, *rest)
    return found


def assign_all(db: Connection, gifts: Mapping[int, int], now: int) -> None:
    """Give conversations that are held to operators: those by theirs. What the flow waited for waits no more."""
    for part in rows.parts(db, sorted(gifts)):
        case = " ".join(["WHEN ? THEN ?"] * len(part))
        values = [value for one in part for value in (one, gifts[one])]
        which = rows.marks(part)
        db.execute(
            f"UPDATE conversations SET owner = 'human', assignee_id = CASE id {case} END, active_at = ? WHERE id IN ({which})",  # noqa: S608 - ours
            [*values, now, *part],
        )
        db.execute(f"UPDATE runs SET due = NULL WHERE conversation_id IN ({which}) AND due IS NOT NULL", part)  # noqa: S608 - ours


def close(db: Connection, conversation: int, before: Owned, reason: str, now: int) -> bool:
    """Close it. False where it is not as before."""
    return db.execute(_CLOSE, (now, now, reason[:191], *_guard(conversation, before))).rowcount > 0


def reopen(db: Connection, conversation: int, before: Owned, after: Owned, now: int) -> bool:
    """Open it again, for somebody. False where it is not as before."""
    values = (after.owner, after.area, after.assignee, now)
    return db.execute(_REOPEN, (*values, *_guard(conversation, before))).rowcount > 0


def is_followed(db: Connection, conversation: int) -> bool:
    """Tell whether its person has one open, which is then another."""
    row = db.execute(
        "SELECT 1 FROM conversations c JOIN conversations o ON o.identity_id = c.identity_id AND o.opened = 1 WHERE c.id = ?",
        (conversation,),
    )
    return row.fetchone() is not None
