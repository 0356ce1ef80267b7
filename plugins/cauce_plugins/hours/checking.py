"""`/api/hours/check`: what happens to somebody who writes to an area at a moment."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from cauce import Problem, Request, Route
from cauce.sql import Connection
from cauce_plugins.hours import store
from cauce_plugins.hours.looking import opening
from cauce_plugins.hours.plan import Plan
from cauce_plugins.hours.reading import Wrongs
from cauce_plugins.hours.routes import READ, fresh
from cauce_plugins.hours.schemas import AREA, CHECK, text, thing
from cauce_plugins.hours.sentence import when
from cauce_plugins.hours.times import FIRST, LAST

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


async def check(request: Request) -> dict[str, Any]:
    """Tell whether an area attends at a moment, until when or from when on, and what people would be told."""
    host, area = request.plugin, request.query["area"]
    plan = await host.read(partial(_find, area=area))
    zone = plan.zone if plan else fresh(host).zone
    at = _moment(request.query["at"], zone) if "at" in request.query else host.clock.now()
    if plan is None:
        # It is as the settings say, or attends always.
        found = await host.read(lambda db: host.opening(db, area, at))
    else:
        found = opening(plan, at, host.settings)
    return {
        "area": area,
        "calendar": plan.id if plan else None,
        "zone": zone,
        "at": at,
        "open": found.open,
        "text": found.hours,
        "opens_at": found.opens_at,
        "next_opening": when(plan.calendar(), found.opens_at, at, plan.lang) if plan and found.opens_at is not None else "",
        "closes_at": plan.calendar().next_closing(at) if plan and found.open else None,
        "courtesy": found.courtesy,
    }  # fmt: skip


def _find(db: Connection, area: str) -> Plan | None:
    """Return the calendar of an area. Raises Problem where there is no such area."""
    plan = store.of_area(db, area)
    if plan is None and area not in store.areas(db):
        _refuse("/area", f"No hay un área «{area}».", f"There is no area “{area}”.")
    return plan


def _moment(said: str, zone: str) -> int:
    """Return a moment as it was said, by the clock of a zone where it names none. Raises Problem."""
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        moment = _EPOCH
    # Far from the ends of the calendar, where zones would leave it.
    if not FIRST + timedelta(days=2) <= moment.date() <= LAST:
        return _refuse("/at", "Un momento se escribe 2026-12-25T21:00.", "A moment is written 2026-12-25T21:00.")
    local = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))
    return (local - _EPOCH) // timedelta(milliseconds=1)


def _refuse(at: str, es: str, en: str) -> int:
    wrongs = Wrongs()
    wrongs.add(at, es, en)
    raise Problem("invalid", errors=wrongs.found)


def routes() -> Iterable[Route]:
    """Yield the route."""
    yield Route(
        "GET", "/api/hours/check", READ, check,
        query=thing({"area": AREA}, {"at": text(32, 1, description="2026-12-25T21:00, by the calendar's clock; now where it is not said")}),
        answer=CHECK, summary={"es": "Qué pasa a una hora en un área", "en": "What happens at a time in an area"},
    )  # fmt: skip
