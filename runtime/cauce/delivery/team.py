"""What the team does to conversations: each thing with what it means to the flow and to the person, in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Concatenate, ParamSpec, TypeVar

from cauce.access import ownership
from cauce.access.conversations import Seen, find_seen
from cauce.access.doing import Doing
from cauce.access.door import Access
from cauce.access.errors import Conflict, Invalid, Unknown
from cauce.access.principal import Principal
from cauce.delivery import codec
from cauce.delivery.keeping import Moved
from cauce.delivery.stage import Stage
from cauce.delivery.step import Step
from cauce.model.message import Outbound
from cauce.store import inbox
from cauce.store.bot import RUNNING
from cauce.store.connection import Connection
from cauce.store.conversations import Standing
from cauce.store.database import Database
from cauce.store.ownership import Owned
from cauce.text import clean

Given = ParamSpec("Given")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Wish:
    """What an operator wants said. key: under which it is asked for, "" for none; mark: what is told apart under it."""

    text: str
    key: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What was said. replayed: whether it was said before, under the same key; fits: whether that was the same wish."""

    message: int
    at: int
    replayed: bool = False
    fits: bool = True


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

    async def say(self, who: Principal, address: str, seen: Seen, wish: Wish) -> Said:
        """Say something, behind what is still to be said to the person. Raises as `move` does.

        Under a key it is said once, however often it is asked for.
        """
        key = f"said:{who.user}:{sha256(wish.key.encode()).hexdigest()}" if wish.key else ""

        def work(step: Step, doing: Doing, standing: Standing) -> Said:
            known = inbox.find_said(step.db, standing.channel, key) if key else None
            if known is not None:
                message, at, mark = codec.load(known)
                return Said(message, at, replayed=True, fits=mark == wish.mark)
            ownership.refuse_to_speak(step.db, doing, seen)
            name = who.name or who.username
            draft = step.speak(standing, self._message(standing, wish), {"who": who.user, "name": name})
            step.flush()
            if key:
                inbox.add_said(step.db, standing.channel, key, codec.dump([draft.id, step.now, wish.mark]), step.now)
            return Said(draft.id, step.now)

        return await self._do(who, address, seen, work)

    def _refuse_silent(self, after: Owned) -> None:
        """Raise Conflict where a conversation would go to a bot that answers nobody."""
        if after.opened and after.owner == "bot" and self._stage.bot != RUNNING:
            raise Conflict("El bot no atiende ahora.", "The bot answers nobody now.")

    def _message(self, standing: Standing, wish: Wish) -> Outbound:
        text = clean(wish.text)
        most = self._stage.world.lines[standing.channel].transport.capabilities.text
        if not text.strip():
            raise Invalid("text", "No dice nada.", "It says nothing.")
        if len(text) > most > 0:
            raise Invalid("text", f"Este canal lleva {most} letras.", f"This channel takes {most} characters.")
        return Outbound(text)

    async def _do(
        self, who: Principal, address: str, seen: Seen, work: Callable[[Step, Doing, Standing], Result]
    ) -> Result:
        def job(db: Connection) -> tuple[Result, Step]:
            # Before its person is held: nobody holds up what they do not see.
            if find_seen(db, who, seen.id) is None:
                raise Unknown
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
