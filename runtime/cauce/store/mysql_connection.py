"""A connection to MySQL or MariaDB that understands the jobs of the store: `?` for values, a transaction when asked.

The driver is the one beneath aiomysql, used from the writer's thread, where nothing has to be awaited.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cauce.store.mysql_driver import Driver

ROWS = 200
"""How many rows one INSERT of many takes."""


class MysqlCursor:
    """The outcome of a statement, read whole."""

    __slots__ = ("_place", "_rows", "lastrowid", "rowcount")

    def __init__(self, rows: Sequence[Any], rowcount: int, lastrowid: int | None) -> None:
        self._rows = rows
        self._place = 0
        self.rowcount = rowcount
        self.lastrowid = lastrowid

    def fetchone(self) -> Any:
        """Return the next row, None where there is none."""
        if self._place >= len(self._rows):
            return None
        self._place += 1
        return self._rows[self._place - 1]

    def fetchall(self) -> list[Any]:
        """Return the rest of the rows."""
        rest = list(self._rows[self._place :])
        self._place = len(self._rows)
        return rest

    def __iter__(self) -> Iterator[Any]:
        return iter(self.fetchall())


class MysqlConnection:
    """Wraps a connection of the driver."""

    dialect = "mysql"

    def __init__(self, driver: Driver) -> None:
        self._driver = driver
        self.stride = driver.stride
        self.in_transaction = False

    def execute(self, sql: str, parameters: Sequence[Any] = (), /) -> MysqlCursor:
        """Run one statement."""
        return self._query(_template(sql) % tuple([_LITERAL[type(value)](value) for value in parameters]))

    def executemany(self, sql: str, parameters: Iterable[Sequence[Any]], /) -> MysqlCursor:
        """Run one INSERT for many rows, in as few statements as it takes. Raises ValueError for any other statement."""
        head, _, values = _template(sql).rpartition(b" VALUES ")
        if not head:
            raise ValueError("executemany is for INSERT … VALUES: run any other statement by execute")
        rows = [values % tuple([_LITERAL[type(value)](value) for value in row]) for row in parameters]
        done = MysqlCursor((), 0, None)
        for place in range(0, len(rows), ROWS):
            done = self._query(b"%s VALUES %s" % (head, b", ".join(rows[place : place + ROWS])))
        return done

    def _query(self, sql: bytes) -> MysqlCursor:
        driver = self._driver
        driver.query(sql)
        result = driver._result  # noqa: SLF001 - what the driver's own cursor reads
        assert result is not None
        return MysqlCursor(result.rows or (), result.affected_rows, result.insert_id)

    def begin(self) -> None:
        """Begin a transaction."""
        self._driver.query("START TRANSACTION")
        self.in_transaction = True

    def commit(self) -> None:
        """Make what the transaction wrote durable."""
        self._driver.query("COMMIT")
        self.in_transaction = False

    def rollback(self) -> None:
        """Undo what the transaction wrote."""
        self.in_transaction = False
        self._driver.query("ROLLBACK")

    def close(self) -> None:
        """Let go of the server, without asking it whether it minds."""
        self._driver._force_close()  # noqa: SLF001 - close() writes to a socket that may hang


def _text(value: str) -> bytes:
    return b"'%s'" % value.translate(_ESCAPES).encode()


def _binary(value: bytes) -> bytes:
    for char, escaped in _BINARY_ESCAPES:
        value = value.replace(char, escaped)
    return b"_binary'%s'" % value


def _number(value: float) -> bytes:
    """Return a number that the server takes for a binary one: without an exponent it would be a decimal one."""
    if not math.isfinite(value):
        raise ValueError(f"{value} is no number that a database keeps")
    text = repr(value)
    return (text if "e" in text else text + "e0").encode()


_ESCAPES = str.maketrans({"\0": "\\0", "\n": "\\n", "\r": "\\r", "\x1a": "\\Z", "'": "\\'", "\\": "\\\\"})
"""https://mariadb.com/kb/en/string-literals/#escape-sequences, which our sql_mode leaves on."""

_BINARY_ESCAPES = ((b"\\", b"\\\\"), (b"'", b"\\'"), (b"\0", b"\\0"))

_LITERAL: dict[type, Callable[[Any], bytes]] = {
    str: _text,
    bytes: _binary,
    int: lambda value: b"%d" % value,
    float: _number,
    bool: lambda value: b"%d" % value,
    type(None): lambda _: b"NULL",
}
"""How a value is written in SQL. A kind that is not here is a mistake of ours: KeyError."""


@lru_cache(maxsize=512)
def _template(sql: str) -> bytes:
    """Return a statement as the driver formats it. No statement of ours has a `?` inside a text."""
    return sql.replace("%", "%%").replace("?", "%s").encode()
