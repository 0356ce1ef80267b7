"""What the team keeps beside what is said: notes and whom they name, tags, pins, quick replies, drafts, how far one has read."""

from __future__ import annotations

from typing import ClassVar

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from cauce.store.columns import IdField, NameField, link, moment


class Note(Model):
    """What somebody of the team wrote for the team in a conversation. It never leaves the house."""

    id = fields.BigIntField(primary_key=True)
    conversation = link("Conversation")
    author = link("User")
    text = fields.TextField()
    created_at = moment()
    updated_at = moment()

    class Meta:
        """Where it lives."""

        table = "notes"
        indexes: ClassVar = [Index(fields=("conversation_id", "id"))]


class Mention(Model):
    """That a note names somebody who sees its conversation. `unseen` is 1 until they have seen it, then 0."""

    id = fields.BigIntField(primary_key=True)
    note = link("Note")
    conversation = link("Conversation")
    user = link("User")
    unseen = fields.SmallIntField(default=1)
    created_at = moment()

    class Meta:
        """Where it lives."""

        table = "mentions"
        unique_together: ClassVar = (("note", "user"),)
        indexes: ClassVar = [Index(fields=("user_id", "unseen", "id"))]


class Tag(Model):
    """A tag that operators may put on conversations, which have it by its name. Flows put on whatever they name."""

    id = fields.BigIntField(primary_key=True)
    name = NameField(max_length=64, unique=True)
    colour = IdField(max_length=7, default="")
    created_at = moment()
    updated_at = moment()

    class Meta:
        """Where it lives."""

        table = "tags"


class Pin(Model):
    """That somebody pinned a message of a conversation."""

    id = fields.BigIntField(primary_key=True)
    conversation = link("Conversation")
    message = link("Message")
    user = link("User")
    created_at = moment()

    class Meta:
        """Where it lives."""

        table = "pins"
        unique_together: ClassVar = (("conversation", "message"),)


class QuickReply(Model):
    """A text to answer with, with variables in braces."""

    id = fields.BigIntField(primary_key=True)
    shortcut = NameField(max_length=64)
    title = fields.CharField(max_length=191, default="")
    text = fields.TextField()
    created_at = moment()
    updated_at = moment()

    class Meta:
        """Where it lives."""

        table = "quick_replies"


class QuickReplyScope(Model):
    """An area that a quick reply is for, "" for everybody. A shortcut is one reply's in each."""

    id = fields.BigIntField(primary_key=True)
    reply = link("QuickReply")
    area = NameField(max_length=64, default="")
    shortcut = NameField(max_length=64)

    class Meta:
        """Where it lives."""

        table = "quick_reply_scopes"
        unique_together: ClassVar = (("area", "shortcut"),)
        indexes: ClassVar = [Index(fields=("reply_id",))]


class Draft(Model):
    """What somebody has written in a conversation and not said yet. `revision` counts how often it was stored."""

    id = fields.BigIntField(primary_key=True)
    user = link("User")
    conversation = link("Conversation")
    text = fields.TextField()
    revision = fields.BigIntField()
    updated_at = moment()

    class Meta:
        """Where it lives."""

        table = "drafts"
        unique_together: ClassVar = (("user", "conversation"),)


class ReadMark(Model):
    """The last message of a conversation that somebody has read, by its number."""

    id = fields.BigIntField(primary_key=True)
    user = link("User")
    conversation = link("Conversation")
    message_id = fields.BigIntField()
    updated_at = moment()

    class Meta:
        """Where it lives."""

        table = "read_marks"
        unique_together: ClassVar = (("user", "conversation"),)
