"""`/api/contacts`: the people who write, as far as one sees a conversation of theirs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from functools import partial
from typing import Any

import msgspec

from cauce.access import contacts as rules
from cauce.access.errors import Unknown
from cauce.api.telling import Desk
from cauce.http import cursor
from cauce.http.cursor import PAGING, limit_of, page, page_of
from cauce.http.etag import refuse_unseen, seen_tag, tagged
from cauce.http.request import Request
from cauce.http.response import Json
from cauce.http.schema import ID, MOMENT, MOST, or_null, parts, text, thing
from cauce.model.route import Route
from cauce.store.contacts import Contact, identities

NAME = text(256)
FIELDS = {"type": "object", "description": "What flows keep: `contact.comuna`"}
GIVEN = {
    "type": "object",
    "maxProperties": rules.MOST_FIELDS,
    "propertyNames": {"type": "string", "pattern": r"^[^\s$.0-9][^\s$.]{0,63}$"},
    "additionalProperties": or_null({"type": ["string", "number", "boolean"], "maxLength": 2000}),
    "description": "Those that change; null takes one away",
}
_SHOWN = {"id": ID, "name": NAME, "fields": FIELDS, "created_at": MOMENT, "updated_at": MOMENT}
CONTACT = thing(_SHOWN)
IDENTITY = thing({"channel": text(64), "kind": text(32), "value": text(191)})
WHOLE = thing({**_SHOWN, "identities": {"type": "array", "items": IDENTITY}})


class Contacts:
    """The handlers of these routes."""

    def __init__(self, desk: Desk) -> None:
        self._access = desk.access
        self._database = desk.database

    async def list(self, request: Request) -> dict[str, Any]:
        """List those that one sees, the last first."""
        limit = limit_of(request.query)
        [before] = cursor.read("contacts", request.query, int) or (MOST,)
        job = partial(rules.seen_by, who=request.caller, before=before, limit=limit + 1)
        return page(await self._database.read(job), limit, "contacts", lambda one: (one.id,), _shown)

    async def get(self, request: Request) -> Json:
        """Show one of them, and how it is reached."""
        found = await self._database.read(partial(rules.find_seen, who=request.caller, contact=request.params["id"]))
        if found is None:
            raise Unknown
        return await self._whole(found)

    async def change(self, request: Request) -> Json:
        """Change one of them."""
        seen, contact = seen_tag(request), request.params["id"]

        def check(before: Contact) -> None:
            refuse_unseen(seen, _edited(before))

        job = self._access.do(request.caller, request.remote, rules.change, contact, request.body, check)
        return await self._whole(await job)

    async def _whole(self, one: Contact) -> Json:
        found = await self._database.read(partial(identities, contact=one.id))
        return tagged({**_shown(one), "identities": [asdict(way) for way in found]}, _edited(one))


def _shown(one: Contact) -> dict[str, Any]:
    return {**asdict(one), "fields": msgspec.json.decode(one.fields)}


def _edited(one: Contact) -> dict[str, Any]:
    return {"id": one.id, "name": one.name, "fields": one.fields}


def routes(desk: Desk) -> Iterable[Route]:
    """Yield the routes."""
    contacts = Contacts(desk)
    one, which = "/api/contacts/{id}", parts(id=ID)
    yield Route(
        "GET", "/api/contacts", "contacts.read", contacts.list, query=thing({}, PAGING), answer=page_of(CONTACT),
        summary={"es": "Los contactos que uno ve, el último primero", "en": "The contacts that one sees, the last first"},
    )  # fmt: skip
    yield Route(
        "GET", one, "contacts.read", contacts.get, params=which, answer=WHOLE,
        summary={"es": "Un contacto, y cómo se llega a él", "en": "A contact, and how it is reached"},
    )  # fmt: skip
    yield Route(
        "PATCH", one, "contacts.write", contacts.change, params=which, conditional=True,
        body=thing({}, {"name": NAME, "fields": GIVEN}), answer=WHOLE,
        summary={"es": "Cambiar el nombre y los campos de un contacto", "en": "Change the name and the fields of a contact"},
    )  # fmt: skip
