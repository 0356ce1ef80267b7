"""What the team keeps beside what is said: notes and mentions, tags, pins, quick replies, drafts, how far one has read."""

from __future__ import annotations

from typing import Any

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from cauce.store.columns import IdField, NameField


def _id() -> Any:
    return fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)


def _link(model: str, column: str) -> Any:
    return fields.ForeignKeyField(
        f"cauce.{model}",
        source_field=column,
        db_constraint=True,
        to_field="id",
        related_name=False,
        on_delete=OnDelete.RESTRICT,
    )


class Migration(migrations.Migration):
    """Notes, mentions, tags, pins, quick replies and their scopes, drafts, read marks."""

    dependencies = [("cauce", "0003_search")]  # noqa: RUF012 - as its base declares it

    operations = [  # noqa: RUF012 - as its base declares it
        ops.CreateModel(
            name="Note",
            fields=[
                ("id", _id()),
                ("conversation", _link("Conversation", "conversation_id")),
                ("author", _link("User", "author_id")),
                ("text", fields.TextField(unique=False)),
                ("created_at", fields.BigIntField()),
                ("updated_at", fields.BigIntField()),
            ],
            options={
                "table": "notes",
                "app": "cauce",
                "indexes": [Index(fields=["conversation_id", "id"])],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Mention",
            fields=[
                ("id", _id()),
                ("note", _link("Note", "note_id")),
                ("conversation", _link("Conversation", "conversation_id")),
                ("user", _link("User", "user_id")),
                ("unseen", fields.SmallIntField(default=1)),
                ("created_at", fields.BigIntField()),
            ],
            options={
                "table": "mentions",
                "app": "cauce",
                "unique_together": (("note", "user"),),
                "indexes": [Index(fields=["user_id", "unseen", "id"])],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Tag",
            fields=[
                ("id", _id()),
                ("name", NameField(unique=True, max_length=64)),
                ("colour", IdField(default="", max_length=7)),
                ("created_at", fields.BigIntField()),
                ("updated_at", fields.BigIntField()),
            ],
            options={"table": "tags", "app": "cauce", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Pin",
            fields=[
                ("id", _id()),
                ("conversation", _link("Conversation", "conversation_id")),
                ("message", _link("Message", "message_id")),
                ("user", _link("User", "user_id")),
                ("created_at", fields.BigIntField()),
            ],
            options={
                "table": "pins",
                "app": "cauce",
                "unique_together": (("conversation", "message"),),
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="QuickReply",
            fields=[
                ("id", _id()),
                ("shortcut", NameField(max_length=64)),
                ("title", fields.CharField(default="", max_length=191)),
                ("text", fields.TextField(unique=False)),
                ("created_at", fields.BigIntField()),
                ("updated_at", fields.BigIntField()),
            ],
            options={"table": "quick_replies", "app": "cauce", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="QuickReplyScope",
            fields=[
                ("id", _id()),
                ("reply", _link("QuickReply", "reply_id")),
                ("area", NameField(default="", max_length=64)),
                ("shortcut", NameField(max_length=64)),
            ],
            options={
                "table": "quick_reply_scopes",
                "app": "cauce",
                "unique_together": (("area", "shortcut"),),
                "indexes": [Index(fields=["reply_id"])],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Draft",
            fields=[
                ("id", _id()),
                ("user", _link("User", "user_id")),
                ("conversation", _link("Conversation", "conversation_id")),
                ("text", fields.TextField(unique=False)),
                ("revision", fields.BigIntField()),
                ("updated_at", fields.BigIntField()),
            ],
            options={
                "table": "drafts",
                "app": "cauce",
                "unique_together": (("user", "conversation"),),
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ReadMark",
            fields=[
                ("id", _id()),
                ("user", _link("User", "user_id")),
                ("conversation", _link("Conversation", "conversation_id")),
                ("message_id", fields.BigIntField()),
                ("updated_at", fields.BigIntField()),
            ],
            options={
                "table": "read_marks",
                "app": "cauce",
                "unique_together": (("user", "conversation"),),
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
    ]
