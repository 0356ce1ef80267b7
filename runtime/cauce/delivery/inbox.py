"""The desk that transports talk to: it takes what arrived, and shows what was said."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence

from cauce.crash import crash_point
from cauce.delivery import codec, phone, reactions, statuses
from cauce.delivery.keeping import Moved
from cauce.delivery.stage import Stage
from cauce.delivery.statuses import Told
from cauce.delivery.step import Body, Step
from cauce.errors import CauceError
from cauce.store import addresses, conversations, events, inbox, messages
from cauce.store.connection import Connection
from cauce.store.conversations import Who
from cauce.store.database import Database
from cauce.store.gather import Gather
from cauce.store.inbox import Entry
from cauce.store.messages import Draft, Window
from cauce.text import clean
from cauce.transport import Arrival, Line, Receipt

log = logging.getLogger("cauce.delivery")

ARRIVALS = 5000
"""How many things one body may bring."""


class Inbox:
    """What a running transport may call.

    channels: their ids by name. go: told what each step led to. nudge: told for whom a doubt may be over.
    """

    def __init__(
        self,
        stage: Stage,
        database: Database,
        channels: dict[str, int],
        go: Callable[[Moved], None],
        nudge: Callable[[int], None],
    ) -> None:
        self._stage = stage
        self._database = database
        self._channels = channels
        self._go = go
        self._nudge = nudge
        self._gather = Gather(database, self._arrived, self._stored)
        self._statuses = Gather(database, self._take_statuses, self._heard)

    async def accept(self, channel: str, raw: bytes, arrivals: Sequence[Arrival]) -> Sequence[bool]:
        """Store what arrived: when this returns, it is durable. One boolean each, False where it was known already.

        Raises Unavailable where the store cannot take it now, ValueError for an arrival without an id or an address and
        for more than `ARRIVALS`, CauceError for a channel that there is not.
        """
        crash_point("P2")
        known = self._channel(channel)
        if len(arrivals) > ARRIVALS:
            raise ValueError(f"more than {ARRIVALS} arrivals in one body")
        cleaned = [codec.cleaned(arrival) for arrival in arrivals]
        if any(arrival.quiet or arrival.author != "contact" for arrival in arrivals):
            hushed = [arrival.quiet for arrival in arrivals]
            fresh, _ = await self._database.write(
                lambda db: self._keep(db, Body(known, raw, cleaned), hushed), self._kept
            )
            return fresh
        return await self._gather.put(Body(known, raw, cleaned))

    def _arrived(self, db: Connection, bodies: Sequence[Body]) -> tuple[list[list[bool]], list[Moved]]:
        step = Step(self._stage, db)
        fresh = step.arrive(bodies)
        step.flush()
        return fresh, list(step.moved.values())

    def _keep(self, db: Connection, body: Body, hushed: Sequence[bool]) -> tuple[list[bool], list[Moved]]:
        """Take what arrived, where some of it is only kept: that comes last, for it may be about what came with it."""
        step = Step(self._stage, db)
        quiet = [hush or one.author != "contact" for hush, one in zip(hushed, body.arrivals, strict=True)]
        loud = [one for one, hush in zip(body.arrivals, quiet, strict=True) if not hush]
        [answered] = step.arrive([Body(body.channel, body.raw, loud)])
        step.flush()
        rest = iter(answered)
        raw = None if loud else body.raw
        fresh = [
            _only_kept(step, body.channel, raw, one) if hush else next(rest)
            for hush, one in zip(quiet, body.arrivals, strict=True)
        ]
        step.flush()
        return fresh, list(step.moved.values())

    def _kept(self, kept: tuple[list[bool], list[Moved]]) -> None:
        self._stored(kept[1])

    def _stored(self, moved: Sequence[Moved]) -> None:
        crash_point("P4")
        crash_point("P8")
        for one in moved:
            self._go(one)

    async def receipts(self, channel: str, receipts: Sequence[Receipt]) -> None:
        """Store how far messages of ours got: when this returns, it is durable. Raises Unavailable.

        One that carries our own id finds its message even before the answer to the send is stored. One that fits no
        message of this channel is kept for a day: its message may be on the way.
        """
        known = self._channel(channel)
        if receipts:
            await self._statuses.put(Told(known, receipts))

    def _take_statuses(self, db: Connection, bodies: Sequence[Told]) -> tuple[list[None], Collection[int]]:
        return [None] * len(bodies), statuses.take(db, bodies, self._stage.world.clock.now())

    def _heard(self, people: Collection[int]) -> None:
        crash_point("P14")
        for identity in people:
            self._nudge(identity)

    async def park(self, channel: str, raw: bytes, reason: str) -> None:
        """Set aside a genuine body that could not be read; when this returns, it is durable. Raises Unavailable."""
        known = self._channel(channel)
        now = self._stage.world.clock.now()
        fresh = await self._database.write(lambda db: inbox.park_body(db, known, raw, clean(reason), now))
        if fresh:
            log.error("a body of channel %s could not be read, and was set aside: %s", channel, clean(reason, 200))

    async def rename(self, channel: str, old: tuple[str, str], new: tuple[str, str]) -> bool:
        """Let whoever was known under one address be known under another. False where that cannot be."""
        known = self._channel(channel)
        before, after = codec.address(old), codec.address(new)
        return await self._database.write(lambda db: addresses.rename(db, known, before, after))

    async def introduce(self, channel: str, address: tuple[str, str], name: str = "") -> None:
        """Make this address known before it says anything; once it is, nothing happens."""
        known = self._channel(channel)
        found = codec.address(address)
        now = self._stage.world.clock.now()
        await self._database.write(lambda db: conversations.introduce(db, known, found, codec.name(name), now))

    async def knows(self, channel: str, address: tuple[str, str]) -> bool:
        """Say whether this address has been introduced on this channel."""
        known = self._channel(channel)
        found = codec.address(address)
        return await self._database.read(lambda db: conversations.is_known(db, known, found))

    async def transcript(
        self,
        channel: str,
        address: tuple[str, str],
        *,
        after: int | None = None,
        before: int | None = None,
        limit: int = 50,
    ) -> Sequence[Line]:
        """Return what was said with this address, oldest first: the first `limit` after a seq, or else the last ones."""
        known = self._channel(channel)
        found = codec.address(address)
        window = Window(after, before, limit)
        rows = await self._database.read(lambda db: messages.transcript(db, known, found, window))
        return [await self._stage.files.addressed(_line(row)) for row in rows]

    def _channel(self, name: str) -> int:
        try:
            return self._channels[name]
        except KeyError:
            raise CauceError(f"there is no channel {name}") from None


def _only_kept(step: Step, channel: int, raw: bytes | None, arrival: Arrival) -> bool:
    """Write what nobody answers into the transcript. False where it was known already."""
    db, now = step.db, step.now
    if inbox.add_messages(db, [Entry(channel, arrival.provider_id, raw)], now) == [None]:
        return False
    ours = arrival.author != "contact"
    if ours and messages.find_sent(db, channel, arrival.provider_id) is not None:
        # The echo of what Cauce itself said.
        return False
    name = "" if ours else arrival.name
    about = reactions.heard_of(db, channel, arrival) if reactions.is_reaction(arrival.message) else None
    if about is not None:
        standing = step.claim(about.conversation)
    else:
        standing = conversations.meet(db, channel, Who(arrival.address, name, arrival.aliases), now)
    body = codec.dump(arrival.message)
    if ours:
        message = messages.add_echo(db, standing, arrival.provider_id, body, now)
    else:
        draft = Draft(standing.conversation, channel, body, arrival.provider_id)
        messages.add(db, [draft], now)
        message = draft.id
    side = "out" if ours else "in"
    events.tell(db, standing.conversation, [("message.new", {"message": message, "direction": side})], now)
    if about is not None:
        reactions.hear(db, about, side, arrival.message, message, now)
    elif ours:
        phone.take(step, standing, arrival.message)
    return True


def _line(row: tuple[int, str, str, str | None, str, int]) -> Line:
    seq, direction, author, provider_id, body, at = row
    if direction == "in":
        return Line(seq, author, provider_id or "", at, codec.inbound(body))
    return Line(seq, author, f"m{seq}", at, codec.outbound(body))
