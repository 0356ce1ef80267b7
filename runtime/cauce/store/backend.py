"""What a kind of database has to offer, so that everything above it need not know which it is."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from cauce.store.connection import Connection


class Backend(Protocol):
    """A database that can be prepared and connected to. Its `str` names it to people, without its password.

    shared: whether several processes may work on it at a time, so that each has to prove that it is still of them.
    """

    dialect: str
    shared: bool

    def prepare(self) -> Path | None:
        """Bring the schema up to date. Returns the copy that was made before a migration, if any.

        Raises StoreError for what an administrator must mend. Must not be called from a running event loop.
        """

    def pending(self) -> list[str]:
        """Return the migrations that the database still needs. Raises StoreError."""

    def exists(self) -> bool:
        """Tell whether the database is there, even if it is empty. Raises StoreError."""

    def release(self) -> None:
        """Let the next process in."""

    def connect(self) -> Connection:
        """Return a connection for writing. Raises StoreError."""

    def connect_to_read(self) -> Connection:
        """Return a connection for looking only. Raises StoreError."""
