"""`/api/dashboard`: the figures, each as somebody may see it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from cauce import Host, Request, Route, Stream, Words
from cauce.sql import Connection
from cauce_plugins.dashboard import export, figures, period, shapes
from cauce_plugins.dashboard.live import ACTIVITY, LIVE, activity, live
from cauce_plugins.dashboard.period import MOST_DAYS, Period
from cauce_plugins.dashboard.scope import Scope, scope
from cauce_plugins.dashboard.shapes import ASKED, FILTER, PERIOD, some, text, thing

ROOT = "/api/dashboard"
READ = "dashboard.read"
MONTHS = 12
"""How many months the trend goes over."""
EXPORTS = ("timeline", "by-area", "by-operator", "by-group", "by-contact", "by-flow", "conversations")

Look = Callable[[Connection, Scope, Period], Any]


async def _look(request: Request, asked: Period, look: Look) -> Any:
    """Return what somebody finds who looks at a period, at as much as they see."""
    host: Host = request.plugin
    return await host.search(lambda db: look(db, scope(db, request.caller, request.query), asked))


def _asked(request: Request, most: int = MOST_DAYS["month"]) -> Period:
    host: Host = request.plugin
    return period.read(request.query, host.zone, host.clock.now(), most)


async def _items(request: Request, look: Look, most: int = MOST_DAYS["month"]) -> dict[str, Any]:
    asked = _asked(request, most)
    return {**asked.shown(), "items": await _look(request, asked, look)}


async def summary(request: Request) -> Any:
    """Tell what was counted in a period, and how long things took."""
    return await _look(request, _asked(request), figures.summary)


async def timeline(request: Request) -> Any:
    """Tell what was counted in each hour, day or month of a period."""
    by = request.query.get("by", "day")
    return await _items(request, lambda db, who, asked: figures.timeline(db, who, asked, by), MOST_DAYS[by])


async def by_area(request: Request) -> Any:
    """Tell what was counted in each area."""
    return await _items(request, figures.by_area)


async def by_operator(request: Request) -> Any:
    """Tell what each operator did."""
    return await _items(request, figures.by_operator)


async def by_group(request: Request) -> Any:
    """Tell how much there was with each group of contacts."""
    return await _items(request, figures.by_group)


async def by_contact(request: Request) -> Any:
    """Tell with which contacts there was most."""
    who, limit = request.caller, int(request.query.get("limit", 20))
    return await _items(request, lambda db, of, asked: figures.by_contact(db, who, of, asked, limit))


async def by_flow(request: Request) -> Any:
    """Tell how each revision of each flow fared."""
    return await _items(request, figures.by_flow)


async def nodes(request: Request) -> Any:
    """Tell how each node of a flow fared."""
    flow, revision = request.params["name"], request.query.get("revision")
    return await _items(request, lambda db, who, asked: figures.nodes(db, who, asked, flow, revision))


def _months(request: Request, back: int) -> Period:
    host: Host = request.plugin
    return period.month(host.clock.now(), period.read(request.query, host.zone, host.clock.now()).zone, back)


async def current_month(request: Request) -> Any:
    """Tell of the month that it is, and of the one before."""
    now, before = _months(request, 0), _months(request, 1)
    return {
        "current": await _look(request, now, figures.summary),
        "previous": await _look(request, before, figures.summary),
    }


async def monthly(request: Request) -> Any:
    """Tell of each of the last months."""
    now = _months(request, 0)
    asked = Period(_months(request, MONTHS - 1).first, now.last, now.zone)
    items = await _look(request, asked, lambda db, who, of: figures.timeline(db, who, of, "month"))
    return {**asked.shown(), "items": items}


async def now(request: Request) -> Any:
    """Tell how it is at this moment."""
    host: Host = request.plugin
    today = period.month(host.clock.now(), _asked(request).zone)
    return await _look(request, Period(today.last, today.last, today.zone), live)


async def latest(request: Request) -> Any:
    """Tell what happened last."""
    who, limit = request.caller, int(request.query.get("limit", 20))
    return {"items": await _look(request, _asked(request), lambda db, of, _: activity(db, who, of, limit))}


async def exported(request: Request) -> Stream:
    """Give figures as a file for spreadsheets, and write down who took them."""
    what, host = request.query.get("what", "timeline"), request.plugin
    asked = _asked(request, MOST_DAYS["day"] if what == "timeline" else MOST_DAYS["month"])
    details = {"what": what, **asked.shown(), **{name: request.query[name] for name in FILTER if name in request.query}}
    if what == "conversations":
        seen = await host.read(lambda db: scope(db, request.caller, request.query))
        chunks = export.conversations(host, request.caller, seen, asked)
    else:
        rows = await _look(request, asked, _TABLES[what](request))
        chunks = export.table(rows, list(_COLUMNS[what]["properties"]))
    await host.act(lambda acts: acts.record("dashboard.exported", "dashboard", details), request.caller, request.remote)
    named = f'attachment; filename="{what}-{asked.first}-{asked.last}.csv"'
    return Stream(chunks, "text/csv; charset=utf-8", headers={"Content-Disposition": named})


_TABLES: Mapping[str, Callable[[Request], Look]] = {
    "timeline": lambda _: lambda db, who, asked: figures.timeline(db, who, asked, "day"),
    "by-area": lambda _: figures.by_area,
    "by-operator": lambda _: figures.by_operator,
    "by-group": lambda _: figures.by_group,
    "by-contact": lambda request: lambda db, who, asked: figures.by_contact(db, request.caller, who, asked, 1000),
    "by-flow": lambda _: figures.by_flow,
}
_COLUMNS: Mapping[str, Mapping[str, Any]] = {
    "timeline": shapes.PART,
    "by-area": shapes.AREA,
    "by-operator": shapes.OPERATOR,
    "by-group": shapes.GROUP,
    "by-contact": shapes.CONTACT,
    "by-flow": shapes.FLOW,
}


def _route(  # noqa: PLR0913, PLR0917 - what a route is
    path: str,
    handler: Callable[[Request], Any],
    query: Mapping[str, Any],
    answer: Mapping[str, Any] | None,
    es: str,
    en: str,
    **more: Any,
) -> Route:
    summary: Words = {"es": es, "en": en}
    return Route("GET", f"{ROOT}/{path}", READ, handler, query=thing({}, query), answer=answer, summary=summary, **more)


def _list(path: str, handler: Callable[[Request], Any], item: Mapping[str, Any], es: str, en: str) -> Route:
    return _route(path, handler, PERIOD, thing({**ASKED, "items": some(item)}), es, en)


def routes() -> Iterable[Route]:
    """Yield the routes."""
    zone, listed = {"zone": PERIOD["zone"], **FILTER}, {**ASKED, "items": some(shapes.PART)}
    whole = thing(shapes.SUMMARY)
    limit = {"limit": shapes.LIMIT}
    yield _route("live", now, zone, LIVE, "Cómo está todo ahora", "How everything is now")
    yield _route("activity", latest, {**FILTER, **limit}, thing({"items": some(ACTIVITY)}),
                 "Lo último que pasó, de lo que uno ve", "What happened last, of what one sees")  # fmt: skip
    yield _route("summary", summary, PERIOD, whole, "Las cifras de un período", "The figures of a period")
    yield _route("timeline", timeline, {**PERIOD, "by": shapes.BY}, thing(listed),
                 "Las cifras por hora, día o mes", "The figures by hour, day or month")  # fmt: skip
    yield _list("by-area", by_area, shapes.AREA, "Las cifras por área", "The figures by area")
    yield _list("by-operator", by_operator, shapes.OPERATOR, "Las cifras por operador", "The figures by operator")
    yield _list("by-group", by_group, shapes.GROUP, "Cuánto hubo con cada grupo de contactos",
                "How much there was with each group of contacts")  # fmt: skip
    yield _route("by-contact", by_contact, {**PERIOD, **limit}, thing({**ASKED, "items": some(shapes.CONTACT)}),
                 "Con qué contactos hubo más", "With which contacts there was most")  # fmt: skip
    yield _list("by-flow", by_flow, shapes.FLOW, "Cómo le fue a cada versión de cada flujo",
                "How each revision of each flow fared")  # fmt: skip
    yield _route("flows/{name}/nodes", nodes, {**PERIOD, "revision": text(191, 1)},
                 thing({**ASKED, "items": some(shapes.NODE)}), "Cómo le fue a cada paso de un flujo",
                 "How each node of a flow fared", params=thing({"name": text(191, 1)}))  # fmt: skip
    yield _route("current-month", current_month, zone, thing({"current": whole, "previous": whole}),
                 "Las cifras de este mes y del anterior", "The figures of this month and of the one before")  # fmt: skip
    yield _route("monthly", monthly, zone, thing(listed), "Las cifras de los últimos doce meses",
                 "The figures of the last twelve months")  # fmt: skip
    yield _route("export.csv", exported, {**PERIOD, "what": shapes.choice(*EXPORTS)}, None,
                 "Cifras para planillas, en CSV", "Figures for spreadsheets, as CSV")  # fmt: skip
