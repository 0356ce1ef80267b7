"""A running Cauce with a WhatsApp number, and the fake Graph API at its other end: everything in between is the real part."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

import databases
from cauce.app import Options, Service
from cauce.model.message import Inbound, Outbound
from cauce.project import Project
from cauce.testing.graph import NUMBER_ID, FakeGraph
from cauce.testing.graph import PERSON as WHO
from cauce.transport import Arrival, Channel, Delivery, Line, Receipt
from cauce_plugins.transports.whatsapp_cloud.transport import WhatsAppCloud

databases.prepare("sqlite")

EXAMPLES = Path(__file__).parent / "plugins/transports/whatsapp_cloud/webhooks"
PERSON = ("phone", WHO)

ECHO = """
flow eco
  triggers = ["*"]

start:
  ask "¿Qué?" as texto
  say "{texto}"
  -> start
"""


def toml(graph: FakeGraph, **more: str) -> str:
    settings = {
        "phone_number_id": graph.number_id,
        "access_token": graph.token,
        "app_secret": graph.secret,
        "verify_token": "palabra",
        "graph_url": graph.url,
        **more,
    }
    lines = [f'{key} = "{value}"' for key, value in settings.items()]
    return "\n".join(["[[channels]]", 'name = "linea1"', 'transport = "whatsapp_cloud"', *lines, ""])


@dataclass
class Running:
    """A service, and the platform that it talks to."""

    service: Service
    graph: FakeGraph

    async def quiet(self) -> None:
        """Wait until nothing is on its way, neither to the platform nor from it, and all is stored."""
        for _ in range(3):
            await self.service.pipeline.sender.idle()
            await self.service.database.write(lambda db: None)
            await self.graph.settled()

    async def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        return await self.service.database.write(lambda db: list(db.execute(sql, values).fetchall()))

    async def hears(self, text: str, person: str = WHO, **more: Any) -> list[str]:
        """Let a person write; return what they are answered."""
        before = len(self.graph.texts(person))
        assert await self.graph.say(text, person, **more) == 200
        await self.quiet()
        return self.graph.texts(person)[before:]


@contextlib.asynccontextmanager
async def running(
    folder: Path, flows: Mapping[str, str] | None = None, more_toml: str = "", **settings: str
) -> AsyncIterator[Running]:
    """Give a running service with one number."""
    async with FakeGraph() as graph:
        (folder / "flows").mkdir(exist_ok=True)
        (folder / "data").mkdir(exist_ok=True)
        if not (folder / "data/cauce.db").exists():
            databases.fresh("sqlite", folder / "data")
        (folder / "cauce.toml").write_text(toml(graph, **settings) + more_toml, "utf-8")
        for name, text in ({"eco": ECHO} if flows is None else flows).items():
            (folder / f"flows/{name}.flow").write_text(text, "utf-8")
        environment = {"CAUCE_EGRESS_ALLOW": "127.0.0.1", "ANDINA": "clave"}
        service = Service(Project.open(folder, environment), Options(port=0), print)
        await asyncio.to_thread(service.prepare)
        await service.start()
        graph.webhook = f"{service.server.addresses[0]}webhooks/whatsapp"
        try:
            yield Running(service, graph)
        finally:
            await service.stop()


@dataclass
class Kept:
    """An ingress that keeps what it is given, and knows each id once."""

    arrivals: list[Arrival] = field(default_factory=list)
    told: list[Receipt] = field(default_factory=list)
    raws: list[bytes] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    channels: list[str] = field(default_factory=list)
    parked: list[tuple[str, bytes, str]] = field(default_factory=list)
    renamed: list[tuple[tuple[str, str], tuple[str, str]]] = field(default_factory=list)
    trouble: Exception | None = None

    async def accept(self, channel: str, raw: bytes, arrivals: Sequence[Arrival]) -> Sequence[bool]:
        if self.trouble:
            raise self.trouble
        self.raws.append(raw)
        self.channels.append(channel)
        known = {one.provider_id for one in self.arrivals}
        self.arrivals += arrivals
        return [one.provider_id not in known for one in arrivals]

    async def receipts(self, channel: str, receipts: Sequence[Receipt]) -> None:
        if self.trouble:
            raise self.trouble
        self.told += receipts

    async def park(self, channel: str, raw: bytes, reason: str) -> None:
        if self.trouble:
            raise self.trouble
        self.parked.append((channel, raw, reason))

    async def rename(self, channel: str, old: tuple[str, str], new: tuple[str, str]) -> bool:
        if self.trouble:
            raise self.trouble
        self.renamed.append((old, new))
        return True

    async def transcript(self, channel, address, *, after=None, before=None, limit=50) -> Sequence[Line]:
        return [line for line in self.lines if before is None or line.seq < before][-limit:]


def channel(name: str = "linea1", **settings: Any) -> Channel:
    basic = {"phone_number_id": NUMBER_ID, "access_token": "token", "app_secret": "secret", "verify_token": "palabra"}
    return Channel(name, "whatsapp_cloud", {**basic, **settings})


@contextlib.asynccontextmanager
async def opened(kept: Kept, *channels: Channel) -> AsyncIterator[WhatsAppCloud]:
    """Give a transport with open channels, and close them."""
    transport = WhatsAppCloud()
    for one in channels:
        await transport.open(one, kept)
    try:
        yield transport
    finally:
        for one in channels:
            await transport.close(one)


def heard(when: int, **data: Any) -> list[Line]:
    """Return the transcript of somebody who wrote once."""
    return [Line(1, "contact", "wamid.0", when, Inbound("hola", data=data))]


def said(message: Outbound | str, address: tuple[str, str] = PERSON, key: str = "m1") -> Delivery:
    return Delivery(key, 1, address, Outbound(message) if isinstance(message, str) else message)


def bodies(graph: FakeGraph) -> list[dict[str, Any]]:
    """Return what was sent, without what every message has."""
    around = {"messaging_product", "to", "recipient_type"}
    return [{key: value for key, value in call.body.items() if key not in around} for call in graph.calls]


@contextlib.asynccontextmanager
async def serving(handler: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> AsyncIterator[str]:
    """Give the address of a server that answers everything the same way."""
    app = web.Application()
    app.router.add_route("*", "/{anything:.*}", handler)
    async with TestServer(app) as server:
        yield str(server.make_url("/")).rstrip("/")


def places(value: Any) -> list[tuple[Any, Any]]:
    """Return every container within, with every key of it."""
    found, stack = [], [value]
    while stack:
        here = stack.pop()
        for key, inner in here.items() if isinstance(here, dict) else enumerate(here):
            found.append((here, key))
            if isinstance(inner, dict | list):
                stack.append(inner)
    return found
