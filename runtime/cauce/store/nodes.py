"""Nodes: the processes that work on this database. The number of each is the epoch with which it signs what it sends.

A node has a lease, by the database's own clock. One that lets it run out is fenced off by the others: whatever it still
holds in memory, it can commit nothing more under that epoch.
"""

from __future__ import annotations

from cauce.store.connection import Connection

LEASE_MS = 10_000
"""How long a node is believed to live after it last gave a sign of life."""

SWEPT_MS = 60_000
"""How long a node that was fenced off is still looked after: what others left to it may come late."""

_NOW = "CAST(ROUND(UNIX_TIMESTAMP(NOW(3)) * 1000) AS SIGNED)"
_SILENT = f"fenced_at IS NULL AND lease_until < {_NOW}"


def join(db: Connection, name: str, pid: int, now: int) -> int:
    """Record a process and return its epoch, greater than that of any before it.

    Where no two processes share the database, those before it are no more.
    """
    if db.dialect == "sqlite":
        db.execute("UPDATE nodes SET fenced_at = ? WHERE fenced_at IS NULL", (now,))
        until, values = "0", (name, pid, now)
    else:
        until, values = f"{_NOW} + {LEASE_MS}", (name, pid, now)
    cursor = db.execute(
        f"INSERT INTO nodes (name, pid, started_at, lease_until, commits, swept) VALUES (?, ?, ?, {until}, 0, 0)",  # noqa: S608 - ours
        values,
    )
    assert cursor.lastrowid
    return cursor.lastrowid


def renew(db: Connection, epoch: int) -> None:
    """Give a sign of life, on a server."""
    sql = f"UPDATE nodes SET lease_until = {_NOW} + {LEASE_MS} WHERE id = ? AND fenced_at IS NULL"  # noqa: S608 - ours
    db.execute(sql, (epoch,))


def fence(db: Connection, epoch: int) -> int:
    """Give up the other nodes whose lease has run out, on a server. Returns how many they were.

    They are looked for without a lock, and each is given up by its own row alone: each node that lives has its row locked
    most of the time, and two that waited for each other's would never end.
    """
    found = db.execute(f"SELECT id FROM nodes WHERE {_SILENT} AND id <> ?", (epoch,)).fetchall()  # noqa: S608 - ours
    sql = f"UPDATE nodes SET fenced_at = {_NOW} WHERE {_SILENT} AND id = ?"  # noqa: S608 - ours
    return sum(db.execute(sql, row).rowcount for row in found)


def leave(db: Connection, epoch: int, now: int) -> None:
    """Record that a node ended in good order: the others need not wait for its lease to run out."""
    db.execute("UPDATE nodes SET fenced_at = ? WHERE id = ? AND fenced_at IS NULL", (now, epoch))


def at(db: Connection, name: str) -> list[tuple[int, int]]:
    """Return (epoch, process number) of the nodes of a place that nobody has given up."""
    return db.execute("SELECT id, pid FROM nodes WHERE fenced_at IS NULL AND name = ?", (name,)).fetchall()


def alive(db: Connection) -> list[int]:
    """Return the epochs of the nodes that nobody has given up."""
    return [row[0] for row in db.execute("SELECT id FROM nodes WHERE fenced_at IS NULL ORDER BY id")]


def eldest(db: Connection) -> int:
    """Return the least epoch of the nodes that nobody has given up, 0 where there is none."""
    return int(db.execute("SELECT COALESCE(MIN(id), 0) FROM nodes WHERE fenced_at IS NULL").fetchone()[0])


def fenced(db: Connection) -> list[int]:
    """Return the epochs of nodes that were given up and may have left something to do."""
    return [row[0] for row in db.execute("SELECT id FROM nodes WHERE fenced_at IS NOT NULL AND swept = 0 ORDER BY id")]


def swept(db: Connection, epoch: int, now: int) -> None:
    """Record that a node that was given up a while ago has left nothing more to do."""
    db.execute("UPDATE nodes SET swept = 1 WHERE id = ? AND fenced_at < ?", (epoch, now - SWEPT_MS))


def time(db: Connection, now: int) -> int:
    """Return the time that leases go by, in milliseconds: that of the server, or `now` where there is only this process."""
    if db.dialect == "sqlite":
        return now
    return int(db.execute(f"SELECT {_NOW}").fetchone()[0])


def latest(db: Connection) -> int:
    """Return the epoch of the process that joined last, 0 where none has."""
    return int(db.execute("SELECT COALESCE(MAX(id), 0) FROM nodes").fetchone()[0])
