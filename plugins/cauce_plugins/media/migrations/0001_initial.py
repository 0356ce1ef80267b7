"""The first tables."""

from __future__ import annotations

import functools
from json import dumps, loads

from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from cauce.columns import IdField, JsonField

_dumps = functools.partial(dumps, separators=(",", ":"))


def _id() -> fields.BigIntField:
    return fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)


class Migration(migrations.Migration):
    """Files, where they were said, their pieces, their names on networks, and what addresses are signed with."""

    initial = True

    operations = [  # noqa: RUF012 - as its base declares it
        ops.CreateModel(
            name="MediaFile",
            fields=[
                ("id", _id()),
                ("file", IdField(unique=True, max_length=32)),
                ("state", IdField(max_length=10)),
                ("reason", IdField(null=True, max_length=16)),
                ("direction", IdField(max_length=3)),
                ("kind", IdField(max_length=8)),
                ("mime", IdField(max_length=100)),
                ("declared", fields.CharField(max_length=191)),
                ("name", fields.CharField(max_length=191)),
                ("sha256", IdField(null=True, max_length=64)),
                ("size", fields.BigIntField(null=True)),
                ("width", fields.IntField(null=True)),
                ("height", fields.IntField(null=True)),
                ("duration", fields.BigIntField(null=True)),
                ("store", IdField(max_length=10)),
                ("file_key", IdField(null=True, max_length=64)),
                ("thumbnail_key", IdField(null=True, max_length=64)),
                ("user_id", fields.BigIntField(null=True)),
                ("channel_id", fields.BigIntField(null=True)),
                ("source", JsonField(null=True, encoder=_dumps, decoder=loads)),
                ("attempts", fields.IntField(default=0)),
                ("due_at", fields.BigIntField(null=True)),
                ("created_at", fields.BigIntField()),
                ("stored_at", fields.BigIntField(null=True)),
            ],
            options={
                "table": "media_files",
                "app": "media",
                "indexes": [
                    Index(fields=["state", "due_at"]),
                    Index(fields=["state", "kind", "stored_at"]),
                    Index(fields=["user_id", "state", "id"]),
                ],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="MediaUse",
            fields=[
                ("id", _id()),
                ("file_id", fields.BigIntField()),
                ("conversation_id", fields.BigIntField()),
                ("message_id", fields.BigIntField(unique=True)),
                ("channel_id", fields.BigIntField()),
                ("direction", IdField(max_length=3)),
            ],
            options={
                "table": "media_uses",
                "app": "media",
                "indexes": [Index(fields=["file_id"]), Index(fields=["conversation_id", "id"])],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="MediaPiece",
            fields=[
                ("id", _id()),
                ("file_key", IdField(max_length=64)),
                ("place", fields.IntField()),
                ("size", fields.BigIntField()),
                ("data", fields.BinaryField()),
            ],
            options={
                "table": "media_pieces",
                "app": "media",
                "unique_together": (("file_key", "place"),),
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="MediaRemote",
            fields=[
                ("id", _id()),
                ("file_id", fields.BigIntField()),
                ("channel_id", fields.BigIntField()),
                ("remote", fields.CharField(max_length=255)),
                ("until", fields.BigIntField()),
            ],
            options={
                "table": "media_remotes",
                "app": "media",
                "unique_together": (("file_id", "channel_id"),),
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="MediaSecret",
            fields=[("id", _id()), ("secret", IdField(max_length=64))],
            options={"table": "media_secrets", "app": "media", "pk_attr": "id"},
            bases=["Model"],
        ),
    ]
