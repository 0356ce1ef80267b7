"""An operation of migrations: a full-text index over a column of words."""

from __future__ import annotations

from tortoise.migrations.operations import TortoiseOperation
from tortoise.migrations.schema_editor.base import BaseSchemaEditor
from tortoise.migrations.schema_generator.state import State


class WordIndex(TortoiseOperation):
    """FULLTEXT on MySQL and MariaDB. On SQLite a table of FTS5 beside it, `<table>_index`, kept in step by triggers.

    The words are cut and folded before they are stored, so that all that is asked of either is to find them.
    """

    reduces_to_sql = True

    def __init__(self, table: str) -> None:
        self.table = table

    def describe(self) -> str:
        """Return what it does."""
        return f"Create full-text index on {self.table}"

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
            for one in self.sql(state_editor.DIALECT):
                # Not as a script, which would be cut at each semicolon of a trigger.
                await state_editor.client.execute_query(one)

    async def database_backward(
        self, app_label: str, old_state: State, new_state: State, state_editor: BaseSchemaEditor | None = None
    ) -> None:
        """Refuse: migrations only go forward."""
        raise NotImplementedError(self.describe())

    def sql(self, dialect: str) -> list[str]:
        """Return the statements for a database."""
        table = self.table
        if dialect == "mysql":
            return [f"CREATE FULLTEXT INDEX {table}_index ON {table} (words)"]
        add = f"INSERT INTO {table}_index (rowid, words) VALUES (new.id, new.words);"  # noqa: S608 - ours
        # A table of FTS5 that keeps no text of its own has to be told what it forgets.
        forget = f"INSERT INTO {table}_index ({table}_index, rowid, words) VALUES ('delete', old.id, old.words);"  # noqa: S608 - ours
        return [
            (
                f"CREATE VIRTUAL TABLE {table}_index USING fts5 (words, content='{table}', content_rowid='id', "
                "tokenize=\"unicode61 tokenchars '_'\", detail=none, columnsize=0)"
            ),
            f"CREATE TRIGGER {table}_added AFTER INSERT ON {table} BEGIN {add} END",
            f"CREATE TRIGGER {table}_removed AFTER DELETE ON {table} BEGIN {forget} END",
            f"CREATE TRIGGER {table}_changed AFTER UPDATE ON {table} BEGIN {forget} {add} END",
        ]
