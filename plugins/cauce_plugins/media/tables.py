"""The plugin's tables: files, where they were said, their bytes where the database holds them, and what else is known."""

from __future__ import annotations

from typing import ClassVar

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from cauce.columns import IdField, JsonField, moment


class MediaFile(Model):
    """A file. `state` is pending (to be fetched), storing, stored, refused or gone, with the `reason` of the last two.

    `file` is its public name. `mime` is by its content, `declared` what somebody said. `user_id` uploaded it. `source` is
    where it has to be fetched from, with `attempts` and when the next one is due. `duration` is in milliseconds.
    """

    id = fields.BigIntField(primary_key=True)
    file = IdField(max_length=32, unique=True)
    state = IdField(max_length=10)
    reason = IdField(max_length=16, null=True)
    direction = IdField(max_length=3)
    kind = IdField(max_length=8)
    mime = IdField(max_length=100)
    declared = fields.CharField(max_length=191)
    name = fields.CharField(max_length=191)
    sha256 = IdField(max_length=64, null=True)
    size = fields.BigIntField(null=True)
    width = fields.IntField(null=True)
    height = fields.IntField(null=True)
    duration = fields.BigIntField(null=True)
    store = IdField(max_length=10)
    file_key = IdField(max_length=64, null=True)
    thumbnail_key = IdField(max_length=64, null=True)
    user_id = fields.BigIntField(null=True)
    channel_id = fields.BigIntField(null=True)
    source = JsonField(null=True)
    attempts = fields.IntField(default=0)
    due_at = moment(null=True)
    created_at = moment()
    stored_at = moment(null=True)

    class Meta:
        """Where it lives."""

        table = "media_files"
        indexes: ClassVar = [
            Index(fields=("state", "due_at")),
            Index(fields=("state", "kind", "stored_at")),
            Index(fields=("user_id", "state", "id")),
        ]


class MediaUse(Model):
    """A message that brings a file. One file may be passed on many times; whoever sees one of these sees the file."""

    id = fields.BigIntField(primary_key=True)
    file_id = fields.BigIntField()
    conversation_id = fields.BigIntField()
    message_id = fields.BigIntField(unique=True)
    channel_id = fields.BigIntField()
    direction = IdField(max_length=3)

    class Meta:
        """Where it lives."""

        table = "media_uses"
        indexes: ClassVar = [Index(fields=("file_id",)), Index(fields=("conversation_id", "id"))]


class MediaPiece(Model):
    """A piece of a file that lies in the database. The one at -1 is empty, and says that all of them are there."""

    id = fields.BigIntField(primary_key=True)
    file_key = IdField(max_length=64)
    place = fields.IntField()
    size = fields.BigIntField()
    data = fields.BinaryField()

    class Meta:
        """Where it lives."""

        table = "media_pieces"
        unique_together: ClassVar = (("file_key", "place"),)


class MediaRemote(Model):
    """By which name a network knows a file of ours, until when."""

    id = fields.BigIntField(primary_key=True)
    file_id = fields.BigIntField()
    channel_id = fields.BigIntField()
    remote = fields.CharField(max_length=255)
    until = moment()

    class Meta:
        """Where it lives."""

        table = "media_remotes"
        unique_together: ClassVar = (("file_id", "channel_id"),)


class MediaSecret(Model):
    """What addresses of files are signed with: one row, made when it is first needed."""

    id = fields.BigIntField(primary_key=True)
    secret = IdField(max_length=64)

    class Meta:
        """Where it lives."""

        table = "media_secrets"
