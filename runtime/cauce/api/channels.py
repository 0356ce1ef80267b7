"""`/api/channels`: how the channels stand, as this process sees it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from cauce.api.telling import Desk
from cauce.delivery.traffic import State, Traffic
from cauce.http.request import Request
from cauce.http.schema import choice, listed, text, thing
from cauce.model.route import Route

COUNT = {"type": "integer", "minimum": 0}
AMOUNT = {"type": "number", "minimum": 0}
FLAG = {"type": "boolean"}
CAPABILITIES = thing(
    {
        **dict.fromkeys(("buttons", "button_text", "rows", "row_text", "text", "window_hours"), COUNT),
        **dict.fromkeys(("settle_seconds", "per_second", "person_seconds"), AMOUNT),
        **dict.fromkeys(("person_burst", "per_day"), COUNT),
        **dict.fromkeys(("media", "kinds"), listed(text(64), 100)),
        **dict.fromkeys(("typing", "idempotent", "quotes"), FLAG),
    }
)
CHANNEL = thing(
    {
        "name": text(64),
        "transport": text(64),
        "state": choice(("open", "held", "stopped")),
        "held": {**COUNT, "description": "For how many seconds more nothing is sent"},
        "waiting": {**COUNT, "description": "How many messages wait for their turn"},
        "today": {**COUNT, "description": "How many were sent in 24 hours, where the channel has a limit"},
        "error": {**text(200), "description": "Why it was last held or stopped"},
        "capabilities": CAPABILITIES,
    }
)


class Channels:
    """The handlers of these routes."""

    def __init__(self, desk: Desk) -> None:
        self._traffic: Traffic = desk.traffic  # type: ignore[assignment]

    async def list(self, request: Request) -> dict[str, Any]:  # noqa: ARG002 - the shape of a handler
        """List them."""
        return {"items": [_shown(one) for one in self._traffic.read()]}


def _shown(one: State) -> dict[str, Any]:
    shown = asdict(one)
    for name in ("media", "kinds"):
        shown["capabilities"][name] = sorted(shown["capabilities"][name])
    return shown


def routes(desk: Desk) -> Iterable[Route]:
    """Yield the routes."""
    yield Route(
        "GET", "/api/channels", "channels.read", Channels(desk).list,
        answer=thing({"items": {"type": "array", "items": CHANNEL}}),
        summary={"es": "Los canales y cómo están", "en": "The channels and how they are"},
    )  # fmt: skip
