"""The entrance: what has to hold of the HTTP request that a connection begins with, and of each one that polls."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from cauce.errors import Unavailable
from cauce.http.encode import encode
from cauce.http.gate import Limit, refuse_tokens_in_address
from cauce.http.headers import SECURITY
from cauce.http.problem import document
from cauce.http.proxies import Proxies
from cauce.http.request import Request
from cauce.http.response import Problem
from cauce.live.packets import LARGEST
from cauce.text import clean

PATH = "/socket.io/"


class Entrance:
    """Refuses other sites, tokens in the address and whoever comes too often, and hands the rest to Socket.IO."""

    def __init__(self, server: Any, proxies: Proxies, origins: Collection[str]) -> None:
        self._server = server
        self._proxies = proxies
        self._origins = frozenset(origin.lower() for origin in origins)
        self._addresses = Limit(100, 1000)

    def mount(self, app: web.Application) -> None:
        """Serve at PATH."""
        for method in ("GET", "POST", "OPTIONS"):
            app.router.add_route(method, PATH, self.serve)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Serve a request: for a websocket, until its client goes."""
        try:
            head = self.head(request)
            self._addresses.take(head.remote)
            refuse_tokens_in_address(request.query)
            self._refuse_other_sites(request, head)
            _refuse_strange(request)
            response: web.StreamResponse = await self._server.handle_request(request)
        except Problem as problem:
            return encode(document(problem))
        except Unavailable as error:
            return encode(document(Problem("unavailable", str(error), headers={"Retry-After": "2"})))
        if not response.prepared:
            response.headers.update(SECURITY)
        return response

    def head(self, request: web.Request) -> Request:
        """Return what the request says before its body, as handlers see it."""
        peer = request.remote or ""
        return Request(
            method=request.method,
            path=PATH,
            headers=request.headers,
            cookies=request.cookies if "Cookie" in request.headers else {},
            remote=self._proxies.caller(peer, request.headers.get("X-Forwarded-For")),
            host=clean(request.host, 255),
            secure=request.secure or self._proxies.secure(peer, request.headers.get("X-Forwarded-Proto")),
        )

    def allows(self, origin: str, host: str) -> bool:
        """Tell whether pages of an origin may connect: those of this very host, and of the origins that are named."""
        try:
            parts = urlsplit(origin.lower())
        except ValueError:
            return False
        own = parts.scheme in {"http", "https"} and parts.netloc == host.lower()
        return own or origin.lower() in self._origins

    def _refuse_other_sites(self, request: web.Request, head: Request) -> None:
        """Raise Problem `cross_site` for a page of another site. What sends no `Origin` is no websocket of a browser."""
        origins = request.headers.getall("Origin", [])
        if origins:
            allowed = len(origins) == 1 and self.allows(origins[0], head.host)
        else:
            allowed = request.headers.get("Sec-Fetch-Site", "none") in {"same-origin", "none"}
        if not allowed:
            raise Problem("cross_site")


def _refuse_strange(request: web.Request) -> None:
    """Raise Problem for what would be answered as a script for other sites, and for a body that is too large."""
    if "j" in request.query:
        raise Problem("bad_request", "it is not answered as a script")
    if (request.content_length or 0) > LARGEST:
        raise Problem("too_large")
