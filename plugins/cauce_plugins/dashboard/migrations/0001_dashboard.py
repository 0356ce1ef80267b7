"""What the dashboard counts: how each conversation stands, and the sums of all."""

from __future__ import annotations

import functools
from json import dumps, loads
from typing import Any

from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from cauce.columns import IdField, JsonField, NameField

_dumps = functools.partial(dumps, separators=(",", ":"))


def _key() -> Any:
    return fields.BigIntField(generated=False, primary_key=True, unique=True, db_index=True)


_SUMMED = ["opened_at", "area", "channel_id", "received", "said_bot", "said_human"]


class Migration(migrations.Migration):
    """How each conversation stands, what it is numbered by, and the sums."""

    dependencies = [("cauce", "0001_initial")]  # noqa: RUF012 - as its base declares it

    operations = [  # noqa: RUF012 - as its base declares it
        ops.CreateModel(
            name="State",
            fields=[
                ("id", _key()),
                ("seq", fields.BigIntField(default=0)),
                ("state", JsonField(encoder=_dumps, decoder=loads)),
            ],
            options={"table": "dashboard_states", "app": "dashboard", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Figures",
            fields=[
                ("id", _key()),
                ("opened_at", fields.BigIntField()),
                ("channel_id", fields.BigIntField()),
                ("area", NameField(max_length=64, default="")),
                ("assignee_id", fields.BigIntField(default=0)),
                ("contact_id", fields.BigIntField()),
                ("grouping", NameField(max_length=64, default="")),
                ("received", fields.BigIntField(default=0)),
                ("said_bot", fields.BigIntField(default=0)),
                ("said_human", fields.BigIntField(default=0)),
                ("since", fields.BigIntField()),
                ("closed_at", fields.BigIntField(default=0)),
            ],
            options={
                "table": "dashboard_conversations",
                "app": "dashboard",
                "indexes": [
                    Index(fields=["contact_id", *_SUMMED]),
                    Index(fields=["grouping", "contact_id", *_SUMMED]),
                ],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Place",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("everywhere", fields.BooleanField(default=False)),
                ("area", NameField(max_length=64)),
                ("channel_id", fields.BigIntField()),
            ],
            options={
                "table": "dashboard_places",
                "app": "dashboard",
                "unique_together": (("everywhere", "area", "channel_id"),),
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Happening",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("revision", IdField(max_length=191)),
                ("flow", NameField(max_length=191)),
                ("node", NameField(max_length=191)),
                ("what", NameField(max_length=191)),
                ("digest", IdField(max_length=64, unique=True)),
            ],
            options={
                "table": "dashboard_happenings",
                "app": "dashboard",
                "indexes": [Index(fields=["flow"])],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Counts",
            fields=[
                ("id", _key()),
                ("place", fields.BigIntField()),
                ("slot", fields.BigIntField()),
                ("opened", fields.BigIntField(default=0)),
                ("closed", fields.BigIntField(default=0)),
                ("closed_bot", fields.BigIntField(default=0)),
                ("closed_queue", fields.BigIntField(default=0)),
                ("reopened", fields.BigIntField(default=0)),
                ("queued", fields.BigIntField(default=0)),
                ("taken", fields.BigIntField(default=0)),
                ("transferred", fields.BigIntField(default=0)),
                ("returned", fields.BigIntField(default=0)),
                ("received", fields.BigIntField(default=0)),
                ("said_bot", fields.BigIntField(default=0)),
                ("said_human", fields.BigIntField(default=0)),
                ("bot_ms", fields.BigIntField(default=0)),
                ("queue_ms", fields.BigIntField(default=0)),
                ("human_ms", fields.BigIntField(default=0)),
                ("paused_ms", fields.BigIntField(default=0)),
            ],
            options={"table": "dashboard_counts", "app": "dashboard", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Spans",
            fields=[
                ("id", _key()),
                ("place", fields.BigIntField()),
                ("grade", fields.SmallIntField()),
                ("n", fields.BigIntField(default=0)),
                ("ms", fields.BigIntField(default=0)),
            ],
            options={"table": "dashboard_spans", "app": "dashboard", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Deeds",
            fields=[
                ("id", _key()),
                ("user_id", fields.BigIntField()),
                ("place", fields.BigIntField()),
                ("taken", fields.BigIntField(default=0)),
                ("transferred", fields.BigIntField(default=0)),
                ("closed", fields.BigIntField(default=0)),
                ("said", fields.BigIntField(default=0)),
                ("human_ms", fields.BigIntField(default=0)),
                ("responses", fields.BigIntField(default=0)),
                ("response_ms", fields.BigIntField(default=0)),
                ("resolution_ms", fields.BigIntField(default=0)),
            ],
            options={"table": "dashboard_deeds", "app": "dashboard", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Steps",
            fields=[
                ("id", _key()),
                ("happening", fields.BigIntField()),
                ("place", fields.BigIntField()),
                ("n", fields.BigIntField(default=0)),
            ],
            options={"table": "dashboard_steps", "app": "dashboard", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="History",
            fields=[
                ("id", _key()),
                ("place", fields.BigIntField(default=0)),
                ("done", fields.BooleanField(default=False)),
                ("updated_at", fields.BigIntField()),
            ],
            options={"table": "dashboard_history", "app": "dashboard", "pk_attr": "id"},
            bases=["Model"],
        ),
    ]
