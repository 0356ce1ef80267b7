"""What plugins do beside the conversations: jobs that come due, and listeners that are told what happened."""

from __future__ import annotations

from typing import ClassVar

from tortoise import fields
from tortoise.models import Model

from cauce.store.columns import JsonField, NameField, moment


class Job(Model):
    """When a job is due, and who does it: the epoch of a process, 0 where nobody does.

    What is due at 0 is due now. `began_at` and `ended_at` are of the last time, `error` is why that went wrong.
    """

    name = NameField(max_length=191, primary_key=True)
    due_at = moment()
    claimed_by = fields.BigIntField(default=0)
    claimed_until = moment(default=0)
    began_at = moment(null=True)
    ended_at = moment(null=True)
    error = fields.TextField(null=True)

    class Meta:
        """Where it lives."""

        table = "jobs"


class Hearing(Model):
    """Up to which place of the log a listener has heard, and who tells it: the epoch of a process, 0 where nobody does.

    `missing` is a JSON list of places before that which may still be filled.
    """

    name = NameField(max_length=191, primary_key=True)
    told_by = fields.BigIntField(default=0)
    place = fields.BigIntField()
    missing = JsonField()

    class Meta:
        """Where it lives."""

        table = "hearings"


class Unheard(Model):
    """That a listener could not bear an event: it was set aside, and the listener was told what came after it."""

    id = fields.BigIntField(primary_key=True)
    listener = NameField(max_length=191)
    event = fields.BigIntField()
    error = fields.TextField()
    at = moment()

    class Meta:
        """Where it lives."""

        table = "unheard"
        unique_together: ClassVar = (("listener", "event"),)
