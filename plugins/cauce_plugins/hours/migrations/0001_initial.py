"""Calendars, their windows, holidays and exceptions, and the areas that use them."""

from __future__ import annotations

import functools
from json import dumps, loads
from typing import Any

from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from cauce.columns import IdField, JsonField, NameField

_dumps = functools.partial(dumps, separators=(",", ":"))


def _id() -> Any:
    return fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)


def _of_calendar(table: str) -> dict[str, Any]:
    return {"table": table, "app": "hours", "indexes": [Index(fields=["calendar_id"])], "pk_attr": "id"}


class Migration(migrations.Migration):
    """The tables of calendars."""

    initial = True

    operations = [  # noqa: RUF012 - as its base declares it
        ops.CreateModel(
            name="Calendar",
            fields=[
                ("id", _id()),
                ("name", NameField(unique=True, max_length=64)),
                ("zone", IdField(max_length=64)),
                ("lang", IdField(max_length=2)),
                ("courtesy", fields.TextField(unique=False)),
                ("general", fields.SmallIntField(default=0)),
                ("stamp", IdField(max_length=16)),
                ("created_at", fields.BigIntField()),
                ("updated_at", fields.BigIntField()),
            ],
            options={"table": "hours_calendars", "app": "hours", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Window",
            fields=[
                ("id", _id()),
                ("calendar_id", fields.BigIntField()),
                ("days", IdField(max_length=7)),
                ("begins", fields.IntField()),
                ("ends", fields.IntField()),
                ("message", fields.TextField(unique=False)),
            ],
            options=_of_calendar("hours_windows"),
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Holiday",
            fields=[
                ("id", _id()),
                ("calendar_id", fields.BigIntField()),
                ("day", IdField(max_length=10)),
                ("yearly", fields.SmallIntField(default=0)),
                ("name", NameField(default="", max_length=64)),
            ],
            options=_of_calendar("hours_holidays"),
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Exceptional",
            fields=[
                ("id", _id()),
                ("calendar_id", fields.BigIntField()),
                ("day", IdField(max_length=10)),
                ("spans", JsonField(default=list, encoder=_dumps, decoder=loads)),
                ("name", NameField(default="", max_length=64)),
            ],
            options=_of_calendar("hours_exceptions"),
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Use",
            fields=[
                ("id", _id()),
                ("calendar_id", fields.BigIntField()),
                ("area", NameField(unique=True, max_length=64)),
            ],
            options=_of_calendar("hours_areas"),
            bases=["Model"],
        ),
    ]
