"""Plugins with tables of their own, written where a test can import them."""

from __future__ import annotations

import itertools
import os
import sys
from pathlib import Path

from cauce import Tables

_counter = itertools.count(1)

CREATE = """
from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from cauce.columns import NameField


class Migration(migrations.Migration):
    operations = [
        ops.CreateModel(
            name={model!r},
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("name", NameField(max_length=40)),
            ],
            options={{"table": {table!r}, "app": {app!r}, "pk_attr": "id"}},
            bases=["Model"],
        ),
    ]
"""
MORE = """
from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [({app!r}, "0001_initial")]
    operations = [ops.AddField(model_name={model!r}, name="size", field=fields.IntField(null=True))]
"""
MODEL = """
from tortoise import fields, models

from cauce.columns import NameField


class {model}(models.Model):
    id = fields.BigIntField(primary_key=True)
    name = NameField(max_length=40)
    {more}

    class Meta:
        table = {table!r}
"""
BROKEN = """
from tortoise import migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    operations = [ops.RunSQL("ALTER TABLE nowhere ADD COLUMN x INT")]
"""


class Package:
    """A package below a folder, with one table; `tables` is what its plugin would hand over. Each has names of its own."""

    def __init__(self, folder: Path, table: str = "") -> None:
        self.app = f"shop{os.getpid()}x{next(_counter)}"
        self.table = table or f"{self.app}_things"
        self._place = folder / self.app
        (self._place / "migrations").mkdir(parents=True)
        (self._place / "__init__.py").touch()
        (self._place / "migrations" / "__init__.py").touch()
        self._words = {"app": self.app, "table": self.table, "model": self.app.capitalize()}
        self.write("0001_initial", CREATE)
        self._model("")
        self.tables = Tables(self.app, f"{self.app}.tables", f"{self.app}.migrations")
        sys.path.insert(0, str(folder))

    def write(self, name: str, text: str) -> None:
        """Write a migration."""
        self._forget()
        (self._place / "migrations" / f"{name}.py").write_text(text.format_map(self._words))

    def grow(self) -> None:
        """Add a second migration."""
        self.write("0002_more", MORE)
        self._model("size = fields.IntField(null=True)")

    def remove(self, name: str) -> None:
        """Take a migration away, as an older version of the plugin has it not."""
        self._forget()
        (self._place / "migrations" / f"{name}.py").unlink()

    def _model(self, more: str) -> None:
        self._forget()
        (self._place / "tables.py").write_text(MODEL.format(more=more, **self._words))

    def _forget(self) -> None:
        for name in [name for name in sys.modules if name.split(".")[0] == self.app]:
            del sys.modules[name]
