"""`/api/contacts`: the people who write, or whom the team knows, as far as one sees them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from functools import partial
from typing import Any

from cauce import Json, Request, Route, Text, desk, rest
from cauce.rest import ID, MOST, PAGING, parts, text, thing
from cauce_plugins.contacts import catalogue, listing, merging, seeing, shapes
from cauce_plugins.contacts.cards import Contact
from cauce_plugins.contacts.listing import Wanted

LIST = "/api/contacts"
ONE = LIST + "/{id:[0-9]+}"
WHICH = parts(id=ID)
FILTERS = {
    "q": text(200, description="Words of the name, a telephone in any form, or a DNI"),
    "tag": text(64, 1),
    "area": text(64, 1),
    "group": text(191, 1, description="The value of the field `grupo`"),
    "field": text(64, 1, description="The name of a field; with `value`"),
    "value": text(191, 1),
}


def wanted(query: dict[str, Any], before: int = MOST, limit: int = 50) -> Wanted:
    """Return which contacts a query asks for."""
    pairs = [(name, query.get(said)) for name, said in (("tags", "tag"), ("area", "area"), ("grupo", "group"))]
    if "field" in query:
        pairs.append((query["field"], query.get("value", "")))
    marks = tuple((name, value) for name, value in pairs if value is not None)
    return Wanted(query.get("q", ""), marks, before, limit)


async def every(request: Request) -> dict[str, Any]:
    """List those that one sees, the last first."""
    limit = rest.limit_of(request.query)
    [before] = rest.read_cursor("contacts", request.query, int) or (MOST,)
    which = wanted(dict(request.query), before, limit + 1)
    country = request.plugin.settings["country"]
    found = await request.plugin.search(partial(listing.page, who=request.caller, wanted=which, country=country))
    return rest.page(found, limit, "contacts", lambda one: (one.id,), lambda one: shapes.shown(one, request.language))


async def get(request: Request) -> Json:
    """Show one, and how they are reached."""
    found = await request.plugin.read(partial(seeing.see, who=request.caller, contact=request.params["id"]))
    return await _whole(request, found)


async def add(request: Request) -> Json:
    """Make one."""
    job = partial(catalogue.add, who=request.caller, given=request.body, country=request.plugin.settings["country"])
    return await _whole(request, await request.plugin.act(job, request.caller, request.remote), 201)


async def change(request: Request, *, whole: bool = False) -> Json:
    """Change some of one."""
    seen, contact = rest.seen_tag(request), request.params["id"]

    def check(before: Contact) -> None:
        rest.refuse_unseen(seen, shapes.edited(before))

    job = partial(
        catalogue.change, who=request.caller, contact=contact, given=request.body,
        country=request.plugin.settings["country"], check=check, whole=whole,
    )  # fmt: skip
    return await _whole(request, await request.plugin.act(job, request.caller, request.remote))


async def replace(request: Request) -> Json:
    """Change all of one: what is not given is not any more."""
    return await change(request, whole=True)


async def remove(request: Request) -> Text:
    """Take one away of whom there is no conversation."""
    job = partial(catalogue.remove, who=request.caller, contact=request.params["id"])
    await request.plugin.act(job, request.caller, request.remote)
    return Text("", status=204)


async def label(request: Request) -> dict[str, Any]:
    """Put tags on one, and take others off."""
    body = request.body
    job = partial(
        catalogue.label, who=request.caller, contact=request.params["id"],
        more=body.get("add", ()), less=body.get("remove", ()),
    )  # fmt: skip
    return {"tags": await request.plugin.act(job, request.caller, request.remote)}


async def groups(request: Request) -> dict[str, Any]:
    """List the groups that those are in whom one sees."""
    found = await request.plugin.search(partial(listing.groups, who=request.caller))
    return {"items": [{"name": name, "contacts": count} for name, count in found]}


async def history(request: Request) -> dict[str, Any]:
    """List the conversations of one, the last first."""
    limit = rest.limit_of(request.query)
    [before] = rest.read_cursor("history", request.query, int) or (MOST,)
    job = partial(listing.history, who=request.caller, contact=request.params["id"], before=before, limit=limit + 1)
    return rest.page(await request.plugin.read(job), limit, "history", lambda one: (one.id,), shapes.talk)


async def merge(request: Request) -> Json:
    """Let another one be part of this one."""
    job = partial(merging.merge, who=request.caller, kept=request.params["id"], gone=request.body["other"])
    return await _whole(request, await request.plugin.act(job, request.caller, request.remote))


async def unmerge(request: Request) -> Json:
    """Take a merge back, and show the one that is there again."""
    job = partial(merging.undo, who=request.caller, contact=request.params["id"], number=request.body["merge"])
    return await _whole(request, await request.plugin.act(job, request.caller, request.remote))


async def merges(request: Request) -> dict[str, Any]:
    """List what became part of one."""
    contact = request.params["id"]
    await request.plugin.read(partial(seeing.see, who=request.caller, contact=contact))
    found = await request.plugin.read(partial(merging.of_contact, contact=contact))
    return {"items": [shapes.merge(one) for one in found]}


async def _whole(request: Request, one: Contact, status: int = 200) -> Json:
    found = await request.plugin.read(partial(desk.identities, contact=one.id))
    told = {**shapes.shown(one, request.language), "identities": [asdict(way) for way in found]}
    return rest.tagged(told, shapes.edited(one), status)


def routes() -> Iterable[Route]:
    """Yield the routes."""
    yield Route(
        "GET", LIST, "contacts.read", every, query=thing({}, {**FILTERS, **PAGING}), answer=rest.page_of(shapes.CONTACT),
        summary={"es": "Los contactos que uno ve, el último primero", "en": "The contacts that one sees, the last first"},
    )  # fmt: skip
    yield Route(
        "POST", LIST, "contacts.write", add, body=thing({}, shapes.GIVEN), answer=shapes.WHOLE, status=201,
        problems=("conflict",), summary={"es": "Crear un contacto", "en": "Make a contact"},
    )  # fmt: skip
    yield Route(
        "GET", LIST + "/groups", "contacts.read", groups,
        answer=thing({"items": {"type": "array", "items": thing({"name": text(191), "contacts": shapes.COUNT})}}),
        summary={"es": "Los grupos: los valores del campo grupo", "en": "The groups: the values of the field grupo"},
    )  # fmt: skip
    yield Route(
        "GET", ONE, "contacts.read", get, params=WHICH, answer=shapes.WHOLE,
        summary={"es": "Un contacto, y cómo se llega a él", "en": "A contact, and how it is reached"},
    )  # fmt: skip
    for method, handler, summary in (
        ("PATCH", change, {"es": "Cambiar parte de un contacto", "en": "Change some of a contact"}),
        ("PUT", replace, {"es": "Cambiar un contacto entero", "en": "Change all of a contact"}),
    ):
        yield Route(
            method, ONE, "contacts.write", handler, params=WHICH, conditional=True, body=thing({}, shapes.GIVEN),
            answer=shapes.WHOLE, problems=("conflict",), summary=summary,
        )  # fmt: skip
    yield Route(
        "DELETE", ONE, "contacts.delete", remove, params=WHICH, status=204, problems=("conflict",),
        summary={"es": "Borrar un contacto sin conversaciones", "en": "Delete a contact without conversations"},
    )  # fmt: skip
    yield Route(
        "PATCH", ONE + "/tags", "contacts.write", label, params=WHICH,
        body=thing({}, {"add": shapes.TAGS, "remove": shapes.TAGS}),
        answer=thing({"tags": {"type": "array", "items": {"type": "string"}}}),
        summary={"es": "Poner y quitar etiquetas de un contacto", "en": "Put tags on a contact and take them off"},
    )  # fmt: skip
    yield Route(
        "GET", ONE + "/history", "contacts.read", history, params=WHICH, query=thing({}, PAGING),
        answer=rest.page_of(shapes.TALK),
        summary={"es": "Las conversaciones de un contacto que uno ve", "en": "The conversations of a contact that one sees"},
    )  # fmt: skip
    yield from _merging()


def _merging() -> Iterable[Route]:
    yield Route(
        "POST", ONE + "/merge", "contacts.merge", merge, params=WHICH, body=thing({"other": ID}), answer=shapes.WHOLE,
        summary={"es": "Fusionar otro contacto con este", "en": "Merge another contact into this one"},
    )  # fmt: skip
    yield Route(
        "POST", ONE + "/unmerge", "contacts.merge", unmerge, params=WHICH, body=thing({"merge": ID}), answer=shapes.WHOLE,
        problems=("conflict",), summary={"es": "Deshacer una fusión", "en": "Undo a merge"},
    )  # fmt: skip
    yield Route(
        "GET", ONE + "/merges", "contacts.read", merges, params=WHICH,
        answer=thing({"items": {"type": "array", "items": shapes.MERGE}}),
        summary={"es": "Lo que se fusionó con un contacto", "en": "What was merged into a contact"},
    )  # fmt: skip
