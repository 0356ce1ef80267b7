"""Who works here: users, roles, areas and memberships, logins and tokens, the audit; and whom a conversation is given to."""

from __future__ import annotations

import functools
from json import dumps, loads

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from cauce.store.columns import IdField, JsonField, NameField
from cauce.store.partial_index import PartialIndex

_dumps = functools.partial(dumps, separators=(",", ":"))


class Migration(migrations.Migration):
    """Users, roles, areas and who is in them, logins, tokens, the audit; and whom a conversation is given to."""

    dependencies = [("cauce", "0001_initial")]  # noqa: RUF012 - as its base declares it

    operations = [  # noqa: RUF012 - as its base declares it
        ops.CreateModel(
            name="Area",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("name", NameField(unique=True, max_length=64)),
                ("description", fields.CharField(default="", max_length=500)),
                ("active", fields.BooleanField(default=True)),
                ("colour", IdField(default="", max_length=7)),
                ("created_at", fields.BigIntField()),
                ("updated_at", fields.BigIntField()),
            ],
            options={"table": "areas", "app": "cauce", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Role",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("name", NameField(unique=True, max_length=64)),
                ("permissions", JsonField(default=list, encoder=_dumps, decoder=loads)),
                ("builtin", fields.BooleanField(default=False)),
                ("created_at", fields.BigIntField()),
                ("updated_at", fields.BigIntField()),
            ],
            options={"table": "roles", "app": "cauce", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="User",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("username", IdField(unique=True, max_length=64)),
                ("email", NameField(null=True, unique=True, max_length=191)),
                ("name", fields.CharField(default="", max_length=191)),
                ("password", IdField(max_length=191)),
                (
                    "role",
                    fields.ForeignKeyField(
                        "cauce.Role",
                        source_field="role_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("active", fields.BooleanField(default=True)),
                ("locale", IdField(default="es", max_length=8)),
                ("presence", IdField(default="offline", max_length=16)),
                ("capacity", fields.SmallIntField(default=0)),
                ("created_at", fields.BigIntField()),
                ("updated_at", fields.BigIntField()),
                ("login_at", fields.BigIntField(null=True)),
            ],
            options={"table": "users", "app": "cauce", "indexes": [Index(fields=["role_id"])], "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Audit",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
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
                ("who", fields.CharField(max_length=191)),
                ("action", IdField(max_length=64)),
                ("object", IdField(max_length=64)),
                ("address", IdField(default="", max_length=64)),
                ("details", JsonField(default=dict, encoder=_dumps, decoder=loads)),
                ("at", fields.BigIntField()),
            ],
            options={
                "table": "audit",
                "app": "cauce",
                "indexes": [Index(fields=["object", "id"]), Index(fields=["user_id", "id"])],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Login",
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
                ("seen_at", fields.BigIntField()),
                ("ends_at", fields.BigIntField()),
                ("address", IdField(default="", max_length=64)),
                ("agent", fields.CharField(default="", max_length=191)),
            ],
            options={
                "table": "logins",
                "app": "cauce",
                "indexes": [Index(fields=["user_id"]), Index(fields=["seen_at"]), Index(fields=["ends_at"])],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Membership",
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
                (
                    "area",
                    fields.ForeignKeyField(
                        "cauce.Area",
                        source_field="area_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("created_at", fields.BigIntField()),
            ],
            options={
                "table": "memberships",
                "app": "cauce",
                "unique_together": (("user", "area"),),
                "indexes": [Index(fields=["area_id"])],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Token",
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
                ("name", fields.CharField(max_length=128)),
                ("scopes", JsonField(default=list, encoder=_dumps, decoder=loads)),
                ("created_at", fields.BigIntField()),
                ("ends_at", fields.BigIntField(null=True)),
                ("used_at", fields.BigIntField(null=True)),
            ],
            options={"table": "tokens", "app": "cauce", "indexes": [Index(fields=["user_id"])], "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.AddField(
            model_name="Conversation",
            name="assignee",
            field=fields.ForeignKeyField(
                "cauce.User",
                source_field="assignee_id",
                null=True,
                db_constraint=True,
                to_field="id",
                related_name=False,
                on_delete=OnDelete.RESTRICT,
            ),
        ),
        ops.AddIndex(
            model_name="Conversation",
            index=Index(fields=["opened", "active_at"]),
        ),
        PartialIndex(
            "conversations_assigned",
            "conversations",
            ("assignee_id", "opened", "active_at"),
            "assignee_id IS NOT NULL",
        ),
        PartialIndex("conversations_area", "conversations", ("area", "opened", "active_at"), "area IS NOT NULL"),
    ]
