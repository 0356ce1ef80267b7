"""A real HTTP server on this machine, for plugins that bring their own client."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from cauce.testing.givens import read_given
from cauce.transcript.world import World

if TYPE_CHECKING:
    from aiohttp import web


@dataclass(frozen=True, slots=True)
class Received:
    """A request that came in. `json` is None where the body is not JSON."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    json: Any = None


@dataclass(slots=True)
class StubServer:
    """Answers what it was given, and 404 to all else.

    async with StubServer().given('http GET "/clientes/..." 200 {"name": "Ana"}') as server:
        await call(server.url + "/clientes/7")
    assert server.requests[0].path == "/clientes/7"
    """

    url: str = ""
    requests: list[Received] = field(default_factory=list)
    _world: World = field(default_factory=World)
    _runner: web.AppRunner | None = None

    def given(self, *lines: str) -> StubServer:
        """Say what it answers, as in a transcript; addresses are paths. Raises ValueError for what cannot be read."""
        for line in lines:
            self._world.apply(read_given(line))
        return self

    async def __aenter__(self) -> Self:
        """Listen on a free port."""
        from aiohttp import web

        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._answer)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop listening."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        from aiohttp import web

        body = await request.read()
        self.requests.append(Received(request.method, request.path_qs, dict(request.headers), body, _json(body)))
        given = self._world.answer_to("http", {"method": request.method, "url": request.path_qs})
        if given is None:
            return web.json_response({"error": "nothing was given"}, status=404)
        if given.error is not None:
            assert request.transport is not None
            request.transport.abort()
        return web.json_response(given.value, status=given.status or 200)


def _json(body: bytes) -> Any:
    import json

    try:
        return json.loads(body)
    except ValueError:
        return None
