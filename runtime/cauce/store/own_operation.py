"""An operation of migrations that is statements of our own: what Tortoise has no word for."""

from __future__ import annotations

from collections.abc import Sequence

from tortoise.migrations.operations import TortoiseOperation
from tortoise.migrations.schema_editor.base import BaseSchemaEditor
from tortoise.migrations.schema_generator.state import State


class OwnOperation(TortoiseOperation):
    """Runs what `sql` returns, and changes nothing that models know of. Migrations only go forward."""

    reduces_to_sql = True

    def sql(self, dialect: str) -> Sequence[str]:
        """Return the statements for a database."""
        raise NotImplementedError

    def state_forward(self, app_label: str, state: State) -> None:
        """Change nothing."""

    async def database_forward(
        self,
        app_label: str,  # noqa: ARG002 - the shape of an operation
        old_state: State,  # noqa: ARG002
        new_state: State,  # noqa: ARG002
        state_editor: BaseSchemaEditor | None = None,
    ) -> None:
        """Run the statements."""
        if state_editor is not None:
            for one in self.sql(state_editor.DIALECT):
                # Not as a script, which would be cut at each semicolon of a trigger.
                await state_editor.client.execute_query(one)

    async def database_backward(
        self, app_label: str, old_state: State, new_state: State, state_editor: BaseSchemaEditor | None = None
    ) -> None:
        """Refuse."""
        raise NotImplementedError(self.describe())
