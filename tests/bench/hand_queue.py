"""The limit of the outgoing queue: each text signed before it leaves and settled after, in order per person, by hand.

All people advance together, so that one commit settles what left and signs what leaves next, for everybody at once.
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from typing import Any

from bench.hand_stores import connect

GROUP = 256


def drain(database: str, people: int, texts: int) -> dict[str, Any]:
    """Fill a queue and empty it; return the same figures as Cauce's."""
    opened = connect(database) if database.startswith("mysql://") else sqlite3.connect(database, isolation_level=None)
    with closing(opened) as db:
        return _drain(db, people, texts, is_sqlite=isinstance(db, sqlite3.Connection))


def _drain(db: Any, people: int, texts: int, *, is_sqlite: bool) -> dict[str, Any]:
    cursor, mark = db.cursor(), "?" if is_sqlite else "%s"
    if is_sqlite:
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute(
        "CREATE TABLE outbox (id INTEGER PRIMARY KEY, person INTEGER, body TEXT, state INTEGER, net VARCHAR(64))"
    )
    rows = [(person * texts + n, person, str(n + 1)) for person in range(people) for n in range(texts)]
    _begin(cursor, is_sqlite=is_sqlite)
    cursor.executemany(f"INSERT INTO outbox (id, person, body, state) VALUES ({mark}, {mark}, {mark}, 0)", rows)
    db.commit()
    said: dict[int, list[str]] = {person: [] for person in range(people)}
    cpu, began = time.process_time(), time.perf_counter()
    for start in range(0, people, GROUP):
        group = range(start, min(people, start + GROUP))
        for turn in range(texts + 1):
            _begin(cursor, is_sqlite=is_sqlite)
            if turn:
                _settle(cursor, [person * texts + turn - 1 for person in group], mark, is_sqlite=is_sqlite)
            if turn < texts:
                _sign(cursor, [person * texts + turn for person in group], mark, is_sqlite=is_sqlite)
            db.commit()
            for person in group if turn < texts else ():
                said[person].append(rows[person * texts + turn][2])
    took, cpu, done = time.perf_counter() - began, time.process_time() - cpu, people * texts
    wrong = sum(one != [str(n) for n in range(1, texts + 1)] for one in said.values())
    return {"texts": done, "texts_per_s": done / took, "cpu_us": cpu / done * 1e6, "wrong": wrong}


def _begin(cursor: Any, *, is_sqlite: bool) -> None:
    cursor.execute("BEGIN IMMEDIATE" if is_sqlite else "BEGIN")


def _sign(cursor: Any, ids: list[int], mark: str, *, is_sqlite: bool) -> None:
    if is_sqlite:
        cursor.executemany("UPDATE outbox SET state = 1 WHERE id = ? AND state = 0", [(one,) for one in ids])
        return
    cursor.execute(f"UPDATE outbox SET state = 1 WHERE state = 0 AND id IN ({', '.join([mark] * len(ids))})", ids)


def _settle(cursor: Any, ids: list[int], mark: str, *, is_sqlite: bool) -> None:
    if is_sqlite:
        cursor.executemany(
            "UPDATE outbox SET state = 2, net = ? WHERE id = ? AND state = 1", [(f"net-{one}", one) for one in ids]
        )
        return
    where = f"WHERE state = 1 AND id IN ({', '.join([mark] * len(ids))})"
    cursor.execute(f"UPDATE outbox SET state = 2, net = CONCAT('net-', id) {where}", ids)
