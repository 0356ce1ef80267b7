"""`/api/contacts/fields`: the custom fields."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from cauce import Acts, Json, Request, Route, Text, rest
from cauce.rest import ID, choice, parts, text, thing
from cauce_plugins.contacts import definitions, shapes, values
from cauce_plugins.contacts.values import Definition

LIST = "/api/contacts/fields"
ONE = LIST + "/{id:[0-9]+}"
_MORE = {"choices": shapes.CHOICES, "required": {"type": "boolean"}}


async def every(request: Request) -> dict[str, Any]:
    """List them all."""
    return {"items": [shapes.definition(one) for one in await request.plugin.read(definitions.every)]}


async def get(request: Request) -> Json:
    """Show one of them."""
    return _shown(await request.plugin.read(partial(definitions.get, field=request.params["id"])))


async def add(request: Request) -> Json:
    """Make one."""
    job = partial(definitions.add, given=request.body)
    return _shown(await request.plugin.act(job, request.caller, request.remote), 201)


async def change(request: Request) -> Json:
    """Change one of them."""
    seen, field = rest.seen_tag(request), request.params["id"]

    def job(acts: Acts) -> Definition:
        before = definitions.hold(acts.db, field)
        rest.refuse_unseen(seen, shapes.definition(before), shapes.definition(before))
        return definitions.change(acts, before, request.body)

    return _shown(await request.plugin.act(job, request.caller, request.remote))


async def remove(request: Request) -> Text:
    """Take one away."""
    job = partial(definitions.remove, field=request.params["id"])
    await request.plugin.act(job, request.caller, request.remote)
    return Text("", status=204)


def _shown(one: Definition, status: int = 200) -> Json:
    told = shapes.definition(one)
    return rest.tagged(told, told, status)


def routes() -> Iterable[Route]:
    """Yield the routes."""
    which = parts(id=ID)
    yield Route(
        "GET", LIST, "contacts.read", every, answer=thing({"items": {"type": "array", "items": shapes.DEFINITION}}),
        summary={"es": "Los campos propios de los contactos", "en": "The custom fields of contacts"},
    )  # fmt: skip
    yield Route(
        "POST", LIST, "contacts.fields", add, answer=shapes.DEFINITION, status=201,
        body=thing(
            {"name": text(64, 1, pattern=values.NAME), "title": shapes.TITLE, "type": choice([*values.TYPES])}, _MORE
        ),
        summary={"es": "Crear un campo", "en": "Make a field"},
    )  # fmt: skip
    yield Route(
        "GET", ONE, "contacts.read", get, params=which, answer=shapes.DEFINITION,
        summary={"es": "Un campo", "en": "A field"},
    )  # fmt: skip
    yield Route(
        "PATCH", ONE, "contacts.fields", change, params=which, conditional=True, answer=shapes.DEFINITION,
        body=thing({}, {"title": shapes.TITLE, **_MORE}),
        summary={"es": "Cambiar un campo; su nombre y su tipo quedan", "en": "Change a field; its name and type stay"},
    )  # fmt: skip
    yield Route(
        "DELETE", ONE, "contacts.fields", remove, params=which, status=204,
        summary={"es": "Borrar un campo; los contactos conservan lo que dice", "en": "Delete a field; contacts keep what it says"},
    )  # fmt: skip
