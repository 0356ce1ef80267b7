"""How a plugin reads and writes its rows: SQL with `?` for values, on a `Connection`, the same on every database.

Where the databases spell a statement differently, it is a mapping by dialect, and `db.dialect` picks: `upsert`, `locking`.
Many rows go in parts: `parts`, `insert`, `marks`.
"""

from cauce.store.connection import Connection, Cursor
from cauce.store.dialect import Spelled, locking, upsert
from cauce.store.rows import insert, marks, parts

__all__ = ["Connection", "Cursor", "Spelled", "insert", "locking", "marks", "parts", "upsert"]
