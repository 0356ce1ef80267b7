"""What the team does to conversations: each thing with what it means to the flow and to the person, in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from cauce.access import ownership
from cauce.access.conversations import Seen, see
from cauce.access.doing import Doing
from cauce.access.door import Access
from cauce.access.errors import Conflict
from cauce.access.principal import Principal
from cauce.delivery import speech, window
from cauce.delivery.keeping import Moved
from cauce.delivery.speech import Said, Turn
from cauce.delivery.stage import Stage
from cauce.delivery.step import Step
from cauce.delivery.window import Talk
from cauce.delivery.wish import Wish
from cauce.store import speeches
from cauce.store.bot import RUNNING
from cauce.store.connection import Connection
from cauce.store.conversations import Standing
from cauce.store.database import Database
from cauce.store.ownership import Owned

Given = ParamSpec("Given")
Result = TypeVar("Result")


class Team:
    """Changes whose a conversation is, and says what operators say. go: told what each step led to."""

    def __init__(self, access: Access, database: Database, stage: Stage, go: Callable[[Moved], None]) -> None:
        self._access = access
        self._database = database
        self._stage = stage
        self._go = go

    async def move(
        self,
        who: Principal,
        address: str,
        seen: Seen,
        rule: Callable[Concatenate[Connection, Doing, Seen, Given], Owned],
        *given: Given.args,
        **named: Given.kwargs,
    ) -> Owned:
        """Do one of the things of `cauce.access.ownership`, and let the flow follow. Returns whose it is then.

        Raises Unknown, Denied, Conflict or Invalid as it does, and Unavailable.
        """

        def work(step: Step, doing: Doing, standing: Standing) -> Owned:
            after = rule(step.db, doing, seen, *given, **named)
            if after != ownership.owned(seen):
                self._refuse_silent(after)
                step.given(standing, after.owner, opened=after.opened)
            return after

        return await self._do(who, address, seen, work)

    async def do(
        self,
        who: Principal,
        address: str,
        seen: Seen,
        rule: Callable[Concatenate[Turn, Given], Result],
        *given: Given.args,
        **named: Given.kwargs,
    ) -> Result:
        """Do one of the things of `cauce.delivery.speech` or `scheduling`. Raises as `move` does, and TooLate."""

        def work(step: Step, doing: Doing, standing: Standing) -> Result:
            return rule(Turn(step, doing, seen, standing), *given, **named)

        return await self._do(who, address, seen, work)

    async def say(self, who: Principal, address: str, seen: Seen, wish: Wish) -> Said:
        """Say something, behind what is still to be said to the person. Raises as `do` does.

        Under a key it is said once, however often it is asked for.
        """
        return await self.do(who, address, seen, speech.say, wish)

    async def window(self, seen: Seen) -> int | None:
        """Return when the service window of a conversation ends, or ended; None where it has none."""
        now, lines = self._stage.world.clock.now(), self._stage.world.lines

        def job(db: Connection) -> int | None:
            channel, identity, kind = speeches.line_of(db, seen.id)
            if channel not in lines:
                return None
            return window.ends_at(db, Talk(seen.id, identity, kind), lines[channel].transport.capabilities, now)

        return await self._database.read(job)

    def _refuse_silent(self, after: Owned) -> None:
        """Raise Conflict where a conversation would go to a bot that answers nobody."""
        if after.opened and after.owner == "bot" and self._stage.bot != RUNNING:
            raise Conflict("El bot no atiende ahora.", "The bot answers nobody now.")

    async def _do(
        self, who: Principal, address: str, seen: Seen, work: Callable[[Step, Doing, Standing], Result]
    ) -> Result:
        def job(db: Connection) -> tuple[Result, Step]:
            # Before its person is held: nobody holds up what they do not see.
            see(db, who, seen.id)
            step = Step(self._stage, db)
            doing = Doing(who, step.now, self._access.permissions, address)
            result = work(step, doing, step.claim(seen.id))
            step.flush()
            return result, step

        return (await self._database.write(job, self._done))[0]

    def _done(self, done: tuple[Result, Step]) -> None:
        # By the writer and not by whoever asked, who may have gone: what is signed has to leave.
        for moved in done[1].moved.values():
            self._go(moved)
