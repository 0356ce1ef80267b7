"""Figures as a file for spreadsheets: CSV, a piece at a time, in which no cell is taken for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import datetime
from typing import Any

from cauce import Host
from cauce.desk import Principal, seen_among
from cauce.sql import Connection
from cauce_plugins.dashboard.ledger import QUARTER_MS
from cauce_plugins.dashboard.period import Period
from cauce_plugins.dashboard.scope import Scope

PIECE = 500
"""How many rows are read at a time."""
CONVERSATIONS = (
    "conversation", "channel", "area", "assignee", "contact", "group", "opened_at", "closed_at", "received", "said_bot",
    "said_human",
)  # fmt: skip
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")


def cell(value: Any) -> Any:
    """Return what stands in a cell. A text that a spreadsheet would take for a formula gets a `'` before it."""
    if value is None:
        return ""
    return f"'{value}" if isinstance(value, str) and value.lstrip(" ").startswith(_DANGEROUS) else value


def lines(rows: Iterable[Sequence[Any]]) -> bytes:
    """Return rows as they are written into the file."""
    page = io.StringIO()
    csv.writer(page).writerows([cell(value) for value in row] for row in rows)
    return page.getvalue().encode()


async def table(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> AsyncIterator[bytes]:
    """Yield figures that are known already, under the names of their columns."""
    # Spreadsheets take a file for UTF-8 only where it says so.
    yield b"\xef\xbb\xbf" + lines([columns])
    for place in range(0, len(rows), PIECE):
        yield lines([row[name] for name in columns] for row in rows[place : place + PIECE])


async def conversations(host: Host, who: Principal, scope: Scope, period: Period) -> AsyncIterator[bytes]:
    """Yield the conversations that were opened meanwhile, of those that somebody sees, in order."""
    yield b"\xef\xbb\xbf" + lines([CONVERSATIONS])
    place, found = 0, PIECE
    while found == PIECE:
        rows = await host.search(lambda db, place=place: _piece(db, scope, period, place))  # type: ignore[misc]
        found = len(rows)
        place = rows[-1][0] if rows else place
        visible = await host.read(lambda db, rows=rows: set(seen_among(db, who, [row[0] for row in rows])))  # type: ignore[misc]
        yield lines(_shown(row, period) for row in rows if row[0] in visible)


def _piece(db: Connection, scope: Scope, period: Period, after: int) -> list[tuple[Any, ...]]:
    """Return the conversations after one that were opened meanwhile."""
    sql = (
        "SELECT f.id, n.name, f.area, f.assignee_id, f.contact_id, f.grouping, f.opened_at, f.closed_at, f.received, "
        "f.said_bot, f.said_human FROM dashboard_conversations f JOIN channels n ON n.id = f.channel_id "
        "WHERE f.id > ? AND f.opened_at >= ? AND f.opened_at < ?"
    )
    values: list[Any] = [after, period.start * QUARTER_MS, period.end * QUARTER_MS]
    for column, wanted in (("area", scope.areas), ("channel_id", scope.channels)):
        if wanted is not None:
            sql += f" AND f.{column} IN ({', '.join('?' * len(wanted))})" if wanted else " AND 1 = 0"
            values += wanted
    return db.execute(f"{sql} ORDER BY f.id LIMIT ?", [*values, PIECE]).fetchall()


def _shown(row: Sequence[Any], period: Period) -> list[Any]:
    *told, opened, closed, received, bot, human = row
    return [*told[:3], told[3] or None, *told[4:], _when(opened, period), _when(closed, period), received, bot, human]


def _when(at: int, period: Period) -> str | None:
    return datetime.fromtimestamp(at / 1000, period.zone).isoformat(timespec="seconds") if at else None
