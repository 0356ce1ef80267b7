"""What stands at the doors: requests that are done once, ways to a new password, and what is set while Cauce runs."""

from __future__ import annotations

from typing import ClassVar

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from cauce.store.columns import IdField, json_text, link, moment


class Asked(Model):
    """That somebody had something done under a key, written in the commit that did it.

    `hash` is that of the key, `mark` tells what was asked for. `status` is NULL until the answer is known, and 0 for one
    that is not kept; `kind` is its content type.
    """

    id = fields.BigIntField(primary_key=True)
    user = link("User")
    hash = IdField(max_length=64)
    mark = IdField(max_length=64)
    status = fields.SmallIntField(null=True)
    kind = IdField(max_length=128, default="")
    headers = json_text(default=dict)
    body = fields.BinaryField(null=True)
    at = moment()

    class Meta:
        """Where it lives."""

        table = "asked"
        unique_together: ClassVar = (("user", "hash"),)
        indexes: ClassVar = [Index(fields=("at",))]


class Reset(Model):
    """A way to a new password for somebody, by its hash. Gone as soon as it was used, or another one was made."""

    id = fields.BigIntField(primary_key=True)
    hash = IdField(max_length=64, unique=True)
    user = link("User")
    created_at = moment()
    ends_at = moment()

    class Meta:
        """Where it lives."""

        table = "resets"
        indexes: ClassVar = [Index(fields=("user_id",))]


class Setting(Model):
    """What is set while Cauce runs, for every process: whether the bot answers. `value` is JSON."""

    id = fields.BigIntField(primary_key=True)
    name = IdField(max_length=64, unique=True)
    value = json_text(default=dict)
    updated_at = moment()

    class Meta:
        """Where it lives."""

        table = "settings"
