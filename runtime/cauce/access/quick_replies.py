"""Quick replies: who sees which, what is done to them, and how one reads in a conversation."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

import msgspec

from cauce.access.conversations import Seen, see
from cauce.access.doing import Doing
from cauce.access.errors import Invalid, Unknown
from cauce.access.principal import Principal
from cauce.access.variables import Filled, fill
from cauce.engine.fault import Fault
from cauce.engine.state import decode
from cauce.engine.values import show
from cauce.store import areas, conversations
from cauce.store import quick_replies as rows
from cauce.store.connection import Connection
from cauce.store.quick_replies import EVERYBODY, QuickReply

MANAGE = "quick_replies.manage"
CHANGEABLE = frozenset({"shortcut", "title", "text", "areas"})
"""What `change` may change."""


def _scopes(who: Principal) -> Collection[str] | None:
    """Return whose replies somebody sees: everybody's and their areas', or, who manages them, every one."""
    return None if who.may(MANAGE) else (EVERYBODY, *sorted(who.areas))


def listed(db: Connection, who: Principal, after: int, limit: int) -> list[QuickReply]:
    """Return those that somebody sees, after one, by number."""
    return rows.page(db, _scopes(who), after, limit)


def one(db: Connection, who: Principal, reply: int) -> QuickReply:
    """Return one that they see. Raises Unknown."""
    found = rows.get(db, _scopes(who), reply)
    if found is None:
        raise Unknown
    return found


def hold(db: Connection, who: Principal, reply: int) -> QuickReply:
    """Return one that is to be changed. Raises Unknown."""
    rows.hold(db, reply)
    return one(db, who, reply)


def add(db: Connection, doing: Doing, reply: QuickReply) -> QuickReply:
    """Make one. Raises Invalid for what cannot be."""
    wanted = _checked(db, reply)
    return replace(wanted, id=rows.add(db, doing.by, wanted))


def change(db: Connection, doing: Doing, before: QuickReply, changes: Mapping[str, Any]) -> QuickReply:
    """Change some of CHANGEABLE, by name. Raises Invalid."""
    assert changes.keys() <= CHANGEABLE
    after = _checked(db, replace(before, **changes))
    if after != before:
        rows.save(db, doing.by, before, after)
    return after


def remove(db: Connection, doing: Doing, reply: int) -> None:
    """Take one away. Raises Unknown."""
    rows.remove(db, doing.by, hold(db, doing.who, reply))


def preview(db: Connection, who: Principal, conversation: int, reply: int) -> Filled:
    """Return how one reads in a conversation, said by the one who asks. Raises Unknown."""
    seen = see(db, who, conversation)
    return fill(one(db, who, reply).text, _values(db, who, seen))


def _values(db: Connection, who: Principal, seen: Seen) -> dict[str, str]:
    # What flows call `contact`, and what of it can be shown: no secrets.
    standing = conversations.find(db, seen.id)
    fields = {"name": standing.name, standing.kind: standing.value, **decode(msgspec.json.decode(standing.fields))}
    values = {"operator.name": who.name or who.username, "area": seen.area or "", "channel": seen.channel}
    for name, value in fields.items():
        try:
            values[f"contact.{name}"] = show(value, who.locale)
        except Fault:
            continue
    return values


def _checked(db: Connection, reply: QuickReply) -> QuickReply:
    shortcut = unicodedata.normalize("NFC", reply.shortcut).lower()
    if not 0 < len(shortcut) <= 64 or not shortcut.isprintable() or set(shortcut) & set(" /{}"):
        raise Invalid(
            "shortcut",
            "El atajo lleva de 1 a 64 letras, sin espacios, barras ni llaves.",
            "A shortcut has 1 to 64 letters, without spaces, slashes or braces.",
        )
    if not reply.text.strip():
        raise Invalid("text", "No dice nada.", "It says nothing.")
    title = " ".join(reply.title.split()) or shortcut
    wanted = replace(reply, shortcut=shortcut, title=title, areas=tuple(sorted(set(reply.areas))))
    for name in wanted.areas:
        if areas.named(db, name) is None:
            raise Invalid("areas", f"No hay ninguna área «{name}».", f"There is no area “{name}”.")
    if rows.taken(db, wanted) is not None:
        raise Invalid("shortcut", f"Ya hay una respuesta «{shortcut}».", f"There is a reply “{shortcut}” already.")
    return wanted
