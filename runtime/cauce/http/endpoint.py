"""One route at work: its caller asked for, its request decoded and checked, its answer encoded."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cauce.crash import crash_point, is_armed
from cauce.errors import Unavailable
from cauce.http.decode import Checker, read_body, read_parts, read_query, read_typed_json, stream_body
from cauce.http.encode import encode, pour
from cauce.http.headers import SHARED
from cauce.http.once import Repeats
from cauce.http.problem import document
from cauce.http.proxies import Proxies
from cauce.http.request import Request, language_of
from cauce.http.response import Json, Problem, Reply, Stream
from cauce.http.schema import NOTHING
from cauce.model.route import Route
from cauce.text import clean

if TYPE_CHECKING:
    from aiohttp import web

Admit = Callable[[Request, str], Awaitable[Any]]
"""`await gate(request, permission)` returns who calls, or raises Problem where they may not. Never asked for `public`."""


class Endpoint:
    """One route at work: ask the gate, decode, check, call the handler, encode."""

    def __init__(self, route: Route, gate: Admit, proxies: Proxies, repeats: Repeats | None = None) -> None:
        # Nothing that is not spoken of may be sent to the API; elsewhere an unknown `?utm_source=…` does no harm.
        strict = route.path.startswith("/api/")
        self.route = route
        self.gate = gate
        self.proxies = proxies
        self.repeats = repeats
        self.bare = strict and route.body is None and not (route.raw or route.stream)
        self.params = Checker(route.params) if route.params is not None else None
        self.query = Checker(route.query or NOTHING) if strict or route.query is not None else None
        self.body = Checker(route.body) if route.body is not None and not route.raw else None

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Serve one request."""
        try:
            answer = await self._answer(request)
        except Problem as problem:
            answer = document(problem, lang=language_of(request.headers))
        except Unavailable as error:
            answer = document(Problem("unavailable", str(error), headers={"Retry-After": "2"}))
        if self.route.cors:
            answer = replace(answer, headers={**SHARED, **answer.headers})
        if isinstance(answer, Stream):
            return await pour(request, answer)
        response = encode(answer)
        if is_armed:
            await response.prepare(request)
            await response.write_eof()
            crash_point("P5")
        return response

    async def _answer(self, request: web.Request) -> Reply:
        seen = await self._decode(request, await self._caller(request))
        if self.params:
            self.params.find(seen.params)
        if self.query:
            self.query.check(seen.query)
        if self.body:
            self.body.check(seen.body)
        elif self.bare and seen.raw:
            problem = {"es": "no se envía nada", "en": "nothing may be sent along"}
            raise Problem("invalid", errors=[{"at": "/", "problem": problem, "code": "body"}])
        if self.repeats is not None and "Idempotency-Key" in seen.headers:
            return await self.repeats.serve(seen, self.route, self._handle)
        return await self._handle(seen)

    async def _handle(self, seen: Request) -> Reply:
        answer = await self.route.handler(seen)
        if isinstance(answer, Problem):
            return document(answer, lang=seen.language)
        return answer if isinstance(answer, Reply) else Json(answer, status=self.route.status)

    async def _caller(self, request: web.Request) -> Any:
        """Return who calls, before anything else of the request is looked at. Raises Problem where they may not."""
        if self.route.permission == "public":
            return None
        return await self.gate(self._head(request, dict(request.query)), self.route.permission)

    async def _decode(self, request: web.Request, caller: Any) -> Request:
        route = self.route
        if route.stream:
            return self._streamed(request, caller)
        raw = await read_body(request, route.limit) if request.body_exists else b""
        crash_point("P1")
        body = self.body.whole(read_typed_json(raw, request.content_type)) if self.body else None
        return self._named(request, caller=caller, body=body, raw=raw)

    def _streamed(self, request: web.Request, caller: Any) -> Request:
        """Return the request before its body has come; the handler reads that."""
        return self._named(request, caller=caller, chunks=stream_body(request, self.route.limit, self.route.seconds))

    def _named(self, request: web.Request, **more: Any) -> Request:
        """Return the request with what its address says."""
        params = read_parts(found, self.route.params) if (found := request.match_info) else {}
        query = read_query(request.query.items(), self.route.query) if request.query_string else {}
        return self._head(request, query, params=params, **more)

    def _head(self, request: web.Request, query: Mapping[str, Any], **more: Any) -> Request:
        """Return the request with what stands before its body, and whatever more is known."""
        peer = request.remote or ""
        return Request(
            method=request.method,
            path=clean(request.path, 2048),
            query=query,
            headers=request.headers,
            cookies=request.cookies if "Cookie" in request.headers else {},
            remote=self.proxies.caller(peer, request.headers.get("X-Forwarded-For")),
            host=clean(request.host, 255),
            secure=request.secure or self.proxies.secure(peer, request.headers.get("X-Forwarded-Proto")),
            **more,
        )
