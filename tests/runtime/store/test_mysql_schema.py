"""The schema on a server: made once, by one process at a time, migrated with its rows, and told in words where it cannot be."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import threading
from dataclasses import replace

import pytest

import databases
from cauce.store import channels, conversations, mysql_schema
from cauce.store.address import backend_at
from cauce.store.conversations import Who
from cauce.store.migrations import known
from cauce.store.mysql import Mysql
from cauce.store.trouble import StoreError
from later_migrations import LATER, add_later, leave_out


@pytest.fixture
def later(tmp_path, monkeypatch):
    yield lambda more="": add_later(tmp_path, monkeypatch, more)
    for name in [name for name in sys.modules if name.split(".")[0] == "later"]:
        del sys.modules[name]


@pytest.fixture
def empty():
    """A place where no database is yet."""
    place = databases.new_database()
    yield place
    databases.drop(place)


@pytest.fixture
def bare(empty):
    """A database without tables, as an administrator makes it, in an old script of letters."""
    run(empty, f"CREATE DATABASE `{empty.address.database}` CHARACTER SET latin1", None)
    return empty


def run(place, sql, database=""):
    db = place.open(place.address.database if database == "" else database)
    try:
        with db.cursor() as cursor:
            cursor.execute(sql)
            return list(cursor.fetchall())
    finally:
        db.close()


def shape(place) -> list[tuple]:
    """Columns and indexes."""
    columns = (
        "SELECT table_name, column_name, column_type, is_nullable, column_default, character_set_name, collation_name "
        "FROM information_schema.columns WHERE table_schema = DATABASE() ORDER BY 1, 2"
    )
    indexes = (
        "SELECT table_name, index_name, seq_in_index, column_name, non_unique FROM information_schema.statistics "
        "WHERE table_schema = DATABASE() ORDER BY 1, 2, 3"
    )
    return run(place, columns) + run(place, indexes)


def test_a_fresh_database_is_made_and_then_left_alone(empty):
    assert empty.exists() is False
    assert empty.pending() == known()
    assert empty.prepare() is None
    assert empty.exists() is True
    assert empty.pending() == []
    before = run(empty, "SELECT name, applied_at FROM tortoise_migrations")
    empty.prepare()
    assert run(empty, "SELECT name, applied_at FROM tortoise_migrations") == before


def test_every_table_keeps_any_script_and_undoes_what_fails(bare):
    """Whatever letters the database that an administrator made has."""
    bare.prepare()
    engines = run(bare, "SELECT DISTINCT engine FROM information_schema.tables WHERE table_schema = DATABASE()")
    assert engines == [("InnoDB",)]
    found = run(
        bare,
        "SELECT table_name, column_name, character_set_name FROM information_schema.columns "
        "WHERE table_schema = DATABASE() AND character_set_name NOT IN ('ascii', 'utf8mb4') "
        "AND table_name <> 'tortoise_migrations'",
    )
    assert found == []
    with contextlib.closing(bare.connect()) as db:
        db.execute("INSERT INTO contacts (name, fields, created_at, updated_at) VALUES (?, '{}', 1, 1)", ("Ñandú 😀",))
        assert db.execute("SELECT name FROM contacts").fetchone() == ("Ñandú 😀",)


PREPARE = "import sys; from cauce.store.address import backend_at; backend_at(sys.argv[1]).prepare(); print('ready')"


@pytest.mark.timeout(900)
def test_processes_that_start_at_once_migrate_one_after_the_other(empty):
    at = empty.address
    url = f"mysql://{at.user}:{at.password}@{at.host}:{at.port}/{at.database}"
    several = [
        subprocess.Popen(
            [sys.executable, "-c", PREPARE, url], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    for one in several:
        told, wrong = one.communicate(timeout=800)
        assert told == "ready\n", wrong
    assert run(empty, "SELECT name FROM tortoise_migrations") == [(name,) for name in known()]


def test_who_comes_while_another_migrates_waits_for_it(bare):
    db = bare.open(None)
    with db.cursor() as cursor:
        cursor.execute("SELECT GET_LOCK(%s, 1)", (mysql_schema._lock(bare),))
    ready = threading.Event()
    second = threading.Thread(target=lambda: (bare.prepare(), ready.set()))
    second.start()
    waits = "SELECT COUNT(*) FROM information_schema.processlist WHERE state = 'User lock' AND info LIKE %s"
    with db.cursor() as cursor:
        while second.is_alive():
            cursor.execute(waits, (f"%{mysql_schema._lock(bare)}%",))
            if cursor.fetchone()[0]:
                break
    assert not ready.is_set()
    db.close()
    second.join(databases.PATIENCE)
    assert ready.is_set()
    assert bare.pending() == []


def test_who_waits_too_long_for_another_is_told(bare, monkeypatch):
    monkeypatch.setattr(mysql_schema, "PATIENCE", 1)
    db = bare.open(None)
    with db.cursor() as cursor:
        cursor.execute("SELECT GET_LOCK(%s, 1)", (mysql_schema._lock(bare),))
    with pytest.raises(StoreError, match="locked by another program"):
        bare.prepare()
    db.close()


def test_a_newer_schema_is_refused_by_name(empty):
    empty.prepare()
    run(empty, "INSERT INTO tortoise_migrations (app, name, applied_at) VALUES ('cauce', '0099_future', '2030-01-01')")
    for look in (empty.pending, empty.prepare):
        with pytest.raises(StoreError, match="0099_future") as caught:
            look()
        assert "más nueva" in caught.value.say("es")


def test_another_programs_database_is_refused(bare):
    run(bare, "CREATE TABLE photos (id INT)")
    for look in (bare.pending, bare.prepare):
        with pytest.raises(StoreError, match="another program"):
            look()


def test_another_programs_database_that_is_migrated_by_the_same_means_is_refused_and_keeps_its_tables(bare):
    run(bare, "CREATE TABLE photos (id INT)")
    run(bare, "CREATE TABLE tortoise_migrations (app VARCHAR(99), name VARCHAR(99), applied_at VARCHAR(99))")
    run(bare, "INSERT INTO tortoise_migrations VALUES ('gallery', '0001_initial', '2030')")
    with pytest.raises(StoreError, match="another program"):
        bare.prepare()
    assert run(bare, "SHOW TABLES") == [("photos",), ("tortoise_migrations",)]


@pytest.mark.parametrize("recorded", [True, False])
def test_a_false_start_is_begun_anew(empty, recorded):
    """A process that was killed after some tables."""
    empty.prepare()
    whole = shape(empty)
    run(empty, "DELETE FROM tortoise_migrations" if recorded else "DROP TABLE tortoise_migrations")
    for table in ("outbox", "strays"):
        run(empty, f"DROP TABLE {table}")
    empty.prepare()
    assert shape(empty) == whole
    assert empty.pending() == []


def test_a_false_start_that_holds_something_is_left_for_a_person(empty):
    empty.prepare()
    run(empty, "DELETE FROM tortoise_migrations")
    run(empty, "INSERT INTO channels (name, transport, created_at) VALUES ('a', 'b', 1)")
    with pytest.raises(StoreError, match="half-way") as caught:
        empty.prepare()
    assert "a medias" in caught.value.say("es")
    assert run(empty, "SELECT COUNT(*) FROM channels") == [(1,)]


def test_an_old_schema_is_migrated_with_its_rows_and_indexes(empty, later):
    empty.prepare()
    whole = set(shape(empty))
    with contextlib.closing(empty.connect()) as db:
        channels.enrol(db, "linea", "x", 1)
        db.execute("INSERT INTO contacts (name, fields, created_at, updated_at) VALUES ('Ana', '{}', 1, 1)")
    later()
    assert empty.pending() == [LATER]
    empty.prepare()
    assert run(empty, "SELECT name, shoe_size FROM contacts") == [("Ana", None)]
    assert whole < set(shape(empty))
    assert empty.pending() == []


def test_a_database_of_the_first_version_is_brought_up_to_date_with_its_rows(empty, tmp_path):
    with leave_out(tmp_path, after="0001_initial"):
        empty.prepare()
    with contextlib.closing(empty.connect()) as db:
        conversations.meet(db, channels.enrol(db, "linea", "x", 1), Who(("visitor", "ana"), "Ana"), 1)
    empty.prepare()
    assert run(empty, "SELECT owner, assignee_id FROM conversations") == [("bot", None)]
    fresh = databases.new_database()
    fresh.prepare()
    assert set(shape(empty)) == set(shape(fresh))
    databases.drop(fresh)


def test_a_migration_that_ends_half_way_says_what_to_do(empty, later):
    empty.prepare()
    later('ops.RunSQL("ALTER TABLE nowhere ADD COLUMN x INT")')
    with pytest.raises(StoreError, match=rf"{LATER}.*half-way.*nowhere.*backup") as caught:
        empty.prepare()
    assert "copia de seguridad" in caught.value.say("es")


def closed_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def told_without_the_password(place) -> str:
    said = ""
    for look in (place.exists, place.pending, place.prepare, place.connect, place.connect_to_read):
        with pytest.raises(StoreError) as caught:
            look()
        assert "No se puede usar la base de datos" in caught.value.say("es")
        for language in ("es", "en"):
            said = caught.value.say(language)
            assert "muysecreto" not in said
            assert place.address.database in said
    return said


def test_a_server_that_is_not_there_is_told_in_words(empty):
    place = Mysql(replace(empty.address, host="127.0.0.1", port=closed_port(), password="muysecreto"))
    assert "refused" in told_without_the_password(place)


def test_a_server_of_no_such_name_is_told_in_words(empty):
    place = Mysql(replace(empty.address, host="no-such-server.invalid", password="muysecreto"))
    assert "no-such-server.invalid" in told_without_the_password(place)


def test_a_user_whom_the_server_does_not_know_is_told_in_words(empty):
    place = Mysql(replace(empty.address, user="cauce_nobody", password="muysecreto"))
    assert "Access denied" in told_without_the_password(place)


def test_a_way_to_log_in_that_the_driver_does_not_know_is_told_in_words(empty, monkeypatch):
    """As where MySQL asks for `caching_sha2_password` and nothing is encrypted."""

    def refuse(self, *_, **__):
        raise RuntimeError("'cryptography' package is required")

    monkeypatch.setattr("cauce.store.mysql_driver.Driver.connect", refuse)
    assert "'cryptography' package" in told_without_the_password(Mysql(replace(empty.address, password="muysecreto")))


def test_an_authority_whose_file_is_not_there_is_told_in_words(empty, tmp_path):
    place = Mysql(replace(empty.address, password="muysecreto", ssl_ca=str(tmp_path / "none.pem")))
    assert "No such file" in told_without_the_password(place)


def test_a_database_that_is_not_there_is_told_in_words(empty):
    with pytest.raises(StoreError, match="Unknown database"):
        empty.connect()


def test_a_user_who_may_not_make_a_database_is_told_in_words_and_uses_one_that_is_there(empty):
    name = empty.address.database[-20:]
    run(empty, f"CREATE USER '{name}'@'127.0.0.1' IDENTIFIED BY 'muysecreto'", None)
    try:
        place = Mysql(replace(empty.address, user=name, password="muysecreto"))
        with pytest.raises(StoreError, match="Access denied") as caught:
            place.prepare()
        assert "muysecreto" not in str(caught.value)
        run(empty, f"CREATE DATABASE `{empty.address.database}`", None)
        run(empty, f"GRANT ALL ON `{empty.address.database}`.* TO '{name}'@'127.0.0.1'", None)
        place.prepare()
        assert place.pending() == []
    finally:
        run(empty, f"DROP USER '{name}'@'127.0.0.1'", None)


class Old:
    """What a connection says of its server."""

    def __init__(self, version: str) -> None:
        self.server_version = version


@pytest.mark.parametrize(
    "version", ["5.5.5-10.5.22-MariaDB-log", "10.3.39-MariaDB", "5.7.44-log", "5.7.25-TiDB-v7.5.0"]
)
def test_a_server_that_is_too_old_is_refused(version):
    place = backend_at("mysql://ana:muysecreto@db/cauce")
    with pytest.raises(StoreError, match=r"10\.6 or MySQL 8\.0") as caught:
        mysql_schema._check_version(place, Old(version))
    assert version in caught.value.say("es")
    assert "muysecreto" not in caught.value.say("es")


@pytest.mark.parametrize(
    "version", ["5.5.5-10.6.0-MariaDB", "11.4-MariaDB", "12.0.1-MariaDB", "8.0.36", "8.4.0-azure", "9.1"]
)
def test_a_server_that_is_new_enough_is_taken(version):
    mysql_schema._check_version(backend_at("mysql://ana@db/cauce"), Old(version))
