"""What a job sees of the database: SQL with `?` for values, written so that SQLite and MariaDB both understand it.

Where they differ, a statement is a mapping by dialect (`cauce.store.dialect`), picked by `db.dialect`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol


class Cursor(Protocol):
    """The outcome of a statement. lastrowid: of what was inserted. rowcount: of the rows that were changed."""

    @property
    def lastrowid(self) -> int | None:
        """The id of the row that was inserted."""

    @property
    def rowcount(self) -> int:
        """How many rows were changed."""

    def fetchone(self) -> Any:
        """Return the next row, None where there is none."""

    def fetchall(self) -> list[Any]:
        """Return the rest of the rows."""

    def __iter__(self) -> Iterator[Any]: ...


class Connection(Protocol):
    """A connection to the database, used by one thread at a time."""

    @property
    def dialect(self) -> str:
        """`sqlite` or `mysql`."""

    @property
    def stride(self) -> int:
        """By how much the ids differ that the rows of one INSERT get."""

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""

    def execute(self, sql: str, parameters: Sequence[Any] = (), /) -> Cursor:
        """Run one statement."""

    def executemany(self, sql: str, parameters: Iterable[Sequence[Any]], /) -> Cursor:
        """Run one INSERT for each row of values. Raises ValueError, on MariaDB, for any other statement."""

    def begin(self) -> None:
        """Begin a transaction that means to write."""

    def commit(self) -> None:
        """Make what the transaction wrote durable."""

    def rollback(self) -> None:
        """Undo what the transaction wrote."""

    def close(self) -> None:
        """Let go of the database."""
