"""Results: how sends ended, gathered from all lanes and stored together. A result is stored before what follows it."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from cauce.crash import crash_point
from cauce.delivery.stage import Stage
from cauce.store import events, messages, outbox, runs
from cauce.store.connection import Connection
from cauce.store.database import Database
from cauce.store.events import Fact
from cauce.store.outbox import Effect, Ending

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a try ended: `sent`, `failed`, `retry` (nothing was sent) or `unknown`. `id` is the network's.

    rest: for how many seconds to wait, None where nobody says. counts: whether it was one of the tries that there are.
    """

    state: str
    id: str | None = None
    error: str | None = None
    rest: float | None = None
    counts: bool = True


Ended = tuple[Effect, Outcome]


class Batch:
    """What one job stores of what ended. `given_up`: whether whoever asked for it has it back, and it gets nothing more."""

    __slots__ = ("ended", "given_up")

    def __init__(self) -> None:
        self.ended: list[Ended | int] = []
        self.given_up = False


class Results:
    """What ended and is not stored yet. Storing one twice does no harm."""

    def __init__(self, stage: Stage, database: Database) -> None:
        self._stage = stage
        self._database = database
        self._ended: deque[Ended | int] = deque()
        self._unstored: set[int] = set()
        # The writer's thread takes what the loop adds, and the loop takes back what could not be stored.
        self._lock = threading.Lock()
        self._flushing = False

    def add(self, effect: Effect, outcome: Outcome) -> None:
        """Take how a try ended for good."""
        self._unstored.add(effect.id)
        self._ended.append((effect, outcome))

    def has(self, effect: int) -> bool:
        """Tell whether it is known here how a try ended, though the database may not say so yet."""
        return effect in self._unstored

    def spoken_late(self, conversation: int) -> None:
        """Note that what was said in a conversation took long: its wait for an answer counts from when this is stored."""
        self._ended.append(conversation)

    async def write(self, job: Callable[[Connection], Result], then: Callable[[Result], None] | None = None) -> Result:
        """Store what ended, then run a job in the same transaction; otherwise as `Database.write`."""
        batch = Batch()

        def whole(db: Connection) -> Result:
            self._take(batch)
            self.store(db, batch.ended)
            return job(db)

        def stored(result: Result) -> None:
            self._stored(batch.ended)
            if then is not None:
                then(result)

        try:
            return await self._database.write(whole, stored)
        except BaseException:
            self._take_back(batch)
            raise

    def flush(self) -> None:
        """Have what ended stored soon."""
        if not self._ended or self._flushing:
            return
        self._flushing = True
        batch = Batch()

        def job(db: Connection) -> None:
            # What ends from now on is for the next time.
            self._flushing = False
            self._take(batch)
            self.store(db, batch.ended)

        def stored(_: None) -> None:
            self._stored(batch.ended)
            crash_point("P12")

        self._database.defer(job, stored)

    def _take(self, batch: Batch) -> None:
        """Move what there is into a batch that has nothing yet; one that has comes again, after a collision."""
        with self._lock:
            while not batch.given_up and (not batch.ended or self._ended):
                try:
                    batch.ended.append(self._ended.popleft())
                except IndexError:
                    return

    def _take_back(self, batch: Batch) -> None:
        """Have what a job was to store stored by another one: it failed, or nobody waits for it any more."""
        with self._lock:
            batch.given_up = True
            self._ended.extendleft(reversed(batch.ended))

    def _stored(self, ended: Iterable[Ended | int]) -> None:
        self._unstored.difference_update(one[0].id for one in ended if not isinstance(one, int))

    def store(self, db: Connection, batch: list[Ended | int]) -> None:
        """Store how tries ended."""
        now, epoch = self._stage.world.clock.now(), self._stage.epoch
        ended = [one for one in batch if not isinstance(one, int)]
        sent = {effect.id: (effect, outcome) for effect, outcome in ended if outcome.state == "sent"}
        settled = [sent[row] for row in outbox.settle_sent(db, list(sent), epoch, now)] if sent else []
        # Its network was quicker to tell more than that: it is not told as less.
        ahead = messages.known_as_sent(db, [_message(effect) for effect, _ in settled])
        messages.mark_all_sent(db, [(_message(effect), outcome.id) for effect, outcome in settled], now)
        for effect, outcome in ended:
            if outcome.state == "failed" and outbox.settle(db, effect.id, epoch, Ending("failed", outcome.error), now):
                messages.mark_failed(db, _message(effect), outcome.error or "")
                settled.append((effect, outcome))
        news: dict[int, list[Fact]] = {}
        for effect, outcome in settled:
            if _message(effect) in ahead:
                continue
            told = {"message": _message(effect), "status": outcome.state}
            news.setdefault(effect.conversation, []).append(("message.status", told))
        if news:
            events.tell_all(db, news, now)
        for one in batch:
            if isinstance(one, int):
                runs.count_from(db, one, now)


def _message(effect: Effect) -> int:
    assert effect.message is not None
    return effect.message
