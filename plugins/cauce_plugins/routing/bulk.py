"""Many rows put at once: by one statement for all of them, on each database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cauce.sql import Connection, marks, parts, upsert


def put(db: Connection, table: str, columns: Sequence[str], key: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows; where one of the same key is there, give it these values instead."""
    update = [name for name in columns if name not in key]
    for part in parts(db, rows):
        values = ", ".join([f"({marks(columns)})"] * len(part))
        sql = upsert(f"INSERT INTO {table} ({', '.join(columns)}) VALUES {values}", key, update)  # noqa: S608 - ours
        db.execute(sql[db.dialect], [value for row in part for value in row])
