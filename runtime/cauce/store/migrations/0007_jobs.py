"""Jobs that come due, and listeners that are told what happened."""

from __future__ import annotations

import functools
from json import dumps, loads

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from cauce.store.columns import JsonField, NameField

_dumps = functools.partial(dumps, separators=(",", ":"))


class Migration(migrations.Migration):
    """Jobs that come due, and listeners that are told what happened."""

    dependencies = [("cauce", "0006_doors")]  # noqa: RUF012 - as its base declares it

    operations = [  # noqa: RUF012 - as its base declares it
        ops.CreateModel(
            name="Job",
            fields=[
                ("name", NameField(primary_key=True, unique=True, db_index=True, max_length=191)),
                ("due_at", fields.BigIntField()),
                ("claimed_by", fields.BigIntField(default=0)),
                ("claimed_until", fields.BigIntField(default=0)),
                ("began_at", fields.BigIntField(null=True)),
                ("ended_at", fields.BigIntField(null=True)),
                ("error", fields.TextField(null=True, unique=False)),
            ],
            options={"table": "jobs", "app": "cauce", "pk_attr": "name"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Hearing",
            fields=[
                ("name", NameField(primary_key=True, unique=True, db_index=True, max_length=191)),
                ("told_by", fields.BigIntField(default=0)),
                ("place", fields.BigIntField()),
                ("missing", JsonField(encoder=_dumps, decoder=loads)),
            ],
            options={"table": "hearings", "app": "cauce", "pk_attr": "name"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Unheard",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("listener", NameField(max_length=191)),
                ("event", fields.BigIntField()),
                ("error", fields.TextField(unique=False)),
                ("at", fields.BigIntField()),
            ],
            options={
                "table": "unheard",
                "app": "cauce",
                "unique_together": (("listener", "event"),),
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
    ]
