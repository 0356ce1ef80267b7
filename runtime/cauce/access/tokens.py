"""What is done to API tokens: made for oneself, for no more than one may do, and shown once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cauce.access.doing import Doing
from cauce.access.errors import Denied, Invalid, Unknown
from cauce.access.naming import checked_name
from cauce.access.secret import hashed, new_token
from cauce.store import tokens
from cauce.store.connection import Connection
from cauce.store.tokens import Token

MOST = 50
"""How many tokens one user may have."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A token that is to be made. ends_at: in milliseconds since 1970, None for one that lasts."""

    name: str
    scopes: Sequence[str]
    ends_at: int | None = None


def issue(db: Connection, doing: Doing, wanted: Wanted) -> tuple[str, Token]:
    """Make a token of one's own. Returns what the program keeps, which is told only now, and what is shown of it later."""
    if doing.who.via == "token" or not doing.who.user:
        raise Denied(
            {"es": "Una ficha no puede crear otras: entra con tu usuario.", "en": "A token cannot make others: log in."}
        )
    name, scopes = checked_name(wanted.name, 128), tuple(sorted(set(wanted.scopes)))
    if strange := [scope for scope in scopes if scope not in doing.known]:
        raise Invalid("scopes", f"No hay ningún permiso «{strange[0]}».", f"There is no permission “{strange[0]}”.")
    if wanted.ends_at is not None and wanted.ends_at <= doing.at:
        raise Invalid("ends_at", "Ese momento ya pasó.", "That moment is past.")
    doing.refuse_more(scopes)
    if len(tokens.of_user(db, doing.who.user)) >= MOST:
        raise Invalid("name", f"No puedes tener más de {MOST} fichas.", f"You cannot have more than {MOST} tokens.")
    secret = new_token()
    token = Token(0, name, scopes, doing.at, wanted.ends_at)
    row = tokens.add(db, doing.by, hashed(secret), token)
    return secret, Token(row, name, scopes, doing.at, wanted.ends_at)


def end(db: Connection, doing: Doing, user: int, token: int) -> None:
    """End a token of somebody. Raises Unknown where they have no such."""
    if not tokens.end(db, doing.by, user, token):
        raise Unknown
