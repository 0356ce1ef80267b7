"""What is done to tags, and to those of a conversation, which flows put on it and take off it too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import msgspec

from cauce.access.conversations import see
from cauce.access.doing import Doing
from cauce.access.errors import Invalid, Unknown
from cauce.access.naming import checked_name
from cauce.store import conversations, events
from cauce.store import tags as rows
from cauce.store.connection import Connection
from cauce.store.tags import Tag

MOST = 50
"""How many a conversation has at most, where operators put them on it."""


def add(db: Connection, doing: Doing, name: str, colour: str = "") -> Tag:
    """Make a tag. Raises Invalid for what cannot be."""
    wanted = checked_name(name)
    if rows.named(db, wanted):
        raise Invalid("name", f"Ya hay una etiqueta «{wanted}».", f"There is a tag “{wanted}” already.")
    return get(db, rows.add(db, doing.by, Tag(0, wanted, colour.lower())))


def change(db: Connection, doing: Doing, before: Tag, colour: str) -> Tag:
    """Give a tag another colour."""
    after = replace(before, colour=colour.lower())
    if after != before:
        rows.save(db, doing.by, before, after)
    return after


def remove(db: Connection, doing: Doing, tag: int) -> None:
    """Take a tag away: nobody puts it on any more. Raises Unknown."""
    rows.remove(db, doing.by, hold(db, tag))


def get(db: Connection, tag: int) -> Tag:
    """Return a tag. Raises Unknown."""
    return _known(rows.get(db, tag))


def hold(db: Connection, tag: int) -> Tag:
    """Return a tag that is to be changed. Raises Unknown."""
    return _known(rows.hold(db, tag))


def label(db: Connection, doing: Doing, conversation: int, more: Sequence[str], less: Sequence[str]) -> list[str]:
    """Put tags on a conversation and take others off, whatever else is put on meanwhile. Raises Unknown or Invalid."""
    see(db, doing.who, conversation)
    # Flows write the same list: whoever steps the person waits, and so does this for them.
    before: list[str] = msgspec.json.decode(conversations.claim(db, conversation).tags)
    fresh = [name for name in more if name not in before]
    if strange := [name for name in fresh if rows.named(db, name) is None]:
        raise Invalid("add", f"No hay ninguna etiqueta «{strange[0]}».", f"There is no tag “{strange[0]}”.")
    after = [name for name in before if name not in less or name in more] + fresh
    if fresh and len(after) > MOST:
        raise Invalid("add", f"Una conversación lleva {MOST} etiquetas.", f"A conversation has {MOST} tags at most.")
    if after != before:
        conversations.label(db, conversation, msgspec.json.encode(after).decode())
        gone = [name for name in before if name not in after]
        data = {**doing.told, "added": fresh, "removed": gone, "tags": after}
        events.tell(db, conversation, [("conversation.tagged", data)], doing.at)
    return after


def _known(found: Tag | None) -> Tag:
    if found is None:
        raise Unknown
    return found
