"""What is searched: the words of messages and contacts, how far they are taken up, and what has other words now."""

from __future__ import annotations

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from cauce.store.columns import IdField, WordsField
from cauce.store.word_index import WordIndex


class Migration(migrations.Migration):
    """The words of messages and contacts, each table with its full-text index."""

    dependencies = [("cauce", "0002_access")]  # noqa: RUF012 - as its base declares it

    operations = [  # noqa: RUF012 - as its base declares it
        ops.CreateModel(
            name="MessageWords",
            fields=[
                ("id", fields.BigIntField(generated=False, primary_key=True, unique=True, db_index=True)),
                ("words", WordsField()),
            ],
            options={"table": "message_words", "app": "cauce", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ContactWords",
            fields=[
                ("id", fields.BigIntField(generated=False, primary_key=True, unique=True, db_index=True)),
                ("words", WordsField()),
            ],
            options={"table": "contact_words", "app": "cauce", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Indexed",
            fields=[
                ("source", IdField(primary_key=True, unique=True, db_index=True, max_length=32)),
                ("place", fields.BigIntField(default=0)),
            ],
            options={"table": "indexed", "app": "cauce", "pk_attr": "source"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Reword",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("source", IdField(max_length=32)),
                ("item", fields.BigIntField()),
            ],
            options={"table": "rewords", "app": "cauce", "pk_attr": "id"},
            bases=["Model"],
        ),
        WordIndex("message_words"),
        WordIndex("contact_words"),
    ]
