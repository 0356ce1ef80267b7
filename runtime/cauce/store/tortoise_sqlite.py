"""Tortoise's SQLite engine with one change: a transaction that means to write says so.

Tortoise finds it by name: `engine: "cauce.store.tortoise_sqlite"`.
"""

from __future__ import annotations

import sqlite3

from tortoise.backends.base.client import TransactionContext
from tortoise.backends.sqlite.client import SqliteClient, SqliteTransactionContext, SqliteTransactionWrapper
from tortoise.exceptions import TransactionManagementError


class ImmediateTransaction(SqliteTransactionWrapper):
    """A transaction that takes the write lock when it begins.

    SQLite's own `BEGIN` takes it at the first write, and then refuses where somebody wrote in between, no matter how
    long the connection is willing to wait.
    """

    async def begin(self) -> None:
        """Begin, waiting for the lock as long as `busy_timeout` says."""
        try:
            await self._connection.commit()
            await self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise TransactionManagementError(error) from error


class ImmediateClient(SqliteClient):
    """Connections whose transactions are immediate."""

    def _in_transaction(self) -> TransactionContext:
        return SqliteTransactionContext(ImmediateTransaction(self), self._lock)


client_class = ImmediateClient
