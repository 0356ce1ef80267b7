"""`cauce migrate`: tells what is missing, brings it, and keeps what was before."""

from __future__ import annotations


def test_a_database_is_made_and_then_is_up_to_date(cauce, folder):
    missing = cauce("migrate", "--check")
    assert missing.code == 1
    assert "0001_initial" in missing.out
    assert not (folder / "data").exists()
    done = cauce("migrate")
    assert done.code == 0
    assert "listo 0001_initial" in done.out
    again = cauce("migrate", "--lang", "en")
    assert (again.code, "is up to date" in again.out) == (0, True)
    assert cauce("migrate", "--check").code == 0


def test_what_is_no_database_is_told(cauce, write):
    write("data/cauce.db", "hello " * 1000)
    done = cauce("migrate")
    assert done.code == 1
    assert "no es una base de datos SQLite" in done.err
