"""MySQL and MariaDB: a server that several processes of Cauce may share.

Reads see what others have just committed (READ COMMITTED), a statement that hangs ends by itself, and a transaction
whose process sleeps is undone by the server, so that nobody waits for it for ever.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from cauce.store import mysql_schema
from cauce.store.connection import Connection
from cauce.store.migrations import Plugins

if TYPE_CHECKING:
    from cauce.store.mysql_driver import Driver

SECONDS = 5
"""How long one statement, and getting connected, may take."""

_MODE = "STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION"
_SESSION = f"SET SESSION sql_mode = '{_MODE}', SESSION innodb_lock_wait_timeout = 3, SESSION "
_MYSQL_SESSION = _SESSION + "transaction_isolation = 'READ-COMMITTED', SESSION max_execution_time = {milliseconds}"
_MARIADB_SESSION = (
    _SESSION + "tx_isolation = 'READ-COMMITTED', SESSION idle_transaction_timeout = 4, "
    "SESSION max_statement_time = {seconds}"
)


@dataclass(frozen=True, slots=True)
class Address:
    """Where a database is. ssl_ca: the file of the authority that vouches for the server, "" where none is asked for."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    database: str
    ssl_ca: str = ""

    def __str__(self) -> str:
        return f"mysql://{self.user}@{self.host}:{self.port}/{self.database}"


class Mysql:
    """A database on a server, as `cauce.store.backend.Backend` describes it.

    seconds: how long one statement, and getting connected, may take. plugins: the tables of theirs that are in it.
    """

    dialect = "mysql"
    shared = True

    def __init__(self, address: Address, seconds: float = SECONDS, plugins: Plugins = ()) -> None:
        self.address = address
        self.plugins = plugins
        self._seconds = seconds

    def __str__(self) -> str:
        return str(self.address)

    def prepare(self) -> Path | None:
        """Make the database where it is missing, and bring the schema up to date. No copy is made: that is the server's backup."""
        mysql_schema.migrate(self)
        return None

    def pending(self) -> list[str]:
        """Return the migrations that the database still needs."""
        return mysql_schema.pending(self)

    def exists(self) -> bool:
        """Tell whether the server has the database."""
        return mysql_schema.exists(self)

    def release(self) -> None:
        """Nothing was taken: others may be here too."""

    def connect(self) -> Connection:
        """Return a connection for writing."""
        from cauce.store.mysql_connection import MysqlConnection

        return MysqlConnection(self.open(self.address.database))

    def connect_to_read(self) -> Connection:
        """Return a connection that cannot write."""
        from cauce.store.mysql_connection import MysqlConnection

        return MysqlConnection(self.open(self.address.database, also="SET SESSION TRANSACTION READ ONLY"))

    def open(self, database: str | None, seconds: float = 0, also: str = "") -> Driver:
        """Return a connection of the driver, with each transaction by hand. Raises StoreError.

        seconds: how long a statement may take, 0 for as long as usual. also: a statement to begin with.
        """
        import pymysql

        from cauce.store import mysql_trouble
        from cauce.store.mysql_driver import Driver

        at, patience = self.address, seconds or self._seconds
        driver = None
        try:
            driver = Driver(
                host=at.host, port=at.port, user=at.user, password=at.password, database=database, charset="utf8mb4",
                autocommit=True, connect_timeout=self._seconds, read_timeout=patience, write_timeout=patience,
                local_infile=False, ssl={"ca": at.ssl_ca} if at.ssl_ca else None,
            )  # fmt: skip
            session = _MARIADB_SESSION if "MariaDB" in str(driver.server_version) else _MYSQL_SESSION
            driver.query(session.format(seconds=patience, milliseconds=round(patience * 1000)))
            if also:
                driver.query(also)
            driver.query("SELECT @@auto_increment_increment")
            driver.stride = int(driver._result.rows[0][0])  # noqa: SLF001 - what the driver's own cursor reads
        # RuntimeError: the driver cannot log in as the server asks it to without encryption.
        except (pymysql.Error, OSError, RuntimeError) as error:
            if driver is not None:
                driver._force_close()  # noqa: SLF001 - close() writes to a socket that may hang
            raise mysql_trouble.unreachable(str(self), error) from None
        return driver
