"""`/api/flows`: the flows that new conversations may start, as they were published."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from functools import partial
from typing import Any

from cauce.access.errors import Unknown
from cauce.api.telling import Desk
from cauce.http.request import Request
from cauce.http.schema import MOMENT, parts, text, thing
from cauce.model.route import Route
from cauce.store import revisions

_SHOWN = {
    "name": text(191),
    "revision": text(64),
    "format": text(16),
    "published_at": MOMENT,
    "running": {"type": "integer", "minimum": 0, "description": "How many open conversations are in it, of any revision"},
}  # fmt: skip
FLOW = thing(_SHOWN)


class Flows:
    """The handlers of these routes."""

    def __init__(self, desk: Desk) -> None:
        self._database = desk.database

    async def list(self, request: Request) -> dict[str, Any]:  # noqa: ARG002 - the shape of a handler
        """List them, by name."""
        return {"items": [asdict(one) for one in await self._database.read(revisions.published)]}

    async def get(self, request: Request) -> dict[str, Any]:
        """Show one of them with its text."""
        found = await self._database.read(revisions.published)
        one = next((one for one in found if one.name == request.params["name"]), None)
        text = await self._database.read(partial(revisions.by_hash, revision=one.revision)) if one else None
        if one is None or text is None:
            raise Unknown
        return {**asdict(one), "text": text.text}


def routes(desk: Desk) -> Iterable[Route]:
    """Yield the routes."""
    flows = Flows(desk)
    yield Route(
        "GET", "/api/flows", "flows.read", flows.list,
        answer=thing({"items": {"type": "array", "items": FLOW}}),
        summary={"es": "Los flujos publicados", "en": "The published flows"},
    )  # fmt: skip
    yield Route(
        "GET", "/api/flows/{name}", "flows.read", flows.get, params=parts(name=text(191, 1)),
        answer=thing({**_SHOWN, "text": {"type": "string"}}),
        summary={"es": "Un flujo, con su texto", "en": "A flow, with its text"},
    )  # fmt: skip
