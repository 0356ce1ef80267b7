"""The tables of contacts, beside those of the core: what they are found by, what was merged, what is imported.

What a contact is stands in the core's own row, for that is what flows read as `contact.*`. Cards and marks are made from it.
"""

from __future__ import annotations

from typing import ClassVar

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from cauce.columns import IdField, NameField, json_text, moment


class Card(Model):
    """What a contact is known by. phone: in E.164, of one contact only, where the team or a network says so.

    `source` is where the name came from; `creator` who made it by hand or by a file; `digest` that of the name and fields
    which this was made from.
    """

    contact_id = fields.BigIntField(primary_key=True, generated=False)
    phone = IdField(max_length=20, null=True, unique=True)
    source = IdField(max_length=12, default="")
    creator = fields.BigIntField(null=True)
    digest = IdField(max_length=32, default="")
    words = fields.TextField()

    class Meta:
        """Where it lives."""

        table = "contact_cards"
        indexes: ClassVar = [Index(fields=("creator",))]


class Mark(Model):
    """A tag, an area, an identity number or the value of a custom field, for lists that ask for those who have it."""

    id = fields.BigIntField(primary_key=True)
    contact_id = fields.BigIntField()
    name = NameField(max_length=64)
    value = NameField(max_length=191)

    class Meta:
        """Where it lives."""

        table = "contact_marks"
        indexes: ClassVar = [Index(fields=("name", "value", "contact_id")), Index(fields=("contact_id",))]


class Definition(Model):
    """A custom field: its title by language, its type, and the choices of a `choice`."""

    id = fields.BigIntField(primary_key=True)
    name = NameField(max_length=64, unique=True)
    title = json_text(default=dict)
    type = IdField(max_length=8)
    choices = json_text(default=list)
    required = fields.BooleanField(default=False)
    created_at = moment()
    updated_at = moment()

    class Meta:
        """Where it lives."""

        table = "contact_fields"


class Merge(Model):
    """That one contact became part of another. `said` is how both were, and how the kept one is by it."""

    id = fields.BigIntField(primary_key=True)
    kept = fields.BigIntField()
    gone = fields.BigIntField()
    user_id = fields.BigIntField(null=True)
    who = fields.CharField(max_length=191)
    reason = IdField(max_length=12)
    said = json_text()
    at = moment()
    undone_at = moment(null=True)

    class Meta:
        """Where it lives."""

        table = "contact_merges"
        indexes: ClassVar = [Index(fields=("kept",)), Index(fields=("gone",))]


class Import(Model):
    """A file that was read. `state` is reading, checked, committing, done or failed; `done` the last row that is stored.

    `asker` says as whom it is stored: what they might see when they said so.
    """

    id = fields.BigIntField(primary_key=True)
    user_id = fields.BigIntField()
    hash = IdField(max_length=64)
    kind = IdField(max_length=8, default="")
    encoding = IdField(max_length=16, default="")
    columns = json_text(default=list)
    merges = fields.BooleanField(default=False)
    state = IdField(max_length=12)
    total = fields.IntField(default=0)
    done = fields.IntField(default=0)
    asker = json_text(null=True)
    created_at = moment()
    updated_at = moment()

    class Meta:
        """Where it lives."""

        table = "contact_imports"
        indexes: ClassVar = [Index(fields=("state",)), Index(fields=("user_id",))]


class ImportRow(Model):
    """A row of a file: what it says, what becomes of it, of which contact, and what is wrong with it."""

    id = fields.BigIntField(primary_key=True)
    import_id = fields.BigIntField()
    number = fields.IntField()
    data = json_text()
    outcome = IdField(max_length=8)
    problems = json_text(default=list)
    contact_id = fields.BigIntField(null=True)
    stored = fields.BooleanField(default=False)

    class Meta:
        """Where it lives."""

        table = "contact_import_rows"
        unique_together: ClassVar = (("import_id", "number"),)
        indexes: ClassVar = [Index(fields=("import_id", "outcome", "number"))]
