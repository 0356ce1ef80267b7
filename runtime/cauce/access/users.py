"""What is done to users, with its rules: names, who may rule over whom, and that one admin remains."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from cauce.access.doing import Doing
from cauce.access.errors import Denied, Invalid, Unknown
from cauce.access.secret import hashed, new_login
from cauce.model.permission import ADMIN
from cauce.store import events, resets, roles, users
from cauce.store.audit import By
from cauce.store.connection import Connection
from cauce.store.roles import Role
from cauce.store.users import User

LOCALES = ("es", "en")
PRESENCES = ("available", "away", "offline")
CHANGEABLE = frozenset({"email", "name", "role", "locale", "capacity"})
"""What `change` may change."""
RESET_MS = 60 * 60_000
"""For how long somebody may choose a new password by what an admin gave them."""
MOST = 1000
"""The highest capacity."""

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,63}")
_EMAIL = re.compile(r"[^@\s\x00-\x1f\x7f<>,;:\"()\[\]\\]{1,64}@[^@\s\x00-\x1f\x7f<>,;:\"()\[\]\\]{1,126}")


def fold(account: str) -> str:
    """Return a username or an e-mail as it is stored: written small, in one spelling."""
    return unicodedata.normalize("NFC", account.strip()).lower()


def add(db: Connection, doing: Doing, user: User, password: str) -> User:
    """Add somebody. password: its hash. Raises Invalid for what cannot be, Denied for a role above one's own."""
    wanted = checked(replace(user, username=fold(user.username)))
    if not _USERNAME.fullmatch(wanted.username):
        raise Invalid(
            "username",
            "El usuario lleva de 2 a 64 letras sin acento, dígitos, puntos, guiones o guiones bajos.",
            "A username has 2 to 64 plain letters, digits, dots, hyphens or underscores.",
        )
    if users.account(db, wanted.username):
        raise Invalid(
            "username",
            f"Ya hay un usuario «{wanted.username}».",
            f"There is a user “{wanted.username}” already.",
        )
    _refuse_taken(db, wanted)
    role = _role(db, doing, wanted.role)
    return _get(db, users.add(db, doing.by, wanted, role.id, password))


def change(db: Connection, doing: Doing, user: int, changes: Mapping[str, Any]) -> User:
    """Change some of CHANGEABLE, by name. Raises Unknown, Invalid or Denied."""
    before = _ruled(db, doing, user)
    assert changes.keys() <= CHANGEABLE
    after = checked(replace(before, **changes))
    if after == before:
        return before
    _refuse_taken(db, after)
    role = _role(db, doing, after.role)
    if after.role != before.role:
        _keep_an_admin(db, before)
    users.save(db, doing.by, before, after, role.id)
    return _get(db, user)


def set_password(db: Connection, doing: Doing, user: int, password: str) -> None:
    """Give somebody another password, by its hash. It ends all their logins, but the one in which they do it themselves."""
    itself = user == doing.who.user
    if not itself:
        _ruled(db, doing, user)
    users.set_password(db, doing.by, user, password, doing.who.entry if itself and doing.who.via == "login" else 0)


def offer_reset(db: Connection, doing: Doing, user: int) -> tuple[str, int]:
    """Return a way for somebody to choose a new password, told only now, and when it ends. Raises Unknown or Denied."""
    if not _ruled(db, doing, user).active:
        raise Denied({"es": "Está desactivado.", "en": "They are deactivated."})
    secret, ends_at = new_login(), doing.at + RESET_MS
    resets.make(db, doing.by, user, hashed(secret), ends_at)
    return secret, ends_at


def reset(db: Connection, by: By, offered: str, password: str) -> None:
    """Give the one whom a way was offered to, by its hash, the password that they chose. Raises Invalid where it is gone."""
    users.hold(db, by.user or 0)
    if resets.find(db, offered, by.at) is None:
        raise spent()
    users.set_password(db, by, by.user or 0, password)


def spent() -> Invalid:
    """Return what is told of a way to a new password that leads nowhere: whatever the reason is, the same."""
    return Invalid("token", "Ya no sirve; pide otro.", "It is of no use any more; ask for another one.")


def set_active(db: Connection, doing: Doing, user: int, active: bool) -> User:  # noqa: FBT001 - passed on by name of the job
    """Let somebody in, or no longer. Raises Unknown or Denied."""
    before = _ruled(db, doing, user)
    if before.active != active:
        if not active:
            _keep_an_admin(db, before)
        users.set_active(db, doing.by, user, active=active)
        if before.presence != (after := _get(db, user)).presence:
            _tell_presence(db, doing, after)
    return _get(db, user)


def set_presence(db: Connection, doing: Doing, presence: str) -> None:
    """Say whether the one who does it takes conversations now."""
    if presence not in PRESENCES:
        raise Invalid("presence", f"Debe ser {', '.join(PRESENCES)}.", f"It must be {', '.join(PRESENCES)}.")
    if users.set_presence(db, doing.who.user, presence):
        _tell_presence(db, doing, _get(db, doing.who.user))


def _tell_presence(db: Connection, doing: Doing, user: User) -> None:
    told = {"user": user.id, "name": user.name or user.username, "presence": user.presence}
    events.tell_team(db, ("user.presence", told), doing.at)


def checked(user: User) -> User:
    """Return a user as it is stored. Raises Invalid for what cannot be."""
    email = fold(user.email) if user.email else None
    if email and not _EMAIL.fullmatch(email):
        raise Invalid("email", f"«{email}» no es un correo.", f"“{email}” is not an e-mail address.")
    name = " ".join(unicodedata.normalize("NFC", user.name).split())
    if len(name) > 191 or not name.isprintable():
        raise Invalid("name", "El nombre no puede pasar de 191 letras.", "A name has 191 letters at most.")
    if user.locale not in LOCALES:
        raise Invalid("locale", f"Debe ser {' o '.join(LOCALES)}.", f"It must be {' or '.join(LOCALES)}.")
    if not 0 <= user.capacity <= MOST:
        raise Invalid("capacity", f"Debe estar entre 0 y {MOST}.", f"It must be between 0 and {MOST}.")
    return replace(user, email=email, name=name or user.username)


def _get(db: Connection, user: int) -> User:
    found = users.get(db, user)
    if found is None:
        raise Unknown
    return found


def _ruled(db: Connection, doing: Doing, user: int) -> User:
    """Return a user whom the one who does it may change: one with no permission that they lack."""
    found = _get(db, user)
    _role(db, doing, found.role)
    return found


def _role(db: Connection, doing: Doing, name: str) -> Role:
    role = roles.named(db, name)
    if role is None:
        raise Invalid("role", f"No hay ningún rol «{name}».", f"There is no role “{name}”.")
    doing.refuse_more(role.permissions)
    return role


def _keep_an_admin(db: Connection, user: User) -> None:
    """Raise Denied where nobody else could let people in afterwards."""
    if user.role == ADMIN and user.active:
        roles.hold(db, ADMIN)
        if not users.others_with(db, ADMIN, user.id):
            raise Denied(
                {
                    "es": "Es el último ADMIN activo: debe quedar uno.",
                    "en": "This is the last active ADMIN: one must stay.",
                }
            )


def _refuse_taken(db: Connection, user: User) -> None:
    other = users.account(db, user.email) if user.email else None
    if other and other.id != user.id:
        raise Invalid(
            "email", f"Ya hay un usuario con el correo {user.email}.", f"There is a user with the e-mail {user.email}."
        )
