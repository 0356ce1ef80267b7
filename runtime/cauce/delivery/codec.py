"""How messages, arrivals and calls are written into the database, and read back."""

from __future__ import annotations

from typing import Any

import msgspec

from cauce.engine.state import decode, encode
from cauce.model.message import Inbound, Media, Outbound
from cauce.model.run import Answer, Invoke
from cauce.text import clean, clean_value
from cauce.transport import Arrival

_encode = msgspec.json.Encoder(enc_hook=str).encode
_inbound = msgspec.json.Decoder(Inbound).decode
_outbound = msgspec.json.Decoder(Outbound).decode
_any = msgspec.json.Decoder().decode

NAME = 256
ID = 191


def dump(value: Any) -> str:
    """Return a value as JSON."""
    return _encode(value).decode()


def load(text: str) -> Any:
    """Return the value of a JSON text of ours."""
    return _any(text)


def inbound(text: str) -> Inbound:
    """Return a stored `Inbound`."""
    return _inbound(text)


def outbound(text: str) -> Outbound:
    """Return a stored `Outbound`."""
    return _outbound(text)


ALIASES = 4
"""How many other addresses of a person one arrival may bring."""


def cleaned(found: Arrival) -> Arrival:
    """Return an arrival whose every text is safe to keep. Raises ValueError for one without an id or an address."""
    if not (found.provider_id and all(found.address)):
        raise ValueError("an arrival needs a provider_id and an address")
    message = found.message
    return Arrival(
        identifier(found.provider_id),
        address(found.address),
        Inbound(
            clean(message.text),
            identifier(message.kind, 32),
            None if message.choice is None else clean(message.choice, 1024),
            None if message.media is None else _cleaned_media(message.media),
            clean_value(message.data) if message.data else {},
        ),
        name(found.name),
        author="contact" if found.author == "contact" else "human",
        aliases=[address(one) for one in found.aliases[:ALIASES] if all(one)],
    )


def address(found: tuple[str, str]) -> tuple[str, str]:
    """Return an address as columns hold it."""
    return identifier(found[0], 32), identifier(found[1])


def name(found: str) -> str:
    """Return what a network calls a person, as the column holds it."""
    return clean(found, NAME).strip() if found else ""


def _cleaned_media(media: Media) -> Media:
    return Media(
        identifier(media.kind, 32),
        None if media.url is None else clean(media.url, 8192),
        None if media.id is None else clean(media.id, 1024),
        clean(media.mime, 255),
        clean(media.name, 1024),
        media.size,
    )


def identifier(text: str, limit: int = ID) -> str:
    """Return an id as columns hold it: printable ASCII of at most `limit`. What is not is known by its hash."""
    if len(text) <= limit and text.isascii() and text.isprintable():
        return text
    import hashlib

    return "sha256-" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[: limit - 7]


def dump_call(call: Invoke) -> str:
    """Return a call as JSON, its secrets still as references."""
    return dump({"node": call.node, "kind": call.kind, "serial": call.serial, "params": encode(dict(call.params))})


def load_call(text: str) -> Invoke:
    """Return a stored call."""
    found = load(text)
    return Invoke(found["node"], found["kind"], found["serial"], decode(found["params"]))


def dump_answer(answer: Answer) -> str:
    """Return the outcome of a call as JSON. What no flow could hold is written as its text, or left out."""
    error = None if answer.error is None else clean_value(answer.error)
    return dump({"serial": answer.serial, "port": answer.port, "value": _storable(answer.value), "error": error})


def _storable(value: Any) -> Any:
    try:
        return clean_value(encode(value))
    except (TypeError, ValueError, RecursionError):
        return None


def load_answer(text: str) -> Answer:
    """Return a stored outcome."""
    found = load(text)
    return Answer(found["serial"], found["port"], decode(found["value"]), found["error"])


def dump_facts(data: Any) -> Any:
    """Return what an event says, as plain JSON values."""
    return clean_value(encode(dict(data)))
