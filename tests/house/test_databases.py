"""What the tests run on: told at the start, asked for where it has to be there, and nothing is left behind."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

import databases
from house.sources import ROOT

NOWHERE = "mysql://root@127.0.0.1:1"


def run(code: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "tests"), **variables}
    return subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)


def test_without_a_server_the_tests_run_on_sqlite_alone_and_say_so():
    done = run(
        "import databases; print(databases.KINDS, databases.described(), databases.sweep())",
        CAUCE_TEST_MYSQL=NOWHERE, CAUCE_REQUIRE_MARIADB="",
    )  # fmt: skip
    assert done.stdout == (
        "['sqlite'] databases: SQLite; no MariaDB at 127.0.0.1:1, what is about it is left out []\n"
    ), done.stderr


def test_where_a_server_is_asked_for_its_absence_is_a_failure():
    done = run("import databases", CAUCE_TEST_MYSQL=NOWHERE, CAUCE_REQUIRE_MARIADB="1")
    assert done.returncode != 0
    assert "StoreError" in done.stderr


@pytest.mark.parametrize("kind", databases.KINDS)
def test_the_header_names_each_database(kind):
    assert {"sqlite": "SQLite", "mariadb": "MariaDB"}[kind] in databases.described()


@pytest.mark.parametrize("place", ["new_database"] if "mariadb" in databases.KINDS else [])
def test_what_a_killed_run_left_is_dropped_and_nothing_else(place):
    kept = getattr(databases, place)()
    kept.prepare()
    code = "import databases, os; place = databases.new_database(); place.prepare(); print(place.address.database); "
    left = run(code + "import sys; sys.stdout.flush(); os._exit(9)").stdout.strip()
    tidied = run(code).stdout.strip()
    swept = databases.sweep()
    assert left in swept
    assert tidied not in swept
    assert kept.exists()
    databases.drop(kept)
    assert not kept.exists()
