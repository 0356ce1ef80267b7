"""How the limit stores: one commit per group. SQLite row by row, flushed at each commit; MariaDB in multi-row statements."""

from __future__ import annotations

import sqlite3
import time
from typing import Any, Protocol
from urllib.parse import urlsplit

Job = tuple[Any, ...]
"""`("keep", key, body)`, `("turn", key, body, person, said)`, `("sent", number, id, at)` or `("told", id, rank)`."""


class Store(Protocol):
    """Runs jobs in one transaction."""

    def run(self, group: list[Job]) -> list[Any]:
        """Return a result per job, of a turn (number of the reply, its text), None where the key was known."""


def store(database: str) -> Store:
    """Open a file of SQLite, or `mysql://user@host:port/name`."""
    return MariaDB(database) if database.startswith("mysql://") else SQLite(database)


class SQLite:
    """WAL, synchronous FULL."""

    def __init__(self, path: str) -> None:
        self._db = db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("CREATE TABLE inbox (id INTEGER PRIMARY KEY, key TEXT UNIQUE, body BLOB)")
        db.execute("CREATE TABLE conversations (id INTEGER PRIMARY KEY, person TEXT UNIQUE, state INTEGER)")
        db.execute(
            "CREATE TABLE messages (id INTEGER PRIMARY KEY, conversation INTEGER, direction INTEGER, body TEXT, at REAL, "
            "wamid TEXT UNIQUE, status INTEGER)"
        )
        db.execute("CREATE INDEX messages_of ON messages (conversation, id)")

    def run(self, group: list[Job]) -> list[Any]:
        """Run them one by one in one transaction."""
        self._db.execute("BEGIN IMMEDIATE")
        results = [getattr(self, f"_{job[0]}")(*job[1:]) for job in group]
        self._db.execute("COMMIT")
        return results

    def _keep(self, key: str, body: bytes) -> bool:
        sql = "INSERT INTO inbox (key, body) VALUES (?, ?) ON CONFLICT (key) DO NOTHING"
        return self._db.execute(sql, (key, body)).rowcount > 0

    def _turn(self, key: str, body: bytes, person: str, said: str) -> tuple[int, str] | None:
        if not self._keep(key, body):
            return None
        db, now = self._db, time.time()
        row = db.execute("SELECT id, state FROM conversations WHERE person = ?", (person,)).fetchone()
        if row is None:
            made = db.execute("INSERT INTO conversations (person, state) VALUES (?, 0)", (person,))
            row = (made.lastrowid, 0)
        state = row[1] + 1
        db.execute("UPDATE conversations SET state = ? WHERE id = ?", (state, row[0]))
        add = "INSERT INTO messages (conversation, direction, body, at, status) VALUES (?, ?, ?, ?, 0)"
        db.execute(add, (row[0], 0, said, now))
        number = db.execute(add, (row[0], 1, str(state), now)).lastrowid
        assert number is not None
        return number, str(state)

    def _sent(self, number: int, wamid: str, at: int) -> None:
        sql = "UPDATE messages SET wamid = ?, at = ?, status = MAX(status, 1) WHERE id = ?"
        self._db.execute(sql, (wamid, at, number))

    def _told(self, wamid: str, rank: int) -> None:
        self._db.execute("UPDATE messages SET status = ? WHERE wamid = ? AND status < ?", (rank, wamid, rank))


class MariaDB:
    """A handful of multi-row statements per group, over one connection; the server flushes at each commit."""

    def __init__(self, url: str) -> None:
        self._db = connect(url)
        ascii_ = "CHARACTER SET ascii COLLATE ascii_bin"
        with self._db.cursor() as cursor:
            cursor.execute(
                f"CREATE TABLE inbox (id BIGINT PRIMARY KEY AUTO_INCREMENT, k VARCHAR(191) {ascii_} UNIQUE, body LONGBLOB)"
            )
            cursor.execute(f"CREATE TABLE conversations (person VARCHAR(32) {ascii_} PRIMARY KEY, state INT)")
            cursor.execute(
                "CREATE TABLE messages (id BIGINT PRIMARY KEY, person VARCHAR(32), direction TINYINT, body TEXT, at BIGINT, "
                f"wamid VARCHAR(191) {ascii_} UNIQUE, status TINYINT, KEY of_person (person, id))"
            )
        self._numbers = 0

    def run(self, group: list[Job]) -> list[Any]:
        """Run each kind of job as a whole, in one transaction."""
        results: list[Any] = [None] * len(group)
        with self._db.cursor() as cursor:
            keys = [(job[1], job[2]) for job in group if job[0] == "keep"]
            if keys:
                cursor.executemany("INSERT IGNORE INTO inbox (k, body) VALUES (%s, %s)", keys)
            turns = [(place, job) for place, job in enumerate(group) if job[0] == "turn"]
            if turns:
                self._turns(cursor, turns, results)
            sent = [(job[1], job[2], job[3]) for job in group if job[0] == "sent"]
            if sent:
                cursor.executemany(
                    "INSERT INTO messages (id, wamid, at, status) VALUES (%s, %s, %s, 1) ON DUPLICATE KEY UPDATE "
                    "wamid = VALUES(wamid), at = VALUES(at), status = GREATEST(status, 1)",
                    sent,
                )
            for rank in (1, 2, 3):
                ids = [job[1] for job in group if job[0] == "told" and job[2] == rank]
                if ids:
                    places = ", ".join(["%s"] * len(ids))
                    cursor.execute(
                        f"UPDATE messages SET status = %s WHERE wamid IN ({places}) AND status < %s", (rank, *ids, rank)
                    )
        self._db.commit()
        return results

    def _turns(self, cursor: Any, turns: list[tuple[int, Job]], results: list[Any]) -> None:
        places = ", ".join(["%s"] * len(turns))
        cursor.execute(f"SELECT k FROM inbox WHERE k IN ({places})", [job[1] for _, job in turns])
        known = {row[0] for row in cursor.fetchall()}
        cursor.execute(
            f"SELECT person, state FROM conversations WHERE person IN ({places})", [job[3] for _, job in turns]
        )
        states: dict[str, int] = dict(cursor.fetchall())
        bodies, rows, now = [], [], int(time.time() * 1000)
        for place, (_, key, body, person, said) in turns:
            if key in known:
                continue
            known.add(key)
            states[person] = states.get(person, 0) + 1
            bodies.append((key, body))
            rows += [(self._number(), person, 0, said, now), (self._number(), person, 1, str(states[person]), now)]
            results[place] = (self._numbers, str(states[person]))
        cursor.executemany("INSERT INTO inbox (k, body) VALUES (%s, %s)", bodies)
        cursor.executemany(
            "INSERT INTO conversations (person, state) VALUES (%s, %s) ON DUPLICATE KEY UPDATE state = VALUES(state)",
            list(states.items()),
        )
        cursor.executemany(
            "INSERT INTO messages (id, person, direction, body, at, status) VALUES (%s, %s, %s, %s, %s, 0)", rows
        )

    def _number(self) -> int:
        self._numbers += 1
        return self._numbers


def connect(url: str, *, database: bool = True) -> Any:
    """Return a connection to the server of a `mysql://` address, and to its database."""
    import pymysql

    parts = urlsplit(url)
    return pymysql.connect(
        host=parts.hostname or "127.0.0.1", port=parts.port or 3306, user=parts.username or "root",
        password=parts.password or "", database=parts.path.strip("/") if database else None, charset="utf8mb4",
    )  # fmt: skip
