"""Who works here: users, roles, areas, how they come in, and what they did."""

from __future__ import annotations

from typing import ClassVar

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from cauce.store.columns import IdField, NameField, json_text, link, moment


class Role(Model):
    """A named set of permissions. `builtin` ones come with Cauce, which writes what they have at each start."""

    id = fields.BigIntField(primary_key=True)
    name = NameField(max_length=64, unique=True)
    permissions = json_text(default=list)
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
    role = link("Role")
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
    user = link("User")
    area = link("Area")
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
    user = link("User")
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
    user = link("User")
    name = fields.CharField(max_length=128)
    scopes = json_text(default=list)
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
    user = link("User", null=True)
    who = fields.CharField(max_length=191)
    action = IdField(max_length=64)
    object = IdField(max_length=64)
    address = IdField(max_length=64, default="")
    details = json_text(default=dict)
    at = moment()

    class Meta:
        """Where it lives."""

        table = "audit"
        indexes: ClassVar = [
            Index(fields=("object", "id")),
            Index(fields=("user_id", "id")),
            Index(fields=("action", "id")),
        ]
