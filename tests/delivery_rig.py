"""A pipeline over a real database and a transport that records: for the tests of delivery.

`crash()` is what a killed process leaves: the database as it was, nothing finished. Only the process itself is missing.
"""

from __future__ import annotations

import asyncio
import itertools
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from cauce.answers import TYPES
from cauce.clock import FrozenClock
from cauce.context import Response
from cauce.delivery.calls import Caller
from cauce.delivery.inbox import Line as Said
from cauce.delivery.loop_guard import LoopGuard
from cauce.delivery.pacing import Pace
from cauce.delivery.pipeline import Parts, Pipeline
from cauce.delivery.shelf import Shelf
from cauce.delivery.world import AnyArea, Line, World
from cauce.engine.scene import AreaView
from cauce.functions import FUNCTIONS
from cauce.guard import Guard
from cauce.model.flow import Flow
from cauce.model.message import Capabilities, Inbound
from cauce.model.route import Route
from cauce.model.vocabulary import Vocabulary
from cauce.nodes import KINDS
from cauce.settings_file import LoopGuardPart
from cauce.store import channels
from cauce.store.backend import Backend
from cauce.store.database import Database
from cauce.transport import Arrival, Channel, Delivery, Ingress
from cauce_dsl import register_flow_formats
from databases import fresh, prepare

COUNTER = """
flow contador
  triggers = ["*"]

start:
  set n=1
  say "{n}"
  -> otra

otra:
  ask "y" as texto
  set n=n + 1
  say "{n}"
  -> otra
"""

HELLO = """
flow hola
  triggers = ["hola"]

start:
  say "Hola"
  ask "¿Nombre?" as nombre
  say "Gracias, {nombre}"
  end "Chao"
"""

VOCABULARY = Vocabulary(
    kinds={kind.name: kind for kind in KINDS},
    functions={function.name: function for function in FUNCTIONS},
    types={one.name: one for one in TYPES},
)
FORMATS = {one.suffix: one for one in register_flow_formats()}


def compiled(text: str) -> Flow:
    reading = FORMATS[".flow"].read(text, VOCABULARY)
    assert reading.flow is not None, reading.diagnostics
    return reading.flow


@dataclass
class Recorder:
    """A transport that keeps what it sends. What stands in `moods` happens to the next sends, in order."""

    name: str = "record"
    title: Mapping[str, str] = field(default_factory=lambda: {"es": "Prueba", "en": "Test"})
    settings: Mapping[str, Any] = field(default_factory=dict)
    capabilities: Capabilities = field(default_factory=Capabilities)
    sent: list[Delivery] = field(default_factory=list)
    moods: deque[Exception | Callable[[], Any] | None] = field(default_factory=deque)
    tried: int = 0

    def routes(self) -> Sequence[Route]:
        return ()

    async def open(self, channel: Channel, ingress: Ingress) -> None:
        pass

    async def close(self, channel: Channel) -> None:
        pass

    async def send(self, channel: Channel, delivery: Delivery) -> str:
        self.tried += 1
        mood = self.moods.popleft() if self.moods else None
        if isinstance(mood, Exception):
            raise mood
        if mood is not None:
            await mood()
        self.sent.append(delivery)
        return f"net-{len(self.sent)}"

    def texts(self, who: str | None = None) -> list[str]:
        return [one.message.text for one in self.sent if who in {None, one.address[1]}]


