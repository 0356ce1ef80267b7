"""The schema on MySQL and MariaDB: told cheaply, and brought up to date by one process at a time.

A server cannot undo a change of tables. Where a migration ends half-way, an empty database is begun anew; one that holds
something is left for a person, who is told what to do.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from cauce.store import migrations, mysql_trouble, trouble
from cauce.store.migrations import HAD, OWN, RECORD
from cauce.store.trouble import StoreError

if TYPE_CHECKING:
    from cauce.store.mysql import Mysql
    from cauce.store.mysql_driver import Driver

PATIENCE = 120
"""How long a process waits for another that is migrating, in seconds."""

_MARIADB = (10, 6)
_MYSQL = (8, 0)


def exists(place: Mysql) -> bool:
    """Tell whether the server has the database. Raises StoreError."""
    with _opened(place, None) as db:
        return _is_there(place, db)


def pending(place: Mysql) -> list[str]:
    """Return the migrations that a database still needs. Raises StoreError for one that is newer than the code."""
    if not exists(place):
        return migrations.known(place.plugins)
    with _opened(place, place.address.database) as db:
        return _pending(place, db)


def migrate(place: Mysql) -> None:
    """Bring a database up to date. Raises StoreError. Must not be called from a running event loop."""
    with _opened(place, None, PATIENCE + 5) as db:
        _check_version(place, db)
        _create(place, db)
        db.select_db(place.address.database)
        if not _pending(place, db):
            return
        if _rows(db, "SELECT GET_LOCK(%s, %s)", _lock(place), PATIENCE) != [(1,)]:
            raise trouble.locked(place)
        try:
            if ahead := _pending(place, db):
                _clear_false_starts(place, db, ahead)
                _run(place, ahead)
        finally:
            _rows(db, "SELECT RELEASE_LOCK(%s)", _lock(place))


def _run(place: Mysql, ahead: list[str]) -> None:
    try:
        asyncio.run(_migrate(place))
    except StoreError:
        raise
    except Exception as error:
        raise trouble.half_way_on_a_server(place, ahead, error) from error


async def _migrate(place: Mysql) -> None:
    at = place.address
    # More than one connection: within a migration, Tortoise runs plain SQL beside the transaction that it is in.
    credentials: dict[str, Any] = {
        "host": at.host, "port": at.port, "user": at.user, "password": at.password, "database": at.database,
        "charset": "utf8mb4", "storage_engine": "InnoDB",
        # That a table is there already is what is asked for, and no warning.
        "init_command": "SET SESSION sql_notes = 0",
    }  # fmt: skip
    if at.ssl_ca:
        credentials["ssl"] = {"ca": at.ssl_ca}
    await migrations.run("tortoise.backends.mysql", credentials, place.plugins)


def _is_there(place: Mysql, db: Driver) -> bool:
    found = "SELECT 1 FROM information_schema.schemata WHERE schema_name = %s"
    return bool(_rows(db, found, place.address.database))


def _create(place: Mysql, db: Driver) -> None:
    """Make the database, where this user may; where not, whoever may has to have made it."""
    if not _is_there(place, db):
        name = place.address.database.replace("`", "``")
        db.query(f"CREATE DATABASE IF NOT EXISTS `{name}` CHARACTER SET utf8mb4")


def _check_version(place: Mysql, db: Driver) -> None:
    version = str(db.server_version)
    numbers = re.findall(r"\d+", version.removeprefix("5.5.5-"))
    if tuple(int(part) for part in numbers[:2]) < (_MARIADB if "MariaDB" in version else _MYSQL):
        raise mysql_trouble.too_old(str(place), version)


def _pending(place: Mysql, db: Driver) -> list[str]:
    had = _had(place, db)
    if not any(app == OWN for app, _ in had) and _tables(place, db) - _ours(place) - {RECORD}:
        raise trouble.foreign(place)
    return migrations.left(had, place.plugins, place)


def _had(place: Mysql, db: Driver) -> list[tuple[str, str]]:
    return [(str(app), str(name)) for app, name in _rows(db, HAD)] if RECORD in _tables(place, db) else []


def _clear_false_starts(place: Mysql, db: Driver, ahead: list[str]) -> None:
    """Take away the empty tables of first migrations that never came to their end."""
    from cauce.store import app_tables

    apps = migrations.apps(place.plugins)
    # What two of them call alike might be one's own, and full of meaning to the other.
    app_tables.check(apps)
    begun = {app for app, _ in _had(place, db)}
    for app in apps:
        if app.app not in begun and (tables := _tables(place, db) & app_tables.tables_of(app)):
            if any(_rows(db, f"SELECT 1 FROM {table} LIMIT 1") for table in tables):  # noqa: S608 - names of ours
                held = trouble.Stopped("" if app.app == OWN else app.app, StoreError("its tables hold something"))
                raise trouble.half_way_on_a_server(place, ahead, held)
            _drop(db, tables)


def _drop(db: Driver, tables: set[str]) -> None:
    _rows(db, "SET FOREIGN_KEY_CHECKS = 0")
    for table in tables:
        _rows(db, f"DROP TABLE {table}")
    _rows(db, "SET FOREIGN_KEY_CHECKS = 1")


def _tables(place: Mysql, db: Driver) -> set[str]:
    rows = _rows(db, "SELECT table_name FROM information_schema.tables WHERE table_schema = %s", place.address.database)
    return {str(row[0]) for row in rows}


def _ours(place: Mysql) -> set[str]:
    from cauce.store.app_tables import tables_of

    return set().union(*map(tables_of, migrations.apps(place.plugins)))


def _lock(place: Mysql) -> str:
    return f"cauce.migrate.{place.address.database}"[:64]


@contextmanager
def _opened(place: Mysql, database: str | None, seconds: float = 0) -> Iterator[Driver]:
    import pymysql

    db = place.open(database, seconds)
    try:
        yield db
    except pymysql.Error as error:
        raise mysql_trouble.unreachable(str(place), error) from None
    finally:
        db._force_close()  # noqa: SLF001 - close() writes to a socket that may hang


def _rows(db: Driver, sql: str, *values: object) -> list[tuple[Any, ...]]:
    with db.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
