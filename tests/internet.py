"""A small internet on this machine: names, addresses of the open internet, and servers that say what a test tells them.

Only the wires are bent: a connection to an address of the net ends at a server here. Looking names up, checking addresses,
making sockets and speaking HTTP are the real parts.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

Speak = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def answer(body: bytes = b"", status: str = "200 OK", **headers: str) -> bytes:
    """Return the bytes of an answer; `content_type="..."` becomes a header."""
    lines = {"content_length": str(len(body)), **headers}
    head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in lines.items() if value)
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body


async def flood(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Say a body without end."""
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while not writer.is_closing():
        writer.write(b"x" * 65536)
        await writer.drain()


async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Say a byte of a body now and then."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nxx")
    while not writer.is_closing():
        writer.write(b"x")
        await asyncio.sleep(0.01)


async def headers_without_end(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n")
    while not writer.is_closing():
        writer.write(b"X-A: " + b"x" * 1000 + b"\r\n")
        await writer.drain()


@dataclass
class Net:
    """Names with what they resolve to, one answer after the other (the last stays), and pages by path.

    asked: the names that were looked up. connected: the addresses that were connected to. heard: each request's head.
    """

    names: dict[str, list[Sequence[str]]] = field(default_factory=dict)
    pages: dict[str, bytes | Speak] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    connected: list[tuple[str, int]] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    port: int = 0

    async def lookup(self, host: str, port: int) -> Sequence[str]:
        self.asked.append(host)
        answers = self.names.get(host, [("93.184.216.34",)])
        return answers.pop(0) if len(answers) > 1 else answers[0]

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator[Net]:
        """Listen on this machine."""
        server = await asyncio.start_server(self.serve, "127.0.0.1", 0, limit=1 << 20)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while first := await reader.readexactly(1):
                if first == b"\x16":  # whoever wants encryption finds none
                    writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                    return
                head = first + await reader.readuntil(b"\r\n\r\n")
                await self._reply(head.decode("latin-1"), reader, writer)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _reply(self, head: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.heard.append(head)
        sizes = [line.split(":")[1] for line in head.lower().splitlines() if line.startswith("content-length:")]
        self.bodies.append(await reader.readexactly(int(sizes[0])) if sizes else b"")
        page = self.pages.get(head.split(" ")[1].partition("?")[0], b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n")
        if isinstance(page, bytes):
            writer.write(page)
            await writer.drain()
        else:
            await page(reader, writer)

    def header(self, name: str, place: int = -1) -> str | None:
        """Return a header of a request, None where it had none."""
        for line in self.heard[place].splitlines()[1:]:
            key, _, value = line.partition(": ")
            if key.lower() == name.lower():
                return value
        return None

    def bend(self, monkeypatch: Any) -> None:
        """Let connections to addresses of the net end at our server."""
        loop = asyncio.get_running_loop()
        real = loop.sock_connect

        async def connect(sock: Any, address: Any) -> None:
            self.connected.append((address[0], address[1]))
            await real(sock, ("127.0.0.1", self.port))

        monkeypatch.setattr(loop, "sock_connect", connect)
