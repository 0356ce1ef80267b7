"""Live events put together: who may connect, what they are told, and what they may ask."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import socketio
from aiohttp import web
from socketio.exceptions import ConnectionRefusedError as Refused

from cauce.access.door import Access
from cauce.access.still import key_of
from cauce.clock import Clock
from cauce.errors import Unavailable
from cauce.http.gate import bearer
from cauce.http.proxies import Proxies
from cauce.http.request import Request
from cauce.http.response import Problem
from cauce.http.session_cookie import LONGEST, SessionCookie
from cauce.live import fanout
from cauce.live.asking import Asking
from cauce.live.entrance import Entrance
from cauce.live.packets import LARGEST, Packets
from cauce.live.post import Post
from cauce.live.presence import Presence
from cauce.live.seats import Seat, Seats
from cauce.live.tail import Tail
from cauce.live.watch import Watch
from cauce.live.wire import Wire
from cauce.settings_file import LivePart
from cauce.store.database import Database

log = logging.getLogger("cauce.live")

SLOW = 1.0
"""How long other processes may take to be told of presence, in seconds: it is old then."""
WORDS = 1000
"""How much of it may wait to be told."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What live events are made of. The database is open."""

    database: Database
    access: Access
    cookie: SessionCookie
    clock: Clock
    settings: LivePart = field(default_factory=LivePart)
    proxies: Proxies = field(default_factory=Proxies)


class Live:
    """One process's live events: `mount` before the app serves; it ends with the app."""

    def __init__(self, parts: Parts) -> None:
        settings = parts.settings
        self._parts = parts
        self._server: Any = socketio.AsyncServer(
            async_mode="aiohttp",
            async_handlers=False,
            client_manager=fanout.manager(settings.redis_url, str(parts.database.backend)),
            cors_allowed_origins=self._shares,
            max_http_buffer_size=LARGEST,
            logger=fanout.log,
            engineio_logger=fanout.log,
        )
        self._server.eio._async = {**self._server.eio._async, "websocket": Wire}  # noqa: SLF001 - it has no other door
        self.entrance = Entrance(self._server, parts.proxies, settings.origins)
        self.seats = Seats()
        self._post = Post(self._server, self.seats)
        self._packets = Packets(self._server, self.seats, self._post, self._welcome)
        self._words: asyncio.Queue[tuple[list[str], str, Any, str | None]] = asyncio.Queue(WORDS)
        self._presence = Presence(self._say)
        self._server.on("connect", self._connect)
        self._server.on("disconnect", self._disconnect)
        self._server.on("*", self._asked)

    def _shares(self, origin: str | None, environ: dict[str, Any]) -> bool:
        """Tell Engine.IO whether a browser may show a page of an origin what is answered."""
        return origin is not None and self.entrance.allows(origin, environ.get("HTTP_HOST", ""))

    def mount(self, app: web.Application) -> None:
        """Serve in an app, from when it starts until it stops."""
        self.entrance.mount(app)
        app.on_startup.append(self._start)
        app.on_shutdown.append(self._stop)

    async def _start(self, _: web.Application) -> None:
        parts = self._parts
        self._tail = Tail(parts.database, self._post, self._presence.moved)
        self._asking = Asking(parts.database, parts.access, parts.clock, self._tail, self._presence)
        self._watch = Watch(
            self._server, parts.access, parts.clock, self.seats, self._post, self._packets,
            self._presence, self._tail, parts.settings.heartbeat_seconds,
        )  # fmt: skip
        self._saying = asyncio.get_running_loop().create_task(self._say_all(), name="cauce-live-presence")

    async def _stop(self, _: web.Application) -> None:
        await self._watch.stop()
        await self._tail.stop()
        for line in list(self._server.eio.sockets):
            # Not sent away: whoever is told to go does not come back by itself, and this server may.
            self._post.cut(line)
        self._saying.cancel()
        await asyncio.gather(self._saying, return_exceptions=True)
        await self._server.shutdown()
        await fanout.close(self._server.manager)

    async def _connect(self, sid: str, environ: dict[str, Any], auth: Any) -> None:
        """Let somebody in. What is raised is told to the client, by its code."""
        try:
            head = self.entrance.head(environ["aiohttp.request"])
            self.seats.add(await self._admit(sid, head, auth))
        except Problem as problem:
            log.info("a connection was refused", extra={"code": problem.code})
            raise Refused(problem.code) from None
        except Unavailable:
            raise Refused("unavailable") from None

    async def _admit(self, sid: str, head: Request, auth: Any) -> Seat:
        token = _token(auth) or bearer(head)
        login = self._parts.cookie.read(head) if token is None else None
        key = key_of(login, token)
        who = await self._parts.access.who(login=login, token=token)
        if who is None or key is None:
            raise Problem("unauthenticated")
        # From now on nothing is missed: what the client loads once it is in comes after.
        await self._tail.begin()
        if self.seats.count(who.user) >= self._parts.settings.sockets_per_user:
            raise Problem("too_many")
        return Seat(sid, self._server.manager.eio_sid_from_sid(sid, "/"), who, key)

    async def _disconnect(self, sid: str, _: str = "") -> None:
        seat = self.seats.remove(sid)
        if seat is not None:
            self._presence.leave(seat, self._parts.clock.now())

    async def _asked(self, name: str, sid: str, *given: Any) -> Any:
        seat = self.seats.get(sid)
        return await self._asking.answer(seat, name, given) if seat is not None else None

    async def _welcome(self, line: str) -> None:
        """Begin to tell a client what happens, now that it knows that it is connected."""
        seat = self.seats.at(line)
        if seat is not None and not seat.open:
            await self._watch.enter(seat)
            seat.open = True
            self._watch.beat(seat)

    def _say(self, rooms: list[str], name: str, body: Any, but: str | None) -> None:
        with suppress(asyncio.QueueFull):
            self._words.put_nowait((rooms, name, body, but))

    async def _say_all(self) -> None:
        """Tell presence, here and in the other processes. One that is too slow to hear it never does."""
        while True:
            rooms, name, body, but = await self._words.get()
            try:
                async with asyncio.timeout(SLOW):
                    await self._server.emit(name, body, to=rooms, skip_sid=but)
            except TimeoutError:
                log.info("who is where could not be told to other processes in time")
            except Exception:
                log.exception("who is where could not be told")


def _token(auth: Any) -> str | None:
    """Return the token that a client shows on connecting. Raises Problem for something else."""
    if auth is None or auth == {}:
        return None
    token = auth.get("token") if isinstance(auth, dict) and set(auth) == {"token"} else None
    if not isinstance(token, str) or not 0 < len(token) <= LONGEST or not token.isascii() or not token.isprintable():
        raise Problem("unauthenticated")
    return token
