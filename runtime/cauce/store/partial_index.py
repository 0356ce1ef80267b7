"""An operation of migrations: an index over the few rows that are still to be done, where the database has such."""

from __future__ import annotations

from collections.abc import Sequence

from cauce.store.own_operation import OwnOperation


class PartialIndex(OwnOperation):
    """`CREATE INDEX ... WHERE condition`. MySQL, which has none, gets an index over all rows.

    everywhere: its columns there, where it helps to begin with that of the condition.
    """

    def __init__(
        self, name: str, table: str, columns: Sequence[str], condition: str, everywhere: Sequence[str] = ()
    ) -> None:
        self.name = name
        self.table = table
        self.columns = tuple(columns)
        self.condition = condition
        self.everywhere = tuple(everywhere) or self.columns

    def describe(self) -> str:
        """Return what it does."""
        return f"Create index {self.name} on {self.table} where {self.condition}"

    def sql(self, dialect: str) -> list[str]:
        """Return the statement for a database."""
        if dialect == "mysql":
            return [f"CREATE INDEX {self.name} ON {self.table} ({', '.join(self.everywhere)})"]
        return [f"CREATE INDEX {self.name} ON {self.table} ({', '.join(self.columns)}) WHERE {self.condition}"]
