"""What people write and what becomes of it: channels, contacts, conversations, flows, and what is on its way."""

from __future__ import annotations

from typing import Any, ClassVar

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from cauce.store.columns import IdField, NameField, json_text, link, moment


class Channel(Model):
    """A connected account of a transport. Its settings stay in `cauce.toml`, here is what rows point to."""

    id = fields.BigIntField(primary_key=True)
    name = NameField(max_length=64, unique=True)
    transport = IdField(max_length=64)
    created_at = moment()

    class Meta:
        """Where it lives."""

        table = "channels"


class Contact(Model):
    """A person. Addresses are identities; `fields` are what flows keep: `contact.comuna`."""

    id = fields.BigIntField(primary_key=True)
    name = fields.CharField(max_length=256, default="")
    fields = json_text(default=dict)
    created_at = moment()
    updated_at = moment()

    class Meta:
        """Where it lives."""

        table = "contacts"


class Identity(Model):
    """An address that reaches a contact on a channel: a phone, a visitor's id.

    A person who has several there talks in one conversation all the same: `main` is the address that it is of, NULL for
    that one itself.
    """

    id = fields.BigIntField(primary_key=True)
    contact = link("Contact")
    channel = link("Channel")
    kind = IdField(max_length=32)
    value = IdField(max_length=191)
    main = link("Identity", null=True)
    created_at = moment()

    class Meta:
        """Where it lives."""

        table = "identities"
        unique_together: ClassVar = (("channel", "kind", "value"),)
        indexes: ClassVar = [Index(fields=("contact_id",))]


class Conversation(Model):
    """A contact on a channel, from open to closed. It has one owner: bot, queue, human or paused.

    `opened` is 1 while it is open and NULL afterwards, so that the unique key allows one open one per identity.
    `seq` is that of the last event of its stream. `assignee` is the operator that it is given to, NULL without one.
    """

    id = fields.BigIntField(primary_key=True)
    channel = link("Channel")
    contact = link("Contact")
    identity = link("Identity")
    opened = fields.SmallIntField(null=True)
    owner = IdField(max_length=8, default="bot")
    area = NameField(max_length=64, null=True)
    assignee = link("User", null=True)
    note = fields.TextField(default="")
    tags = json_text(default=list)
    reason = fields.CharField(max_length=191, null=True)
    seq = fields.BigIntField(default=0)
    opened_at = moment()
    active_at = moment()
    closed_at = moment(null=True)

    class Meta:
        """Where it lives."""

        table = "conversations"
        unique_together: ClassVar = (("identity", "opened"),)
        indexes: ClassVar = [
            Index(fields=("opened", "owner", "area")),
            Index(fields=("contact_id",)),
            Index(fields=("opened", "active_at")),
        ]


class Message(Model):
    """What was said, by whom, and how far it got. `status` is a rank of `cauce.store.messages.Status`.

    `body` is an `Inbound` or `Outbound` as JSON. `repeated` marks one that may have reached the person twice.
    """

    id = fields.BigIntField(primary_key=True)
    conversation = link("Conversation")
    channel = link("Channel")
    direction = IdField(max_length=3)
    author = IdField(max_length=64)
    provider_id = IdField(max_length=191, null=True)
    body = json_text()
    status = fields.SmallIntField()
    repeated = fields.BooleanField(default=False)
    error = fields.CharField(max_length=191, null=True)
    created_at = moment()
    sent_at = moment(null=True)
    delivered_at = moment(null=True)
    read_at = moment(null=True)

    class Meta:
        """Where it lives."""

        table = "messages"
        unique_together: ClassVar = (("channel", "direction", "provider_id"),)
        indexes: ClassVar = [Index(fields=("conversation_id", "id"))]


class Revision(Model):
    """The text of a flow as it was published once. Never changed: its hash is its name."""

    id = fields.BigIntField(primary_key=True)
    hash = IdField(max_length=64, unique=True)
    flow = NameField(max_length=191)
    format = IdField(max_length=16)
    text = fields.TextField()
    published_at = moment()

    class Meta:
        """Where it lives."""

        table = "revisions"
        indexes: ClassVar = [Index(fields=("flow", "published_at"))]


class Flow(Model):
    """Which revision of a flow new runs start with, NULL where the flow was taken away."""

    id = fields.BigIntField(primary_key=True)
    name = NameField(max_length=191, unique=True)
    revision = IdField(max_length=64, null=True)
    published_at = moment()

    class Meta:
        """Where it lives."""

        table = "flows"


