"""Opening a database: one process at a time, and what is wrong is said so that it can be mended."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import subprocess
import sys
import threading

import pytest

from cauce.errors import Unavailable
from cauce.store import channels
from cauce.store.database import Database
from cauce.store.lock import DatabaseLock
from cauce.store.sqlite import Sqlite
from cauce.store.trouble import StoreError

HOLD = "import sys, pathlib; from cauce.store.lock import DatabaseLock; DatabaseLock(pathlib.Path(sys.argv[1])).acquire(); print('held', flush=True); sys.stdin.read()"


def test_a_second_process_is_refused_by_the_number_of_the_first(tmp_path):
    path = tmp_path / "cauce.db"
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "held\n"
        with pytest.raises(StoreError, match=f"process {first.pid}"):
            Database(Sqlite(path)).prepare()
        first.kill()
        first.wait()
    database = Database(Sqlite(path))
    database.prepare()
    database.release()


def test_the_lock_names_who_has_it_and_can_be_had_again(tmp_path):
    lock = DatabaseLock(tmp_path / "cauce.db")
    lock.acquire()
    assert lock.path.read_text() == f"{os.getpid()}\n"
    with pytest.raises(StoreError):
        DatabaseLock(tmp_path / "cauce.db").acquire()
    lock.release()
    lock.release()
    again = DatabaseLock(tmp_path / "cauce.db")
    again.acquire()
    again.release()


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match=r"Cannot write to .*file"):
        Database(Sqlite(tmp_path / "file/data/cauce.db")).prepare()


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    """Root may write anywhere, so somebody else tries."""
    tmp_path.chmod(0o755)
    for folder in list(tmp_path.parents)[:3]:
        folder.chmod(folder.stat().st_mode | 0o055)
    shut = tmp_path / "shut"
    shut.mkdir(mode=0o555)
    code = (
        "import os, pathlib, sys\n"
        "from cauce.store.database import Database\n"
        "from cauce.store.sqlite import Sqlite\n"
        "from cauce.store.trouble import StoreError\n"
        "if os.getuid() == 0: os.setgid(65534); os.setuid(65534)\n"
        "try: Database(Sqlite(pathlib.Path(sys.argv[1]))).prepare()\n"
        "except StoreError as error: print(error.say('es'))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(shut / "cauce.db")], capture_output=True, text=True, check=False
    )
    assert "No se puede escribir en" in done.stdout, done.stderr


async def test_a_database_that_another_program_locks_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr("cauce.store.sqlite.BUSY_MS", 50)
    database = Database(Sqlite(tmp_path / "cauce.db"))
    await asyncio.to_thread(database.prepare)
    other = sqlite3.connect(tmp_path / "cauce.db", isolation_level=None)
    other.execute("PRAGMA journal_mode = WAL")
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="locked by another program"):
        database.open()
    other.execute("ROLLBACK")
    other.close()
    database.open()
    await database.close()


@pytest.fixture
async def database(place):
    found = Database(place)
    await asyncio.to_thread(found.prepare)
    found.open()
    yield found
    await found.close()


async def test_what_was_written_can_be_read(database):
    await database.write(lambda db: channels.enrol(db, "linea", "x", 1))
    assert await database.read(lambda db: db.execute("SELECT name FROM channels").fetchall()) == [("linea",)]
    database.defer(lambda db: channels.enrol(db, "otra", "x", 1))
    await database.write(lambda db: None)
    with database.reading() as db:
        assert db.execute("SELECT COUNT(*) FROM channels").fetchone() == (2,)


async def test_a_connection_for_reading_cannot_write(database):
    with pytest.raises(Unavailable, match=r"readonly|READ ONLY"):
        await database.read(lambda db: db.execute("DELETE FROM channels"))


async def test_a_read_that_is_wrong_is_told_as_it_is(database):
    with pytest.raises(ZeroDivisionError):
        await database.read(lambda db: 1 / 0)


async def test_a_read_that_takes_too_long_is_given_up_on(database, monkeypatch):
    gate = threading.Event()
    with monkeypatch.context() as hurried:
        hurried.setattr("cauce.store.reader.DEADLINE", 0.05)
        with pytest.raises(Unavailable, match="does not answer"):
            await database.read(lambda db: gate.wait())
    gate.set()
    assert await database.read(lambda db: 1) == 1


async def test_a_file_that_is_gone_is_told_and_read_again_when_it_is_back(tmp_path):
    database = Database(Sqlite(tmp_path / "cauce.db"))
    await asyncio.to_thread(database.prepare)
    database.open()
    good = (tmp_path / "cauce.db").read_bytes()

    def count(db):
        return db.execute("SELECT COUNT(*) FROM channels").fetchone()[0]

    database._reader.forget()
    (tmp_path / "cauce.db").rename(tmp_path / "away")
    (tmp_path / "cauce.db").write_bytes(b"no database at all. " * 500)
    for _ in range(2):
        with pytest.raises(Unavailable, match="cannot be read"):
            await database.read(count)
    (tmp_path / "cauce.db").write_bytes(good)
    assert await database.read(count) == 0
    await database.close()


async def test_a_database_is_closed_only_when_nobody_reads_it_any_more(tmp_path):
    database = Database(Sqlite(tmp_path / "cauce.db"))
    await asyncio.to_thread(database.prepare)
    database.open()
    begun, go_on = threading.Event(), threading.Event()

    def slow(db):
        begun.set()
        go_on.wait()
        return db.execute("SELECT COUNT(*) FROM nodes").fetchone()

    reading = asyncio.create_task(database.read(slow))
    await asyncio.to_thread(begun.wait)
    reading.cancel()
    closing = asyncio.create_task(database.close())
    done, _ = await asyncio.wait([closing], timeout=0.2)
    assert not done
    go_on.set()
    await closing
