"""The wire: the websocket of one client. It takes whole texts only, packs nothing, and can be cut."""

from __future__ import annotations

import asyncio
from typing import Any

from aiohttp import WSMsgType, web
from engineio.async_drivers.aiohttp import WebSocket

KINDS = "0123456"
"""With what a packet of Engine.IO begins."""


class Wire(WebSocket):  # type: ignore[misc]
    """What Engine.IO speaks through. The socket that it is of knows it as `wire`."""

    def __init__(self, handler: Any, server: Any) -> None:
        super().__init__(handler, server)
        handler.__self__.wire = self
        self._transport: asyncio.Transport | None = None

    async def __call__(self, environ: dict[str, Any]) -> web.WebSocketResponse:
        """Serve a request until its client goes."""
        request: web.Request = environ["aiohttp.request"]
        transport = request.transport
        self._transport = transport if isinstance(transport, asyncio.Transport) else None
        # Packing would keep some 300 KB for each client, and what is told to many would be packed for each.
        self._sock = web.WebSocketResponse(max_msg_size=self.server.max_http_buffer_size, compress=False)
        await self._sock.prepare(request)
        self.environ = environ
        await self.handler(self)
        return self._sock

    async def wait(self) -> str:
        """Return what comes next. Raises OSError for the end, and for what is no packet."""
        message = await self._sock.receive()
        if message.type is not WSMsgType.TEXT or not message.data or message.data[0] not in KINDS:
            raise OSError
        return str(message.data)

    def cut(self) -> None:
        """End the connection, whether or not the client reads what it is sent."""
        if self._transport is not None:
            self._transport.abort()
