"""What operators say, as far as it is more than a message: who said it, reactions, and what is to be said later."""

from __future__ import annotations

from typing import Any, ClassVar

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from cauce.store.columns import IdField, json_text, link, moment


class Speech(Model):
    """Who of the team said a message, which one it answers, and which one it passes on. What others say has no such row."""

    id = fields.BigIntField(primary_key=True)
    message: Any = fields.OneToOneField("cauce.Message", related_name=False, on_delete=fields.OnDelete.RESTRICT)
    user = link("User")
    reply_to = link("Message", null=True)
    forwarded = link("Message", null=True)

    class Meta:
        """Where it lives."""

        table = "speeches"


class Reaction(Model):
    """What a side thinks of a message: `in` is the person, `out` the team. An empty emoji is one that was taken back.

    `carrier` is the message that brought it, or took it out. `at` is when they reacted, by the network's clock.
    """

    id = fields.BigIntField(primary_key=True)
    message = link("Message")
    direction = IdField(max_length=3)
    emoji = fields.CharField(max_length=64)
    user = link("User", null=True)
    carrier = link("Message", null=True)
    at = moment()

    class Meta:
        """Where it lives."""

        table = "reactions"
        unique_together: ClassVar = (("message", "direction"),)


class Scheduled(Model):
    """What somebody wants said at a time. `state` is waiting, sent, held (with the `reason`) or cancelled.

    `wish` is what was asked for, as JSON; `message` is what became of it.
    """

    id = fields.BigIntField(primary_key=True)
    conversation = link("Conversation")
    user = link("User")
    wish = json_text()
    at = moment()
    state = IdField(max_length=10, default="waiting")
    reason = IdField(max_length=16, null=True)
    message = link("Message", null=True)
    created_at = moment()
    updated_at = moment()

    class Meta:
        """Where it lives."""

        table = "scheduled"
        indexes: ClassVar = [Index(fields=("conversation_id", "id"))]
