"""A receiver of webhooks: it checks signatures, keeps bodies, and answers what it is told to; and a caller of the fake."""

from __future__ import annotations

import contextlib
import json
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

from cauce.testing.graph import NUMBER_ID, PERSON, FakeGraph, signed

TEXT = {"messaging_product": "whatsapp", "to": PERSON, "type": "text", "text": {"body": "hola"}}


@dataclass
class Receiver:
    """Where webhooks go. answers: the statuses of the next answers, 200 afterwards."""

    secret: str = "secret"
    word: str = "palabra"
    url: str = ""
    raws: list[bytes] = field(default_factory=list)
    answers: deque[int] = field(default_factory=deque)

    async def take(self, request: web.Request) -> web.Response:
        raw = await request.read()
        if request.headers["X-Hub-Signature-256"] != signed(self.secret, raw):
            return web.Response(status=401)
        self.raws.append(raw)
        return web.Response(status=self.answers.popleft() if self.answers else 200)

    async def set_up(self, request: web.Request) -> web.Response:
        query = request.query
        if query["hub.mode"] != "subscribe" or query["hub.verify_token"] != self.word:
            return web.Response(status=403)
        return web.Response(text=query["hub.challenge"])

    @property
    def changes(self) -> list[dict[str, Any]]:
        return [one for raw in self.raws for entry in json.loads(raw)["entry"] for one in entry["changes"]]

    @property
    def values(self) -> list[dict[str, Any]]:
        return [one["value"] for one in self.changes]

    @property
    def statuses(self) -> list[dict[str, Any]]:
        return [one for value in self.values for one in value.get("statuses", ())]

    @property
    def states(self) -> list[str]:
        return [one["status"] for one in self.statuses]

    @property
    def messages(self) -> list[dict[str, Any]]:
        return [one for value in self.values for one in value.get("messages", ())]


@contextlib.asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/hook", receiver.take)
    app.router.add_get("/hook", receiver.set_up)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    try:
        yield receiver
    finally:
        await runner.cleanup()


@contextlib.asynccontextmanager
async def platform(**switches: Any) -> AsyncIterator[tuple[FakeGraph, Receiver]]:
    """Give a fake whose webhooks go to a receiver."""
    async with receiving() as receiver, FakeGraph(webhook=receiver.url, **switches) as graph:
        yield graph, receiver


async def call(
    graph: FakeGraph, body: Any, token: str = "token", number: str = NUMBER_ID, version: str = "v23.0"
) -> tuple[int, Any]:
    """Send a message as a client does; a broken answer raises what aiohttp does."""
    async with (
        aiohttp.ClientSession(headers={"Authorization": f"Bearer {token}"}) as http,
        http.post(f"{graph.url}/{version}/{number}/messages", json=body) as answer,
    ):
        return answer.status, await answer.json(content_type=None) if answer.status != 404 else None