class Run(Model):
    """The flow that a conversation is in: its state, what it waits for and when that is over.

    `state` is NULL between flows. `patience` is how many seconds the wait lasts, `due` when it ends.
    """

    id = fields.BigIntField(primary_key=True)
    conversation: Any = fields.OneToOneField(
        "cauce.Conversation", related_name=False, on_delete=fields.OnDelete.RESTRICT
    )
    flow = NameField(max_length=191)
    revision = IdField(max_length=64)
    state = json_text(null=True)
    wait = IdField(max_length=8, default="")
    serial = fields.BigIntField(default=0)
    patience = fields.FloatField(null=True)
    due = moment(null=True)
    updated_at = moment()

    class Meta:
        """Where it lives."""

        table = "runs"
        indexes: ClassVar = [Index(fields=("revision",))]


class Inbox(Model):
    """A thing that came in, kept as it came before anybody is told that we have it.

    `kind` is message, answer or body (one that could not be read); `state` waiting, done or parked. Several arrivals of one body share it: the first has
    it in `body`. `payload` is what was made of it, kept while it waits. The unique key makes the second copy of a
    message a thing that is known already.
    """

    id = fields.BigIntField(primary_key=True)
    channel = link("Channel")
    key = IdField(max_length=191)
    kind = IdField(max_length=8)
    conversation = link("Conversation", null=True)
    body = fields.BinaryField(null=True)
    payload = json_text(null=True)
    state = IdField(max_length=8)
    attempts = fields.SmallIntField(default=0)
    due_at = moment(default=0)
    error = fields.TextField(null=True)
    received_at = moment()
    done_at = moment(null=True)

    class Meta:
        """Where it lives."""

        table = "inbox"
        unique_together: ClassVar = (("channel", "key"),)


class Outbox(Model):
    """An effect on the outside, not yet done: something to say, or a call to make. Its states are those of `cauce.store.outbox`."""

    id = fields.BigIntField(primary_key=True)
    conversation = link("Conversation")
    identity = link("Identity")
    channel = link("Channel")
    kind = IdField(max_length=8)
    message = link("Message", null=True)
    payload = json_text(null=True)
    state = IdField(max_length=8)
    attempt = fields.SmallIntField(default=0)
    epoch = fields.BigIntField(default=0)
    due_at = moment(default=0)
    error = fields.TextField(null=True)
    created_at = moment()
    attempted_at = moment(null=True)
    done_at = moment(null=True)

    class Meta:
        """Where it lives."""

        table = "outbox"


class Event(Model):
    """A fact that happened, appended in the commit that made it true. `seq` counts from 1 within its stream."""

    id = fields.BigIntField(primary_key=True)
    stream = IdField(max_length=64)
    seq = fields.BigIntField()
    type = IdField(max_length=64)
    data = json_text()
    at = moment()

    class Meta:
        """Where it lives."""

        table = "events"
        unique_together: ClassVar = (("stream", "seq"),)


class Stray(Model):
    """A status of a message that nobody here knows yet: the answer to its sending may still be on its way."""

    id = fields.BigIntField(primary_key=True)
    channel = link("Channel")
    provider_id = IdField(max_length=191)
    status = IdField(max_length=16)
    error = fields.CharField(max_length=191, null=True)
    at = moment()
    received_at = moment()

    class Meta:
        """Where it lives."""

        table = "strays"
        unique_together: ClassVar = (("channel", "provider_id", "status"),)
        indexes: ClassVar = [Index(fields=("received_at",))]


class Node(Model):
    """A process that works, or worked, on this database. Its id is the epoch with which it signs what it sends.

    `lease_until` is how long the others believe that it lives, by the database's clock. From `fenced_at` on it is no more,
    and can commit nothing. `commits` counts its transactions, so that it can tell whether one came through whose end it
    did not see. `swept` says that, given up, it left nothing to do.
    """

    id = fields.BigIntField(primary_key=True)
    name = fields.CharField(max_length=191)
    pid = fields.BigIntField()
    started_at = moment()
    lease_until = moment(default=0)
    fenced_at = moment(null=True)
    commits = fields.BigIntField(default=0)
    swept = fields.BooleanField(default=False)

    class Meta:
        """Where it lives."""

        table = "nodes"
