"""The tables of calendars. Days are texts (`2026-12-25`), minutes count from midnight."""

from __future__ import annotations

from typing import ClassVar

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from cauce.columns import IdField, JsonField, NameField, moment


class Calendar(Model):
    """A calendar. `general` is 1 for the one that is meant where no area is. `stamp` is another after each change."""

    id = fields.BigIntField(primary_key=True)
    name = NameField(max_length=64, unique=True)
    zone = IdField(max_length=64)
    lang = IdField(max_length=2)
    courtesy = fields.TextField()
    general = fields.SmallIntField(default=0)
    stamp = IdField(max_length=16)
    created_at = moment()
    updated_at = moment()

    class Meta:
        """Where it lives."""

        table = "hours_calendars"


class Window(Model):
    """A window of a calendar's week. `days` are its weekdays, `0` for Monday; `ends` is past 1440 on the next day."""

    id = fields.BigIntField(primary_key=True)
    calendar_id = fields.BigIntField()
    days = IdField(max_length=7)
    begins = fields.IntField()
    ends = fields.IntField()
    message = fields.TextField()

    class Meta:
        """Where it lives."""

        table = "hours_windows"
        indexes: ClassVar = [Index(fields=("calendar_id",))]


class Holiday(Model):
    """A day on which nobody attends; with `yearly`, that of every year."""

    id = fields.BigIntField(primary_key=True)
    calendar_id = fields.BigIntField()
    day = IdField(max_length=10)
    yearly = fields.SmallIntField(default=0)
    name = NameField(max_length=64, default="")

    class Meta:
        """Where it lives."""

        table = "hours_holidays"
        indexes: ClassVar = [Index(fields=("calendar_id",))]


class Exceptional(Model):
    """A day with windows of its own: `spans` is a list of pairs of minutes."""

    id = fields.BigIntField(primary_key=True)
    calendar_id = fields.BigIntField()
    day = IdField(max_length=10)
    spans = JsonField(default=list)
    name = NameField(max_length=64, default="")

    class Meta:
        """Where it lives."""

        table = "hours_exceptions"
        indexes: ClassVar = [Index(fields=("calendar_id",))]


class Use(Model):
    """That an area uses a calendar: one at most."""

    id = fields.BigIntField(primary_key=True)
    calendar_id = fields.BigIntField()
    area = NameField(max_length=64, unique=True)

    class Meta:
        """Where it lives."""

        table = "hours_areas"
        indexes: ClassVar = [Index(fields=("calendar_id",))]
