"""`/api/areas`: the departments, and who is in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from functools import partial
from typing import Any

from cauce.access import areas as rules
from cauce.access.doing import Doing
from cauce.access.errors import Unknown
from cauce.api.telling import Desk, done
from cauce.http.etag import refuse_unseen, seen_tag, tagged
from cauce.http.request import Request
from cauce.http.response import Json, Text
from cauce.http.schema import ID, parts, text, thing
from cauce.model.route import Route
from cauce.store import areas as rows
from cauce.store.areas import Area
from cauce.store.connection import Connection

COLOUR = text(7, pattern="^(#[0-9A-Fa-f]{6})?$")
EDITED = {"description": text(500), "active": {"type": "boolean"}, "colour": COLOUR}
AREA = thing({"id": ID, "name": text(64, 1), **EDITED})


class Areas:
    """The handlers of these routes."""

    def __init__(self, desk: Desk) -> None:
        self._access = desk.access
        self._database = desk.database

    async def list(self, request: Request) -> dict[str, Any]:  # noqa: ARG002 - the shape of a handler
        """List them all."""
        return {"items": [asdict(one) for one in await self._database.read(rows.every)]}

    async def get(self, request: Request) -> Json:
        """Show one of them."""
        return _shown(await self._one(request.params["id"]))

    async def add(self, request: Request) -> Json:
        """Make an area."""
        area = Area(id=0, **request.body)
        return _shown(await self._access.do(request.caller, request.remote, rules.add, area), 201)

    async def change(self, request: Request) -> Json:
        """Change one of them."""
        area, seen = request.params["id"], seen_tag(request)
        return _shown(await self._access.do(request.caller, request.remote, _change, area, request.body, seen))

    async def members(self, request: Request) -> dict[str, Any]:
        """List who is in one of them."""
        area = await self._one(request.params["id"])
        return {"items": await self._database.read(partial(rows.members, area=area.id))}

    async def join(self, request: Request) -> Text:
        """Put somebody in."""
        area, user = request.params["id"], request.params["user"]
        await self._access.do(request.caller, request.remote, rules.join, area, user)
        return done()

    async def leave(self, request: Request) -> Text:
        """Take somebody out."""
        area, user = request.params["id"], request.params["user"]
        await self._access.do(request.caller, request.remote, rules.leave, area, user)
        return done()

    async def _one(self, area: int) -> Area:
        found = await self._database.read(partial(rows.get, area=area))
        if found is None:
            raise Unknown
        return found


def _change(db: Connection, doing: Doing, area: int, changes: Mapping[str, Any], seen: str) -> Area:
    before = rows.get(db, area)
    if before is None:
        raise Unknown
    refuse_unseen(seen, asdict(before))
    return rules.change(db, doing, area, changes)


def _shown(area: Area, status: int = 200) -> Json:
    return tagged(asdict(area), asdict(area), status)


def routes(desk: Desk) -> Iterable[Route]:
    """Yield the routes."""
    areas = Areas(desk)
    one, which = "/api/areas/{id}", parts(id=ID)
    member, both = "/api/areas/{id}/members/{user}", parts(id=ID, user=ID)
    yield Route(
        "GET", "/api/areas", "areas.read", areas.list,
        answer=thing({"items": {"type": "array", "items": AREA}}), summary={"es": "Las áreas", "en": "The areas"},
    )  # fmt: skip
    yield Route(
        "POST", "/api/areas", "areas.manage", areas.add,
        body=thing({"name": text(64, 1)}, EDITED), answer=AREA, status=201,
        summary={"es": "Crear un área", "en": "Make an area"},
    )  # fmt: skip
    yield Route(
        "GET", one, "areas.read", areas.get,
        params=which, answer=AREA, summary={"es": "Un área", "en": "An area"},
    )  # fmt: skip
    yield Route(
        "PUT", one, "areas.manage", areas.change,
        params=which, body=thing(EDITED), answer=AREA, conditional=True,
        summary={"es": "Cambiar un área; su nombre queda", "en": "Change an area; its name stays"},
    )  # fmt: skip
    yield Route(
        "GET", f"{one}/members", "areas.read", areas.members,
        params=which, answer=thing({"items": {"type": "array", "items": ID}}),
        summary={"es": "Quiénes están en un área", "en": "Who is in an area"},
    )  # fmt: skip
    yield Route(
        "PUT", member, "areas.manage", areas.join,
        params=both, status=204, summary={"es": "Poner a alguien en un área", "en": "Put somebody into an area"},
    )  # fmt: skip
    yield Route(
        "DELETE", member, "areas.manage", areas.leave,
        params=both, status=204, summary={"es": "Sacar a alguien de un área", "en": "Take somebody out of an area"},
    )  # fmt: skip
