"""How messages look on the wire between the server and the widget, and how the stream frames them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from cauce import Inbound, Line, Media, Outbound

READY = b"event: ready\ndata: {}\n\n"
BREATH = b": breath\n\n"

_AUTHORS = {"contact": "visitor", "bot": "bot"}


def message_id(visitor: str, client_id: str) -> str:
    """Return the provider id for a widget's own id: no visitor can name, or shut out, a message of another."""
    return f"{visitor[:22]}.{client_id}"


def shown(line: Line) -> dict[str, Any]:
    """Return a line of the transcript as the widget reads it."""
    basic = {"seq": line.seq, "at": line.at, "from": _AUTHORS.get(line.author, "human")}
    if isinstance(line.message, Inbound):
        return {**basic, "id": line.id.partition(".")[2] or line.id, **_inbound(line.message)}
    return {**basic, "id": line.id, **_outbound(line.message)}


def echo(client_id: str, message: Inbound, at: int) -> dict[str, Any]:
    """Return a message that was just accepted and has no place in the transcript yet, for the visitor's other tabs."""
    return {"id": client_id, "at": at, "from": "visitor", **_inbound(message)}


def frame(message: Mapping[str, Any]) -> bytes:
    """Return a message as a server-sent event."""
    data = json.dumps(message, ensure_ascii=False, separators=(",", ":"))
    number = f"id: {message['seq']}\n" if "seq" in message else ""
    return f"{number}event: message\ndata: {data}\n\n".encode()


def _inbound(message: Inbound) -> dict[str, Any]:
    found = {"text": message.text, "choice": message.choice, "media": _media(message.media)}
    return {name: value for name, value in found.items() if value}


def _outbound(message: Outbound) -> dict[str, Any]:
    choices = [{"id": choice.id, "title": choice.title, "key": choice.key} for choice in message.choices]
    found = {"text": message.text, "style": message.style, "choices": choices, "media": _media(message.media)}
    return {name: value for name, value in found.items() if value}


def _media(media: Media | None) -> dict[str, Any] | None:
    if media is None:
        return None
    found = {"kind": media.kind, "url": media.url, "mime": media.mime, "name": media.name, "size": media.size}
    return {name: value for name, value in found.items() if value}
