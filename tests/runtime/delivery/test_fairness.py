"""A flood holds up nobody else: counted in turns, that is in what else was sent before a reply, never in seconds."""

from __future__ import annotations

import asyncio
from itertools import count

import pytest

from cauce.delivery.loop_guard import LoopGuard
from cauce.delivery.step import INLINE
from cauce.delivery.world import Line
from cauce.model.message import Inbound
from cauce.settings_file import LoopGuardPart
from cauce.store import channels
from cauce.transport import Arrival, Channel, Unreachable
from delivery_rig import Recorder, Rig, until

pytestmark = pytest.mark.timeout(900)
FLOOD = 2000
CONNECTIONS = 64
"""How many requests a network makes at the same time."""
REPLIES = 2
"""What the flow says to each message."""
PEOPLE = 250
"""More than may be sent to on one channel at the same time."""
SLACK = 12
"""Turns that others may take between the commit of a message and the beginning of its lane."""


class Ledger(Recorder):
    """A network that keeps in which order everything left, over all channels. `shut` channels take nothing for now."""

    def __init__(self) -> None:
        super().__init__()
        self.order: list[str] = []
        self.shut: dict[str, asyncio.Event] = {}
        self.broken: set[str] = set()
        self.hanging = 0

    async def send(self, channel: Channel, delivery) -> str:
        self.tried += 1
        if channel.name in self.broken:
            raise Unreachable("no")
        if channel.name in self.shut:
            self.hanging += 1
            await self.shut[channel.name].wait()
        # Every send is a turn of the event loop, as a request is.
        await asyncio.sleep(0)
        self.order.append(delivery.address[1])
        return f"net-{len(self.order)}"


class Town(Rig):
    """A rig with a second channel over the same network."""

    async def start(self) -> None:
        await super().start()
        row = await self.database.write(lambda db: channels.enrol(db, "otra", "record", 1))
        self.pipeline.stage.world.lines[row] = Line(Channel("otra", "record", {}, row), self.transport)
        self.pipeline.inbox._channels["otra"] = row
        # A flood of equal texts is what the loop guard is for, and it would end it.
        self.pipeline._guard = LoopGuard(LoopGuardPart(same_texts=0, quick_rounds=0))

    async def bring(self, channel: str, who: str, *ids: str) -> None:
        """Let one body bring messages of a person."""
        arrivals = [Arrival(one, ("visitor", who), Inbound("x"), who) for one in ids]
        await self.pipeline.inbox.accept(channel, b"{}", arrivals)

    async def flood(self, channel: str, who, messages: int) -> None:
        """Let many messages come over as many connections as a network has. `who` names the sender of the n-th."""
        numbers = iter(range(messages))

        async def connection() -> None:
            for number in numbers:
                await self.bring(channel, who(number), f"flood-{number}")

        await asyncio.gather(*(connection() for _ in range(CONNECTIONS)))


@pytest.fixture
async def town(tmp_path):
    network = Ledger()
    async with Town(tmp_path, transport=network) as made:
        yield made
        for gate in network.shut.values():
            gate.set()
        network.broken.clear()


async def turns_of(town: Town, who: str, messages: int) -> list[int]:
    """Say so many things, one after the answer to the other; return how many turns others had before each answer."""
    order, waited = town.transport.order, []
    for number in count():
        if number == messages:
            return waited
        await town.bring("linea", who, f"{who}-{number}")
        begin, seen = len(order), order.count(who)
        target = (number + 1) * REPLIES
        await until(lambda: order.count(who) >= target)  # noqa: B023 - awaited here
        places = [place for place, one in enumerate(order) if one == who]
        waited.append(0 if seen >= target else places[target - 1] + 1 - begin)
    raise AssertionError


@pytest.fixture
def flooding(town):
    """Begin a flood that goes on while the test does."""
    floods = []

    def begin(channel: str, who) -> asyncio.Task[None]:
        floods.append(asyncio.ensure_future(town.flood(channel, who, FLOOD)))
        return floods[-1]

    yield begin
    for flood in floods:
        flood.cancel()


async def test_a_flood_of_one_person_takes_no_more_than_every_second_turn(town, flooding):
    flooding("linea", lambda _: "ana")
    await until(lambda: town.transport.order.count("ana") >= 4)
    waited = await turns_of(town, "bea", 4)
    assert town.transport.order.count("ana") < FLOOD * REPLIES, "the flood was over too soon"
    assert max(waited) <= 2 * REPLIES + SLACK


async def test_a_body_full_of_one_persons_messages_holds_up_nobody(town, database_kind):
    # A statement costs more where the database is another process, and a body has to be stored in its time.
    size = FLOOD if database_kind == "sqlite" else FLOOD // 10
    await town.bring("linea", "ana", *(f"flood-{number}" for number in range(size)))
    waited = await turns_of(town, "bea", 4)
    assert town.transport.order.count("ana") < size * REPLIES
    # What a body brings is stepped so many at a time, and what those say may leave before.
    assert max(waited) <= 4 * INLINE * REPLIES


async def test_a_person_whose_network_hangs_holds_up_nobody(town, flooding):
    town.transport.shut["otra"] = asyncio.Event()
    flooding("otra", lambda _: "ana")
    await until(lambda: town.transport.hanging == 1)
    assert max(await turns_of(town, "bea", 4)) <= REPLIES


async def test_what_cannot_be_delivered_on_one_channel_holds_up_no_other(town, flooding):
    town.transport.broken.add("otra")
    flooding("otra", lambda number: f"p{number % PEOPLE}")
    await until(lambda: town.transport.tried >= PEOPLE)
    assert max(await turns_of(town, "bea", 4)) <= REPLIES


async def test_a_crowd_on_a_channel_that_hangs_holds_up_no_other_channel(town, flooding):
    town.transport.shut["otra"] = asyncio.Event()
    flooding("otra", lambda number: f"p{number % PEOPLE}")
    await until(lambda: len(town.pipeline.sender._lanes) >= PEOPLE)
    assert max(await turns_of(town, "bea", 4)) <= REPLIES
