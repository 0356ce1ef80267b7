"""The tables: the only place that says what columns there are. The hot path's SQL is checked against it by a test.

Times are milliseconds since 1970 in UTC. JSON is opaque to the database: written and read whole, never searched.
Nothing cascades: rows go by name, or not at all. Indexes over the few rows that are still to be done are made by the
migrations (`cauce.store.partial_index`), for not every database has such.
"""

from __future__ import annotations

from typing import Any, ClassVar

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from cauce.store.columns import IdField, JsonField, NameField, moment

_TO = fields.OnDelete.RESTRICT


def _link(model: str, *, null: bool = False) -> Any:
    link: Any = fields.ForeignKeyField
    return link(f"cauce.{model}", related_name=False, on_delete=_TO, null=null)


def _json(**options: Any) -> Any:
    return JsonField(**options)


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
    fields = _json(default=dict)
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
    contact = _link("Contact")
    channel = _link("Channel")
    kind = IdField(max_length=32)
    value = IdField(max_length=191)
    main = _link("Identity", null=True)
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
    channel = _link("Channel")
    contact = _link("Contact")
    identity = _link("Identity")
    opened = fields.SmallIntField(null=True)
    owner = IdField(max_length=8, default="bot")
    area = NameField(max_length=64, null=True)
    assignee = _link("User", null=True)
    note = fields.TextField(default="")
    tags = _json(default=list)
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
    conversation = _link("Conversation")
    channel = _link("Channel")
    direction = IdField(max_length=3)
    author = IdField(max_length=64)
    provider_id = IdField(max_length=191, null=True)
    body = _json()
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
    conversation: Any = fields.OneToOneField("cauce.Conversation", related_name=False, on_delete=_TO)
    flow = NameField(max_length=191)
    revision = IdField(max_length=64)
    state = _json(null=True)
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
    channel = _link("Channel")
    key = IdField(max_length=191)
    kind = IdField(max_length=8)
    conversation = _link("Conversation", null=True)
    body = fields.BinaryField(null=True)
    payload = _json(null=True)
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
    conversation = _link("Conversation")
    identity = _link("Identity")
    channel = _link("Channel")
    kind = IdField(max_length=8)
    message = _link("Message", null=True)
    payload = _json(null=True)
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
    data = _json()
    at = moment()

    class Meta:
        """Where it lives."""

        table = "events"
        unique_together: ClassVar = (("stream", "seq"),)


class Stray(Model):
    """A status of a message that nobody here knows yet: the answer to its sending may still be on its way."""

    id = fields.BigIntField(primary_key=True)
    channel = _link("Channel")
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


class Role(Model):
    """A named set of permissions. `builtin` ones come with Cauce, which writes what they have at each start."""

    id = fields.BigIntField(primary_key=True)
    name = NameField(max_length=64, unique=True)
    permissions = _json(default=list)
    builtin = fields.BooleanField(default=False)
    created_at = moment()
    updated_at = moment()

    class Meta:
        """Where it lives."""

        table = "roles"


class User(Model):
    """Somebody of the team. `username` and `email` are written small; `password` is a hash that says how it was made.

    presence: available, away or offline. capacity: how many conversations at a time, 0 for any number.
    """

    id = fields.BigIntField(primary_key=True)
    username = IdField(max_length=64, unique=True)
    email = NameField(max_length=191, unique=True, null=True)
    name = fields.CharField(max_length=191, default="")
    password = IdField(max_length=191)
    role = _link("Role")
    active = fields.BooleanField(default=True)
    locale = IdField(max_length=8, default="es")
    presence = IdField(max_length=16, default="offline")
    capacity = fields.SmallIntField(default=0)
    created_at = moment()
    updated_at = moment()
    login_at = moment(null=True)

    class Meta:
        """Where it lives."""

        table = "users"
        indexes: ClassVar = [Index(fields=("role_id",))]


class Area(Model):
    """A department, by the name that flows and conversations have for it, which stays."""

    id = fields.BigIntField(primary_key=True)
    name = NameField(max_length=64, unique=True)
    description = fields.CharField(max_length=500, default="")
    active = fields.BooleanField(default=True)
    colour = IdField(max_length=7, default="")
    created_at = moment()
    updated_at = moment()

    class Meta:
        """Where it lives."""

        table = "areas"


class Membership(Model):
    """That somebody is in an area."""

    id = fields.BigIntField(primary_key=True)
    user = _link("User")
    area = _link("Area")
    created_at = moment()

    class Meta:
        """Where it lives."""

        table = "memberships"
        unique_together: ClassVar = (("user", "area"),)
        indexes: ClassVar = [Index(fields=("area_id",))]


class Login(Model):
    """A browser in which somebody is logged in, by the hash of what it keeps. Gone as soon as it ends.

    `seen_at` is when it was last used, to the minute; `ends_at` when it ends, however much it is used.
    """

    id = fields.BigIntField(primary_key=True)
    hash = IdField(max_length=64, unique=True)
    user = _link("User")
    created_at = moment()
    seen_at = moment()
    ends_at = moment()
    address = IdField(max_length=64, default="")
    agent = fields.CharField(max_length=191, default="")

    class Meta:
        """Where it lives."""

        table = "logins"
        indexes: ClassVar = [Index(fields=("user_id",)), Index(fields=("seen_at",)), Index(fields=("ends_at",))]


class Token(Model):
    """A key to the API, by its hash. It is for `scopes`, as far as its user has them. `ends_at` is NULL for one that lasts."""

    id = fields.BigIntField(primary_key=True)
    hash = IdField(max_length=64, unique=True)
    user = _link("User")
    name = fields.CharField(max_length=128)
    scopes = _json(default=list)
    created_at = moment()
    ends_at = moment(null=True)
    used_at = moment(null=True)

    class Meta:
        """Where it lives."""

        table = "tokens"
        indexes: ClassVar = [Index(fields=("user_id",))]


class Audit(Model):
    """That somebody did something, written in the commit that did it. `user` is NULL for who has no row: the command line."""

    id = fields.BigIntField(primary_key=True)
    user = _link("User", null=True)
    who = fields.CharField(max_length=191)
    action = IdField(max_length=64)
    object = IdField(max_length=64)
    address = IdField(max_length=64, default="")
    details = _json(default=dict)
    at = moment()

    class Meta:
        """Where it lives."""

        table = "audit"
        indexes: ClassVar = [Index(fields=("object", "id")), Index(fields=("user_id", "id"))]


MODELS: tuple[type[Model], ...] = (
    Channel, Contact, Identity, Conversation, Message, Revision, Flow, Run, Inbox, Outbox, Event, Stray, Node,
    Role, User, Area, Membership, Login, Token, Audit,
)  # fmt: skip

# Tortoise copies docstrings into the schema, where a reworded sentence would be a migration.
for _model in MODELS:
    _model._meta.table_description = ""  # noqa: SLF001 - it has no other door
