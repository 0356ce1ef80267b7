"""The watch: twice a second, whether those who are connected are still let in, and what they may still hear."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

from cauce.access import rooms
from cauce.access.door import Access
from cauce.access.principal import Principal
from cauce.clock import Clock
from cauce.errors import Unavailable
from cauce.live.packets import Packets
from cauce.live.post import Post
from cauce.live.presence import Presence
from cauce.live.seats import Seat, Seats
from cauce.live.tail import Tail

log = logging.getLogger("cauce.live")

EVERY = 0.4
"""The time between two looks, in seconds: what is taken from somebody is theirs no more within one."""


class Watch:
    """One process's look at its own connections. The database is asked for all of them at once."""

    def __init__(  # noqa: PLR0913, PLR0917
        self, server: Any, access: Access, clock: Clock, seats: Seats, post: Post, packets: Packets,
        presence: Presence, tail: Tail, heartbeat: float,
    ) -> None:  # fmt: skip
        self._server = server
        self._access = access
        self._clock = clock
        self._seats = seats
        self._post = post
        self._packets = packets
        self._presence = presence
        self._tail = tail
        self._heartbeat = heartbeat
        self._beat = time.monotonic() + heartbeat
        self._task = asyncio.get_running_loop().create_task(self._run(), name="cauce-live-watch")

    async def stop(self) -> None:
        """End."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(EVERY)
            for look in (self._look_again, self._tidy, self._keep_time):
                await self._safely(look)

    async def _safely(self, look: Callable[[], Awaitable[None]]) -> None:
        try:
            await look()
        except Unavailable:
            # Whoever cannot be asked about stays, and hears nothing new: there is no news without the database.
            return
        except Exception:
            log.exception("the watch over connections met an error, and goes on")

    async def _look_again(self) -> None:
        keys = {seat.key for seat in self._seats}
        if not keys:
            return
        still = await self._access.still(keys)
        for seat in self._seats:
            who = still.get(seat.key)
            if seat.key not in keys:
                continue
            if who is None:
                await self.send_away(seat)
            elif who != seat.who:
                await self._change(seat, who)

    async def send_away(self, seat: Seat) -> None:
        """End a connection whose login or token opens nothing any more."""
        self._post.tell_one(seat, "account:ended", {"ts": self._clock.now()})
        seat.open = False
        await self._post.send_away(seat.line)

    async def _change(self, seat: Seat, who: Principal) -> None:
        """Let somebody hear what they may hear now, and tell them that it changed."""
        seat.who = who
        await self.enter(seat)
        told = {"role": who.role, "permissions": sorted(who.permissions), "areas": sorted(who.areas)}
        self._post.tell_one(seat, "account:changed", {"ts": self._clock.now(), **told})

    async def enter(self, seat: Seat) -> None:
        """Put a connection into its rooms, and out of all others."""
        wanted = rooms.entered(seat.who)
        for room in seat.rooms - wanted:
            await self._server.leave_room(seat.sid, room)
        for room in wanted - seat.rooms:
            await self._server.enter_room(seat.sid, room)
        seat.rooms = wanted

    async def _tidy(self) -> None:
        self._presence.expire(self._clock.now())
        for line in self._packets.late():
            self._post.cut(line)
        for seat in self._seats:
            if seat.line not in self._server.eio.sockets:
                self._seats.remove(seat.sid)
        if not self._seats:
            self._tail.rest()

    async def _keep_time(self) -> None:
        if time.monotonic() >= self._beat:
            self._beat = time.monotonic() + self._heartbeat
            for seat in self._seats:
                if seat.open:
                    self.beat(seat)

    def beat(self, seat: Seat) -> None:
        """Tell a client how far everything has got, and how far it was told of streams since it was asked last."""
        heads, seat.heads = seat.heads, {}
        self._post.tell_one(seat, "heartbeat", {"ts": self._clock.now(), "log": self._tail.floor, "heads": heads})
