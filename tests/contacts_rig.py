"""A desk with the plugin contacts at it, on any database, and the host that its jobs and its listener are handed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC
from pathlib import Path
from typing import Any

from cauce.clock import FrozenClock
from cauce.delivery.host import Ground, Host
from cauce.delivery.moment import Hours
from cauce.delivery.stage import Stage
from cauce.egress import Egress
from cauce.http.request import Request
from cauce.model.listener import Happened
from cauce.model.permission import ADMIN
from cauce.model.route import Route
from cauce.store import channels
from cauce.store.backend import Backend
from cauce.store.conversations import Who, meet
from cauce.store.database import Database
from cauce_plugins import contacts
from cauce_plugins.contacts import importing, linking
from cauce_plugins.contacts.permissions import EVERY
from delivery_rig import Rig
from desk_rig import Client, Guest, Running, Told, running

ROOT = "/api/contacts"
SETTINGS = {"country": "PY", "keep_imports_days": 30}
ANY = {"If-Match": "*"}


@dataclass
class People:
    """The desk, the plugin's host, and an admin who asks. nudged: the jobs that were to be done at once."""

    desk: Running
    host: Host
    admin: Client
    nudged: list[str] = field(default_factory=list)

    async def add(self, **given: Any) -> int:
        """Make a contact, and return its number."""
        told = await self.admin("POST", ROOT, given)
        assert told.status == 201, told.body
        return int(told.body["id"])

    async def get(self, contact: int) -> dict[str, Any]:
        """Return a contact as the admin sees it."""
        told = await self.admin("GET", f"{ROOT}/{contact}")
        assert told.status == 200, told.body
        return dict(told.body)

    async def patch(self, contact: int, **given: Any) -> Told:
        """Change a contact, whatever it is by now."""
        return await self.admin("PATCH", f"{ROOT}/{contact}", given, headers=ANY)

    async def list(self, **query: str) -> list[int]:
        """Return the numbers of those that are found."""
        told = await self.admin("GET", ROOT, params=query)
        assert told.status == 200, told.body
        return [one["id"] for one in told.body["items"]]

    async def meet(self, number: str, name: str = "", channel: str = "linea", kind: str = "phone") -> tuple[int, int]:
        """Let somebody write for the first time. Returns their contact and the conversation."""
        now = self.desk.clock.now()

        def job(db: Any) -> tuple[int, int]:
            standing = meet(db, channels.enrol(db, channel, "record", now), Who((kind, number), name), now)
            return standing.contact, standing.conversation

        return await self.desk.database.write(job)

    async def heard(self, *conversations: int) -> None:
        """Let the plugin hear that something was said in conversations."""
        now = self.desk.clock.now()
        await linking.hear(self.host, [Happened(1, "message.new", {}, now, one) for one in conversations])

    async def upload(self, raw: bytes, **query: str) -> Told:
        """Send a file."""
        return await self.admin("POST", f"{ROOT}/import", data=raw, params=query)

    async def store(self) -> None:
        """Do the job that stores imports."""
        await importing.store(self.host)

    async def imported(self, raw: bytes, **query: str) -> dict[str, Any]:
        """Send a file and have it stored, and return what the import says then."""
        told = await self.upload(raw, commit="true", **query)
        assert told.status == 201, told.body
        await self.store()
        return dict((await self.admin("GET", f"{ROOT}/imports/{told.body['id']}")).body)

    async def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Return what a query finds."""
        found = await self.desk.database.read(lambda db: db.execute(sql, values).fetchall())
        return [tuple(row) for row in found]


@asynccontextmanager
async def serving(place: Backend, folder: Path, rig: Rig | None = None) -> AsyncIterator[People]:
    """Serve a desk with contacts on an empty database, or over that of a rig whose pipeline works on it."""
    hosts: list[Host] = []
    nudged: list[str] = []

    def routes(database: Database, clock: FrozenClock, stage: Stage) -> Iterable[Route]:
        hosts.append(hosted(database, clock, stage, folder, nudged))
        return [_with(route, hosts[0]) for route in contacts.register_routes()]

    async with running(place, rig=rig, guest=Guest(EVERY, routes)) as desk:
        yield People(desk, hosts[0], await desk.enter("jefa", ADMIN), nudged)


def hosted(database: Database, clock: FrozenClock, stage: Stage, folder: Path, nudged: list[str]) -> Host:
    """Return the host of the plugin over a database."""
    ground = Ground(
        database=database, clock=clock, zone=UTC, lang="es", folder=folder, egress=Egress(),
        permissions={one.name: one for one in EVERY}, strategies={}, lines=stage.world.lines, hours=Hours(), secret=str,
        stage=stage, go=lambda _: None, nudge=nudged.append,
    )  # fmt: skip
    return Host(ground, "cauce_plugins.contacts", SETTINGS)


def _with(route: Route, host: Host) -> Route:
    async def handle(request: Request) -> Any:
        return await route.handler(replace(request, plugin=host))

    return replace(route, handler=handle)
