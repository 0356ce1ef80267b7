"""The tables of plugins: made and brought up to date with Cauce's own, whichever plugins are switched on this time."""

from __future__ import annotations

import contextlib
import subprocess
import sys

import pytest

import databases
from cauce import Tables
from cauce.store.sqlite import Sqlite
from cauce.store.trouble import StoreError
from plugin_packages import BROKEN, CREATE, Package


@pytest.fixture
def shop(tmp_path):
    before = list(sys.path)
    yield Package(tmp_path)
    sys.path[:] = before


@pytest.fixture
def found(kind, tmp_path):
    """A function: the same database, with plugins switched on."""
    base = databases.fresh(kind, tmp_path)

    def with_plugins(*packages):
        plugins = (*databases.built_in(), *(package.tables for package in packages))
        place = Sqlite(base.path, plugins) if kind == "sqlite" else databases.Patient(base.address, plugins)
        made.append(place)
        return place

    made: list = []
    yield with_plugins
    for place in made:
        place.release()


def prepare(place) -> object:
    try:
        return place.prepare()
    finally:
        place.release()


def rows(place, sql) -> list[tuple]:
    with contextlib.closing(place.connect()) as db:
        return [tuple(row) for row in db.execute(sql).fetchall()]


def recorded(place, package) -> list[str]:
    found = rows(place, f"SELECT name FROM tortoise_migrations WHERE app = '{package.app}' ORDER BY id")
    return [name for (name,) in found]


def test_a_plugin_that_is_switched_on_gets_its_tables_in_the_order_of_its_migrations(found, shop, kind, tmp_path):
    shop.grow()
    place = found(shop)
    first, second = f"{shop.app}.0001_initial", f"{shop.app}.0002_more"
    assert place.pending() == [first, second]
    assert prepare(place) == (tmp_path / f"cauce.before-{first}.db" if kind == "sqlite" else None)
    assert place.pending() == []
    assert recorded(place, shop) == ["0001_initial", "0002_more"]
    assert rows(place, f"SELECT id, name, size FROM {shop.table}") == []
    assert prepare(place) is None


def test_a_new_version_of_a_plugin_keeps_its_rows(found, shop):
    place = found(shop)
    prepare(place)
    with contextlib.closing(place.connect()) as db:
        db.begin()
        db.execute(f"INSERT INTO {shop.table} (name) VALUES (?)", ("Ñandú",))
        db.commit()
    shop.grow()
    assert place.pending() == [f"{shop.app}.0002_more"]
    prepare(place)
    assert rows(place, f"SELECT name, size FROM {shop.table}") == [("Ñandú", None)]


def test_a_plugin_that_is_switched_off_leaves_its_tables_and_finds_them_again(found, shop):
    prepare(found(shop))
    off = found()
    assert off.pending() == []
    assert prepare(off) is None
    assert recorded(off, shop) == ["0001_initial"]
    assert found(shop).pending() == []


def test_an_older_version_of_a_plugin_is_refused_by_name_and_can_be_switched_off(found, shop):
    shop.grow()
    prepare(found(shop))
    shop.remove("0002_more")
    for look in (found(shop).pending, found(shop).prepare):
        with pytest.raises(StoreError, match=f"plugin “{shop.app}”.*newer.*0002_more") as caught:
            look()
        assert f"plugin «{shop.app}»" in caught.value.say("es")
    assert found().pending() == []


def test_a_migration_that_breaks_names_its_plugin_and_can_be_mended(found, shop, kind):
    shop.write("0001_initial", BROKEN)
    with pytest.raises(StoreError, match=rf"{shop.app}\.0001_initial, of a plugin.*nowhere") as caught:
        prepare(found(shop))
    assert "apágalo" in caught.value.say("es")
    assert found().pending() == []
    if kind == "sqlite":
        assert rows(found(shop), f"SELECT name FROM sqlite_master WHERE name = '{shop.table}'") == []
    shop.write("0001_initial", CREATE)
    prepare(found(shop))
    assert rows(found(shop), f"SELECT * FROM {shop.table}") == []


