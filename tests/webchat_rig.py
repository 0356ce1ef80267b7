"""A running webchat over a memory in place of the store, for the tests of the widget and of its routes.

The routes, the web server and the sockets are the real ones.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import socket
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from cauce import Line
from cauce.http.app import application
from cauce.http.response import Bytes, Text
from cauce.model.message import Inbound, Outbound
from cauce.model.route import Route
from cauce.transport import Arrival, Channel, Delivery, Receipt
from cauce_plugins.transports.webchat.transport import Webchat

HOST_PAGE = """<!doctype html><html lang="es"><title>Tienda</title><meta name="viewport" content="width=device-width">
<style>* {{ color: red; font-size: 40px; letter-spacing: 9px }} button {{ display: none !important }}</style>
<h1>Mi tienda</h1><a href="/page/other">otra</a>
<script src="{src}/webchat/widget.js" data-channel="web" {options} async></script>"""

Bot = Callable[[Inbound], Sequence[Outbound]]


def parrot(message: Inbound) -> Sequence[Outbound]:
    return [Outbound(f"eco: {message.text}")]


@dataclass
class MemoryDesk:
    """The running system as a transport sees it, in lists. `bot` answers what comes in."""

    bot: Bot = parrot
    known: set[tuple[str, tuple[str, str]]] = field(default_factory=set)
    lines: list[tuple[tuple[str, str], Line]] = field(default_factory=list)
    accepted: list[Arrival] = field(default_factory=list)
    raws: list[bytes] = field(default_factory=list)
    delay: float = 0.0
    answering: set[asyncio.Task[None]] = field(default_factory=set)
    transport: Webchat = field(default_factory=Webchat)
    channel: Channel = field(default_factory=lambda: Channel("web", "webchat"))

    async def introduce(self, channel: str, address: tuple[str, str], name: str = "") -> None:
        self.known.add((channel, address))

    async def knows(self, channel: str, address: tuple[str, str]) -> bool:
        return (channel, address) in self.known

    async def accept(self, channel: str, raw: bytes, arrivals: Sequence[Arrival]) -> Sequence[bool]:
        self.raws.append(raw)
        return [self._take(arrival) for arrival in arrivals]

    async def receipts(self, channel: str, receipts: Sequence[Receipt]) -> None:
        raise AssertionError("the web chat has no receipts")

    def _take(self, arrival: Arrival) -> bool:
        if any(arrival.provider_id == other.provider_id for other in self.accepted):
            return False
        self.accepted.append(arrival)
        task = asyncio.create_task(self._answer(arrival))
        self.answering.add(task)
        task.add_done_callback(self.answering.discard)
        return True

    async def _answer(self, arrival: Arrival) -> None:
        await asyncio.sleep(self.delay)
        self.write(arrival.address, "contact", arrival.provider_id, arrival.message)
        for message in self.bot(arrival.message):
            await self.say(message, arrival.address)

    def write(self, address: tuple[str, str], author: str, key: str, message: Inbound | Outbound, at: int = 0) -> None:
        at = at or time.time_ns() // 1_000_000
        self.lines.append((address, Line(len(self.lines) + 1, author, key, at, message)))

    async def say(self, message: Outbound, address: tuple[str, str] | None = None, author: str = "bot") -> None:
        """Say something to a visitor: to the only one, where none is named."""
        if address is None:
            [(_, address)] = self.known
        key = secrets.token_hex(8)
        self.write(address, author, key, message)
        await self.transport.send(self.channel, Delivery(key, 1, address, message))

    async def transcript(
        self,
        channel: str,
        address: tuple[str, str],
        *,
        after: int | None = None,
        before: int | None = None,
        limit: int = 50,
    ) -> Sequence[Line]:
        lines = [line for whose, line in self.lines if whose == address]
        if after is not None:
            return [line for line in lines if line.seq > after][:limit]
        return [line for line in lines if before is None or line.seq < before][-limit:]


class Rig:
    """The web server with the webchat in it; it can be stopped and started again on the same port."""

    def __init__(self, bot: Bot = parrot, **settings: Any) -> None:
        self.channel = Channel("web", "webchat", settings)
        self.desk = MemoryDesk(bot, channel=self.channel)
        self.pages: dict[str, str | bytes] = {}
        # Bound for as long as the rig lives, so that nobody else gets the port while the server is stopped.
        self.place = socket.socket()
        self.place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        self.place.bind(("127.0.0.1", 0))
        self.port: int = self.place.getsockname()[1]
        self.runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        """Begin with a new transport, as a new process would, over what is remembered."""
        self.desk.transport = Webchat()
        await self.desk.transport.open(self.channel, self.desk)
        routes = [*self.desk.transport.routes(), Route("GET", "/page/{name}", "public", self.host_page)]
        self.runner = web.AppRunner(application(routes), shutdown_timeout=0.1)
        await self.runner.setup()
        await web.TCPSite(self.runner, "127.0.0.1", self.port, reuse_port=True).start()

    async def stop(self) -> None:
        if self.runner is not None:
            await self.runner.cleanup()
            self.runner = None

    def embed(self, options: str = "", name: str = "host", src: str = "") -> None:
        """Make a page of somebody's site with the widget on it: one whose own style would ruin a chat."""
        self.pages[name] = HOST_PAGE.format(options=options, src=src)

    async def host_page(self, request: Any) -> Text | Bytes:
        """Serve a page of somebody's site that embeds the widget, or a picture of it."""
        page = self.pages[request.params["name"]]
        if isinstance(page, bytes):
            return Bytes(page, "image/png")
        policy = {"Content-Security-Policy": "default-src *; style-src * 'unsafe-inline'"}
        return Text(page, "text/html", headers=policy)


@contextlib.asynccontextmanager
async def running(bot: Bot = parrot, **settings: Any) -> AsyncIterator[Rig]:
    """Give a started rig and stop it afterwards."""
    rig = Rig(bot, **settings)
    await rig.start()
    try:
        yield rig
    finally:
        await rig.stop()
        rig.place.close()
        for task in rig.desk.answering:
            task.cancel()
