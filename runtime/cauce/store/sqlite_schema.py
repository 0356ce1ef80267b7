"""The schema on SQLite: its version told cheaply at every start, and brought up to date on a copy that then takes the place.

Forward only. A migration that is killed half-way leaves the database as it was.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from cauce.store import migrations, trouble
from cauce.store.migrations import HAD, OWN, RECORD, Plugins
from cauce.store.trouble import StoreError


def applied(path: Path) -> list[tuple[str, str]]:
    """Return the migrations that a database has had, each with its app; none where there is no file, or an empty one.

    Raises StoreError for what is locked, unreadable, damaged or another program's.
    """
    if not path.exists():
        return []
    try:
        with closing(sqlite3.connect(path.as_uri(), uri=True, timeout=5)) as db:
            tables = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if not tables:
                return []
            had = [(str(app), str(name)) for app, name in db.execute(HAD)] if RECORD in tables else []
            if not any(app == OWN for app, _ in had):
                raise trouble.foreign(path)
            return had
    except sqlite3.Error as error:
        raise trouble.translate(error, path) from None


def pending(path: Path, plugins: Plugins = ()) -> list[str]:
    """Return the migrations that a database still needs. Raises StoreError for one that is newer than the code."""
    return migrations.left(applied(path), plugins, path)


def migrate(path: Path, plugins: Plugins = ()) -> Path | None:
    """Bring a database up to date, under its lock. Returns the copy of what it was, None where nothing was there.

    Raises StoreError. Must not be called from a running event loop.
    """
    ahead = pending(path, plugins)
    if not ahead:
        return None
    fresh = path.with_name(path.name + ".next")
    _discard(fresh)
    before = None
    if path.exists():
        before = path.with_name(f"{path.stem}.before-{ahead[0]}{path.suffix}")
        _copy(path, fresh)
    try:
        asyncio.run(_run(fresh, plugins))
        _settle(fresh)
    except StoreError:
        raise
    except Exception as error:
        raise trouble.half_way(path, ahead, error) from error
    if before is not None:
        with suppress(FileNotFoundError):
            before.unlink()
        os.link(path, before)
    fresh.replace(path)
    _flush_folder(path.parent)
    return before


def _discard(path: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _copy(source: Path, target: Path) -> None:
    """Copy a database, what is still in its log included, and leave the source without a log."""
    try:
        with closing(sqlite3.connect(source, timeout=5)) as old, closing(sqlite3.connect(target)) as new:
            old.backup(new)
            old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.Error as error:
        raise trouble.translate(error, source) from None


async def _run(path: Path, plugins: Plugins) -> None:
    # Rebuilding a table with foreign keys on would delete the rows that point to it.
    credentials = {"file_path": str(path), "foreign_keys": "OFF", "synchronous": "FULL", "busy_timeout": 5000}
    await migrations.run("cauce.store.tortoise_sqlite", credentials, plugins)


def _settle(path: Path) -> None:
    """Check a migrated copy and leave it as one file, on the disk."""
    with closing(sqlite3.connect(path)) as db:
        if broken := db.execute("PRAGMA foreign_key_check").fetchall():
            raise StoreError(f"the migration broke {len(broken)} reference(s); nothing was changed")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.execute("PRAGMA journal_mode = DELETE")
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
