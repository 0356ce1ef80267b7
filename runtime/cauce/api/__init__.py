"""The API of the desk: one file of routes per noun, over access and the store."""

from __future__ import annotations

from cauce.api import (
    areas,
    audit,
    auth,
    bot,
    channels,
    contacts,
    conversations,
    drafts,
    flows,
    happened,
    messages,
    notes,
    pins,
    quick_replies,
    reading,
    roles,
    scheduled,
    search,
    tags,
    tokens,
    users,
)
from cauce.api.telling import Desk as Desk
from cauce.api.telling import tell as tell
from cauce.model.route import Route

__all__ = ["Desk", "routes", "table", "tell"]

NOUNS = (
    auth, users, roles, areas, tokens, conversations, messages, happened, scheduled, notes, tags, pins, quick_replies, drafts, reading,
    search, contacts, channels, bot, flows, audit,
)  # fmt: skip


def routes(desk: Desk) -> tuple[Route, ...]:
    """Return all of them."""
    return tuple(tell(route) for noun in NOUNS for route in noun.routes(desk))


def table() -> tuple[Route, ...]:
    """Return them as data, for whoever only reads them: nothing stands behind their handlers."""
    return routes(Desk(None, None, None))  # type: ignore[arg-type]
