"""Reactions: what the person and the team think of a message, kept with it."""

from __future__ import annotations

import unicodedata

from cauce.access.errors import Conflict, Invalid
from cauce.delivery import codec
from cauce.model.message import Capabilities, Inbound, Outbound
from cauce.store import addresses, events, reactions, speeches
from cauce.store.connection import Connection
from cauce.store.reactions import Reaction
from cauce.store.speeches import Quoted
from cauce.text import clean
from cauce.transport import Arrival

LONGEST = 32
"""How many code points an emoji may have: families of flags are long."""
SIGNS, RARE = frozenset({"So", "Me"}), frozenset({"Sm", "Po", "Pd"})
"""The categories of Unicode that emojis are of, and those that a few are of beside much else."""
FIRST, LAST = "\U0001f000", "\U0001faff"
"""Where emojis are, and new ones will be."""


def is_emoji(text: str) -> bool:
    """Tell whether a text may be a reaction: a sign or several that stand together, and no words."""
    kinds = [(_category(sign), sign) for sign in text]
    return (
        len(text) <= LONGEST
        and any(kind in SIGNS or (kind in RARE and sign > "\x7f") for kind, sign in kinds)
        and not any(kind[0] in "LZ" or kind in {"Cc", "Cs", "Co", "Cn"} for kind, _ in kinds)
    )


def _category(sign: str) -> str:
    """Return the category of a sign; one that is newer than our tables is an emoji, where emojis are."""
    found = unicodedata.category(sign)
    return "So" if found == "Cn" and FIRST <= sign <= LAST else found


def reacting(about: Quoted, emoji: str, can: Capabilities) -> Outbound:
    """Return the message that reacts to another; an empty emoji takes it back. Raises Invalid and Conflict where that cannot be."""
    if "reaction" not in can.kinds:
        raise Invalid("emoji", "Este canal no lleva reacciones.", "This channel takes no reactions.")
    if emoji and not is_emoji(emoji):
        raise Invalid("emoji", "Una reacción es un emoji.", "A reaction is an emoji.")
    if about.external_id is None or _is_no_word(about):
        raise Conflict(
            "La red no tiene aún un mensaje al que reaccionar.", "The network has no message yet to react to."
        )
    return Outbound(kind="reaction", data={"message": about.external_id, "emoji": emoji})


def _is_no_word(about: Quoted) -> bool:
    """Tell whether a message is itself only about another one: a reaction, an edit."""
    body = codec.load(about.body)
    return body.get("kind") == "reaction" or "of" in (body.get("data") or {})


def is_reaction(message: Inbound) -> bool:
    """Tell whether what came in is a reaction to another message."""
    return message.data.get("type") == "reaction" and isinstance(message.data.get("of"), str)


def heard_of(db: Connection, channel: int, arrival: Arrival) -> Quoted | None:
    """Return the message that a reaction is about, None where there is no such message between the person and us."""
    people = {addresses.main_of(db, channel, one) for one in (arrival.address, *arrival.aliases)}
    for found in speeches.named(db, channel, codec.identifier(arrival.message.data["of"])):
        if speeches.line_of(db, found.conversation)[1] in people:
            return found
    return None


def hear(db: Connection, about: Quoted, side: str, message: Inbound, carrier: int, now: int) -> None:  # noqa: PLR0913, PLR0917
    """Keep the reaction of a side with what it is about, unless a later one came before it."""
    told = message.data.get("at")
    at = min(told, now) if isinstance(told, int) else now
    known = reactions.get(db, about.id, side)
    if known is None or known.at <= at:
        keep(db, about, Reaction(about.id, side, clean(message.text, LONGEST), at, carrier), now)


def keep(db: Connection, about: Quoted, one: Reaction, now: int) -> None:
    """Store a reaction, and tell of it."""
    reactions.put(db, one)
    who = {"who": one.user, "name": one.name} if one.user else {}
    told = {"message": one.message, "direction": one.direction, "emoji": one.emoji, **who}
    events.tell(db, about.conversation, [("message.reacted", told)], now)
