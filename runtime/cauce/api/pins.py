"""`/api/conversations/{id}/pins`: the messages that the team keeps at hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from functools import partial
from typing import Any

import msgspec

from cauce.access import pins as rules
from cauce.api.telling import Desk, done
from cauce.http.request import Request
from cauce.http.response import Text
from cauce.http.schema import ID, MOMENT, choice, parts, text, thing
from cauce.model.route import Route
from cauce.store.pins import Pin

PIN = thing(
    {
        "message": ID,
        "direction": choice(("in", "out")),
        "author": choice(("contact", "bot", "human")),
        "message_type": text(64),
        "text": {"type": "string"},
        "created_at": MOMENT,
        "by": ID,
        "name": text(191),
        "pinned_at": MOMENT,
    }
)


class Pins:
    """The handlers of these routes."""

    def __init__(self, desk: Desk) -> None:
        self._access = desk.access
        self._database = desk.database

    async def list(self, request: Request) -> dict[str, Any]:
        """List those of a conversation. That somebody opened it is written down."""
        conversation = request.params["id"]
        found = await self._database.read(partial(rules.listed, who=request.caller, conversation=conversation))
        self._access.note(request.caller, request.remote, "conversation.opened", f"conversation:{conversation}")
        return {"items": [_told(one) for one in found]}

    async def pin(self, request: Request) -> Text:
        """Pin a message."""
        conversation, message = request.params["id"], request.params["message"]
        await self._access.do(request.caller, request.remote, rules.pin, conversation, message)
        return done()

    async def unpin(self, request: Request) -> Text:
        """Unpin a message."""
        conversation, message = request.params["id"], request.params["message"]
        await self._access.do(request.caller, request.remote, rules.unpin, conversation, message)
        return done()


def _told(one: Pin) -> dict[str, Any]:
    told = asdict(one)
    body = msgspec.json.decode(told.pop("body"))
    return {**told, "message_type": body.get("kind", "text"), "text": body.get("text", "")}


def routes(desk: Desk) -> Iterable[Route]:
    """Yield the routes."""
    pins = Pins(desk)
    every, which = "/api/conversations/{id}/pins", parts(id=ID)
    one, both = f"{every}/{{message}}", parts(id=ID, message=ID)
    yield Route(
        "GET", every, "conversations.read", pins.list, params=which,
        answer=thing({"items": {"type": "array", "items": PIN}}),
        summary={"es": "Los mensajes fijados, el último primero", "en": "The pinned messages, the last first"},
    )  # fmt: skip
    yield Route(
        "PUT", one, "conversations.write", pins.pin, params=both, status=204, problems=("conflict",),
        summary={"es": "Fijar un mensaje", "en": "Pin a message"},
    )  # fmt: skip
    yield Route(
        "DELETE", one, "conversations.write", pins.unpin, params=both, status=204,
        summary={"es": "Soltar un mensaje fijado", "en": "Unpin a message"},
    )  # fmt: skip
