"""`/api/hours`: calendars, their holidays and exceptions, and what happens at a moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from cauce import Host, Json, Problem, Request, Route, Text
from cauce.desk import Unknown
from cauce_plugins.hours import rules, store
from cauce_plugins.hours.plan import Plan
from cauce_plugins.hours.schemas import CALENDAR, EXCEPTION, HOLIDAY, ID, NAME, PARTS, listed, thing
from cauce_plugins.hours.showing import show

READ, MANAGE = "hours.read", "hours.manage"


def fresh(host: Host) -> Plan:
    """Return what a new calendar is where nothing is said of it."""
    zone = host.settings.get("zone") or getattr(host.zone, "key", "UTC")
    return Plan("", str(zone), host.lang if host.lang in {"es", "en"} else "en")


async def calendars(request: Request) -> dict[str, Any]:
    """List them all."""
    return {"items": [show(plan) for plan in await request.plugin.read(store.every)]}


async def calendar(request: Request) -> Json:
    """Show one of them."""
    plan = await request.plugin.read(partial(store.get, calendar=request.params["id"]))
    if plan is None:
        raise Unknown
    return _shown(plan)


async def add(request: Request) -> Json:
    """Make one."""
    host: Host = request.plugin
    return _shown(await _act(request, lambda acts: rules.add(acts, fresh(host), request.body)), 201)


async def change(request: Request) -> Json:
    """Change some of one of them, as the caller saw it."""
    seen = request.headers.get("If-Match")
    if seen is None:
        raise Problem("unconditional")
    stamp = None if seen.strip() == "*" else seen.strip().strip('"')
    return _shown(await _act(request, lambda acts: rules.change(acts, request.params["id"], request.body, stamp)))


async def remove(request: Request) -> Text:
    """Take one away."""
    await _act(request, lambda acts: rules.remove(acts, request.params["id"]))
    return Text("", status=204)


async def _add_part(request: Request, name: str) -> Json:
    return _shown(await _act(request, lambda acts: rules.add_part(acts, request.params["id"], name, request.body)), 201)


async def _remove_part(request: Request, name: str) -> Text:
    calendar, row = request.params["id"], request.params["part"]
    await _act(request, lambda acts: rules.remove_part(acts, calendar, name, row))
    return Text("", status=204)


async def _act(request: Request, work: Any) -> Any:
    return await request.plugin.act(work, request.caller, request.remote)


def _shown(plan: Plan, status: int = 200) -> Json:
    return Json(show(plan), status=status, headers={"ETag": f'"{plan.stamp}"'})


def routes() -> Iterable[Route]:
    """Yield the routes of calendars."""
    every, one, which = "/api/hours/calendars", "/api/hours/calendars/{id}", thing({"id": ID})
    yield Route(
        "GET", every, READ, calendars, answer=thing({"items": listed(CALENDAR, 100_000)}),
        summary={"es": "Los calendarios de atención", "en": "The calendars of opening hours"},
    )  # fmt: skip
    yield Route(
        "POST", every, MANAGE, add, body=thing({"name": NAME}, PARTS), answer=CALENDAR, status=201, limit=262_144,
        summary={"es": "Crear un calendario", "en": "Make a calendar"},
    )  # fmt: skip
    yield Route(
        "GET", one, READ, calendar, params=which, answer=CALENDAR,
        summary={"es": "Un calendario", "en": "A calendar"},
    )  # fmt: skip
    yield Route(
        "PATCH", one, MANAGE, change, params=which, body=thing({}, {"name": NAME, **PARTS}), answer=CALENDAR,
        conditional=True, limit=262_144,
        summary={"es": "Cambiar un calendario; una lista se cambia entera", "en": "Change a calendar; a list is changed as a whole"},
    )  # fmt: skip
    yield Route(
        "DELETE", one, MANAGE, remove, params=which, status=204,
        summary={"es": "Borrar un calendario: sus áreas atienden siempre", "en": "Delete a calendar: its areas attend always"},
    )  # fmt: skip
    yield from _parts("holidays", HOLIDAY, {
        "POST": {"es": "Agregar un feriado", "en": "Add a holiday"}, "DELETE": {"es": "Borrar un feriado", "en": "Delete a holiday"},
    })  # fmt: skip
    yield from _parts("exceptions", EXCEPTION, {
        "POST": {"es": "Agregar un día con horario propio", "en": "Add a day with hours of its own"},
        "DELETE": {"es": "Borrar un día con horario propio", "en": "Delete a day with hours of its own"},
    })  # fmt: skip


def _parts(name: str, body: Mapping[str, Any], told: Mapping[str, Mapping[str, str]]) -> Iterable[Route]:
    these = f"/api/hours/calendars/{{id}}/{name}"
    yield Route(
        "POST", these, MANAGE, partial(_add_part, name=name), params=thing({"id": ID}), body=body, answer=CALENDAR,
        status=201, summary=told["POST"],
    )  # fmt: skip
    yield Route(
        "DELETE", f"{these}/{{part}}", MANAGE, partial(_remove_part, name=name), params=thing({"id": ID, "part": ID}),
        status=204, summary=told["DELETE"],
    )  # fmt: skip
