"""Requests that are done once, ways to a new password, and what is set while Cauce runs."""

from __future__ import annotations

import functools
from json import dumps, loads

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from cauce.store.columns import IdField, JsonField

_dumps = functools.partial(dumps, separators=(",", ":"))


class Migration(migrations.Migration):
    """Requests that are done once, ways to a new password, and what is set while Cauce runs."""

    dependencies = [("cauce", "0005_scheduled")]  # noqa: RUF012 - as its base declares it

    operations = [  # noqa: RUF012 - as its base declares it
        ops.CreateModel(
            name="Asked",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "user",
                    fields.ForeignKeyField(
                        "cauce.User",
                        source_field="user_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("hash", IdField(max_length=64)),
                ("mark", IdField(max_length=64)),
                ("status", fields.SmallIntField(null=True)),
                ("kind", IdField(default="", max_length=128)),
                ("headers", JsonField(default=dict, encoder=_dumps, decoder=loads)),
                ("body", fields.BinaryField(null=True)),
                ("at", fields.BigIntField()),
            ],
            options={
                "table": "asked",
                "app": "cauce",
                "unique_together": (("user", "hash"),),
                "indexes": [Index(fields=["at"])],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Reset",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("hash", IdField(unique=True, max_length=64)),
                (
                    "user",
                    fields.ForeignKeyField(
                        "cauce.User",
                        source_field="user_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("created_at", fields.BigIntField()),
                ("ends_at", fields.BigIntField()),
            ],
            options={"table": "resets", "app": "cauce", "indexes": [Index(fields=["user_id"])], "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Setting",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("name", IdField(unique=True, max_length=64)),
                ("value", JsonField(default=dict, encoder=_dumps, decoder=loads)),
                ("updated_at", fields.BigIntField()),
            ],
            options={"table": "settings", "app": "cauce", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.AddIndex(
            model_name="Audit",
            index=Index(fields=["action", "id"]),
        ),
    ]
