"""The migrations: of one mind with the models, and only made of what is safe on every database."""

from __future__ import annotations

import subprocess
import sys

import pytest
from tortoise.migrations import operations as ops

import databases
from cauce.store import migrations
from cauce.store.partial_index import PartialIndex
from cauce.store.word_index import WordIndex


def test_the_migrations_say_what_the_models_say(tmp_path):
    """What `makemigrations` would write: nothing."""
    config = {
        "connections": {"default": f"sqlite://{tmp_path}/x.db"},
        "apps": {
            app.app: {"models": [app.models], "migrations": app.migrations}
            for app in migrations.apps(databases.built_in())
        },
    }
    code = (
        "import asyncio, sys\n"
        "from tortoise import Tortoise\n"
        "from tortoise.migrations.autodetector import MigrationAutodetector\n"
        f"config = {config!r}\n"
        "async def main():\n"
        "    await Tortoise.init(config=config, init_connections=False)\n"
        "    for models in Tortoise.apps.values():\n"
        "        for model in models.values(): model._meta.table_description = ''\n"
        "    changes = await MigrationAutodetector(Tortoise.apps, config['apps']).changes()\n"
        "    print('changes:', changes)\n"
        "asyncio.run(main())\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() in {"changes: []", "changes: {}"}


def test_migrations_only_do_what_is_safe_on_every_database():
    """Tortoise rebuilds a table for AlterField on SQLite, which loses child rows and indexes."""
    from importlib import import_module

    for app in migrations.apps(databases.built_in()):
        for name in migrations.names(app):
            for operation in import_module(f"{app.migrations}.{name}").Migration.operations:
                assert isinstance(
                    operation, ops.CreateModel | ops.AddField | ops.AddIndex | ops.RunSQL | PartialIndex | WordIndex
                )


def test_identifiers_are_told_apart_by_case_on_mysql():
    from cauce.store.columns import IdField, NameField

    assert IdField(max_length=10).get_for_dialect("mysql", "SQL_TYPE").endswith("ascii_bin")
    assert NameField(max_length=10).get_for_dialect("mysql", "SQL_TYPE").endswith("utf8mb4_bin")
    assert PartialIndex("a", "b", ("c", "d"), "e = 1").sql("mysql") == ["CREATE INDEX a ON b (c, d)"]
    assert PartialIndex("a", "b", ("c",), "e = 1").sql("sqlite") == ["CREATE INDEX a ON b (c) WHERE e = 1"]


async def test_an_index_over_some_rows_only_goes_forward():
    index = PartialIndex("a", "b", ("c",), "e = 1", ("e", "c"))
    assert index.sql("mysql") == ["CREATE INDEX a ON b (e, c)"]
    assert index.describe() == "Create index a on b where e = 1"
    await index.database_forward("cauce", None, None)
    with pytest.raises(NotImplementedError, match="Create index a"):
        await index.database_backward("cauce", None, None)


async def test_an_index_of_words_only_goes_forward():
    index = WordIndex("a_words")
    assert index.sql("mysql") == ["CREATE FULLTEXT INDEX a_words_index ON a_words (words)"]
    assert len(index.sql("sqlite")) == 4
    await index.database_forward("cauce", None, None)
    with pytest.raises(NotImplementedError, match="full-text index on a_words"):
        await index.database_backward("cauce", None, None)
