"""The post: what is told reaches the queues of those whom it is for, and nobody's queue grows without end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec
from engineio import packet

from cauce.access.principal import Principal
from cauce.live.seats import Seat, Seats

log = logging.getLogger("cauce.live")

QUEUE = 256
"""How many packets may wait for one client. One that reads slower is cut off, and asks for the rest when it is back."""
PARTING = 1.0
"""For how long, in seconds, a client that is sent away may read why."""

_encode = msgspec.json.Encoder().encode


class Post:
    """Over a Socket.IO server, past its own `emit`: that makes a task for each recipient, and asks nobody's rights."""

    def __init__(self, server: Any, seats: Seats) -> None:
        self._server = server
        self._seats = seats
        self._closing: set[asyncio.Task[None]] = set()

    def tell(self, rooms: Sequence[str], name: str, body: Any, may: Callable[[Principal], bool]) -> list[Seat]:
        """Tell those in any of these rooms who may hear it. Returns whom."""
        made: packet.Packet | None = None
        told = []
        for seat in self._among(rooms):
            if may(seat.who):
                # One packet for all: it is encoded once, and kept once however many wait for it.
                made = made or _packed(name, body)
                if self._put(seat, made):
                    told.append(seat)
        return told

    def tell_one(self, seat: Seat, name: str, body: Any) -> None:
        """Tell one."""
        self._put(seat, _packed(name, body))

    def _among(self, rooms: Sequence[str]) -> Iterator[Seat]:
        for sid, _ in self._server.manager.get_participants("/", rooms):
            seat = self._seats.get(sid)
            if seat is not None and seat.open:
                yield seat

    def _put(self, seat: Seat, made: packet.Packet) -> bool:
        line = self._server.eio.sockets.get(seat.line)
        if line is None or line.closed or line.closing:
            return False
        if line.queue.qsize() >= QUEUE:
            log.info("a client reads too slowly, and is cut off", extra={"user": seat.who.user})
            seat.open = False
            self.cut(seat.line)
            return False
        line.queue.put_nowait(made)
        return True

    def cut(self, name: str) -> None:
        """End a line at once."""
        line = self._server.eio.sockets.get(name)
        if line is not None:
            cut_wire(line)
            task = asyncio.get_running_loop().create_task(_close(line))
            self._closing.add(task)
            task.add_done_callback(self._closing.discard)

    async def send_away(self, name: str) -> None:
        """End a line once its client could read what was put there before."""
        line = self._server.eio.sockets.get(name)
        if line is not None:
            asyncio.get_running_loop().call_later(PARTING, cut_wire, line)
            await _close(line)


def cut_wire(line: Any) -> None:
    """Cut the websocket of a line, where it has one."""
    wire = getattr(line, "wire", None)
    if wire is not None:
        wire.cut()


async def _close(line: Any) -> None:
    await line.close(wait=False, reason="server disconnect")
    # Whoever asks by polling gets what is there, and then is told that there is nobody.
    line.queue.put_nowait(None)


def _packed(name: str, body: Any) -> packet.Packet:
    """Return an event as Socket.IO has it on the wire: its kind, then the name and the body as JSON."""
    return packet.Packet(packet.MESSAGE, f"2{_encode([name, body]).decode()}")
