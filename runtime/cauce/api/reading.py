"""`/api/conversations/{id}/read`: how far one has read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from cauce.access import reading as rules
from cauce.api.telling import Desk
from cauce.http.request import Request
from cauce.http.schema import ID, parts, thing
from cauce.model.route import Route
from cauce.store.read_marks import MOST

UNREAD = {
    "type": "integer",
    "minimum": 0,
    "maximum": MOST,
    "description": f"What came in after what one has read; {MOST} stands for that many or more",
}


class Reading:
    """The handler of this route."""

    def __init__(self, desk: Desk) -> None:
        self._access = desk.access

    async def mark(self, request: Request) -> dict[str, Any]:
        """Record that one has read up to a message."""
        given = (request.params["id"], request.body["message"])
        return asdict(await self._access.do(request.caller, request.remote, rules.mark, *given))


def routes(desk: Desk) -> Iterable[Route]:
    """Yield the route."""
    reading = Reading(desk)
    yield Route(
        "PUT", "/api/conversations/{id}/read", "conversations.read", reading.mark,
        params=parts(id=ID), body=thing({"message": ID}), answer=thing({"message": ID, "unread": UNREAD}),
        summary={"es": "Dar por leído hasta un mensaje; nunca vuelve atrás", "en": "Mark as read up to a message; it never goes back"},
    )  # fmt: skip
