"""`/api/conversations/{id}/read` and `/api/unread`: how far one has read, and what waits to be read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from functools import partial
from typing import Any

from cauce.access import reading as rules
from cauce.api.telling import Desk
from cauce.http.request import Request
from cauce.http.schema import ID, parts, text, thing
from cauce.model.route import Route
from cauce.store.read_marks import LOOKED_AT, MOST

UNREAD = {
    "type": "integer",
    "minimum": 0,
    "maximum": MOST,
    "description": f"What came in after what one has read; {MOST} stands for that many or more",
}


COUNT = {"type": "integer", "minimum": 0, "maximum": LOOKED_AT}
WAITING = thing(
    {
        "mine": {**COUNT, "description": f"Of the {LOOKED_AT} last active that one has, as of each area"},
        "areas": {"type": "array", "items": thing({"area": text(64), "unread": COUNT})},
    }
)


class Reading:
    """The handlers of these routes."""

    def __init__(self, desk: Desk) -> None:
        self._access = desk.access
        self._database = desk.database

    async def mark(self, request: Request) -> dict[str, Any]:
        """Record that one has read up to a message."""
        given = (request.params["id"], request.body["message"])
        return asdict(await self._access.do(request.caller, request.remote, rules.mark, *given))

    async def waiting(self, request: Request) -> dict[str, Any]:
        """Count the conversations in which something is unread."""
        found = await self._database.read(partial(rules.waiting, who=request.caller))
        return {"mine": found.mine, "areas": [{"area": name, "unread": n} for name, n in found.areas.items()]}


def routes(desk: Desk) -> Iterable[Route]:
    """Yield the routes."""
    reading = Reading(desk)
    yield Route(
        "PUT", "/api/conversations/{id}/read", "conversations.read", reading.mark,
        params=parts(id=ID), body=thing({"message": ID}), answer=thing({"message": ID, "unread": UNREAD}),
        summary={"es": "Dar por leído hasta un mensaje; nunca vuelve atrás", "en": "Mark as read up to a message; it never goes back"},
    )  # fmt: skip
    yield Route(
        "GET", "/api/unread", "conversations.read", reading.waiting, answer=WAITING,
        summary={"es": "En cuántas conversaciones abiertas hay algo sin leer", "en": "In how many open conversations something is unread"},
    )  # fmt: skip
