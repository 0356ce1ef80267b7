"""A database in a file: durable, immediate, and what is wrong with it is said in words."""

from __future__ import annotations

import contextlib
import sqlite3

import pytest

import databases
from cauce.store.migrations import known
from cauce.store.sqlite import Sqlite
from cauce.store.trouble import StoreError, Trouble, translate, trouble_of


def test_a_file_that_is_not_there_needs_everything(tmp_path):
    place = Sqlite(tmp_path / "cauce.db")
    assert place.exists() is False
    assert place.pending() == known()
    place.prepare()
    place.release()
    assert place.exists() is True
    assert place.pending() == []


def test_what_could_not_be_prepared_is_not_kept_locked(tmp_path):
    path = tmp_path / "cauce.db"
    path.write_bytes(b"hello, I am a text" * 100)
    for _ in range(2):
        with pytest.raises(StoreError, match="not a SQLite database"):
            Sqlite(path).prepare()


def test_a_connection_is_durable_and_has_the_write_lock_from_the_start(tmp_path):
    place = databases.fresh("sqlite", tmp_path)
    with contextlib.closing(place.connect()) as db, contextlib.closing(sqlite3.connect(place.path, timeout=0)) as other:
        pragmas = ("journal_mode", "synchronous", "foreign_keys")
        assert [db.execute(f"PRAGMA {name}").fetchone()[0] for name in pragmas] == ["wal", 2, 1]
        db.begin()
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        db.rollback()
        other.execute("BEGIN IMMEDIATE")


@pytest.mark.parametrize("way", ["connect", "connect_to_read"])
def test_a_place_that_cannot_be_opened_is_told_in_words(tmp_path, way):
    with pytest.raises(StoreError, match="unable to open"):
        getattr(Sqlite(tmp_path / "nowhere/cauce.db"), way)()


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("database is locked", "locked by another"),
        ("attempt to write a readonly database", "read-only"),
        ("disk I/O error", "Cannot write to"),
        ("database disk image is malformed", "is damaged. Restore a copy"),
        ("file is not a database", "not a SQLite database"),
    ],
)
def test_what_sqlite_says_is_told_in_words(tmp_path, said, told):
    assert told in translate(sqlite3.OperationalError(said), tmp_path / "cauce.db").say("en")


@pytest.mark.parametrize(
    ("code", "trouble"),
    [
        (sqlite3.SQLITE_BUSY_SNAPSHOT, Trouble.DOWN),
        (sqlite3.SQLITE_FULL, Trouble.DOWN),
        (sqlite3.SQLITE_READONLY_DBMOVED, Trouble.LOST),
        (sqlite3.SQLITE_IOERR_FSYNC, Trouble.LOST),
        (sqlite3.SQLITE_CORRUPT, Trouble.LOST),
        (sqlite3.SQLITE_CONSTRAINT_UNIQUE, None),
        (None, None),
    ],
)
def test_each_code_asks_for_its_own(code, trouble):
    error = sqlite3.OperationalError("x")
    if code is not None:
        error.sqlite_errorcode = code
    assert trouble_of(error) is trouble


def test_what_is_no_trouble_of_a_database_is_none():
    assert trouble_of(ValueError("x")) is None
