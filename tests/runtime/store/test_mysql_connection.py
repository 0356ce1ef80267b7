"""A connection to a server: every value comes back as it was written, and nothing in a value is taken for SQL."""

from __future__ import annotations

import contextlib
import math

import pymysql
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cauce.store import rows
from cauce.store.mysql import Mysql
from cauce.store.mysql_connection import MysqlConnection

NASTY = [
    "'",
    '"',
    "\\",
    "\\'",
    "\0",
    "\n\r\x1a",
    "%",
    "%s",
    "%%s",
    "%(a)s",
    "?",
    "?,?",
    "; --",
    "/*",
    "😀",
    "\u202e",
    "\x7f",
    "ñ",
    "{}",
]
TABLE = """
CREATE TEMPORARY TABLE kept (
  id BIGINT PRIMARY KEY AUTO_INCREMENT, t LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin, b LONGBLOB, i BIGINT, f DOUBLE,
  v VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin UNIQUE
)
"""

texts = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"])), st.lists(st.sampled_from(NASTY), max_size=8).map("".join)
)
blobs = st.one_of(st.binary(), st.lists(st.sampled_from(NASTY), max_size=8).map(lambda some: "".join(some).encode()))
whole = st.integers(-(2**63), 2**63 - 1)
reals = st.floats(allow_nan=False, allow_infinity=False)


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    import databases

    databases.prepare("mariadb")
    with contextlib.closing(databases.fresh("mariadb", tmp_path_factory.getbasetemp()).connect()) as db:
        db.execute(TABLE)
        yield db


@pytest.fixture(autouse=True)
def emptied(kept):
    kept.execute("DELETE FROM kept")


def stored(db, row) -> tuple:
    return db.execute("SELECT t, b, i, f FROM kept WHERE id = ?", (row,)).fetchone()


def same(found, given_) -> bool:
    return type(found) is type(given_) and found == given_


@given(st.none() | texts, st.none() | blobs, st.none() | whole, st.none() | reals)
@example("".join(NASTY), bytes(range(256)), -(2**63), 5e-324)
@example("", b"", 0, -0.0)
@example("%s ? \\' 😀", b"_binary'\\'", 2**63 - 1, 1.7976931348623157e308)
@settings(max_examples=150)
def test_every_value_comes_back_as_it_was_written(kept, text, blob, number, real):
    values = (text, blob, number, real)
    row = kept.execute("INSERT INTO kept (t, b, i, f) VALUES (?, ?, ?, ?)", values).lastrowid
    found = stored(kept, row)
    assert all(same(*pair) for pair in zip(found, values, strict=True)), (found, values)
    assert kept.execute("SELECT COUNT(*) FROM kept WHERE id = ? AND (t = ? OR t IS NULL)", (row, text)).fetchone() == (
        1,
    )


@given(st.lists(st.tuples(texts, blobs), min_size=1, max_size=30))
@settings(max_examples=30)
def test_many_rows_come_back_as_they_were_written(kept, several):
    kept.execute("DELETE FROM kept")
    kept.executemany("INSERT INTO kept (t, b) VALUES (?, ?)", several)
    assert kept.execute("SELECT t, b FROM kept ORDER BY id").fetchall() == several
    ids = rows.insert(kept, "INSERT INTO kept (t, b)", several)
    assert [kept.execute("SELECT t, b FROM kept WHERE id = ?", (row,)).fetchone() for row in ids] == several


def test_more_rows_than_one_statement_takes(kept):
    kept.executemany("INSERT INTO kept (i) VALUES (?)", [(n,) for n in range(1001)])
    assert kept.execute("SELECT COUNT(*), MIN(i), MAX(i) FROM kept").fetchone() == (1001, 0, 1000)
    assert kept.executemany("INSERT INTO kept (i) VALUES (?)", []).rowcount == 0
    ids = rows.insert(kept, "INSERT INTO kept (i)", [(n,) for n in range(1001)])
    found = kept.execute("SELECT id FROM kept ORDER BY id DESC LIMIT 1001").fetchall()
    assert [row for (row,) in reversed(found)] == ids


def test_nothing_but_rows_is_written_many_at_a_time(kept):
    with pytest.raises(ValueError, match="INSERT"):
        kept.executemany("UPDATE kept SET i = ? WHERE id = ?", [(1, 2)])


