"""Envelopes: an event of the log as consoles get it, under the name that they listen for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any

import msgspec

from cauce.store.news import Brief, Event, Said

LONGEST = 4000
"""How many characters of a text an event carries. Who shows more asks for the message."""
CONTENT = 2 * LONGEST
"""Up to how many characters a message's whole body goes along, choices and files and all."""

NAMES: Mapping[str, str] = MappingProxyType(
    {
        "message.new": "message:new",
        "conversation.queued": "conversation:incoming",
        "conversation.transferred": "conversation:incoming",
        "conversation.assigned": "conversation:incoming",
        "conversation.closed": "conversation:closed",
        "user.presence": "user:presence",
    }
)
"""Under which name an event is told, by its type."""
OTHERS = "conversation:update"
"""The name of all the others."""
LEFT = "conversation:left"
"""The name by which those are told who see a conversation no longer."""
INSIDE = "run."
"""What happens inside of a flow is told without its data, which may be a person's answers or a system's."""


@dataclass(frozen=True, slots=True)
class News:
    """An event with what is shown with it. brief: its conversation, said: its message; None where it is of none."""

    event: Event
    data: Mapping[str, Any]
    brief: Brief | None = None
    said: Said | None = None

    @property
    def before(self) -> tuple[str | None, int | None] | None:
        """The area and the assignee that the conversation had, where the event is that it changed hands."""
        steps = self.data.get("from") if self.brief is not None else None
        return (steps.get("area"), steps.get("assignee")) if isinstance(steps, Mapping) else None


def named(news: News) -> str:
    """Return the name under which it is told."""
    return NAMES.get(news.event.type, OTHERS)


def envelope(news: News) -> dict[str, Any]:
    """Return what is told of it."""
    event = news.event
    data = {} if event.type.startswith(INSIDE) else dict(news.data)
    if news.said is not None:
        data["message"] = _message(news.said)
    if news.brief is not None:
        data["conversation"] = _conversation(news.brief)
    return {"stream": event.stream, "seq": event.seq, "ts": event.at, "type": event.type, "data": data}


def farewell(news: News) -> dict[str, Any]:
    """Return what those are told who see the conversation no longer: which one, and nothing else."""
    event = news.event
    data = {"conversation": {"id": conversation_of(event.stream)}}
    return {"stream": event.stream, "seq": event.seq, "ts": event.at, "type": "conversation.left", "data": data}


def conversation_of(stream: str) -> int:
    """Return the number of the conversation whose stream it is, 0 where it is of none."""
    kind, _, number = stream.partition(":")
    return int(number) if kind == "conversation" and number.isascii() and number.isdecimal() else 0


def _conversation(brief: Brief) -> dict[str, Any]:
    return {**asdict(brief), "opened": brief.opened == 1, "tags": msgspec.json.decode(brief.tags)}


def _message(said: Said) -> dict[str, Any]:
    body: Mapping[str, Any] = msgspec.json.decode(said.body)
    text = body.get("text", "")
    small = len(said.body) <= CONTENT
    content = {name: value for name, value in body.items() if value and name not in {"text", "kind"}} if small else {}
    return {
        "id": said.id,
        "direction": said.direction,
        "author": said.author,
        "message_type": body.get("kind", "text"),
        "text": text[:LONGEST],
        "content": content,
        "cut": len(text) > LONGEST or not small,
    }
