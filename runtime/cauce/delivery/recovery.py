"""After a process ended: tries that nobody saw end, and everything that it left to do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from cauce.delivery import codec
from cauce.delivery.calls import Caller, failed
from cauce.delivery.stage import Stage
from cauce.delivery.step import Step
from cauce.store import conversations, nodes, outbox
from cauce.store.connection import Connection
from cauce.store.database import Database
from cauce.store.outbox import Effect

PAGE = 500


def adopt(step: Step, caller: Caller, effect: Effect) -> None:
    """Decide what becomes of a try that ended unseen.

    What may be repeated goes back into the queue. A message is unknown until its network has had time to tell. A call
    that must not be made twice came to nothing: the flow leaves by `error`, whose kind is `unknown`.
    """
    stage, db = step.stage, step.db
    line = stage.world.lines[effect.channel]
    if line.idempotent if effect.kind == "say" else caller.is_repeatable(effect):
        outbox.adopt(db, effect.id, stage.epoch, "queued", 0)
    elif effect.kind == "say":
        outbox.adopt(db, effect.id, stage.epoch, "unknown", step.now + int(line.settle * 1000))
    else:
        step.answered(effect, failed(codec.load_call(effect.body), "unknown"), "unknown")


class Recovery:
    """Takes over what processes that are no more have left, page by page, so that the first page is on its way at once.

    `resume` is told for whom something is to be done.
    """

    def __init__(self, stage: Stage, database: Database, resume: Callable[[int], Awaitable[None]]) -> None:
        self._stage = stage
        self._database = database
        self._resume = resume

    async def run(self) -> None:
        """Go on with everything that is still to be said or called."""
        for epoch in await self._database.read(nodes.fenced):
            found = PAGE
            while found == PAGE:
                people = await self._database.write(partial(self._take_over, epoch=epoch))
                found = len(people)
                for identity in people:
                    await self._resume(identity)

    def _take_over(self, db: Connection, epoch: int) -> list[int]:
        people = outbox.left_by(db, epoch, PAGE)
        for identity in people:
            conversations.hold(db, identity)
            outbox.take_over(db, identity, self._stage.epoch)
        if not people:
            nodes.swept(db, epoch, self._stage.world.clock.now())
        return people
