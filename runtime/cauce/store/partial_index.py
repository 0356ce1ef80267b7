"""An operation of migrations: an index over the few rows that are still to be done, where the database has such."""

from __future__ import annotations

from collections.abc import Sequence

from tortoise.migrations.operations import TortoiseOperation
from tortoise.migrations.schema_editor.base import BaseSchemaEditor
from tortoise.migrations.schema_generator.state import State


class PartialIndex(TortoiseOperation):
    """`CREATE INDEX ... WHERE condition`. MySQL, which has none, gets an index over all rows.

    everywhere: its columns there, where it helps to begin with that of the condition.
    """

    reduces_to_sql = True

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

    def state_forward(self, app_label: str, state: State) -> None:
        """Change nothing that models know of."""

    async def database_forward(
        self,
        app_label: str,  # noqa: ARG002 - the shape of an operation
        old_state: State,  # noqa: ARG002
        new_state: State,  # noqa: ARG002
        state_editor: BaseSchemaEditor | None = None,
    ) -> None:
        """Create the index."""
        if state_editor is not None:
            await state_editor._run_sql(self.sql(state_editor.DIALECT))  # noqa: SLF001 - as the built-in operations do

    async def database_backward(
        self, app_label: str, old_state: State, new_state: State, state_editor: BaseSchemaEditor | None = None
    ) -> None:
        """Refuse: migrations only go forward."""
        raise NotImplementedError(self.describe())

    def sql(self, dialect: str) -> str:
        """Return the statement for a database."""
        if dialect == "mysql":
            return f"CREATE INDEX {self.name} ON {self.table} ({', '.join(self.everywhere)})"
        return f"CREATE INDEX {self.name} ON {self.table} ({', '.join(self.columns)}) WHERE {self.condition}"
