"""A desk with live events, and clients of real Socket.IO that keep what they are told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import aiohttp
import socketio

from cauce.http.session_cookie import SessionCookie
from cauce.live import Live, Parts
from cauce.settings_file import LivePart
from cauce.store import events
from cauce.store.backend import Backend
from cauce.store.database import Database
from delivery_rig import Rig
from desk_rig import Client, Running, running

PATIENCE = 120.0
"""Seconds that a test waits for what has to come. Nothing is measured by it."""


async def until(holds: Callable[[], Any]) -> Any:
    """Wait until something holds, and return it."""
    async with asyncio.timeout(PATIENCE):
        while not (found := holds()):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    return found


class Console:
    """A console: it keeps every event in the order in which it came, as (name, body)."""

    def __init__(self, address: str, **connect: Any) -> None:
        self.address = address
        self.connect = connect
        self.told: list[tuple[str, Any]] = []
        self.gone = asyncio.Event()
        self.session = aiohttp.ClientSession()
        self.socket = socketio.AsyncClient(reconnection=False, http_session=self.session)
        self.socket.on("*", self._keep)
        self.socket.on("disconnect", self._left)
        self.socket.on("connect_error", self._refused)

    async def open(self, **more: Any) -> Console:
        """Connect, and wait for the first heartbeat."""
        await self.socket.connect(self.address, **{"transports": ["websocket"], **self.connect, **more})
        await until(lambda: self.bodies("heartbeat"))
        return self

    async def close(self) -> None:
        """Go."""
        with suppress(Exception):
            await self.socket.disconnect()
        await self.session.close()

    async def ask(self, name: str, body: Any = None) -> Any:
        """Say something, and return what it is answered with."""
        return await self.socket.call(name, body, timeout=int(PATIENCE))

    def bodies(self, name: str) -> list[Any]:
        """What was told under a name."""
        return [body for called, body in self.told if called == name]

    def of(self, stream: str) -> list[int]:
        """The seqs of a stream, in the order in which they came."""
        return [body["seq"] for _, body in self.told if isinstance(body, dict) and body.get("stream") == stream]

    def streams(self) -> set[str]:
        """Of which conversations anything was told."""
        return {body["stream"] for _, body in self.told if isinstance(body, dict) and "stream" in body}

    async def _keep(self, name: str, body: Any = None) -> None:
        self.told.append((name, body))

    async def _refused(self, why: Any = None) -> None:
        self.told.append(("connect_error", why))

    async def _left(self, _: str = "") -> None:
        self.gone.set()


class Desk:
    """A running desk with live events."""

    def __init__(self, running: Running, live: Live) -> None:
        self.running = running
        self.live = live
        self.consoles: list[Console] = []

    async def console(self, client: Client | None = None, **more: Any) -> Console:
        """Open the console of somebody who is logged in."""
        made = self.closed(client, **more)
        return await made.open()

    def closed(self, client: Client | None = None, **more: Any) -> Console:
        """Return a console that is not connected yet."""
        if client is not None:
            more["headers"] = {"Cookie": cookie_of(client), **more.pop("headers", {})}
        self.consoles.append(Console(self.running.address, **more))
        return self.consoles[-1]

    async def tell(self, conversation: int, count: int = 1) -> None:
        """Have something happen in a conversation, each time in a commit of its own."""
        for number in range(count):
            await self.running.database.write(
                lambda db, number=number: events.tell(
                    db, conversation, [("conversation.noted", {"number": number})], self.running.clock.now()
                )
            )


def cookie_of(client: Client) -> str:
    """The header by which a browser says who it is."""
    return "; ".join(f"{one.key}={one.value}" for one in client.session.cookie_jar)


@asynccontextmanager
async def live_desk(place: Backend, rig: Rig | None = None, **settings: Any) -> AsyncIterator[Desk]:
    """Serve a desk with live events."""
    made: list[Live] = []
    values = LivePart(**{"heartbeat_seconds": 0.3, **settings})

    def also(app, access, clock) -> None:
        database: Database = access._database
        made.append(Live(Parts(database, access, SessionCookie(), clock, values)))
        made[0].mount(app)

    async with running(place, rig=rig, also=also) as found:
        desk = Desk(found, made[0])
        try:
            yield desk
        finally:
            for console in desk.consoles:
                await console.close()
