"""People who wait, and a team that takes conversations: routing over a real database, without flows or a network."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path
from typing import Any

from cauce import Opening
from cauce.access.permissions import EVERY
from cauce.clock import FrozenClock
from cauce.delivery.host import Ground, Host
from cauce.delivery.moment import Hours
from cauce.egress import Egress
from cauce.model.area_hours import AreaHours
from cauce.store import areas, channels, messages
from cauce.store.address import backend_at
from cauce.store.audit import By
from cauce.store.backend import Backend
from cauce.store.connection import Connection
from cauce.store.conversations import Who, find, meet
from cauce.store.database import Database
from cauce.store.messages import Draft
from cauce_plugins.routing import draining, hearing
from cauce_plugins.routing.settings import SETTINGS
from cauce_plugins.routing.strategies import LEAST_LOADED, ROUND_ROBIN
from databases import fresh
from desk_rig import silent

MINUTE = 60_000
DEFAULTS = {name: one["default"] for name, one in SETTINGS.schema["properties"].items()}


@dataclass
class Floor:
    """A team at work, and who waits for it. Times are minutes of the rig's clock."""

    database: Database
    clock: FrozenClock
    settings: dict[str, Any]
    closed: set[str] = field(default_factory=set)
    strategies: dict[str, Any] = field(default_factory=lambda: {one.name: one for one in (LEAST_LOADED, ROUND_ROBIN)})
    people: int = 0
    nudged: list[str] = field(default_factory=list)

    @property
    def host(self) -> Host:
        """The host of the plugin."""
        stage = silent(self.clock)
        hours = Hours([(AreaHours("test", {"es": "x"}, self._look), {})])
        ground = Ground(
            database=self.database, clock=self.clock, zone=UTC, lang="es", folder=Path(), egress=Egress(), permissions=EVERY,
            strategies=self.strategies, lines=stage.world.lines, hours=hours, secret=str, stage=stage, go=lambda _: None,
            nudge=self.nudged.append,
        )  # fmt: skip
        return Host(ground, "routing", self.settings)

    def _look(self, _db: Connection, area: str, _at: int, _settings: Any) -> Opening:
        return Opening(open=area not in self.closed)

    async def sql(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Run a statement, and return what it found."""
        return [tuple(row) for row in await self.database.write(lambda db: db.execute(sql, values).fetchall())]

    async def operator(self, name: str, *where: str, role: str = "OPERATOR", **more: Any) -> int:
        """Add somebody who is available, has just been seen, and is in these areas."""
        now = self.clock.now()
        said = {"presence": "available", "capacity": 0, **more}

        def job(db: Connection) -> int:
            user = int(
                db.execute(
                    "INSERT INTO users (username, name, password, role_id, active, locale, presence, capacity, created_at, "
                    "updated_at) SELECT ?, ?, '', id, 1, 'es', ?, ?, 1, 1 FROM roles WHERE name = ?",
                    (name.lower(), name, said["presence"], said["capacity"], role),
                ).lastrowid
                or 0
            )
            db.execute(
                "INSERT INTO logins (hash, user_id, created_at, seen_at, ends_at, address, agent) VALUES (?, ?, ?, ?, ?, '', '')",
                (f"h{user}", user, now, now, now + 10**9),
            )
            for area in where:
                areas.enrol(db, area, "", now)
                found = areas.named(db, area)
                assert found
                areas.join(db, By(None, "test", now), found.id, user)
            return user

        return await self.database.write(job)

    async def presence(self, user: int, presence: str) -> None:
        """Say whether somebody takes conversations."""
        await self.sql("UPDATE users SET presence = ? WHERE id = ?", presence, user)

    async def seen(self, user: int) -> None:
        """Let somebody give a sign of life."""
        await self.sql("UPDATE logins SET seen_at = ? WHERE user_id = ?", self.clock.now(), user)

    async def pass_time(self, minutes: float, *seen: int) -> None:
        """Let time pass. seen: who gives a sign of life then."""
        self.clock.advance(minutes * 60)
        for user in seen:
            await self.seen(user)

    async def wait(self, area: str = "Ventas", tags: Sequence[str] = (), contact: int = 0) -> int:
        """Let somebody new wait in an area, or somebody who was there before. Returns their conversation."""
        [one] = await self.waits([area], tags)
        if contact:
            await self.sql("UPDATE conversations SET contact_id = ? WHERE id = ?", contact, one)
        return one

    async def waits(self, where: Sequence[str], tags: Sequence[str] = ()) -> list[int]:
        """Let people wait: one for each area that is named. Returns their conversations."""
        first, now = self.people + 1, self.clock.now()
        self.people += len(where)

        def job(db: Connection) -> list[int]:
            channel = channels.enrol(db, "linea", "record", now)
            for area in set(where):
                areas.enrol(db, area, "", now)
            made = []
            for number, area in enumerate(where, first):
                made.append(meet(db, channel, Who(("visitor", f"v{number}"), f"V{number}"), now).conversation)
                db.execute(
                    "UPDATE conversations SET owner = 'queue', area = ?, tags = ?, active_at = ? WHERE id = ?",
                    (area, json.dumps(list(tags)), now, made[-1]),
                )
            return made

        return await self.database.write(job)

    async def contact_of(self, conversation: int) -> int:
        """Return whose conversation it is."""
        [(found,)] = await self.sql("SELECT contact_id FROM conversations WHERE id = ?", conversation)
        return int(found)

    async def close(self, conversation: int) -> None:
        """Close one."""
        await self.host.act(lambda acts: acts.close(conversation))

    async def transfer(self, conversation: int, area: str) -> None:
        """Let one wait in another area."""
        now = self.clock.now()
        await self.database.write(lambda db: areas.enrol(db, area, "", now))
        assert await self.host.act(lambda acts: acts.queue(conversation, area))

    async def answer(self, conversation: int) -> None:
        """Let a person of the team say something in one."""
        now = self.clock.now()

        def job(db: Connection) -> None:
            draft = Draft(conversation, find(db, conversation).channel, '{"text": "Hola"}', author="human")
            messages.add(db, [draft], now)

        await self.database.write(job)

    async def look(self) -> None:
        """Do what is done every few seconds."""
        await hearing.look(self.host)

    async def owners(self) -> dict[int, int | None]:
        """Return who has each conversation that is open, None for one that waits."""
        rows = await self.sql(
            "SELECT id, CASE WHEN owner = 'human' THEN assignee_id END FROM conversations WHERE opened = 1"
        )
        return dict(rows)

    async def decided(self, conversation: int) -> list[dict[str, Any]]:
        """Return what was decided about one, the last first."""
        from cauce_plugins.routing import decisions

        return await self.database.read(lambda db: decisions.of(db, conversation, 50))

    async def events(self, kind: str) -> list[dict[str, Any]]:
        """Return what events of a kind say."""
        found = await self.sql("SELECT data FROM events WHERE type = ? ORDER BY id", kind)
        return [json.loads(data) for (data,) in found]

    async def rule(self, area: str = "Ventas", **said: Any) -> None:
        """Set what an area says."""
        from cauce_plugins.routing import rules

        now = self.clock.now()

        def job(db: Connection) -> None:
            areas.enrol(db, area, "", now)
            rules.save(db, area, said, now)

        await self.database.write(job)


@asynccontextmanager
async def floor(kind: str, folder: Path, **settings: Any) -> AsyncIterator[Floor]:
    """Give a floor over an empty database with the roles that come with Cauce."""
    place = await asyncio.to_thread(fresh, kind, folder)
    async with floor_over(place, **settings) as found:
        await found.database.write(staff_roles)
        yield found


@asynccontextmanager
async def floor_over(place: Backend, **settings: Any) -> AsyncIterator[Floor]:
    """Give a floor over a database."""
    database = Database(place)
    database.open()
    try:
        yield Floor(database, FrozenClock(), {**DEFAULTS, **settings})
    finally:
        await database.close()


def staff_roles(db: Connection) -> None:
    """Write down the roles that come with Cauce."""
    from cauce.access.door import enrol

    enrol(db, EVERY, {}, 1)


def drain_elsewhere(address: str, areas_: Sequence[str], gate: Any) -> None:
    """Drain areas in a process of its own, again and again until nothing more can be given, from when the gate opens."""
    asyncio.run(_drain_elsewhere(address, areas_, gate))


async def _drain_elsewhere(address: str, areas_: Sequence[str], gate: Any) -> None:
    async with floor_over(backend_at(address)) as floor:
        gate.wait()
        while sum([await draining.drain(floor.host, area) for area in areas_]):
            pass
