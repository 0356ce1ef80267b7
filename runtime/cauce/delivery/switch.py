"""The switch: whether the bot answers. The database keeps it; each step looks only at what this process has in memory.

stopped: the bot is silent; what people write is kept, left to the team, and not answered later. paused: it is silent too,
and answers what came meanwhile, in order, once it is started. Either way no wait of a flow runs out, what a call brought is
held, what was said before still leaves, and nobody hands a conversation back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cauce.access import bot as rules
from cauce.access.door import Access
from cauce.access.principal import Principal
from cauce.delivery.stage import Stage
from cauce.store import bot, inbox, runs
from cauce.store.bot import RUNNING, Bot
from cauce.store.connection import Connection
from cauce.store.database import Database


class Switch:
    """Turns the bot on and off. wake: told when it speaks again, and what waits has its turn."""

    def __init__(self, database: Database, stage: Stage, wake: Callable[[], None]) -> None:
        self._database = database
        self._stage = stage
        self._wake = wake
        self._turns = 0

    async def look(self) -> Bot:
        """Return how the bot is, and take it over where another process, or an earlier one, turned it."""
        found = await self._database.read(bot.read)
        self._set(found)
        return found

    async def turn(self, access: Access, who: Principal, address: str, state: str) -> Bot:
        """Have the bot answer, wait or be silent: from when this returns on, in this process; in others a second later."""
        doing = access.doing(who, address)

        def job(db: Connection) -> Bot:
            before = bot.read(db)
            after = rules.turn(db, doing, state)
            if before.state != RUNNING and state == RUNNING:
                inbox.release_all(db)
                runs.arm_due(db, doing.at)
            return after

        return await self._database.write(job, self._set)

    async def describe(self, access: Access, who: Principal, address: str, changes: Mapping[str, str]) -> Bot:
        """Change what people see of it."""
        return await access.do(who, address, rules.describe, changes)

    def _set(self, found: Bot) -> None:
        if found.turns <= self._turns:
            # It was looked at before this process turned it.
            return
        before, self._stage.bot, self._turns = self._stage.bot, found.state, found.turns
        if before != RUNNING and found.state == RUNNING:
            self._wake()
