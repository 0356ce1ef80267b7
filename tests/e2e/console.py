"""The console that stays open beside whoever works: it hears what happens, and asks for what it missed while it was away."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Self

import aiohttp
import socketio

from e2e.worker import LONGEST, PAUSE, Worker

LEFT = "conversation:left"
"""What those are told who see a conversation no longer."""
FEW = 10
"""Of how many conversations it asks at a time after having been away for too long."""


class Console:
    """Use it with `async with`, before anything happens. heard: every event once, as (name, body), in order."""

    def __init__(self, worker: Worker) -> None:
        self.worker = worker
        self.heard: list[tuple[str, Mapping[str, Any]]] = []
        self.seqs: defaultdict[str, list[int]] = defaultdict(list)
        self.starts = 0
        self._place: int | None = None
        # What comes waits in line while what was missed is asked for.
        self._turn = asyncio.Lock()

    async def __aenter__(self) -> Self:
        """Come in by the cookie of whoever works, and learn how far everything is."""
        self._session = aiohttp.ClientSession()
        self._socket = socketio.AsyncClient(http_session=self._session, reconnection_delay_max=1)
        self._socket.on("*", self._take)
        self._socket.on("connect", self._connected)
        headers = {"Cookie": self.worker.cookie}
        await self._socket.connect(self.worker.shop.server.address, headers=headers, transports=["websocket"])
        await self.until(lambda: self._place is not None)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close it."""
        with suppress(Exception):
            await self._socket.disconnect()
        await self._session.close()

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds."""
        async with asyncio.timeout(LONGEST):
            while not holds():  # noqa: ASYNC110 - another process is waited for
                await asyncio.sleep(PAUSE)

    def of(self, name: str) -> list[Mapping[str, Any]]:
        """Return the events of a name."""
        return [body for called, body in self.heard if called == name]

    async def hears_all(self, heads: Mapping[str, int]) -> None:
        """Wait until everything of these streams was heard, and check that nothing is missing in between."""
        await self.until(lambda: all(max(self.seqs[stream], default=0) == head for stream, head in heads.items()))
        wanted = {stream: list(range(1, head + 1)) for stream, head in heads.items()}
        assert {stream: self.seqs[stream] for stream in heads} == wanted

    async def _connected(self) -> None:
        async with self._turn:
            self.starts += 1
            if self._place is not None:
                await self._catch_up(self._place)

    async def _take(self, name: str, body: Any = None) -> None:
        async with self._turn:
            await self._read(name, body)

    async def _read(self, name: str, body: Any) -> None:
        if name == "heartbeat":
            behind = any(max(self.seqs[stream], default=0) < seq for stream, seq in body["heads"].items())
            if self._place is not None and behind:
                await self._catch_up(self._place)
            self._place = body["log"]
        elif isinstance(body, Mapping) and "seq" in body:
            self._hear(name, body)

    async def _catch_up(self, since: int) -> None:
        if not await self._ask({"log": since}):
            await self._load_all()

    async def _load_all(self) -> None:
        """After too long, look at what there is, and ask what happened in each, a few at a time."""
        found = [*await self.worker.look(), *await self.worker.look("&opened=false")]
        streams = [f"conversation:{one['id']}" for one in found]
        for first in range(0, len(streams), FEW):
            asked = {stream: max(self.seqs[stream], default=0) for stream in streams[first : first + FEW]}
            assert await self._ask({"cursors": asked})

    async def _ask(self, wanted: Mapping[str, Any]) -> bool:
        """Ask for what was missed, and hear it. False where that is too much for one answer."""
        missed = await self._socket.call("sync", wanted, timeout=int(LONGEST))
        assert "error" not in missed, missed
        for event in missed["events"]:
            self._hear(event["name"], event)
        return not missed["all"]

    def _hear(self, name: str, body: Mapping[str, Any]) -> None:
        seqs = self.seqs[body["stream"]]
        if body["seq"] > max(seqs, default=0):
            seqs.append(body["seq"])
            self.heard.append((name, body))
