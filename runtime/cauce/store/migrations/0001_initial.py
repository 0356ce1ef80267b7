"""The first tables: channels and people, conversations and messages, flows and runs, inbox, outbox and events."""

from __future__ import annotations

import functools
from json import dumps, loads

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from cauce.store.columns import IdField, JsonField, NameField
from cauce.store.partial_index import PartialIndex

_OPEN = "state IN ('queued', 'attempt', 'retry', 'unknown')"
_WAITING = "state = 'waiting'"
_dumps = functools.partial(dumps, separators=(",", ":"))


class Migration(migrations.Migration):
    """The initial schema."""

    initial = True

    operations = [  # noqa: RUF012 - as its base declares it
        ops.CreateModel(
            name="Channel",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("name", NameField(unique=True, max_length=64)),
                ("transport", IdField(max_length=64)),
                ("created_at", fields.BigIntField()),
            ],
            options={"table": "channels", "app": "cauce", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Contact",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("name", fields.CharField(default="", max_length=256)),
                ("fields", JsonField(default=dict, encoder=_dumps, decoder=loads)),
                ("created_at", fields.BigIntField()),
                ("updated_at", fields.BigIntField()),
            ],
            options={"table": "contacts", "app": "cauce", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Event",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("stream", IdField(max_length=64)),
                ("seq", fields.BigIntField()),
                ("type", IdField(max_length=64)),
                ("data", JsonField(encoder=_dumps, decoder=loads)),
                ("at", fields.BigIntField()),
            ],
            options={"table": "events", "app": "cauce", "unique_together": (("stream", "seq"),), "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Flow",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("name", NameField(unique=True, max_length=191)),
                ("revision", IdField(null=True, max_length=64)),
                ("published_at", fields.BigIntField()),
            ],
            options={"table": "flows", "app": "cauce", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Identity",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "contact",
                    fields.ForeignKeyField(
                        "cauce.Contact",
                        source_field="contact_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "channel",
                    fields.ForeignKeyField(
                        "cauce.Channel",
                        source_field="channel_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("kind", IdField(max_length=32)),
                ("value", IdField(max_length=191)),
                (
                    "main",
                    fields.ForeignKeyField(
                        "cauce.Identity",
                        source_field="main_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("created_at", fields.BigIntField()),
            ],
            options={
                "table": "identities",
                "app": "cauce",
                "unique_together": (("channel", "kind", "value"),),
                "indexes": [Index(fields=["contact_id"])],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Conversation",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "channel",
                    fields.ForeignKeyField(
                        "cauce.Channel",
                        source_field="channel_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "contact",
                    fields.ForeignKeyField(
                        "cauce.Contact",
                        source_field="contact_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "identity",
                    fields.ForeignKeyField(
                        "cauce.Identity",
                        source_field="identity_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("opened", fields.SmallIntField(null=True)),
                ("owner", IdField(default="bot", max_length=8)),
                ("area", NameField(null=True, max_length=64)),
                ("note", fields.TextField(default="", unique=False)),
                ("tags", JsonField(default=list, encoder=_dumps, decoder=loads)),
                ("reason", fields.CharField(null=True, max_length=191)),
                ("seq", fields.BigIntField(default=0)),
                ("opened_at", fields.BigIntField()),
                ("active_at", fields.BigIntField()),
                ("closed_at", fields.BigIntField(null=True)),
            ],
            options={
                "table": "conversations",
                "app": "cauce",
                "unique_together": (("identity", "opened"),),
                "indexes": [Index(fields=["opened", "owner", "area"]), Index(fields=["contact_id"])],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Inbox",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "channel",
                    fields.ForeignKeyField(
                        "cauce.Channel",
                        source_field="channel_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("key", IdField(max_length=191)),
                ("kind", IdField(max_length=8)),
                (
                    "conversation",
                    fields.ForeignKeyField(
                        "cauce.Conversation",
                        source_field="conversation_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("body", fields.BinaryField(null=True)),
                ("payload", JsonField(null=True, encoder=_dumps, decoder=loads)),
                ("state", IdField(max_length=8)),
                ("attempts", fields.SmallIntField(default=0)),
                ("due_at", fields.BigIntField(default=0)),
                ("error", fields.TextField(null=True, unique=False)),
                ("received_at", fields.BigIntField()),
                ("done_at", fields.BigIntField(null=True)),
            ],
            options={"table": "inbox", "app": "cauce", "unique_together": (("channel", "key"),), "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Message",
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
                    "channel",
                    fields.ForeignKeyField(
                        "cauce.Channel",
                        source_field="channel_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("direction", IdField(max_length=3)),
                ("author", IdField(max_length=64)),
                ("provider_id", IdField(null=True, max_length=191)),
                ("body", JsonField(encoder=_dumps, decoder=loads)),
                ("status", fields.SmallIntField()),
                ("repeated", fields.BooleanField(default=False)),
                ("error", fields.CharField(null=True, max_length=191)),
                ("created_at", fields.BigIntField()),
                ("sent_at", fields.BigIntField(null=True)),
                ("delivered_at", fields.BigIntField(null=True)),
                ("read_at", fields.BigIntField(null=True)),
            ],
            options={
                "table": "messages",
                "app": "cauce",
                "unique_together": (("channel", "direction", "provider_id"),),
                "indexes": [Index(fields=["conversation_id", "id"])],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Node",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("name", fields.CharField(max_length=191)),
                ("pid", fields.BigIntField()),
                ("started_at", fields.BigIntField()),
                ("lease_until", fields.BigIntField(default=0)),
                ("fenced_at", fields.BigIntField(null=True)),
                ("commits", fields.BigIntField(default=0)),
                ("swept", fields.BooleanField(default=False)),
            ],
            options={"table": "nodes", "app": "cauce", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Outbox",
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
                    "identity",
                    fields.ForeignKeyField(
                        "cauce.Identity",
                        source_field="identity_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "channel",
                    fields.ForeignKeyField(
                        "cauce.Channel",
                        source_field="channel_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("kind", IdField(max_length=8)),
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
                ("payload", JsonField(null=True, encoder=_dumps, decoder=loads)),
                ("state", IdField(max_length=8)),
                ("attempt", fields.SmallIntField(default=0)),
                ("epoch", fields.BigIntField(default=0)),
                ("due_at", fields.BigIntField(default=0)),
                ("error", fields.TextField(null=True, unique=False)),
                ("created_at", fields.BigIntField()),
                ("attempted_at", fields.BigIntField(null=True)),
                ("done_at", fields.BigIntField(null=True)),
            ],
            options={"table": "outbox", "app": "cauce", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Revision",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("hash", IdField(unique=True, max_length=64)),
                ("flow", NameField(max_length=191)),
                ("format", IdField(max_length=16)),
                ("text", fields.TextField(unique=False)),
                ("published_at", fields.BigIntField()),
            ],
            options={
                "table": "revisions",
                "app": "cauce",
                "indexes": [Index(fields=["flow", "published_at"])],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Run",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "conversation",
                    fields.OneToOneField(
                        "cauce.Conversation",
                        source_field="conversation_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("flow", NameField(max_length=191)),
                ("revision", IdField(max_length=64)),
                ("state", JsonField(null=True, encoder=_dumps, decoder=loads)),
                ("wait", IdField(default="", max_length=8)),
                ("serial", fields.BigIntField(default=0)),
                ("patience", fields.FloatField(null=True)),
                ("due", fields.BigIntField(null=True)),
                ("updated_at", fields.BigIntField()),
            ],
            options={"table": "runs", "app": "cauce", "indexes": [Index(fields=["revision"])], "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Stray",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "channel",
                    fields.ForeignKeyField(
                        "cauce.Channel",
                        source_field="channel_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("provider_id", IdField(max_length=191)),
                ("status", IdField(max_length=16)),
                ("error", fields.CharField(null=True, max_length=191)),
                ("at", fields.BigIntField()),
                ("received_at", fields.BigIntField()),
            ],
            options={
                "table": "strays",
                "app": "cauce",
                "unique_together": (("channel", "provider_id", "status"),),
                "indexes": [Index(fields=["received_at"])],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        PartialIndex(
            "inbox_turn",
            "inbox",
            ("conversation_id", "kind", "id"),
            _WAITING,
            ("conversation_id", "state", "kind", "id"),
        ),
        PartialIndex("inbox_due", "inbox", ("due_at", "id"), _WAITING, ("state", "due_at", "id")),
        PartialIndex("inbox_parked", "inbox", ("id",), "state = 'parked'", ("state", "id")),
        PartialIndex("outbox_turn", "outbox", ("identity_id", "id"), _OPEN, ("identity_id", "state", "id")),
        PartialIndex("outbox_epoch", "outbox", ("epoch", "id"), _OPEN, ("state", "epoch", "id")),
        PartialIndex("nodes_alive", "nodes", ("id",), "fenced_at IS NULL", ("fenced_at", "id")),
        PartialIndex("nodes_left", "nodes", ("id",), "fenced_at IS NOT NULL AND swept = 0", ("swept", "fenced_at")),
        PartialIndex("runs_due", "runs", ("due",), "due IS NOT NULL"),
    ]
