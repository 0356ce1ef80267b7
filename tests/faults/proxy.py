"""A way to the database that can be cut: it refuses, freezes, or swallows the answer to a commit."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, field
from typing import Self


@dataclass
class Proxy:
    """Passes on what comes, unless it is told otherwise. Use it with `async with`.

    commits: of how many commits to come the answer is lost, together with the connection. lost: how many that were.
    """

    host: str = "127.0.0.1"
    target: int = 3306
    port: int = 0
    commits: int = 0
    lost: int = 0
    _flowing: asyncio.Event = field(default_factory=asyncio.Event)
    _writers: set[asyncio.StreamWriter] = field(default_factory=set)
    _refusing: bool = False
    _server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        self._flowing.set()
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        self.cut()
        self._flowing.set()
        await asyncio.sleep(0)

    def cut(self) -> None:
        """End every connection."""
        for writer in list(self._writers):
            writer.transport.abort()

    def refuse(self) -> None:
        """End every connection, and take no more: the database is down."""
        self._refusing = True
        self.cut()

    def freeze(self) -> None:
        """Let everything hang: the database is there, and says nothing."""
        self._flowing.clear()

    def well(self) -> None:
        """Pass everything on again, also what hung."""
        self._refusing = False
        self._flowing.set()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._refusing:
            writer.transport.abort()
            return
        self._writers.add(writer)
        await self._flowing.wait()
        with contextlib.suppress(OSError):
            there, back = await asyncio.open_connection(self.host, self.target)
            self._writers.add(back)
            doomed = asyncio.Event()
            await asyncio.gather(
                self._pass(reader, back, doomed, is_asking=True),
                self._pass(there, writer, doomed, is_asking=False),
                return_exceptions=True,
            )
            self._writers.discard(back)
        self._writers.discard(writer)

    async def _pass(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, doomed: asyncio.Event, *, is_asking: bool
    ) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                await self._flowing.wait()
                if is_asking and self.commits and data[4:] == b"\x03COMMIT":
                    self.commits -= 1
                    doomed.set()
                elif not is_asking and doomed.is_set():
                    # The commit was made, and its answer is on the way: here it ends.
                    self.lost += 1
                    self.cut()
                    break
                writer.write(data)
                await writer.drain()
        with contextlib.suppress(OSError):
            writer.close()
