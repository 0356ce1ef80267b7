"""`/api/working-hours`: the windows of the areas' calendars one by one, for clients that know no calendars."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from cauce import Json, Request, Route, Text
from cauce.desk import Unknown
from cauce.sql import Connection
from cauce_plugins.hours import rules, store
from cauce_plugins.hours.plan import Plan
from cauce_plugins.hours.routes import MANAGE, READ, fresh
from cauce_plugins.hours.schemas import AREA, DAYS, ID, MESSAGE, SPAN, WORKING, listed, thing
from cauce_plugins.hours.showing import show_window


async def listing(request: Request) -> dict[str, Any]:
    """List the windows of all areas, or of one."""
    area = request.query.get("area")
    plans = await request.plugin.read(_plans)
    shown = [plan for plan in plans if plan.areas and (area is None or area in plan.areas)]
    return {"items": [_shown(plan, window.id) for plan in shown for window in plan.windows]}


async def get(request: Request) -> dict[str, Any]:
    """Show one of them."""
    row = request.params["id"]
    plan = await request.plugin.read(partial(store.of_window, window=row))
    if plan is None:
        raise Unknown
    return _shown(plan, row)


async def add(request: Request) -> Json:
    """Add one to the calendar of an area."""
    host, said = request.plugin, dict(request.body)
    area = said.pop("area")
    plan, row = await host.act(
        lambda acts: rules.add_window(acts, fresh(host), area, said), request.caller, request.remote
    )
    return Json(_shown(plan, row), status=201)


async def change(request: Request) -> dict[str, Any]:
    """Change some of one of them."""
    row = request.params["id"]
    plan = await request.plugin.act(
        lambda acts: rules.change_window(acts, row, request.body), request.caller, request.remote
    )
    return _shown(plan, row)


async def remove(request: Request) -> Text:
    """Take one away."""
    await request.plugin.act(
        lambda acts: rules.remove_window(acts, request.params["id"]), request.caller, request.remote
    )
    return Text("", status=204)


def _plans(db: Connection) -> list[Plan]:
    return store.every(db)


def _shown(plan: Plan, row: int) -> dict[str, Any]:
    window = next(one for one in plan.windows if one.id == row)
    return {"id": row, "calendar": plan.id, "areas": list(plan.areas), **show_window(window)}


def routes() -> Iterable[Route]:
    """Yield the routes."""
    every, one, which = "/api/working-hours", "/api/working-hours/{id}", thing({"id": ID})
    yield Route(
        "GET", every, READ, listing, query=thing({}, {"area": AREA}), answer=thing({"items": listed(WORKING, 10_000_000)}),
        summary={"es": "Las ventanas de atención de las áreas", "en": "The windows in which areas attend"},
    )  # fmt: skip
    yield Route(
        "POST", every, MANAGE, add, body=thing({"area": AREA, **SPAN, "days": DAYS}, {"message": MESSAGE}), answer=WORKING,
        status=201, summary={"es": "Agregar una ventana a un área", "en": "Add a window to an area"},
    )  # fmt: skip
    yield Route(
        "GET", one, READ, get, params=which, answer=WORKING,
        summary={"es": "Una ventana de atención", "en": "A window in which an area attends"},
    )  # fmt: skip
    yield Route(
        "PATCH", one, MANAGE, change, params=which, body=thing({}, {**SPAN, "days": DAYS, "message": MESSAGE}),
        answer=WORKING, summary={"es": "Cambiar una ventana", "en": "Change a window"},
    )  # fmt: skip
    yield Route(
        "DELETE", one, MANAGE, remove, params=which, status=204,
        summary={"es": "Borrar una ventana", "en": "Delete a window"},
    )  # fmt: skip
