"""What is searched: the words of messages and contacts, and how far they are taken up."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from cauce.store.columns import IdField, WordsField


class MessageWords(Model):
    """The words of a message, by its id, as `cauce.store.indexing` spells them."""

    id = fields.BigIntField(primary_key=True, generated=False)
    words = WordsField()

    class Meta:
        """Where it lives."""

        table = "message_words"


class ContactWords(Model):
    """The words of a contact, by its id: the name and the addresses."""

    id = fields.BigIntField(primary_key=True, generated=False)
    words = WordsField()

    class Meta:
        """Where it lives."""

        table = "contact_words"


class Indexed(Model):
    """Up to which row of what it follows a source of words is taken up."""

    source = IdField(max_length=32, primary_key=True)
    place = fields.BigIntField(default=0)

    class Meta:
        """Where it lives."""

        table = "indexed"


class Reword(Model):
    """That a row of a source has other words now, written in the commit that changed them."""

    id = fields.BigIntField(primary_key=True)
    source = IdField(max_length=32)
    item = fields.BigIntField()

    class Meta:
        """Where it lives."""

        table = "rewords"
