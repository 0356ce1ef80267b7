"""The tables of the dashboard: what the log of events amounts to. All of it can be made again from the log."""

from __future__ import annotations

from typing import Any, ClassVar

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from cauce.columns import IdField, NameField, json_text, moment


def _sum() -> Any:
    return fields.BigIntField(default=0)


def _key() -> Any:
    return fields.BigIntField(primary_key=True, generated=False)


_SUMMED = ("opened_at", "area", "channel_id", "received", "said_bot", "said_human")


class State(Model):
    """How a conversation stood after the last event that was counted; `seq` is that event's. The id is the conversation's."""

    id = _key()
    seq = fields.BigIntField(default=0)
    state = json_text()

    class Meta:
        """Where it lives."""

        table = "dashboard_states"


class Figures(Model):
    """What there is of a conversation to be counted by contact, and since when whoever has it has it. The id is its own."""

    id = _key()
    opened_at = moment()
    channel_id = fields.BigIntField()
    area = NameField(max_length=64, default="")
    assignee_id = fields.BigIntField(default=0)
    contact_id = fields.BigIntField()
    grouping = NameField(max_length=64, default="")
    received = _sum()
    said_bot = _sum()
    said_human = _sum()
    since = moment()
    closed_at = moment(default=0)

    class Meta:
        """Where it lives."""

        table = "dashboard_conversations"
        # Each has all that its question reads, in the order in which that is summed up.
        indexes: ClassVar = [Index(fields=("contact_id", *_SUMMED)), Index(fields=("grouping", "contact_id", *_SUMMED))]


class Place(Model):
    """An area of a channel, by a small number. `area` is "" for none; with `everywhere` it is all areas of the channel."""

    id = fields.BigIntField(primary_key=True)
    everywhere = fields.BooleanField(default=False)
    area = NameField(max_length=64)
    channel_id = fields.BigIntField()

    class Meta:
        """Where it lives."""

        table = "dashboard_places"
        unique_together: ClassVar = (("everywhere", "area", "channel_id"),)


class Happening(Model):
    """What may happen at a node of a revision of a flow, by a small number: `reached`, `dropped`, `port:` and its name.

    `node` is "" for the flow itself: `started`, `ended`, `handed`, `errors`.
    """

    id = fields.BigIntField(primary_key=True)
    revision = IdField(max_length=191)
    flow = NameField(max_length=191)
    node = NameField(max_length=191)
    what = NameField(max_length=191)
    digest = IdField(max_length=64, unique=True)

    class Meta:
        """Where it lives."""

        table = "dashboard_happenings"
        indexes: ClassVar = [Index(fields=("flow",))]


class Counts(Model):
    """What happened at a place in a slot of time. The id is that of `cauce_plugins.dashboard.keys.count`."""

    id = _key()
    place = fields.BigIntField()
    slot = fields.BigIntField()
    opened = _sum()
    closed = _sum()
    closed_bot = _sum()
    closed_queue = _sum()
    reopened = _sum()
    queued = _sum()
    taken = _sum()
    transferred = _sum()
    returned = _sum()
    received = _sum()
    said_bot = _sum()
    said_human = _sum()
    bot_ms = _sum()
    queue_ms = _sum()
    human_ms = _sum()
    paused_ms = _sum()

    class Meta:
        """Where it lives."""

        table = "dashboard_counts"


class Spans(Model):
    """How many times were in a grade of times, and their sum. The id is that of `cauce_plugins.dashboard.keys.span`."""

    id = _key()
    place = fields.BigIntField()
    grade = fields.SmallIntField()
    n = _sum()
    ms = _sum()

    class Meta:
        """Where it lives."""

        table = "dashboard_spans"


class Deeds(Model):
    """What an operator did at a place in a slot of time. The id is that of `cauce_plugins.dashboard.keys.deed`."""

    id = _key()
    user_id = fields.BigIntField()
    place = fields.BigIntField()
    taken = _sum()
    transferred = _sum()
    closed = _sum()
    said = _sum()
    human_ms = _sum()
    responses = _sum()
    response_ms = _sum()
    resolution_ms = _sum()

    class Meta:
        """Where it lives."""

        table = "dashboard_deeds"


class Steps(Model):
    """How often something happened at a node of a flow. The id is that of `cauce_plugins.dashboard.keys.step`."""

    id = _key()
    happening = fields.BigIntField()
    place = fields.BigIntField()
    n = _sum()

    class Meta:
        """Where it lives."""

        table = "dashboard_steps"


class History(Model):
    """How far the history was counted that was there before the dashboard: conversations by their id."""

    id = fields.BigIntField(primary_key=True, generated=False)
    place = fields.BigIntField(default=0)
    done = fields.BooleanField(default=False)
    updated_at = moment()

    class Meta:
        """Where it lives."""

        table = "dashboard_history"
