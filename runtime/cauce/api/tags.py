"""`/api/tags` and those of a conversation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from functools import partial
from typing import Any

from cauce.access import tags as rules
from cauce.access.doing import Doing
from cauce.api.telling import Desk, done
from cauce.http.etag import refuse_unseen, seen_tag, tagged
from cauce.http.request import Request
from cauce.http.response import Json, Text
from cauce.http.schema import ID, listed, parts, text, thing
from cauce.model.route import Route
from cauce.store import tags as rows
from cauce.store.connection import Connection
from cauce.store.tags import Tag

COLOUR = text(7, pattern="^(#[0-9A-Fa-f]{6})?$")
TAG = thing({"id": ID, "name": text(64, 1), "colour": COLOUR})
NAMES = {"type": "array", "items": {"type": "string"}}


class Tags:
    """The handlers of these routes."""

    def __init__(self, desk: Desk) -> None:
        self._access = desk.access
        self._database = desk.database

    async def list(self, request: Request) -> dict[str, Any]:  # noqa: ARG002 - the shape of a handler
        """List them all."""
        return {"items": [asdict(one) for one in await self._database.read(rows.every)]}

    async def get(self, request: Request) -> Json:
        """Show one of them."""
        return _shown(await self._database.read(partial(rules.get, tag=request.params["id"])))

    async def add(self, request: Request) -> Json:
        """Make a tag."""
        name, colour = request.body["name"], request.body.get("colour", "")
        return _shown(await self._access.do(request.caller, request.remote, rules.add, name, colour), 201)

    async def change(self, request: Request) -> Json:
        """Change one of them."""
        given = (request.params["id"], request.body["colour"], seen_tag(request))
        return _shown(await self._access.do(request.caller, request.remote, _change, *given))

    async def remove(self, request: Request) -> Text:
        """Take one away."""
        await self._access.do(request.caller, request.remote, rules.remove, request.params["id"])
        return done()

    async def label(self, request: Request) -> dict[str, Any]:
        """Put some on a conversation, and take others off."""
        given = (request.params["id"], request.body.get("add", ()), request.body.get("remove", ()))
        return {"tags": await self._access.do(request.caller, request.remote, rules.label, *given)}


def _change(db: Connection, doing: Doing, tag: int, colour: str, seen: str) -> Tag:
    before = rules.hold(db, tag)
    refuse_unseen(seen, asdict(before), asdict(before))
    return rules.change(db, doing, before, colour)


def _shown(tag: Tag, status: int = 200) -> Json:
    return tagged(asdict(tag), asdict(tag), status)


def routes(desk: Desk) -> Iterable[Route]:
    """Yield the routes."""
    tags = Tags(desk)
    one, which = "/api/tags/{id}", parts(id=ID)
    yield Route(
        "GET", "/api/tags", "conversations.read", tags.list, answer=thing({"items": {"type": "array", "items": TAG}}),
        summary={"es": "Las etiquetas", "en": "The tags"},
    )  # fmt: skip
    yield Route(
        "POST", "/api/tags", "tags.manage", tags.add,
        body=thing({"name": text(64, 1)}, {"colour": COLOUR}), answer=TAG, status=201,
        summary={"es": "Crear una etiqueta", "en": "Make a tag"},
    )  # fmt: skip
    yield Route(
        "GET", one, "conversations.read", tags.get, params=which, answer=TAG,
        summary={"es": "Una etiqueta", "en": "A tag"},
    )  # fmt: skip
    yield Route(
        "PATCH", one, "tags.manage", tags.change,
        params=which, body=thing({"colour": COLOUR}), answer=TAG, conditional=True,
        summary={"es": "Cambiar una etiqueta; su nombre queda", "en": "Change a tag; its name stays"},
    )  # fmt: skip
    yield Route(
        "DELETE", one, "tags.manage", tags.remove, params=which, status=204,
        summary={"es": "Borrar una etiqueta; las conversaciones la conservan", "en": "Delete a tag; conversations keep it"},
    )  # fmt: skip
    yield Route(
        "PATCH", "/api/conversations/{id}/tags", "conversations.write", tags.label, params=which,
        body=thing({}, {"add": listed(text(64, 1), rules.MOST), "remove": listed(text(1000, 1), rules.MOST)}),
        answer=thing({"tags": NAMES}),
        summary={"es": "Poner y quitar etiquetas de una conversación", "en": "Put tags on a conversation and take them off"},
    )  # fmt: skip
