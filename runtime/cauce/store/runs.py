"""Runs: the flow that each conversation is in, and when its wait is over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cauce.store import rows
from cauce.store.connection import Connection
from cauce.store.dialect import Spelled, upsert


@dataclass(frozen=True, slots=True)
class Place:
    """Where a run stands: its state as JSON, what it waits for, for how many seconds and until when."""

    flow: str
    revision: str
    state: str
    wait: str
    serial: int
    patience: float | None
    due: int | None


_COLUMNS = ("conversation_id", "flow", "revision", "state", "wait", "serial", "patience", "due", "updated_at")


def _save(places: int) -> Spelled:
    values = ", ".join([f"({rows.marks(_COLUMNS)})"] * places)
    insert = f"INSERT INTO runs ({', '.join(_COLUMNS)}) VALUES {values}"  # noqa: S608 - ours
    return upsert(insert, _COLUMNS[:1], _COLUMNS[1:])


_SAVE = _save(1)


def save(db: Connection, places: Mapping[int, Place], now: int) -> None:
    """Store where the runs of conversations stand."""
    found = [
        (
            conversation,
            place.flow,
            place.revision,
            place.state,
            place.wait,
            place.serial,
            place.patience,
            place.due,
            now,
        )
        for conversation, place in places.items()
    ]
    if db.dialect == "sqlite":
        db.executemany(_SAVE["sqlite"], found)
        return
    for part in rows.parts(db, found):
        db.execute(_save(len(part))["mysql"], [value for row in part for value in row])


def end(db: Connection, conversation: int, now: int) -> None:
    """Store that the run is over."""
    db.execute(
        "UPDATE runs SET state = NULL, wait = '', patience = NULL, due = NULL, updated_at = ? WHERE conversation_id = ?",
        (now, conversation),
    )


def due(db: Connection, now: int, limit: int) -> list[tuple[int, int, float | None]]:
    """Return (conversation, serial, patience in seconds) of the runs whose wait is over, the longest due first."""
    return db.execute(
        "SELECT conversation_id, serial, patience FROM runs WHERE due <= ? ORDER BY due LIMIT ?", (now, limit)
    ).fetchall()


def is_due(db: Connection, conversation: int, serial: int, now: int) -> bool:
    """Tell whether the same wait is still over, now that nobody else can change it."""
    row = db.execute("SELECT due FROM runs WHERE conversation_id = ? AND serial = ?", (conversation, serial)).fetchone()
    return row is not None and row[0] is not None and row[0] <= now


def next_due(db: Connection) -> int | None:
    """Return when the next wait is over, None where nothing waits for the clock."""
    row = db.execute("SELECT MIN(due) FROM runs").fetchone()
    return None if row[0] is None else int(row[0])


def postpone(db: Connection, conversation: int, serial: int, due_at: int | None) -> None:
    """Move the end of a wait, if it is still the same wait. None: it has no end any more."""
    db.execute(
        "UPDATE runs SET due = ? WHERE conversation_id = ? AND serial = ? AND due IS NOT NULL",
        (due_at, conversation, serial),
    )


def arm(db: Connection, conversation: int, now: int) -> int | None:
    """Let the wait begin anew: whoever kept the run from going on has let go of it. Returns when it is over, if ever."""
    db.execute(
        "UPDATE runs SET due = ? + ROUND(patience * 1000) "
        "WHERE conversation_id = ? AND state IS NOT NULL AND patience IS NOT NULL",
        (now, conversation),
    )
    row = db.execute("SELECT due FROM runs WHERE conversation_id = ?", (conversation,)).fetchone()
    return None if row is None or row[0] is None else int(row[0])


def opening(db: Connection, after: int, limit: int) -> list[int]:
    """Return the conversations, above a number, that the bot has and that wait for an area to open."""
    found = db.execute(
        "SELECT r.conversation_id FROM runs r JOIN conversations c ON c.id = r.conversation_id "
        "WHERE r.wait = 'opening' AND c.opened = 1 AND c.owner = 'bot' AND r.conversation_id > ? "
        "ORDER BY r.conversation_id LIMIT ?",
        (after, limit),
    )
    return [row[0] for row in found]


def look_again(db: Connection, conversations: Sequence[int], now: int) -> None:
    """Let those look now whether their area is open, of them that still wait for that and that the bot still has."""
    for part in rows.parts(db, conversations):
        db.execute(
            "UPDATE runs SET due = ? WHERE wait = 'opening' AND (due IS NULL OR due > ?) AND conversation_id IN "  # noqa: S608 - ours
            f"(SELECT id FROM conversations WHERE opened = 1 AND owner = 'bot' AND id IN ({rows.marks(part)}))",
            (now, now, *part),
        )


def arm_due(db: Connection, now: int) -> None:
    """Let every wait that is over begin anew: it ran out while nobody could answer."""
    db.execute("UPDATE runs SET due = ? + ROUND(COALESCE(patience, 0) * 1000) WHERE due <= ?", (now, now))


_WAKE_AT = upsert(
    "INSERT INTO runs (conversation_id, flow, revision, state, wait, serial, due, updated_at) "
    "VALUES (?, '', '', NULL, '', 0, ?, ?)",
    ["conversation_id"],
    ["due", "updated_at"],
)


def wake_at(db: Connection, conversation: int, due: int, now: int) -> None:
    """Have a conversation looked at, at a time, whatever its run waits for."""
    db.execute(_WAKE_AT[db.dialect], (conversation, due, now))


def count_from(db: Connection, conversation: int, now: int) -> None:
    """Let the wait for the person begin now: the bot has only just finished speaking."""
    db.execute(
        "UPDATE runs SET due = ? + ROUND(patience * 1000) "
        "WHERE conversation_id = ? AND wait = 'person' AND due IS NOT NULL",
        (now, conversation),
    )


def waits_for(db: Connection, conversation: int, serial: int) -> bool:
    """Tell whether a run still waits for the answer of that serial."""
    row = db.execute(
        "SELECT 1 FROM runs WHERE conversation_id = ? AND serial = ? AND wait = 'answer' AND state IS NOT NULL",
        (conversation, serial),
    )
    return row.fetchone() is not None
