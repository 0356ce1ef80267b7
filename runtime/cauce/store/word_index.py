"""An operation of migrations: a full-text index over a column of words."""

from __future__ import annotations

from cauce.store.own_operation import OwnOperation


class WordIndex(OwnOperation):
    """FULLTEXT on MySQL and MariaDB. On SQLite a table of FTS5 beside it, `<table>_index`, kept in step by triggers.

    The words are cut and folded before they are stored, so that all that is asked of either is to find them.
    """

    def __init__(self, table: str) -> None:
        self.table = table

    def describe(self) -> str:
        """Return what it does."""
        return f"Create full-text index on {self.table}"

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
