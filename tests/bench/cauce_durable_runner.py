"""Cauce in the peers' bench, durable: the same flow through the real pipeline on the real SQLite store, every commit
flushed (`synchronous = FULL`). A message counts as answered when its replies were handed to the transport.

Run by the harness of the peers, whose README gives the contract: `--runner cauce-durable='... cauce_durable_runner.py'`.
"""

from __future__ import annotations

import asyncio
import atexit
import gc
import itertools
import shutil
import tempfile
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from cauce_runner import library
from common import serve

from cauce.clock import SystemClock
from cauce.delivery.calls import Caller
from cauce.delivery.pipeline import Parts, Pipeline
from cauce.delivery.world import Line, World
from cauce.egress import Egress
from cauce.guard import Guard
from cauce.model.message import Capabilities, Inbound, Outbound
from cauce.model.route import Route
from cauce.store import channels
from cauce.store.database import Database
from cauce.store.sqlite import Sqlite
from cauce.transport import Arrival, Channel, Delivery, Ingress


def text_of(message: Outbound) -> str:
    """Return a message as a channel without buttons sends it."""
    return message.numbered() if message.choices else message.text


class Collector:
    """A transport without buttons that keeps what it is given to send, by person."""

    name = "bench"
    title: Mapping[str, str] = {"es": "Medición", "en": "Bench"}
    settings: Mapping[str, Any] = {}
    capabilities = Capabilities(idempotent=True)

    def __init__(self) -> None:
        self.said: dict[str, list[str]] = {}

    def routes(self) -> Sequence[Route]:
        return ()

    async def open(self, channel: Channel, ingress: Ingress) -> None:
        pass

    async def close(self, channel: Channel) -> None:
        pass

    async def send(self, channel: Channel, delivery: Delivery) -> str:
        self.said.setdefault(delivery.address[1], []).append(text_of(delivery.message))
        return delivery.id


async def make() -> Callable[[int, str], Awaitable[list[str]]]:
    """Return the bot: a pipeline over an empty database."""
    folder = Path(tempfile.mkdtemp(prefix="cauce-bench-"))
    database = Database(Sqlite(folder / "cauce.db"))
    await asyncio.to_thread(database.prepare)
    database.open()
    row = await database.write(lambda db: channels.enrol(db, "bench", "bench", 0))
    transport = Collector()
    world = World(SystemClock(), {row: Line(Channel("bench", "bench", {}, row), transport)})
    caller = Caller({}, world, Guard(), Egress(), str, lambda _: "")
    pipeline = await Pipeline.start(Parts(database, library(), world, caller, {"bench": row}))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    ids = itertools.count()
    gc.collect()
    gc.freeze()

    async def handle(user: int, text: str) -> list[str]:
        person = str(user)
        arrival = Arrival(f"in{next(ids)}", ("visitor", person), Inbound(text))
        await pipeline.inbox.accept("bench", text.encode(), [arrival])
        await pipeline.sender.idle()
        return transport.said.pop(person, [])

    return handle


if __name__ == "__main__":
    serve(make)
