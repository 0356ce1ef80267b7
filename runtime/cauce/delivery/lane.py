"""A lane: what is to be done for one person, each in its turn, each try signed before it leaves and settled after."""

from __future__ import annotations

import asyncio
import logging
import random
from collections import defaultdict, deque
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from cauce.crash import crash_point
from cauce.delivery import codec
from cauce.delivery.calls import Caller
from cauce.delivery.keeping import Moved
from cauce.delivery.pacing import Pace
from cauce.delivery.recovery import adopt
from cauce.delivery.results import Outcome, Results
from cauce.delivery.stage import Stage
from cauce.delivery.step import Step
from cauce.delivery.world import Line
from cauce.errors import Unavailable
from cauce.store import conversations, messages, outbox, runs
from cauce.store.connection import Connection
from cauce.store.database import Database
from cauce.store.outbox import Effect, Ending
from cauce.text import clean
from cauce.transport import Delivery, Refused, Stopped, Unreachable

log = logging.getLogger("cauce.delivery")

AT_ONCE = 200
"""How many sends, and how many calls, of one channel are on their way at the same time."""
PROBE_SECONDS = 300.0
"""After how long a channel that was stopped is tried again, should whoever acts not start Cauce anew."""
TURN_SECONDS = 60.0
"""The longest rest before asking again for a turn: a channel that was held or stopped may be free before it is told."""
SEND_SECONDS = 30.0
"""How long a transport may take to send one message."""
TRIES = 8
"""How often something that did not get through is tried."""
LONGEST_SECONDS = 600.0
"""The longest rest between two tries."""
SLOW_MS = 1000
"""When saying took longer than this, the wait for an answer counts from its end."""
PAGE = 100
"""How many effects a lane takes from the database at a time."""


@dataclass(frozen=True, slots=True)
class Yard:
    """What lanes share.

    results: where they leave how sends ended. pace: whose turn it is to send. go: told what the answer of a call woke.
    """

    stage: Stage
    database: Database
    caller: Caller
    results: Results
    pace: Pace
    go: Callable[[Moved], None]
    slots: defaultdict[tuple[int, str], asyncio.Semaphore] = field(
        default_factory=lambda: defaultdict(lambda: asyncio.Semaphore(AT_ONCE))
    )

    def now(self) -> int:
        """Return the time in milliseconds."""
        return self.stage.world.clock.now()


