"""The application: routes as data become an aiohttp app whose every answer, error and header comes from here."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Awaitable, Callable, Collection, Sequence
from typing import TYPE_CHECKING

from cauce.errors import PluginError
from cauce.http.encode import encode, end_streams, streams_key
from cauce.http.endpoint import Admit, Endpoint
from cauce.http.headers import PREFLIGHT, SHARED
from cauce.http.once import Repeats
from cauce.http.problem import code_of, document
from cauce.http.proxies import Proxies
from cauce.http.request import Request
from cauce.http.response import Problem, Text
from cauce.model.route import Route
from cauce.text import clean

if TYPE_CHECKING:
    from aiohttp import web

log = logging.getLogger("cauce.http")

Serve = Callable[["web.Request"], Awaitable["web.StreamResponse"]]

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


async def closed_gate(request: Request, permission: str) -> None:  # noqa: ARG001 - the shape of a gate
    """Let nobody in: what holds as long as there are no users."""
    raise Problem("unauthenticated")


def application(
    routes: Sequence[Route],
    gate: Admit = closed_gate,
    proxies: Proxies | None = None,
    permissions: Collection[str] | None = None,
    repeats: Repeats | None = None,
) -> web.Application:
    """Return the app that serves these routes. Raises PluginError for one without permission, or twice the same.

    permissions: those that there are; one that asks for another is refused too, for nobody could ever call it.
    repeats: who knows what was asked for under a key, None where nothing is kept.
    """
    from aiohttp import web, web_response

    # Answers to what is no HTTP at all never pass the app, so the name is taken away where it is read.
    vars(web_response)["SERVER_SOFTWARE"] = "cauce"
    app = web.Application(middlewares=[web.middleware(_shield)])
    app[streams_key()] = set()
    believed = proxies or Proxies()
    app.on_shutdown.append(end_streams)
    paths: dict[str, dict[str, Route]] = {}
    for route in routes:
        _admit(route, paths.setdefault(route.path, {}))
        if permissions is not None and route.permission not in {"public", "login", *permissions}:
            raise PluginError(
                f"route {route.method} {route.path} asks for {route.permission!r}, a permission that is none"
            )
    for path, methods in paths.items():
        served: dict[str, Serve] = {
            name: Endpoint(route, gate, believed, repeats).serve for name, route in methods.items()
        }
        if any(route.cors for route in methods.values()):
            served.setdefault("OPTIONS", _preflight(methods))
        if "GET" in served:
            served.setdefault("HEAD", served["GET"])
        for method, serve in served.items():
            app.router.add_route(method, path, serve)
    return app


def _admit(route: Route, others: dict[str, Route]) -> None:
    where = f"route {route.method} {route.path}"
    if not route.permission:
        raise PluginError(f"{where} names no permission: give it one, or `public`")
    if route.method not in _METHODS or not route.path.startswith("/"):
        raise PluginError(f"{where}: the method must be one of {', '.join(sorted(_METHODS))}, the path begin with /")
    if others.setdefault(route.method, route) is not route:
        raise PluginError(f"{where} is registered twice")


def _preflight(methods: dict[str, Route]) -> Serve:
    allowed = ", ".join(sorted(method for method, route in methods.items() if route.cors))

    async def answer(request: web.Request) -> web.Response:  # noqa: ARG001 - the shape of a handler
        return encode(Text("", status=204, headers={**SHARED, **PREFLIGHT, "Access-Control-Allow-Methods": allowed}))

    return answer


async def _shield(request: web.Request, handler: Serve) -> web.StreamResponse:
    """Turn whatever a handler or the framework raises into a problem document."""
    from aiohttp import web

    try:
        return await handler(request)
    except web.HTTPException as error:
        allow = {"Allow": error.headers["Allow"]} if "Allow" in error.headers else {}
        return encode(document(Problem(code_of(error.status), headers=allow)))
    except Exception:
        reference = secrets.token_hex(8)
        log.exception("request failed", extra={"reference": reference, "path": clean(request.path, 200)})
        return encode(document(Problem("internal"), reference))
