"""What one has written in a conversation and not said yet: nobody else's, and only while one sees it."""

from __future__ import annotations

from cauce.access.conversations import see
from cauce.access.doing import Doing
from cauce.access.principal import Principal
from cauce.store import drafts as rows
from cauce.store.connection import Connection
from cauce.store.drafts import Draft


def get(db: Connection, who: Principal, conversation: int) -> Draft:
    """Return one's draft. Raises Unknown."""
    see(db, who, conversation)
    return rows.get(db, who.user, conversation)


def hold(db: Connection, doing: Doing, conversation: int) -> Draft:
    """Return one's draft, which is to be changed. Raises Unknown."""
    see(db, doing.who, conversation)
    return rows.hold(db, doing.who.user, conversation)


def save(db: Connection, doing: Doing, conversation: int, before: Draft, text: str) -> Draft:
    """Store one's draft in the place of the one that was held."""
    return rows.save(db, doing.who.user, conversation, before, text, doing.at)


def remove(db: Connection, doing: Doing, conversation: int) -> None:
    """Take one's draft away."""
    rows.remove(db, doing.who.user, conversation)