def test_what_a_plugins_first_migration_left_half_way_is_begun_anew(found, shop):
    """On a server, where a process was killed between the table and its record."""
    place = found(shop)
    prepare(place)
    with contextlib.closing(place.connect()) as db:
        db.begin()
        db.execute(f"DELETE FROM tortoise_migrations WHERE app = '{shop.app}'")
        if place.dialect == "sqlite":
            db.execute(f"DROP TABLE {shop.table}")
        db.commit()
    prepare(place)
    assert recorded(place, shop) == ["0001_initial"]
    assert rows(place, f"SELECT * FROM {shop.table}") == []


@pytest.mark.parametrize("kind", [one for one in databases.KINDS if one == "mariadb"], indirect=True)
def test_what_was_left_half_way_and_holds_something_is_left_for_a_person(found, shop):
    place = found(shop)
    prepare(place)
    with contextlib.closing(place.connect()) as db:
        db.begin()
        db.execute(f"DELETE FROM tortoise_migrations WHERE app = '{shop.app}'")
        db.execute(f"INSERT INTO {shop.table} (name) VALUES ('kept')")
        db.commit()
    with pytest.raises(StoreError, match=f"{shop.app}, of a plugin.*hold something"):
        prepare(place)
    assert rows(place, f"SELECT name FROM {shop.table}") == [("kept",)]


@pytest.mark.parametrize("table", ["contacts", "Tortoise_Migrations"])
def test_a_table_that_is_called_as_one_of_ours_is_refused_and_ours_stays(found, shop, tmp_path, table):
    thief = Package(tmp_path, table)
    with pytest.raises(StoreError, match=f"“cauce” and “{thief.app}” call a table alike: {table}"):
        prepare(found(shop, thief))
    assert rows(found(), "SELECT COUNT(*) FROM contacts") == [(0,)]
    assert found().pending() == []


def test_two_plugins_that_call_a_table_alike_are_named(found, shop, tmp_path):
    other = Package(tmp_path, shop.table)
    with pytest.raises(StoreError, match=f"“{shop.app}” and “{other.app}” call a table alike") as caught:
        prepare(found(shop, other))
    assert "llaman igual a una tabla" in caught.value.say("es")


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("0002_more", "raise RuntimeError('no idea')", r"migrations\.0002_more: no idea"),
        ("0002_more", "x = 1", r"migrations\.0002_more: it has no Migration"),
        ("more", CREATE, r"migrations\.more: its name does not begin with a number"),
    ],
)
def test_a_plugin_whose_migrations_cannot_be_read_is_named(shop, tmp_path, name, text, told):
    shop.write(name, text)
    path = tmp_path / "cauce.db"
    with pytest.raises(StoreError, match=f"plugin “{shop.app}” cannot be made: .*{told}"):
        prepare(Sqlite(path, (shop.tables,)))
    assert not path.exists()


def test_a_plugin_without_migrations_or_models_is_named(shop, tmp_path):
    nowhere = Tables(shop.app, f"{shop.app}.tables", f"{shop.app}.nowhere")
    without = Tables(shop.app, f"{shop.app}.nowhere", f"{shop.app}.migrations")
    for tables in (nowhere, without):
        with pytest.raises(StoreError, match=f"plugin “{shop.app}” cannot be made: .*nowhere"):
            prepare(Sqlite(tmp_path / "cauce.db", (tables,)))
    shop.remove("0001_initial")
    with pytest.raises(StoreError, match="there is no migration in it"):
        prepare(Sqlite(tmp_path / "cauce.db", (shop.tables,)))


def test_to_see_that_nothing_is_missing_costs_no_orm(shop, tmp_path):
    path = tmp_path / "cauce.db"
    prepare(Sqlite(path, (shop.tables,)))
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
        "from pathlib import Path\nfrom cauce import Tables\nfrom cauce.store.sqlite import Sqlite\n"
        f"place = Sqlite(Path({str(path)!r}), ({shop.tables!r},))\n"
        "print(place.pending(), place.prepare(), 'tortoise' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "[] None False", done.stderr


def test_tests_run_on_databases_with_the_tables_of_plugins(kind, shop, tmp_path):
    databases.prepare(kind, (shop.tables,))
    for _ in range(2):
        place = databases.fresh(kind, tmp_path, (shop.tables,))
        assert place.pending() == []
        with contextlib.closing(place.connect()) as db:
            db.begin()
            db.execute(f"INSERT INTO {shop.table} (name) VALUES ('a')")
            db.commit()
            assert db.execute(f"SELECT COUNT(*) FROM {shop.table}").fetchone() == (1,)
