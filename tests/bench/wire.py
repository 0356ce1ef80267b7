"""HTTP/1.1 in as little as a load generator needs: kept-alive calls that go out, and a server that answers at once."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

END = b"\r\n\r\n"


def length_of(head: bytes) -> int:
    """Return the length that a head announces, 0 where it announces none."""
    lower = head.lower()
    found = lower.find(b"content-length:")
    if found < 0:
        return 0
    line = lower.find(b"\r\n", found)
    return int(lower[found + 15 : line if line >= 0 else None])


class Messages:
    """Cuts what comes in into messages: (head, body). What has not come whole waits."""

    def __init__(self) -> None:
        self._held = b""

    def feed(self, data: bytes) -> list[tuple[bytes, bytes]]:
        """Return the messages that are whole now."""
        held = self._held + data if self._held else data
        found = []
        while (cut := held.find(END)) >= 0:
            head, start = held[:cut], cut + 4
            end = start + length_of(head)
            if len(held) < end:
                break
            found.append((head, held[start:end]))
            held = held[end:]
        self._held = held
        return found


class Caller(asyncio.Protocol):
    """One kept-alive connection with one request on its way at a time."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self._messages = Messages()
        self._answer: asyncio.Future[int] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        for head, _ in self._messages.feed(data):
            if self._answer is not None and not self._answer.done():
                self._answer.set_result(int(head[9:12]))

    def connection_lost(self, exc: Exception | None) -> None:
        self.transport = None
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(0)

    @property
    def is_open(self) -> bool:
        return self.transport is not None and not self.transport.is_closing()

    async def call(self, request: bytes) -> int:
        """Send a whole request and return the status of its answer, 0 where the connection was lost."""
        assert self.transport is not None
        self._answer = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return await self._answer


class Pool:
    """A number of connections to one place; whoever finds none free waits for its turn."""

    def __init__(self, port: int, size: int) -> None:
        self._port = port
        self._free: deque[Caller | None] = deque([None] * size)
        self._slots = asyncio.Semaphore(size)
        self.calls = 0

    async def call(self, request: bytes) -> int:
        """Send a request over a free connection and return the status, 0 where it did not get through."""
        async with self._slots:
            one = self._free.pop()
            try:
                if one is None or not one.is_open:
                    one = await self._connect()
                self.calls += 1
                return await one.call(request)
            except OSError:
                return 0
            finally:
                self._free.append(one)

    async def _connect(self) -> Caller:
        loop = asyncio.get_running_loop()
        _, made = await loop.create_connection(Caller, "127.0.0.1", self._port)
        return made

    def close(self) -> None:
        """Close every connection."""
        for one in self._free:
            if one is not None and one.transport is not None:
                one.transport.close()


class Answering(asyncio.Protocol):
    """The server's end: `answer(body)` gives the body of a 200."""

    def __init__(self, answer: Callable[[bytes], bytes]) -> None:
        self._answer = answer
        self._messages = Messages()
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        assert self._transport is not None
        for _, body in self._messages.feed(data):
            told = self._answer(body)
            head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(told)
            self._transport.write(head + told)
