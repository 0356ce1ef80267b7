"""Packets: what clients send is looked at before Socket.IO does, and whoever sends what nobody may is cut off."""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

from socketio import packet

from cauce.http.rate import Buckets
from cauce.live.post import Post
from cauce.live.seats import Seats

log = logging.getLogger("cauce.live")

LARGEST = 64 * 1024
"""How many bytes a packet may have."""
RATE, BURST = 20.0, 200.0
"""How many packets of any kind a second are taken from one client, and how many at once."""
STRANGERS = 2000
"""How many lines may be open by which nobody came in yet."""
PATIENCE = 10.0
"""For how long, in seconds, a line may be open by which nobody comes in."""
RESERVED = frozenset({"connect", "disconnect", "*"})
"""What only Socket.IO itself may call an event: sent by a client it would pass for the real one."""


class Packets:
    """Stands between Engine.IO and Socket.IO, which would log a traceback for whatever is malformed.

    welcome: awaited with each line whose client has just been told that it is connected.
    """

    def __init__(self, server: Any, seats: Seats, post: Post, welcome: Callable[[str], Awaitable[None]]) -> None:
        self._server = server
        self._seats = seats
        self._post = post
        self._welcome = welcome
        self._buckets = Buckets()
        self._lines: dict[str, float] = {}
        server.eio.on("connect", self.connected)
        server.eio.on("message", self.came)
        server.eio.on("disconnect", self.gone)

    async def connected(self, line: str, environ: dict[str, Any]) -> bool | None:
        """Take a new line, unless too many are open by which nobody came in."""
        if len(self._lines) - len(self._seats) >= STRANGERS:
            return False
        self._lines[line] = time.monotonic()
        await self._server._handle_eio_connect(line, environ)  # noqa: SLF001 - what it replaces
        return None

    async def gone(self, line: str, reason: str) -> None:
        """Forget a line."""
        self._lines.pop(line, None)
        await self._server._handle_eio_disconnect(line, reason)  # noqa: SLF001 - what it replaces

    async def came(self, line: str, data: Any) -> None:
        """Hand a packet on, or cut its line off."""
        if self._buckets.take(line, RATE, BURST):
            return self._refuse(line, "too many packets")
        if not isinstance(data, str):
            return self._refuse(line, "a packet that is no text")
        try:
            found = self._server.packet_class(encoded_packet=data)
        except Exception:  # noqa: BLE001 - whatever is wrong with it
            return self._refuse(line, "a packet that nobody can read")
        if not self._fits(line, found):
            return self._refuse(line, "a packet that nobody may send")
        await self._server._handle_eio_message(line, data)  # noqa: SLF001 - what it stands before
        if found.packet_type == packet.CONNECT:
            await self._welcome(line)
        return None

    def late(self) -> list[str]:
        """Return the lines by which nobody came in in time."""
        since = time.monotonic() - PATIENCE
        return [line for line, opened in self._lines.items() if opened < since and self._seats.at(line) is None]

    def _fits(self, line: str, found: Any) -> bool:
        if found.namespace not in {None, "/"}:
            return False
        if found.packet_type == packet.CONNECT:
            return self._seats.at(line) is None
        if found.packet_type == packet.EVENT:
            data = found.data
            named = isinstance(data, list) and bool(data) and isinstance(data[0], str)
            return named and data[0] not in RESERVED and self._seats.at(line) is not None
        return bool(found.packet_type == packet.DISCONNECT)

    def _refuse(self, line: str, why: str) -> None:
        seat = self._seats.at(line)
        log.info("a client is cut off: %s", why, extra={"user": seat.who.user if seat else 0})
        self._post.cut(line)
