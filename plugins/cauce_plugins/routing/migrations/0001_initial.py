"""Rules of areas, what is known of operators, who waits, and what was decided."""

from __future__ import annotations

import functools
from json import dumps, loads

from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from cauce.columns import IdField, JsonField, NameField

_dumps = functools.partial(dumps, separators=(",", ":"))


class Migration(migrations.Migration):
    """Rules of areas, what is known of operators, who waits, and what was decided."""

    initial = True

    operations = [  # noqa: RUF012 - as its base declares it
        ops.CreateModel(
            name="Rule",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("area", NameField(unique=True, max_length=64)),
                ("said", JsonField(default=dict, encoder=_dumps, decoder=loads)),
                ("updated_at", fields.BigIntField()),
            ],
            options={"table": "routing_rules", "app": "routing", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Operator",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("user_id", fields.BigIntField(unique=True)),
                ("skills", JsonField(default=list, encoder=_dumps, decoder=loads)),
                ("presence", IdField(default="offline", max_length=16)),
                ("presence_at", fields.BigIntField()),
            ],
            options={"table": "routing_operators", "app": "routing", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Turn",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("user_id", fields.BigIntField()),
                ("area", NameField(max_length=64)),
                ("at", fields.BigIntField()),
            ],
            options={
                "table": "routing_turns",
                "app": "routing",
                "unique_together": (("user_id", "area"),),
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Wait",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("conversation_id", fields.BigIntField(unique=True)),
                ("area", NameField(max_length=64)),
                ("waiting", fields.SmallIntField(null=True)),
                ("since", fields.BigIntField()),
                ("entered", fields.BigIntField()),
                ("tier", fields.SmallIntField(default=1)),
                ("role", NameField(default="", max_length=64)),
                ("held", fields.BooleanField(default=False)),
                ("escalated_at", fields.BigIntField(null=True)),
                ("hops", fields.SmallIntField(default=0)),
                ("seq", fields.BigIntField(default=0)),
                ("user_id", fields.BigIntField(null=True)),
                ("given_at", fields.BigIntField(null=True)),
            ],
            options={
                "table": "routing_waits",
                "app": "routing",
                "indexes": [
                    Index(fields=["waiting", "area", "tier", "since", "conversation_id"]),
                    Index(fields=["user_id"]),
                ],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Decision",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("conversation_id", fields.BigIntField()),
                ("kind", IdField(max_length=16)),
                ("user_id", fields.BigIntField(null=True)),
                ("area", NameField(max_length=64)),
                ("why", JsonField(default=dict, encoder=_dumps, decoder=loads)),
                ("at", fields.BigIntField()),
            ],
            options={
                "table": "routing_decisions",
                "app": "routing",
                "indexes": [Index(fields=["conversation_id", "id"]), Index(fields=["at"])],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
    ]