class Lane:
    """One person's effects, those given or those in the database, over all their conversations."""

    def __init__(self, yard: Yard, identity: int, effects: list[Effect]) -> None:
        self.identity = identity
        self.waiting = deque(effects)
        self._last = effects[-1].id if effects else 0
        self._begins = not effects
        self.stopping = False
        self.nudged = False
        self._in_database = not effects
        self._yard = yard

    async def run(self) -> float | None:
        """Carry out what waits. Returns for how many seconds it has to rest, None when nothing is left."""
        began = self._yard.now()
        spoken: int | None = None
        while (self.waiting or self._in_database) and not self.stopping:
            if not self.waiting:
                await self._load()
                continue
            spoken = self.waiting[0].conversation
            rest = await self._carry_out(self.waiting[0])
            if rest is not None:
                return rest
            self.waiting.popleft()
        if self.stopping:
            self.put_back()
        if spoken is not None and self._yard.now() - began > SLOW_MS:
            self._yard.results.spoken_late(spoken)
        self._yard.results.flush()
        return None

    def put_back(self) -> None:
        """Let nobody believe that what was signed, and never left, might have left: it is queued again."""
        first = next((one.id for one in self.waiting if one.state == "attempt"), 0)
        epoch = self._yard.stage.epoch
        if first:
            self._yard.database.defer(lambda db: outbox.put_back(db, self.identity, epoch, first))

    async def close(self) -> bool:
        """Tell whether there is more to say to the person meanwhile; among several processes, after storing the results."""
        if self._yard.database.shared:
            self._in_database |= await self._yard.results.write(lambda db: outbox.is_more(db, self.identity))
        return self._in_database or bool(self.waiting)

    def take(self, effects: list[Effect]) -> None:
        """Add what is to be done now, behind the rest, unless it came from the database already."""
        if effects[0].state != "attempt" and self._yard.database.shared:
            # Another process may have left something before it.
            self._in_database = True
        elif effects[0].state == "attempt" or not self._in_database:
            self._add(effects)

    def _add(self, effects: list[Effect]) -> None:
        for effect in effects:
            if effect.id > self._last:
                self.waiting.append(effect)
                self._last = effect.id

    async def _load(self) -> None:
        """Take what the database holds for the person.

        A try that is open there when the lane begins ended unseen, unless it is in hand here, or its end is known.
        """
        lost: set[int] = set()

        def loaded(effects: list[Effect]) -> None:
            # At once, for a step hands over what it signed before this lane goes on.
            if self._begins:
                known = {one.id for one in self.waiting}
                tried = {one.id for one in effects if one.state == "attempt"} - known
                lost.update(one for one in tried if not self._yard.results.has(one))
            if not lost:
                self._found(effects)

        await self._yard.results.write(self._ours, loaded)
        if lost:
            await self._adopt(lost)

    async def _adopt(self, lost: Collection[int]) -> None:
        """Decide what becomes of tries that ended unseen, then take what the database holds for the person."""

        def job(db: Connection) -> tuple[list[Effect], Step]:
            step = Step(self._yard.stage, db)
            for effect in self._ours(db):
                if effect.id in lost and effect.state == "attempt":
                    adopt(step, self._yard.caller, effect)
            step.flush()
            return self._ours(db), step

        def adopted(found: tuple[list[Effect], Step]) -> None:
            effects, step = found
            self._found(effects)
            self._adopted(step)

        await self._yard.results.write(job, adopted)

    def _found(self, effects: list[Effect]) -> None:
        """Take what the database holds. A try that is still open there will be handed over, or is over already."""
        self._in_database = len(effects) == PAGE
        self._begins = self._begins and self._in_database
        self._add([one for one in effects if one.state != "attempt"])

    def _ours(self, db: Connection) -> list[Effect]:
        """Return what is open for the person, none where it is another process that speaks."""
        conversations.hold(db, self.identity)
        return outbox.open_of(db, self.identity, self._yard.stage.epoch, PAGE)

    def _adopted(self, step: Step) -> None:
        for moved in step.moved.values():
            # What it led to here is among the effects already.
            own = moved.identity == self.identity
            self._yard.go(Moved(moved.identity, [] if own else moved.effects, moved.due))

    async def _carry_out(self, effect: Effect) -> float | None:
        """Try an effect. Returns None when it is done with, else for how many seconds the lane has to rest."""
        rest = (effect.due_at - self._yard.now()) / 1000
        if rest > 0:
            return rest
        if effect.kind == "say" and (rest := await self._yard.pace.turn(effect.channel, self.identity)):
            return await self._wait_for_turn(effect, min(rest, TURN_SECONDS))
        # Whoever waits for the answer of one network must not keep others from theirs.
        async with self._yard.slots[effect.channel, effect.kind]:
            return await self._try(effect)

    async def _try(self, effect: Effect) -> float | None:
        """Try an effect whose turn it is; returns what `_carry_out` does."""
        if effect.state != "attempt" and not await self._attempt(effect):
            if effect.kind == "say":
                self._yard.pace.give_back(effect.channel, self.identity)
            return None
        await self._sure()
        if effect.kind == "invoke":
            await self._call(effect)
            return None
        outcome = await self._send(effect)
        crash_point("P11")
        return await self._settle(effect, outcome)

    async def _wait_for_turn(self, effect: Effect, rest: float) -> float:
        """Rest until the channel bears more, and let nobody believe that this one is being sent."""
        if effect.state == "attempt":
            await self._rest(effect, Outcome("retry", error="paced", rest=rest, counts=False), rest)
        return rest

    async def _sure(self) -> None:
        """Wait until this process is sure that nobody has taken its work over. One that was given up ends here."""
        while not self._yard.stage.holds():
            if self.stopping:
                raise Unavailable({"es": "El proceso se detiene.", "en": "The process is stopping."})
            await asyncio.sleep(0.05)

    async def _attempt(self, effect: Effect) -> bool:
        """Sign the try, together with those behind it where the transport bears it. False where it is not to be made."""
        together = [effect]
        if effect.kind == "say" and self._line(effect).idempotent:
            behind = list(self.waiting)[1:]
            together += [one for one in behind if one.kind == "say" and one.state in {"queued", "retry"}]
        ours = await self._yard.results.write(lambda db: self._sign(db, together))
        crash_point("P9")
        for one in together if ours else ():
            one.state, one.attempt = "attempt", one.attempt + 1
        return ours

    def _sign(self, db: Connection, effects: list[Effect]) -> bool:
        """Store that these tries begin."""
        head, now, epoch = effects[0], self._yard.now(), self._yard.stage.epoch
        if head.kind == "invoke" and not runs.waits_for(db, head.conversation, codec.load_call(head.body).serial):
            outbox.drop(db, head.id, now)
            return False
        signed = [outbox.attempt(db, one.id, epoch, now) for one in effects]
        if not signed[0] or head.state != "unknown" or head.message is None:
            return signed[0]
        if messages.was_sent(db, head.message):
            self._yard.results.store(db, [(head, Outcome("sent"))])
            return False
        if head.repeated:
            # Nobody knows the end of two tries; there is no third.
            self._yard.results.store(db, [(head, Outcome("failed", error="unknown"))])
            return False
        messages.mark_repeated(db, head.message)
        return signed[0]

    async def _send(self, effect: Effect) -> Outcome:
        line = self._line(effect)
        crash_point("P10")
        said = codec.outbound(effect.body)
        try:
            message = await self._yard.stage.files.brought(said, effect.channel)
            delivery = Delivery(f"m{effect.message}", effect.conversation, effect.address, message)
            async with asyncio.timeout(SEND_SECONDS):
                sent = await line.transport.send(line.channel, delivery)
        except Refused as error:
            return Outcome("failed", error=str(error) or "refused")
        except Unreachable as error:
            return self._unreachable(effect, error)
        except Stopped as error:
            self._yard.pace.stop(effect.channel, clean(str(error), 200) or "stopped")
            asyncio.get_running_loop().call_later(PROBE_SECONDS, self._yard.pace.resume, effect.channel)
            log.error("the channel %s is paused until somebody acts: %s", line.channel.name, clean(str(error), 200))  # noqa: TRY400 - no traceback of what is no mistake of ours
            return Outcome("retry", error=str(error) or "stopped", rest=0.0, counts=False)
        except TimeoutError:
            return Outcome("unknown", error="no answer in time")
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a stranger's code may raise anything
            log.warning("the transport %s failed: %r", line.transport.name, error)
            return Outcome("unknown", error=repr(error))
        self._yard.pace.went_well(effect.channel)
        return Outcome("sent", id=codec.identifier(str(sent)) if sent else None)

    def _unreachable(self, effect: Effect, error: Unreachable) -> Outcome:
        rest = error.after
        if error.scope == "channel":
            rest = self._yard.pace.hold(effect.channel, rest, clean(str(error), 200) or "unreachable")
        return Outcome("retry", error=str(error) or "unreachable", rest=rest, counts=error.counts)

    async def _settle(self, effect: Effect, outcome: Outcome) -> float | None:
        """Note how a try ended. Returns for how many seconds the lane has to rest, None where it may go on."""
        line = self._line(effect)
        if outcome.state == "unknown" and line.idempotent:
            outcome = Outcome("retry", error=outcome.error)
        if outcome.state == "retry" and outcome.counts and effect.attempt >= TRIES:
            outcome = Outcome("failed", error=outcome.error)
        if outcome.state in {"sent", "failed"}:
            self._yard.results.add(effect, outcome)
            return None
        rest = line.settle if outcome.state == "unknown" else outcome.rest
        if rest is None:
            rest = backoff(effect.attempt)
        return await self._rest(effect, outcome, rest)

    async def _rest(self, effect: Effect, outcome: Outcome, rest: float) -> float | None:
        """Store that this one, and all behind it, have to wait. Returns for how many seconds, None where it need not."""
        due = self._yard.now() + int(rest * 1000)

        def job(db: Connection) -> float | None:
            if outcome.state == "unknown" and effect.message and messages.was_sent(db, effect.message):
                # Its network was quicker to tell of it than to answer.
                self._yard.results.store(db, [(effect, Outcome("sent"))])
                return None
            ending = Ending(outcome.state, outcome.error, due, outcome.counts)
            outbox.settle(db, effect.id, self._yard.stage.epoch, ending, self._yard.now())
            outbox.unqueue(db, effect.identity, effect.id)
            return rest

        return await self._yard.results.write(job)

    async def _call(self, effect: Effect) -> None:
        """Make a call, then let its answer step the conversation."""
        yard = self._yard
        standing = await yard.database.read(lambda db: conversations.find(db, effect.conversation))
        answer = await yard.caller.perform(effect, standing)
        crash_point("P11")
        error = str((answer.error or {}).get("kind", "failed")) if answer.port == "error" else None

        def job(db: Connection) -> Step:
            step = Step(yard.stage, db)
            step.answered(effect, answer, error)
            step.flush()
            return step

        await self._store(job)
        crash_point("P12")

    def _go(self, step: Step) -> None:
        for moved in step.moved.values():
            self._yard.go(moved)

    async def _store(self, job: Callable[[Connection], Step]) -> None:
        """Run a job, however long the database cannot take it: the answer of a call cannot be had again."""
        while True:
            try:
                await self._yard.database.write(job, self._go)
            except Unavailable:
                if self.stopping:
                    raise
                await asyncio.sleep(1.0)
            else:
                return

    def _line(self, effect: Effect) -> Line:
        return self._yard.stage.world.lines[effect.channel]


def backoff(attempt: int) -> float:
    """Return how long to rest after a try, in seconds: twice as long each time, and never all at once."""
    return min(2.0 ** max(attempt - 1, 0), LONGEST_SECONDS) * random.uniform(1.0, 1.25)  # noqa: S311 - spreads load
