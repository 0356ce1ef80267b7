"""The databases that tests run on: SQLite anywhere, MariaDB where one is reachable.

`CAUCE_TEST_MYSQL` is its address without a database (`mysql://root@127.0.0.1:3306` where it is not set). With
`CAUCE_REQUIRE_MARIADB` its absence is a failure, as it is on CI. Each test process has a database of its own on it, by
the name of `cauce_test_<process>_<something>`.

The tables of the plugins that come with Cauce are in all of them, as they are where it really starts; those of others are
added where a test asks for them.
"""

from __future__ import annotations

import atexit
import functools
import os
import re
import shutil
import tempfile
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

from cauce.plugin_manager import PluginManager
from cauce.store.address import backend_at
from cauce.store.backend import Backend
from cauce.store.migrations import Plugins
from cauce.store.mysql import Address, Mysql
from cauce.store.sqlite import Sqlite
from cauce.store.trouble import StoreError

if TYPE_CHECKING:
    import pytest

    from cauce.store.mysql_driver import Driver

SERVER = os.environ.get("CAUCE_TEST_MYSQL", "mysql://root@127.0.0.1:3306")

PATIENCE = 300.0
"""Seconds that a test gives a statement, a commit or a reader: whoever is about how long they take sets it himself."""

COUNTED = ("conversations", "inbox", "messages")
"""The tables whose ids tests name. The others go on counting, for a counter is slow to turn back."""


@functools.cache
def has_mariadb() -> bool:
    """Tell whether the server is reachable. Raises where it has to be and is not."""
    place = backend_at(f"{SERVER}/mysql")
    try:
        place.exists()
    except StoreError:
        if os.environ.get("CAUCE_REQUIRE_MARIADB"):
            raise
        return False
    return True


KINDS = ["sqlite", "mariadb"] if has_mariadb() else ["sqlite"]
"""What a test that is about the database is run on."""


class Patient(Mysql):
    """A database on the server, and much time for it: the machine, the disk or the server may stand still for a while."""

    def __init__(self, address: Address, plugins: Plugins = ()) -> None:
        super().__init__(address, PATIENCE, plugins)

    def open(self, database: str | None, seconds: float = 0, also: str = "") -> Driver:
        """Return a connection whose transactions bear that the process stands still."""
        driver = super().open(database, seconds, also)
        if "MariaDB" in str(driver.server_version):
            driver.query(f"SET SESSION idle_transaction_timeout = {PATIENCE:.0f}")
        return driver


def be_patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody be told that the database does not answer, only because the machine is slow."""
    monkeypatch.setattr("cauce.store.writer.DEADLINE", PATIENCE)
    monkeypatch.setattr("cauce.store.reader.DEADLINE", PATIENCE)
    monkeypatch.setattr("cauce.store.sqlite.BUSY_MS", int(PATIENCE * 1000))


def described() -> str:
    """Return what the tests run on, in a line."""
    if "mariadb" not in KINDS:
        return f"databases: SQLite; no MariaDB at {_shown()}, what is about it is left out"
    db = _server().open(None)
    try:
        return f"databases: SQLite, {str(db.server_version).removeprefix('5.5.5-')} at {_shown()}"
    finally:
        db.close()


def _shown() -> str:
    return SERVER.rpartition("@")[2]


def _server() -> Mysql:
    place = backend_at(f"{SERVER}/mysql")
    assert isinstance(place, Mysql)
    return place


def sweep() -> list[str]:
    """Drop the databases of processes of this machine that were killed, and return their names."""
    if "mariadb" not in KINDS:
        return []
    db = _server().open(None)
    try:
        with db.cursor() as cursor:
            cursor.execute("SHOW DATABASES LIKE 'cauce\\_test\\_%'")
            left = [name for (name,) in cursor.fetchall() if not _is_used(name)]
            for name in left:
                cursor.execute(f"DROP DATABASE IF EXISTS `{name}`")
    finally:
        db.close()
    return left


def _is_used(name: str) -> bool:
    found = re.fullmatch(r"cauce_test_(\d+)_\w+", name)
    return found is None or Path(f"/proc/{found[1]}").exists()


@functools.cache
def built_in() -> Plugins:
    """Return the tables of the plugins that come with Cauce."""
    return tuple(PluginManager.load(entry_points=False).tables.values())


@functools.cache
def _empty_file(plugins: Plugins) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="cauce-empty-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    place = Sqlite(folder / "cauce.db", (*built_in(), *plugins))
    if plugins:
        shutil.copy(_empty_file(()), place.path)
    place.prepare()
    place.release()
    return place.path


@functools.cache
def _database(plugins: Plugins) -> Mysql:
    """Return this process's database on the server, made once, and before any event loop runs.

    What plugins add is added to the same database: those whose tables a test does not ask for are switched off, to it.
    """
    place = Patient(_database(()).address, (*built_in(), *plugins)) if plugins else new_database(built_in())
    place.prepare()
    return place


def new_database(plugins: Plugins = ()) -> Mysql:
    """Return a place on the server where no database is yet. It is dropped when the process ends."""
    named = backend_at(f"{SERVER}/cauce_test_{os.getpid()}_{uuid.uuid4().hex[:8]}")
    assert isinstance(named, Mysql)
    place = Patient(named.address, plugins)
    _made.append(place)
    return place


_made: list[Mysql] = []


@atexit.register
def tidy() -> None:
    """Drop what this process has made."""
    while _made:
        drop(_made.pop())


def drop(place: Mysql) -> None:
    """Take a database away."""
    db = place.open(None)
    try:
        db.query(f"DROP DATABASE IF EXISTS `{place.address.database}`")
    finally:
        db.close()


def clear(place: Mysql) -> None:
    """Take away every row, so that the ids that tests name begin at 1 again."""
    filled = (f"SELECT '{name}' FROM DUAL WHERE EXISTS (SELECT 1 FROM {name})" for name in _tables(place))
    with _broom(place).cursor() as cursor:
        cursor.execute(" UNION ALL ".join(filled))
        touched = [name for (name,) in cursor.fetchall()]
        # All in one transaction, so that the disk is waited for once. TRUNCATE would wait for it at each table.
        cursor.execute("START TRANSACTION")
        for table in touched:
            cursor.execute(f"DELETE FROM {table}")
        cursor.execute("COMMIT")
        for table in set(COUNTED).intersection(touched):
            cursor.execute(f"ALTER TABLE {table} AUTO_INCREMENT = 1")


@functools.cache
def _broom(place: Mysql) -> Driver:
    """Return a connection that deletes rows in any order."""
    db = place.open(place.address.database)
    db.query("SET FOREIGN_KEY_CHECKS = 0")
    atexit.register(db._force_close)
    return db


@functools.cache
def _tables(place: Mysql) -> list[str]:
    with _broom(place).cursor() as cursor:
        cursor.execute("SHOW TABLES")
        return [name for (name,) in cursor.fetchall() if name != "tortoise_migrations"]


def prepare(kind: str, plugins: Plugins = ()) -> None:
    """Make what `fresh` copies, which must not be done while an event loop runs. plugins: a tuple of tables, beside ours."""
    _empty_file(plugins) if kind == "sqlite" else _database(plugins)


def fresh(kind: str, folder: Path, plugins: Plugins = ()) -> Backend:
    """Return an empty database: a file in the folder, or this process's on the server. plugins: as `prepare` was told."""
    if kind == "sqlite":
        shutil.copy(_empty_file(plugins), folder / "cauce.db")
        return Sqlite(folder / "cauce.db", (*built_in(), *plugins))
    place = _database(plugins)
    clear(place)
    return place
