"""The schema in a file: made, migrated with rows, and refused when it is newer or somebody else's."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from contextlib import closing

import pytest

from cauce.store import sqlite_schema as schema
from cauce.store.database import Database
from cauce.store.sqlite import Sqlite
from cauce.store.trouble import StoreError
from later_migrations import LATER, NAMES, add_later, leave_out


@pytest.fixture
def later(tmp_path, monkeypatch):
    yield lambda more="": add_later(tmp_path, monkeypatch, more)
    for name in [name for name in sys.modules if name.split(".")[0] == "later"]:
        del sys.modules[name]


def shape(path) -> set[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as db:
        return set(db.execute("SELECT name, COALESCE(sql, '') FROM sqlite_master"))


def filled(path) -> None:
    schema.migrate(path)
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("INSERT INTO channels (name, transport, created_at) VALUES ('a', 'b', 1)")
        db.execute("INSERT INTO contacts (name, fields, created_at, updated_at) VALUES ('Ana', '{}', 1, 1)")
        db.execute(
            "INSERT INTO identities (contact_id, channel_id, kind, value, created_at) VALUES (1, 1, 'visitor', 'x', 1)"
        )


async def test_an_empty_folder_gets_a_database(tmp_path):
    path = tmp_path / "new/deep/cauce.db"
    database = Database(Sqlite(path))
    assert await asyncio.to_thread(database.prepare) is None
    database.open()
    assert await database.read(lambda db: db.execute("PRAGMA journal_mode").fetchone()) == ("wal",)
    assert await database.write(lambda db: db.execute("PRAGMA synchronous").fetchone()) == (2,)
    await database.close()
    assert sorted(one.name for one in path.parent.iterdir()) == ["cauce.db", "cauce.db.lock"]


def test_a_database_that_is_up_to_date_is_left_alone(tmp_path):
    path = tmp_path / "cauce.db"
    schema.migrate(path)
    before = path.read_bytes()
    assert schema.migrate(path) is None
    assert path.read_bytes() == before


def test_an_old_schema_is_migrated_with_its_rows_after_a_copy(tmp_path, later):
    path = tmp_path / "cauce.db"
    filled(path)
    later()
    before = schema.migrate(path)
    assert before == tmp_path / f"cauce.before-{LATER}.db"
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT name, shoe_size FROM contacts").fetchall() == [("Ana", None)]
        assert db.execute("SELECT COUNT(*) FROM identities").fetchone() == (1,)
    with closing(sqlite3.connect(before)) as db:
        assert db.execute("SELECT COUNT(*) FROM identities").fetchone() == (1,)
    fresh = tmp_path / "fresh.db"
    schema.migrate(fresh)
    assert shape(path) == shape(fresh)


def test_a_database_of_the_first_version_is_brought_up_to_date_with_its_rows(tmp_path):
    path, fresh = tmp_path / "cauce.db", tmp_path / "fresh.db"
    with leave_out(tmp_path, after="0001_initial"):
        filled(path)
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(
            "INSERT INTO conversations (channel_id, contact_id, identity_id, opened, owner, note, tags, seq, opened_at, "
            "active_at) VALUES (1, 1, 1, 1, 'bot', '', '[]', 0, 1, 1)"
        )
    assert schema.migrate(path) == tmp_path / "cauce.before-0002_access.db"
    schema.migrate(fresh)
    assert shape(path) == shape(fresh)
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT owner, assignee_id FROM conversations").fetchall() == [("bot", None)]


def test_a_migration_that_fails_changes_nothing(tmp_path, later):
    path = tmp_path / "cauce.db"
    filled(path)
    later('ops.RunSQL("ALTER TABLE nowhere ADD COLUMN x INT")')
    before = path.read_bytes()
    with pytest.raises(StoreError, match="nowhere"):
        schema.migrate(path)
    assert path.read_bytes() == before


def test_a_migration_that_breaks_references_changes_nothing(tmp_path, later):
    path = tmp_path / "cauce.db"
    filled(path)
    later('ops.RunSQL("DELETE FROM contacts")')
    with pytest.raises(StoreError, match="broke 1 reference"):
        schema.migrate(path)
    assert schema.applied(path) == [("cauce", name) for name in NAMES]


def test_a_newer_schema_is_refused_by_name(tmp_path):
    path = tmp_path / "cauce.db"
    schema.migrate(path)
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(
            "INSERT INTO tortoise_migrations (app, name, applied_at) VALUES ('cauce', '0099_future', '2030-01-01')"
        )
    with pytest.raises(StoreError, match="0099_future") as caught:
        schema.pending(path)
    assert "más nueva" in caught.value.say("es")


def test_another_programs_database_is_refused(tmp_path):
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("CREATE TABLE photos (id INT)")
    with pytest.raises(StoreError, match="another program"):
        schema.pending(path)


def test_another_programs_database_that_is_migrated_by_the_same_means_is_refused(tmp_path):
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("CREATE TABLE photos (id INT)")
        db.execute("CREATE TABLE tortoise_migrations (app TEXT, name TEXT, applied_at TEXT)")
        db.execute("INSERT INTO tortoise_migrations VALUES ('gallery', '0001_initial', '2030-01-01')")
    with pytest.raises(StoreError, match="another program"):
        schema.pending(path)


def test_a_file_that_is_no_database_is_refused(tmp_path):
    path = tmp_path / "cauce.db"
    path.write_bytes(b"hello, I am a text" * 100)
    with pytest.raises(StoreError, match="not a SQLite database"):
        schema.pending(path)


def test_every_index_is_over_columns_that_exist(tmp_path):
    """SQLite takes a misspelt column in double quotes for a text, and indexes that."""
    path = tmp_path / "cauce.db"
    schema.migrate(path)
    with closing(sqlite3.connect(path)) as db:
        indexes = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'index'")]
        assert len(indexes) > 15
        for index in indexes:
            columns = [row[2] for row in db.execute(f"PRAGMA index_info({index})")]
            assert columns
            assert None not in columns, index