def test_many_rows_get_their_own_ids_in_a_cluster_too():
    """Galera's servers number in strides, each from a place of its own."""
    import databases

    strides = "SET SESSION auto_increment_increment = 3, SESSION auto_increment_offset = 2"
    driver = databases._database(()).open(databases._database(()).address.database, also=strides)
    with contextlib.closing(MysqlConnection(driver)) as db:
        db.execute(TABLE)
        ids = rows.insert(db, "INSERT INTO kept (i)", [(n,) for n in range(450)])
        assert [row for (row,) in db.execute("SELECT id FROM kept ORDER BY i")] == ids
    assert ids[1] - ids[0] == 3


def test_booleans_are_numbers(kept):
    row = kept.execute("INSERT INTO kept (i) VALUES (?)", (True,)).lastrowid
    assert kept.execute("SELECT i FROM kept WHERE id = ?", (row,)).fetchone() == (1,)


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan])
def test_what_is_no_number_is_refused(kept, value):
    with pytest.raises(ValueError, match="is no number"):
        kept.execute("INSERT INTO kept (f) VALUES (?)", (value,))


def test_a_kind_of_value_that_has_no_spelling_is_refused(kept):
    with pytest.raises(KeyError):
        kept.execute("INSERT INTO kept (t) VALUES (?)", ([],))


def test_identifiers_that_differ_by_case_only_are_two(kept):
    kept.execute("INSERT INTO kept (v) VALUES (?)", ("aB",))
    kept.execute("INSERT INTO kept (v) VALUES (?)", ("Ab",))
    assert kept.execute("SELECT COUNT(*) FROM kept WHERE v = ?", ("ab",)).fetchone() == (0,)
    with pytest.raises(pymysql.err.IntegrityError):
        kept.execute("INSERT INTO kept (v) VALUES (?)", ("aB",))


@pytest.mark.parametrize("value", ["x" * 11, "ñ", "😀"])
def test_what_does_not_fit_is_an_error_and_never_cut(kept, value):
    with pytest.raises(pymysql.err.DataError):
        kept.execute("INSERT INTO kept (v) VALUES (?)", (value,))


def test_a_session_is_as_the_store_needs_it(server):
    with contextlib.closing(Mysql(server.address).connect()) as db:
        found = db.execute(
            "SELECT @@sql_mode, @@tx_isolation, @@character_set_client, @@autocommit, @@innodb_lock_wait_timeout, "
            "@@idle_transaction_timeout"
        ).fetchone()
    assert "STRICT_ALL_TABLES" in found[0]
    assert "NO_BACKSLASH_ESCAPES" not in found[0]
    assert found[1:] == ("READ-COMMITTED", "utf8mb4", 1, 3, 4)


def test_a_cursor_gives_its_rows_once(kept):
    kept.executemany("INSERT INTO kept (i) VALUES (?)", [(1,), (2,), (3,)])
    cursor = kept.execute("SELECT i FROM kept ORDER BY i")
    assert cursor.fetchone() == (1,)
    assert list(cursor) == [(2,), (3,)]
    assert cursor.fetchone() is None
    assert cursor.fetchall() == []
    assert kept.execute("UPDATE kept SET i = 9 WHERE i > ?", (1,)).rowcount == 2


def test_a_transaction_is_all_or_nothing(kept):
    kept.begin()
    kept.execute("INSERT INTO kept (i) VALUES (1)")
    assert kept.in_transaction
    kept.rollback()
    assert not kept.in_transaction
    kept.begin()
    kept.execute("INSERT INTO kept (i) VALUES (2)")
    kept.commit()
    assert not kept.in_transaction
    assert kept.execute("SELECT i FROM kept").fetchall() == [(2,)]


def test_a_percent_sign_of_a_statement_stays(kept):
    kept.execute("INSERT INTO kept (t) VALUES (?)", ("100 %",))
    assert kept.execute("SELECT COUNT(*) FROM kept WHERE t LIKE '100%' AND 7 % 4 = ?", (3,)).fetchone() == (1,)
    assert kept.execute("SELECT COUNT(*) FROM kept WHERE t LIKE '100%'").fetchone() == (1,)
