"""The table of silences: how far each has got, so that nobody is reminded twice, whoever looks next."""

from __future__ import annotations

from typing import ClassVar

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from cauce.columns import moment


class Silence(Model):
    """A conversation in which something was due, or is put off.

    since: from when the silence counts. rung: how many steps were taken. seen: the event that it began with: where a later one
    broke it, the row counts no more. checked: the last event when it was looked at. due_at: when it is looked at again.
    """

    id = fields.BigIntField(primary_key=True)
    conversation_id = fields.BigIntField(unique=True)
    since = moment()
    rung = fields.SmallIntField(default=0)
    seen = fields.BigIntField()
    checked = fields.BigIntField()
    due_at = moment()

    class Meta:
        """Its name in the database, and how it is looked through."""

        table = "auto_close_silences"
        indexes: ClassVar = [Index(fields=("due_at",))]
