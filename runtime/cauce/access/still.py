"""Still: whether those who stay connected are still let in, looked up for all of them together."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from cauce.access.secret import hashed
from cauce.store import areas, logins, tokens
from cauce.store.connection import Connection


@dataclass(frozen=True, slots=True)
class Key:
    """By what somebody came in, as it is stored: a login or a token, by its hash."""

    via: Literal["login", "token"]
    hash: str


def key_of(login: str | None, token: str | None) -> Key | None:
    """Return the key for a login or a token, None without either. With a token, the login is not looked at."""
    if token is not None:
        return Key("token", hashed(token))
    return Key("login", hashed(login)) if login is not None else None


@dataclass(frozen=True, slots=True)
class Standing:
    """What there is behind keys. members: the areas that users are in."""

    found: dict[Key, logins.Found | tokens.Found]
    members: dict[int, frozenset[str]]


def look_up(db: Connection, keys: Collection[Key]) -> Standing:
    """Return what there is behind keys that are known."""
    found: dict[Key, logins.Found | tokens.Found] = {}
    some = [key.hash for key in keys if key.via == "login"]
    found.update((Key("login", one), row) for one, row in logins.find_all(db, some).items())
    others = [key.hash for key in keys if key.via == "token"]
    found.update((Key("token", one), row) for one, row in tokens.find_all(db, others).items())
    return Standing(found, areas.of_users(db, {row.user for row in found.values()}))
