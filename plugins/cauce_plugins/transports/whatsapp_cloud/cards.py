"""What is said without words: a place, cards of people, a reaction; each from `Outbound.data` to the body of a call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cauce import Refused, clean
from cauce_plugins.transports.whatsapp_cloud.reading import is_degrees

CARDS = 5
"""How many cards one message may hold. The platform's guides say 257, its schema says 5."""
MOST_CARDS = 50
NAME = 1024
PHONES = 20
EMOJI = 64
"""How long an emoji may be: families of flags are long."""

Part = dict[str, Any]


def location(data: Mapping[str, Any]) -> Part:
    """Return a place: `{latitude, longitude, name?, address?}`, in degrees. Raises Refused for what is none."""
    found: Part = {name: data.get(name) for name in ("latitude", "longitude")}
    if not (is_degrees(found["latitude"], 90) and is_degrees(found["longitude"], 180)):
        raise Refused("the place has no coordinates in degrees")
    for name in ("name", "address"):
        if words := _words(data.get(name)):
            found[name] = words
    return {"type": "location", "location": found}


def contacts(data: Mapping[str, Any]) -> Iterator[Part]:
    """Yield cards, five a message: `{contacts: [{name, phones: [..]}]}`. Raises Refused for one without a name or a phone."""
    found = data.get("contacts")
    if not isinstance(found, Sequence) or isinstance(found, str) or not 0 < len(found) <= MOST_CARDS:
        raise Refused(f"there have to be 1 to {MOST_CARDS} cards")
    cards = [_card(one) for one in found]
    for place in range(0, len(cards), CARDS):
        yield {"type": "contacts", "contacts": cards[place : place + CARDS]}


def _card(card: Any) -> Part:
    name = _words(card.get("name")) if isinstance(card, Mapping) else ""
    phones = card.get("phones") if name else None
    if not isinstance(phones, Sequence) or isinstance(phones, str):
        raise Refused("a card needs a name and a phone")
    kept = [{"phone": words} for one in phones[:PHONES] if (words := _words(one))]
    if not kept:
        raise Refused("a card needs a name and a phone")
    # The platform wants one more part of the name than the whole of it.
    return {"name": {"formatted_name": name, "first_name": name}, "phones": kept}


def reaction(data: Mapping[str, Any]) -> Part:
    """Return a reaction: `{message, emoji}`; an empty emoji takes it back. Raises Refused where it is to nothing."""
    message, emoji = data.get("message"), data.get("emoji", "")
    if not (isinstance(message, str) and message):
        raise Refused("a reaction needs the message that it is to")
    if not isinstance(emoji, str) or len(emoji) > EMOJI:
        raise Refused("a reaction is one emoji")
    return {"type": "reaction", "reaction": {"message_id": message, "emoji": emoji}}


def _words(value: Any) -> str:
    return clean(str(value), NAME).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