class StubHttp:
    """Other systems, as the flows meet them."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.answer: Callable[[], Any] = lambda: Response(200, {}, {"plan": "oro"})

    async def request(self, method: str, url: str, headers=None, json=None, timeout=10.0) -> Response:  # noqa: ASYNC109
        self.asked.append((method, url))
        found = self.answer()
        return await found if asyncio.iscoroutine(found) else found


kind = "sqlite"
"""The database that the next rigs work on: the tests of delivery set it to each that there is."""

prepare(kind)


SOON = 300.0
"""How many seconds something may take that should be quick: a machine may have much else to do."""


async def until(holds: Callable[[], object]) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(SOON):
        while not holds():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


class Rig:
    """One pipeline after another over the same database."""

    def __init__(self, folder: Path, *flows: str, transport: Recorder | None = None, areas: Any = None) -> None:
        self.kind = kind
        self.folder = folder
        self.backend: Backend | None = None
        self.flows = [compiled(text) for text in flows or (COUNTER,)]
        self.transport = transport or Recorder()
        self.clock = FrozenClock()
        self.http = StubHttp()
        self.pace = Pace({})
        self.guard = LoopGuard(LoopGuardPart(same_texts=0, quick_rounds=0))
        self.areas: Mapping[str, AreaView] = AnyArea() if areas is None else areas
        self.channel = 0
        self.database: Database
        self.pipeline: Pipeline
        self.shelf: Shelf
        self._ids = itertools.count(1)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        if self.backend is None:
            self.backend = await asyncio.to_thread(fresh, self.kind, self.folder)
        self.database = Database(self.backend)
        await asyncio.to_thread(self.database.prepare)
        self.database.open()
        row = self.channel = await self.database.write(lambda db: channels.enrol(db, "linea", "record", 1))
        self.shelf = Shelf(self.database, FORMATS, VOCABULARY, self.clock.now)
        await self.shelf.publish([(flow, ".flow") for flow in self.flows])
        world = World(self.clock, {row: Line(Channel("linea", "record", {}, row), self.transport)}, self.areas)
        caller = Caller(VOCABULARY.kinds, world, Guard(), self.http, lambda name: f"<{name}>", lambda _: "core")
        parts = Parts(self.database, self.shelf.library, world, caller, {"linea": row}, self.pace, self.guard)
        self.pipeline = await Pipeline.start(parts)
        await self.pipeline.recovered()

    async def stop(self) -> None:
        await self.pipeline.stop()
        await self.database.close()

    async def crash(self) -> None:
        """Stop as a killed process does, then start again."""
        self.pipeline.sender._stopping = True
        for task in list(self.pipeline.sender._tasks):
            task.cancel()
        await asyncio.gather(*self.pipeline.sender._tasks, return_exceptions=True)
        await self.pipeline._alarm.stop()
        for task in (self.pipeline._membership._task, self.pipeline._gleaning):
            if task is not None:
                task.cancel()
        await self.database.close()
        await asyncio.to_thread(self._let_the_lease_run_out)
        await self.start()

    def _let_the_lease_run_out(self) -> None:
        assert self.backend is not None
        if self.backend.shared:
            db = self.backend.connect()
            db.execute("UPDATE nodes SET lease_until = 0")
            db.close()

    async def arrive(self, text: str, who: str = "ana", id_: str = "", **more: Any) -> bool:
        """Let a message come in; return whether it was new."""
        key = id_ or f"in-{next(self._ids)}"
        arrival = Arrival(key, ("visitor", who), Inbound(text, **more), "Ana")
        [new] = await self.pipeline.inbox.accept("linea", text.encode("utf-8", "replace"), [arrival])
        return new

    async def say(self, text: str, who: str = "ana") -> list[str]:
        """Say something and return what is answered."""
        before = len(self.transport.texts(who))
        await self.arrive(text, who)
        await self.quiet()
        return self.transport.texts(who)[before:]

    async def quiet(self) -> None:
        """Wait until nothing is on its way and all is stored."""
        await self.pipeline.sender.idle()
        await self.database.write(lambda db: None)
        await self.pipeline.sender.idle()

    async def pass_time(self, seconds: float) -> None:
        """Let time pass, and what is due happen."""
        self.clock.advance(seconds)
        await self.pipeline._due()
        for identity in list(self.pipeline.sender._resting):
            self.pipeline.sender._resting[identity].cancel()
            self.pipeline.sender._wake(identity)
        await self.quiet()

    async def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        return await self.database.write(lambda db: db.execute(sql, values).fetchall())

    async def until_found(self, sql: str, found: tuple[Any, ...]) -> None:
        """Wait until a query finds one row, and this one."""
        async with asyncio.timeout(SOON):
            while await self.rows(sql) != [found]:  # noqa: ASYNC110
                await asyncio.sleep(0.01)

    async def transcript(self, who: str = "ana") -> Sequence[Said]:
        return await self.pipeline.inbox.transcript("linea", ("visitor", who), after=0)

    async def events(self) -> list[str]:
        return [row[0] for row in await self.rows("SELECT type FROM events ORDER BY id")]
