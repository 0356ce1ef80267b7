"""SQLite: one file, one process at a time; durable, immediate, with a deadline."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from cauce.store import sqlite_schema, trouble
from cauce.store.connection import Connection
from cauce.store.lock import DatabaseLock
from cauce.store.migrations import Plugins

BUSY_MS = 5000
"""How long a write waits for another program that holds the database."""


class SqliteConnection(sqlite3.Connection):
    """A connection that says which dialect it speaks."""

    dialect = "sqlite"
    stride = 1

    def begin(self) -> None:
        """Begin a transaction that has the write lock from the start."""
        self.execute("BEGIN IMMEDIATE")


def connect(path: Path) -> SqliteConnection:
    """Return a connection for writing. It may be used by any one thread at a time."""
    db = _open(path)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("PRAGMA journal_size_limit = 67108864")
    return db


def connect_to_read(path: Path) -> SqliteConnection:
    """Return a connection that cannot write. Readers never wait for the writer."""
    db = _open(path)
    db.execute("PRAGMA query_only = ON")
    return db


def _open(path: Path) -> SqliteConnection:
    db = sqlite3.connect(
        path, isolation_level=None, check_same_thread=False, cached_statements=256, factory=SqliteConnection
    )
    db.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    return db


class Sqlite:
    """A database in a file, as `cauce.store.backend.Backend` describes it. plugins: the tables of theirs that are in it."""

    dialect = "sqlite"
    shared = False

    def __init__(self, path: Path, plugins: Plugins = ()) -> None:
        self.path = path
        self.plugins = plugins
        self._lock = DatabaseLock(path)

    def __str__(self) -> str:
        return str(self.path)

    def prepare(self) -> Path | None:
        """Take the lock and bring the schema up to date. Returns the copy that was made before a migration, if any."""
        self._make_folder()
        self._lock.acquire()
        try:
            return sqlite_schema.migrate(self.path, self.plugins)
        except BaseException:
            self._lock.release()
            raise

    def pending(self) -> list[str]:
        """Return the migrations that the database still needs."""
        return sqlite_schema.pending(self.path, self.plugins)

    def exists(self) -> bool:
        """Tell whether there is a file."""
        return self.path.exists()

    def release(self) -> None:
        """Let the next process in."""
        self._lock.release()

    def connect(self) -> Connection:
        """Return a connection for writing, tried with a write."""
        db = None
        try:
            db = connect(self.path)
            db.begin()
            db.execute("UPDATE nodes SET pid = pid WHERE id = 0")
            db.commit()
        except sqlite3.Error as error:
            if db is not None:
                db.close()
            raise trouble.translate(error, self.path) from None
        return db

    def connect_to_read(self) -> Connection:
        """Return a connection that cannot write."""
        try:
            return connect_to_read(self.path)
        except sqlite3.Error as error:
            raise trouble.translate(error, self.path) from None

    def _make_folder(self) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise trouble.unwritable(self.path.parent, error.strerror or str(error)) from None
        if not os.access(self.path.parent, os.W_OK | os.X_OK):
            raise trouble.unwritable(self.path.parent, os.strerror(13))
