"""What operators say: who said it, reactions, and what is to be said later."""

from __future__ import annotations

import functools
from json import dumps, loads

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from cauce.store.columns import IdField, JsonField
from cauce.store.partial_index import PartialIndex

_dumps = functools.partial(dumps, separators=(",", ":"))


class Migration(migrations.Migration):
    """Who of the team said a message, reactions, and scheduled messages with the few of them that still wait."""

    dependencies = [("cauce", "0004_desk")]  # noqa: RUF012 - as its base declares it

    operations = [  # noqa: RUF012 - as its base declares it
        ops.CreateModel(
            name="Speech",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "message",
                    fields.OneToOneField(
                        "cauce.Message",
                        source_field="message_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
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
                (
                    "reply_to",
                    fields.ForeignKeyField(
                        "cauce.Message",
                        source_field="reply_to_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "forwarded",
                    fields.ForeignKeyField(
                        "cauce.Message",
                        source_field="forwarded_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
            ],
            options={"table": "speeches", "app": "cauce", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Reaction",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "message",
                    fields.ForeignKeyField(
                        "cauce.Message",
                        source_field="message_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("direction", IdField(max_length=3)),
                ("emoji", fields.CharField(max_length=64)),
                (
                    "user",
                    fields.ForeignKeyField(
                        "cauce.User",
                        source_field="user_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "carrier",
                    fields.ForeignKeyField(
                        "cauce.Message",
                        source_field="carrier_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("at", fields.BigIntField()),
            ],
            options={
                "table": "reactions",
                "app": "cauce",
                "unique_together": (("message", "direction"),),
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Scheduled",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "conversation",
                    fields.ForeignKeyField(
                        "cauce.Conversation",
                        source_field="conversation_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
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
                ("wish", JsonField(encoder=_dumps, decoder=loads)),
                ("at", fields.BigIntField()),
                ("state", IdField(default="waiting", max_length=10)),
                ("reason", IdField(null=True, max_length=16)),
                (
                    "message",
                    fields.ForeignKeyField(
                        "cauce.Message",
                        source_field="message_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("created_at", fields.BigIntField()),
                ("updated_at", fields.BigIntField()),
            ],
            options={
                "table": "scheduled",
                "app": "cauce",
                "indexes": [Index(fields=["conversation_id", "id"])],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        PartialIndex("scheduled_due", "scheduled", ("at",), "state = 'waiting'", ("state", "at")),
    ]
