"""What contacts are found by, what was merged, what is imported."""

from __future__ import annotations

import functools
from json import dumps, loads

from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from cauce.columns import IdField, JsonField, NameField

_dumps = functools.partial(dumps, separators=(",", ":"))


def _id() -> tuple[str, fields.BigIntField]:
    return "id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)


class Migration(migrations.Migration):
    """What contacts are found by, what was merged, what is imported."""

    initial = True

    operations = [  # noqa: RUF012 - as its base declares it
        ops.CreateModel(
            name="Card",
            fields=[
                ("contact_id", fields.BigIntField(generated=False, primary_key=True, unique=True, db_index=True)),
                ("phone", IdField(null=True, unique=True, max_length=20)),
                ("source", IdField(default="", max_length=12)),
                ("creator", fields.BigIntField(null=True)),
                ("digest", IdField(default="", max_length=32)),
                ("words", fields.TextField()),
            ],
            options={
                "table": "contact_cards",
                "app": "contacts",
                "indexes": [Index(fields=["creator"])],
                "pk_attr": "contact_id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Mark",
            fields=[
                _id(),
                ("contact_id", fields.BigIntField()),
                ("name", NameField(max_length=64)),
                ("value", NameField(max_length=191)),
            ],
            options={
                "table": "contact_marks",
                "app": "contacts",
                "indexes": [Index(fields=["name", "value", "contact_id"]), Index(fields=["contact_id"])],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Definition",
            fields=[
                _id(),
                ("name", NameField(unique=True, max_length=64)),
                ("title", JsonField(default=dict, encoder=_dumps, decoder=loads)),
                ("type", IdField(max_length=8)),
                ("choices", JsonField(default=list, encoder=_dumps, decoder=loads)),
                ("required", fields.BooleanField(default=False)),
                ("created_at", fields.BigIntField()),
                ("updated_at", fields.BigIntField()),
            ],
            options={"table": "contact_fields", "app": "contacts", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Merge",
            fields=[
                _id(),
                ("kept", fields.BigIntField()),
                ("gone", fields.BigIntField()),
                ("user_id", fields.BigIntField(null=True)),
                ("who", fields.CharField(max_length=191)),
                ("reason", IdField(max_length=12)),
                ("said", JsonField(encoder=_dumps, decoder=loads)),
                ("at", fields.BigIntField()),
                ("undone_at", fields.BigIntField(null=True)),
            ],
            options={
                "table": "contact_merges",
                "app": "contacts",
                "indexes": [Index(fields=["kept"]), Index(fields=["gone"])],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Import",
            fields=[
                _id(),
                ("user_id", fields.BigIntField()),
                ("hash", IdField(max_length=64)),
                ("kind", IdField(default="", max_length=8)),
                ("encoding", IdField(default="", max_length=16)),
                ("columns", JsonField(default=list, encoder=_dumps, decoder=loads)),
                ("merges", fields.BooleanField(default=False)),
                ("state", IdField(max_length=12)),
                ("total", fields.IntField(default=0)),
                ("done", fields.IntField(default=0)),
                ("asker", JsonField(null=True, encoder=_dumps, decoder=loads)),
                ("created_at", fields.BigIntField()),
                ("updated_at", fields.BigIntField()),
            ],
            options={
                "table": "contact_imports",
                "app": "contacts",
                "indexes": [Index(fields=["state"]), Index(fields=["user_id"])],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ImportRow",
            fields=[
                _id(),
                ("import_id", fields.BigIntField()),
                ("number", fields.IntField()),
                ("data", JsonField(encoder=_dumps, decoder=loads)),
                ("outcome", IdField(max_length=8)),
                ("problems", JsonField(default=list, encoder=_dumps, decoder=loads)),
                ("contact_id", fields.BigIntField(null=True)),
                ("stored", fields.BooleanField(default=False)),
            ],
            options={
                "table": "contact_import_rows",
                "app": "contacts",
                "unique_together": (("import_id", "number"),),
                "indexes": [Index(fields=["import_id", "outcome", "number"])],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
    ]
