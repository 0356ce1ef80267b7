"""The first admin: made where nobody is there yet, with a password from the environment or a random one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cauce.access import passwords, users
from cauce.access.doing import Doing
from cauce.access.errors import Invalid
from cauce.errors import SettingsError
from cauce.model.permission import ADMIN
from cauce.store import users as rows
from cauce.store.connection import Connection
from cauce.store.users import User

USERNAME = "admin"


@dataclass(frozen=True, slots=True)
class FirstAdmin:
    """Who was made. password: "" where it is that of the environment; otherwise it is told only now."""

    username: str
    password: str = ""


def wanted(environment: Mapping[str, str]) -> tuple[User, str]:
    """Return the first admin as ADMIN_NAME, ADMIN_EMAIL and ADMIN_PASSWORD have it, and the password, "" for a random one.

    Raises SettingsError for what cannot be, above all for a password that is short or tried first.
    """
    password = environment.get("ADMIN_PASSWORD", "")
    user = User(0, USERNAME, environment.get("ADMIN_EMAIL") or None, environment.get("ADMIN_NAME", ""), ADMIN)
    try:
        if password:
            passwords.check(password, USERNAME)
        return users.checked(user), password
    except Invalid as error:
        variable = f"ADMIN_{error.field.upper()}"
        raise SettingsError({lang: f"{variable}: {told}" for lang, told in error.words.items()}) from None


def make(db: Connection, doing: Doing, user: User, password: str) -> User | None:
    """Make the first admin, None where somebody is there already. password: its hash."""
    return users.add(db, doing, user, password) if rows.is_empty(db) else None
