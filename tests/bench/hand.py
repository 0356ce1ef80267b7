"""The limit that Cauce is held against: a durable webhook written by hand, aiohttp over one writer thread that commits in groups.

`hand.py DATABASE MODE PORT GRAPH_URL`: DATABASE is a file, or `mysql://user@host:port/name`. MODE `store` verifies the
signature, stores the raw body under a unique key and acknowledges. MODE `turn` also reads the state of a conversation that
counts the person's messages, steps it, and stores both sides and the state before it acknowledges. MODE `answer` then sends
the count to the Graph API, stores how that ended, and raises statuses. No flows, no plugins, no retries, no recovery: what is
left when everything but the work itself is taken away.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import queue
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from aiohttp import ClientSession, TCPConnector, web

from bench.hand_stores import Job, store
from bench.machine import pin
from bench.world import NUMBER_ID, PATH, SECRET, TOKEN

GROUP = 256
RANKS = {"sent": 1, "delivered": 2, "read": 3}

Order = tuple[Job, "asyncio.Future[Any] | None"]


class Writer:
    """One thread that commits all that waits."""

    def __init__(self, database: str) -> None:
        self._queue: queue.SimpleQueue[Order] = queue.SimpleQueue()
        self._loop = asyncio.get_running_loop()
        threading.Thread(target=self._work, args=(database,), daemon=True).start()

    def write(self, job: Job) -> asyncio.Future[Any]:
        """Return what becomes the job's result once it is durable."""
        future = self._loop.create_future()
        self._queue.put((job, future))
        return future

    def defer(self, job: Job) -> None:
        """Write something that nobody waits for."""
        self._queue.put((job, None))

    def _work(self, database: str) -> None:
        kept = store(database)
        while True:
            group = [self._queue.get()]
            while len(group) < GROUP:
                try:
                    group.append(self._queue.get_nowait())
                except queue.Empty:
                    break
            results = kept.run([job for job, _ in group])
            self._loop.call_soon_threadsafe(_resolve, group, results)


def _resolve(group: list[Order], results: list[Any]) -> None:
    for (_, future), result in zip(group, results, strict=True):
        if future is not None and not future.done():
            future.set_result(result)


class Desk:
    """The two ways of answering a webhook."""

    def __init__(self, writer: Writer, graph_url: str, session: ClientSession) -> None:
        self._writer = writer
        self._url = f"{graph_url}/v23.0/{NUMBER_ID}/messages"
        self._session = session
        self._sending: set[asyncio.Task[None]] = set()

    async def store(self, request: web.Request) -> web.Response:
        """Store the body under its key."""
        raw, value = await _genuine(request)
        await self._writer.write(("keep", value["messages"][0]["id"], raw))
        return web.Response()

    async def turn(self, request: web.Request) -> web.Response:
        """Step the conversation and store both sides of it."""
        raw, value = await _genuine(request)
        for message in value["messages"]:
            await self._writer.write(("turn", message["id"], raw, message["from"], message["text"]["body"]))
        return web.Response()

    async def answer(self, request: web.Request) -> web.Response:
        """Step the conversation, or raise a status."""
        raw, value = await _genuine(request)
        for status in value.get("statuses", ()):
            await self._writer.write(("told", status["id"], RANKS[status["status"]]))
        for message in value.get("messages", ()):
            person, said = message["from"], message["text"]["body"]
            turned = await self._writer.write(("turn", message["id"], raw, person, said))
            if turned is not None:
                task = asyncio.get_running_loop().create_task(self._send(person, *turned))
                self._sending.add(task)
                task.add_done_callback(self._sending.discard)
        return web.Response()

    async def _send(self, person: str, number: int, text: str) -> None:
        body = {
            "messaging_product": "whatsapp", "recipient_type": "individual", "to": person,
            "biz_opaque_callback_data": f"m{number}", "type": "text", "text": {"body": text},
        }  # fmt: skip
        async with self._session.post(self._url, json=body, headers={"Authorization": f"Bearer {TOKEN}"}) as answer:
            told = await answer.json()
        self._writer.defer(("sent", number, told["messages"][0]["id"], int(time.time() * 1000)))


async def _genuine(request: web.Request) -> tuple[bytes, Mapping[str, Any]]:
    raw = await request.read()
    expected = "sha256=" + hmac.new(SECRET.encode(), raw, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected, request.headers.get("X-Hub-Signature-256", "")):
        raise web.HTTPUnauthorized
    return raw, json.loads(raw)["entry"][0]["changes"][0]["value"]


async def serve(database: str, mode: str, port: int, graph_url: str) -> None:
    """Serve until the process is ended."""
    async with ClientSession(connector=TCPConnector(limit=100)) as session:
        desk = Desk(Writer(database), graph_url, session)
        app = web.Application()
        app.router.add_post(PATH, getattr(desk, mode))
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port, backlog=1024).start()
        await asyncio.Event().wait()


if __name__ == "__main__":
    if len(sys.argv) > 5:
        pin(int(sys.argv[5]))
    asyncio.run(serve(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]))
