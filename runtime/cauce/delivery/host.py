"""The host: what a plugin may use while Cauce runs. Each plugin has one of its own, with its own settings."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path
from typing import Any, TypeVar

from cauce.access.doing import Doing
from cauce.access.principal import Principal
from cauce.clock import Clock
from cauce.delivery.acts import Acts
from cauce.delivery.keeping import Moved
from cauce.delivery.moment import Hours
from cauce.delivery.reopening import look_again
from cauce.delivery.stage import Stage
from cauce.delivery.step import Step
from cauce.delivery.world import Line
from cauce.egress import Egress
from cauce.model.area_hours import Opening
from cauce.model.permission import Permission
from cauce.model.strategy import Strategy
from cauce.store.connection import Connection
from cauce.store.database import Database

Result = TypeVar("Result")

ALWAYS = Opening(open=True)


@dataclass(slots=True)
class Ground:
    """What the hosts of one running Cauce share. go: told what each step led to. nudge: has a job done now.

    folder: of the data. secret: raises KeyError for a name that there is no secret of. endings: what plugins want done when
    Cauce stops.
    """

    database: Database
    clock: Clock
    zone: tzinfo
    lang: str
    folder: Path
    egress: Egress
    permissions: Mapping[str, Permission]
    strategies: Mapping[str, Strategy]
    lines: Mapping[int, Line]
    hours: Hours
    secret: Callable[[str], str]
    stage: Stage
    go: Callable[[Moved], None]
    nudge: Callable[[str], None] = lambda _name: None
    endings: list[Callable[[], Awaitable[None]]] = field(default_factory=list)


class Host:
    """What a plugin may use. plugin: its name. settings: its table of `cauce.toml`, with what holds where nothing is said."""

    def __init__(self, ground: Ground, plugin: str, settings: Mapping[str, Any]) -> None:
        self._ground = ground
        self.plugin = plugin
        self.settings = settings

    @property
    def _name(self) -> str:
        """The last word of its name, by which people know it."""
        return self.plugin.rpartition(".")[2]

    @property
    def clock(self) -> Clock:
        """The clock: `now()` in milliseconds since 1970."""
        return self._ground.clock

    @property
    def zone(self) -> tzinfo:
        """The time zone of the project."""
        return self._ground.zone

    @property
    def lang(self) -> str:
        """The language of what Cauce says of its own accord."""
        return self._ground.lang

    @property
    def folder(self) -> Path:
        """The folder of the plugin's own data, which may not be there yet."""
        return self._ground.folder / self._name

    @property
    def egress(self) -> Egress:
        """The way out to addresses that somebody else chose."""
        return self._ground.egress

    @property
    def strategies(self) -> Mapping[str, Strategy]:
        """The ways to choose who is given a conversation, by name."""
        return self._ground.strategies

    @property
    def lines(self) -> Mapping[int, Line]:
        """The channels at work, by the number of their row, each with the transport that serves it."""
        return self._ground.lines

    def secret(self, name: str) -> str:
        """Return a secret of the settings. Raises KeyError where there is none of that name."""
        return self._ground.secret(name)

    def opening(self, db: Connection, area: str, at: int | None = None) -> Opening:
        """Return whether an area attends, now or at another time; one that nobody has hours for always does."""
        moment = self.clock.now() if at is None else at
        return self._ground.hours(db, area, moment) or ALWAYS

    async def read(self, job: Callable[[Connection], Result]) -> Result:
        """Run a job that only looks. Raises Unavailable where the database does not answer in time."""
        return await self._ground.database.read(job)

    async def search(self, job: Callable[[Connection], Result]) -> Result:
        """Run a job that may look for long, beside those who only read. Raises Unavailable."""
        return await self._ground.database.search(job)

    async def write(self, job: Callable[[Connection], Result]) -> Result:
        """Run a job in a transaction, and return once that is durable. It may run more than once. Raises Unavailable.

        Everybody who writes waits for it: what takes longer than some 20 ms is to be done in pieces.
        """
        return await self._ground.database.write(job)

    async def act(self, work: Callable[[Acts], Result], caller: Principal | None = None, address: str = "") -> Result:
        """Do things to conversations in a transaction. It may run more than once. Raises Unavailable, and what `work` raises.

        caller: who does them, the plugin itself where it is None. What they may do and see is for `work` to ask.
        """
        ground = self._ground
        who = caller or Principal(
            0, self._name, self._name, "", frozenset(ground.permissions), via="plugin", locale=ground.lang
        )

        def job(db: Connection) -> tuple[Result, Step]:
            step = Step(ground.stage, db)
            result = work(Acts(step, Doing(who, step.now, ground.permissions, address)))
            step.flush()
            return result, step

        # By the writer and not by whoever asked, who may have gone: what is signed has to leave.
        def done(outcome: tuple[Result, Step]) -> None:
            for moved in outcome[1].moved.values():
                ground.go(moved)

        return (await ground.database.write(job, done))[0]

    async def look_again(self) -> int:
        """Have every conversation that waits for an area to open look now: hours are not what they were.

        Returns how many wait. Raises Unavailable.
        """
        ground, now = self._ground, self.clock.now()
        found = await look_again(ground.database, now)
        if found:
            ground.go(Moved(0, due=now))
        return found

    def nudge(self, job: str) -> None:
        """Have one of the plugin's jobs done now, whenever it would be due."""
        self._ground.nudge(job)

    def at_stop(self, ending: Callable[[], Awaitable[None]]) -> None:
        """Have something done when Cauce stops, before the database closes."""
        self._ground.endings.append(ending)
