"""The tables: the only place that says what columns there are. The hot path's SQL is checked against it by a test.

Times are milliseconds since 1970 in UTC. JSON is opaque to the database: written and read whole, never searched.
Nothing cascades: rows go by name, or not at all. Indexes over the few rows that are still to be done are made by the
migrations (`cauce.store.partial_index`), for not every database has such.
"""

from __future__ import annotations

from tortoise.models import Model

from cauce.store.tables.access import Area, Audit, Login, Membership, Role, Token, User
from cauce.store.tables.delivery import (
    Channel,
    Contact,
    Conversation,
    Event,
    Flow,
    Identity,
    Inbox,
    Message,
    Node,
    Outbox,
    Revision,
    Run,
    Stray,
)
from cauce.store.tables.desk import Draft, Mention, Note, Pin, QuickReply, QuickReplyScope, ReadMark, Tag
from cauce.store.tables.doors import Asked, Reset, Setting
from cauce.store.tables.plugins import Hearing, Job, Unheard
from cauce.store.tables.search import ContactWords, Indexed, MessageWords, Reword
from cauce.store.tables.speech import Reaction, Scheduled, Speech

MODELS: tuple[type[Model], ...] = (
    Channel, Contact, Identity, Conversation, Message, Revision, Flow, Run, Inbox, Outbox, Event, Stray, Node,
    Role, User, Area, Membership, Login, Token, Audit,
    Note, Mention, Tag, Pin, QuickReply, QuickReplyScope, Draft, ReadMark,
    Speech, Reaction, Scheduled,
    Asked, Reset, Setting,
    Job, Hearing, Unheard,
    MessageWords, ContactWords, Indexed, Reword,
)  # fmt: skip

# Tortoise copies docstrings into the schema, where a reworded sentence would be a migration.
for _model in MODELS:
    _model._meta.table_description = ""  # noqa: SLF001 - it has no other door
