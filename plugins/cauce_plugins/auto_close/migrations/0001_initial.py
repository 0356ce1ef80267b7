"""How far each silence has got."""

from __future__ import annotations

from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    """How far each silence has got."""

    operations = [  # noqa: RUF012 - as its base declares it
        ops.CreateModel(
            name="Silence",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("conversation_id", fields.BigIntField(unique=True)),
                ("since", fields.BigIntField()),
                ("rung", fields.SmallIntField(default=0)),
                ("seen", fields.BigIntField()),
                ("checked", fields.BigIntField()),
                ("due_at", fields.BigIntField()),
            ],
            options={
                "table": "auto_close_silences",
                "app": "auto_close",
                "indexes": [Index(fields=["due_at"])],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
    ]
