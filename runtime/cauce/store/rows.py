"""Many rows at once: one statement for all of them, which saves the way to a server, and work in a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from cauce.store.connection import Connection

Item = TypeVar("Item")

MOST = 200
"""How many rows one statement takes on a server."""
SIZES = (64, 16, 4, 1)
"""How many it takes in a file: few texts of statements, which are then known already."""


def parts(db: Connection, items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """Cut items into parts, each for one statement."""
    place = 0
    while place < len(items):
        left = len(items) - place
        size = min(left, MOST) if db.dialect == "mysql" else next(size for size in SIZES if size <= left)
        yield items[place : place + size]
        place += size


def insert(db: Connection, into: str, rows: Sequence[Sequence[Any]]) -> list[int]:
    """Insert rows and return their ids, in order. into: `INSERT INTO table (a, b)`.

    A server numbers the rows of one INSERT without a gap but its stride:
    https://dev.mysql.com/doc/refman/8.0/en/innodb-auto-increment-handling.html
    """
    if not rows:
        return []
    one = f"({marks(rows[0])})"
    ids: list[int] = []
    for part in parts(db, rows):
        values = ", ".join([one] * len(part))
        last = int(db.execute(f"{into} VALUES {values}", [value for row in part for value in row]).lastrowid or 0)
        # A server tells the first id, a file the last.
        first = last if db.dialect == "mysql" else last - len(part) + 1
        ids += range(first, first + len(part) * db.stride, db.stride)
    return ids


def marks(values: Sequence[Any]) -> str:
    """Return a `?` for each value, as IN takes them."""
    return ", ".join("?" * len(values))
