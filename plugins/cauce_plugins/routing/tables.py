"""The tables of routing. Areas, users and conversations are those of Cauce, by their name or number."""

from __future__ import annotations

from typing import ClassVar

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from cauce.columns import IdField, NameField, json_text, moment


class Rule(Model):
    """What an area wants otherwise than the settings say, as JSON: only what was set stands there."""

    id = fields.BigIntField(primary_key=True)
    area = NameField(max_length=64, unique=True)
    said = json_text(default=dict)
    updated_at = moment()

    class Meta:
        """Where it lives."""

        table = "routing_rules"


class Operator(Model):
    """What routing knows of a user: the tags they are good at, and since when their presence is what it is."""

    id = fields.BigIntField(primary_key=True)
    user_id = fields.BigIntField(unique=True)
    skills = json_text(default=list)
    presence = IdField(max_length=16, default="offline")
    presence_at = moment()

    class Meta:
        """Where it lives."""

        table = "routing_operators"


class Turn(Model):
    """When somebody was given a conversation of an area last: each is later than all before in that area."""

    id = fields.BigIntField(primary_key=True)
    user_id = fields.BigIntField()
    area = NameField(max_length=64)
    at = moment()

    class Meta:
        """Where it lives."""

        table = "routing_turns"
        unique_together: ClassVar = (("user_id", "area"),)


class Wait(Model):
    """The way of an open conversation through the queues. `waiting` is 1 while it waits, NULL otherwise.

    since: since when the person waits; entered: since when in this area. tier: 0 goes before 1. role: who may be given it
    besides the area, "" for nobody. held: nobody else may. hops: how often it came into another area without an answer of a
    person since. seq: how far its stream was read. user_id, given_at: whom routing gave it, and when.
    """

    id = fields.BigIntField(primary_key=True)
    conversation_id = fields.BigIntField(unique=True)
    area = NameField(max_length=64)
    waiting = fields.SmallIntField(null=True)
    since = moment()
    entered = moment()
    tier = fields.SmallIntField(default=1)
    role = NameField(max_length=64, default="")
    held = fields.BooleanField(default=False)
    escalated_at = moment(null=True)
    hops = fields.SmallIntField(default=0)
    seq = fields.BigIntField(default=0)
    user_id = fields.BigIntField(null=True)
    given_at = moment(null=True)

    class Meta:
        """Where it lives."""

        table = "routing_waits"
        indexes: ClassVar = [
            Index(fields=("waiting", "area", "tier", "since", "conversation_id")),
            Index(fields=("user_id",)),
        ]


class Decision(Model):
    """What was decided about a conversation, and why. `kind` is given, escalated, circled or returned."""

    id = fields.BigIntField(primary_key=True)
    conversation_id = fields.BigIntField()
    kind = IdField(max_length=16)
    user_id = fields.BigIntField(null=True)
    area = NameField(max_length=64)
    why = json_text(default=dict)
    at = moment()

    class Meta:
        """Where it lives."""

        table = "routing_decisions"
        indexes: ClassVar = [Index(fields=("conversation_id", "id")), Index(fields=("at",))]
