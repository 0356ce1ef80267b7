"""The composition root: a project, a database, flows, transports and a web server become one running Cauce."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cauce import __version__, api, console
from cauce.access import first
from cauce.access.door import Access, Lasting
from cauce.access.first import FirstAdmin
from cauce.clock import SystemClock
from cauce.delivery.calls import Caller
from cauce.delivery.files import Files
from cauce.delivery.host import Ground, Host
from cauce.delivery.hosting import Hosting
from cauce.delivery.indexer import Indexer
from cauce.delivery.jobs import Jobs
from cauce.delivery.listening import Listening
from cauce.delivery.loop_guard import LoopGuard
from cauce.delivery.moment import Hours
from cauce.delivery.pacing import Limits, Pace
from cauce.delivery.pipeline import Parts, Pipeline
from cauce.delivery.shelf import Shelf
from cauce.delivery.team import Team
from cauce.delivery.world import AnyArea, Line, World
from cauce.egress import Egress
from cauce.engine.scene import AreaView, area_views
from cauce.errors import CauceError, Unavailable
from cauce.guard import Guard
from cauce.http import api_page, health, home, openapi
from cauce.http.app import application
from cauce.http.gate import Gate
from cauce.http.home import Overview
from cauce.http.once import Repeats
from cauce.http.proxies import Proxies
from cauce.http.request import Request
from cauce.http.server import Server
from cauce.http.session_cookie import SessionCookie
from cauce.model.route import Route
from cauce.project import Project
from cauce.publishing import Publisher, Report
from cauce.store import channels, conversations, messages, nodes
from cauce.store.database import Database
from cauce.transport import Channel

if TYPE_CHECKING:
    from aiohttp import web

    from cauce.live import Live

log = logging.getLogger("cauce")

HOUR_MS = 3600 * 1000
DAY_MS = 24 * HOUR_MS
AUDIT_SECONDS = 3600.0
"""How often what is old is taken out of the audit, in seconds."""
OPENING = 30.0
"""How long a transport may take to open a channel, in seconds."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to run. host and port: instead of those of the settings. watch: take up changes of flows as they are saved."""

    host: str | None = None
    port: int | None = None
    watch: bool = False


class Service:
    """One running Cauce: `prepare` before the event loop, then `start` and `stop` within it.

    first_admin: who was made by this start, None where somebody was there already.
    """

    def __init__(self, project: Project, options: Options, report: Report) -> None:
        self.project = project
        self.database = Database(project.database())
        self.pipeline: Pipeline | None = None
        self.publisher: Publisher
        self.server: Server
        self.state = "starting"
        self.first_admin: FirstAdmin | None = None
        access = project.settings.values.access
        lasting = Lasting(round(access.idle_minutes * 60_000), round(access.absolute_hours * HOUR_MS))
        self.access = Access(self.database, SystemClock(), lasting, project.plugins.permissions)
        self._options = options
        self._report = report
        self._clock = SystemClock()
        self._egress = Egress(project.settings.values.egress.allow)
        self._configured: tuple[Channel, ...] = ()
        self._lines: dict[int, Line] = {}
        self._opened: list[Line] = []
        self._watching: asyncio.Task[None] | None = None
        self._ground: Ground | None = None
        self._hosts: dict[str, Host] = {}
        self._indexer = Indexer(self.database, self._clock, self._epoch)
        self._guard = Guard()
        hosting = self._hosting()
        self._jobs = Jobs(project.plugins.jobs, hosting)
        self._listening = Listening(project.plugins.listeners, hosting)

    @property
    def channels(self) -> tuple[Channel, ...]:
        """The channels that are served."""
        return tuple(line.channel for line in self._lines.values())

    def prepare(self) -> Path | None:
        """Check the settings and bring the database up to date. Returns the copy made before a migration, if any.

        Raises CauceError for what has to be mended first.
        """
        self.project.plugin_settings("")
        self._configured = self.project.settings.open_channels(self.project.plugins.transports)
        first.wanted(self.project.settings.environment)
        return self.database.prepare()

    async def start(self) -> None:
        """Serve. Raises CauceError, and leaves nothing open, where something has to be mended first."""
        self.database.open()
        try:
            await self._start()
        except BaseException:
            await self.stop()
            raise

    async def _start(self) -> None:
        project = self.project
        ids = await self._enrol()
        await self.access.start({name: area.title for name, area in (project.settings.areas or {}).items()})
        shelf = Shelf(self.database, project.formats, project.vocabulary, self._clock.now)
        self.publisher = Publisher(project, shelf, self._report)
        await self.publisher.start()
        plugins = project.plugins
        world = self._world()
        caller = Caller(plugins.node_kinds, world, self._guard, self._egress, self._secret, plugins.owner)
        guard = LoopGuard(project.settings.values.loop_guard)
        pace = await self._pace()
        self.pipeline = await Pipeline.start(Parts(self.database, shelf.library, world, caller, ids, pace, guard))
        self._ground = self._common_ground(self.pipeline)
        for keeper in plugins.file_keepers.values():
            self.pipeline.stage.files = Files(keeper, self.host(plugins.owner(keeper)))
            break
        if days := project.settings.values.access.audit_days:
            self.pipeline.every(AUDIT_SECONDS, partial(self.access.sweep, days), "audit")
        await self._open_channels(self.pipeline)
        settings = project.settings
        port = settings.port if self._options.port is None else self._options.port
        app = self._app()
        self._live().mount(app)
        self.server = Server(app, self._options.host or settings.host, port)
        await self.server.start()
        self._indexer.start()
        await self._listening.start()
        await self._jobs.start()
        # Not before it is sure that it starts, for a password that is made up is told only once.
        self.first_admin = await self.access.first_admin(settings.environment)
        if self._options.watch:
            self._watching = asyncio.get_running_loop().create_task(self.publisher.watch())
        self.state = "ok"

    async def stop(self) -> None:
        """Stop in good order: no new requests, then what is on its way, then the database."""
        self.state = "stopping"
        if self._watching is not None:
            self._watching.cancel()
        if hasattr(self, "server"):
            await self.server.stop()
        await self._indexer.stop()
        # While everything that plugins use still works.
        await asyncio.gather(self._jobs.stop(), self._listening.stop())
        # First what is on its way: a send that is cut off is one of which nobody knows whether it left.
        if self.pipeline is not None:
            await self.pipeline.stop()
        for line in self._opened:
            try:
                await line.transport.close(line.channel)
            except Exception:
                log.exception("the channel %s could not be closed", line.channel.name)
        for ending in self._ground.endings if self._ground else ():
            try:
                await ending()
            except Exception:
                log.exception("a plugin did not end in good order")
        await self._egress.close()
        self.access.close()
        await self.database.close()

    def _world(self) -> World:
        """Return what steps may look at: what the plugins know of areas and facts, each with its own settings."""
        plugins, settings = self.project.plugins, self.project.settings
        facts = {name: (fact, self._settings_of(fact)) for name, fact in plugins.facts.items() if fact.load is not None}
        hours = Hours([(one, self._settings_of(one)) for one in plugins.area_hours.values()], self._guard)
        zone = settings.zone if settings.values.zone else None
        return World(self._clock, self._lines, self._areas(), zone, facts, hours)

    def _settings_of(self, thing: object) -> Mapping[str, Any]:
        """Return the settings of the plugin that handed something over."""
        return self.project.plugin_settings(self.project.plugins.owner(thing))

    def _common_ground(self, pipeline: Pipeline) -> Ground:
        """Return what the hosts of all plugins share."""
        settings, plugins, world = self.project.settings, self.project.plugins, pipeline.stage.world
        return Ground(
            database=self.database,
            clock=self._clock,
            zone=settings.zone,
            lang=settings.lang,
            folder=settings.data_dir,
            egress=self._egress,
            permissions=plugins.permissions,
            strategies=plugins.strategies,
            lines=self._lines,
            hours=world.hours,
            secret=self._secret,
            stage=pipeline.stage,
            go=pipeline.go,
            nudge=self._jobs.nudge,
        )

    def host(self, plugin: str) -> Host:
        """Return what a plugin may use, once Cauce has started."""
        found = self._hosts.get(plugin)
        if found is None:
            assert self._ground is not None
            found = self._hosts[plugin] = Host(self._ground, plugin, self.project.plugin_settings(plugin))
        return found

    def _hosted(self, route: Route) -> Route:
        """Return a plugin's route so that its requests come with the host, and what access refuses is told as a problem."""
        host, handler = self.host(self.project.plugins.owner(route)), route.handler

        async def handle(request: Request) -> Any:
            return await handler(replace(request, plugin=host))

        return api.tell(replace(route, handler=handle))

    async def _enrol(self) -> dict[str, int]:
        """Give each channel its row, and a line to its transport. Returns the rows by name."""
        transports, found = self.project.plugins.transports, self._configured
        now = self._clock.now()
        rows = await self.database.write(
            lambda db: [channels.enrol(db, channel.name, channel.transport, now) for channel in found]
        )
        for row, channel in zip(rows, found, strict=True):
            numbered = Channel(channel.name, channel.transport, channel.settings, row)
            self._lines[row] = Line(numbered, transports[channel.transport])
        return {line.channel.name: row for row, line in self._lines.items()}

    async def _pace(self) -> Pace:
        """Return how fast each channel may send, with what it sent in the last day where that is limited."""
        paces = self.project.settings.paces
        limits = {
            row: Limits.of(line.transport.capabilities, paces[line.channel.name]) for row, line in self._lines.items()
        }
        pace, now = Pace(limits), self._clock.now()
        for row, limit in limits.items():
            if limit.per_day:
                sent = await self.database.read(partial(messages.sent_since, channel=row, since=now - DAY_MS))
                pace.restore(row, [((now - at) / 1000, count) for at, count in sent])
        return pace

    def _areas(self) -> Mapping[str, AreaView]:
        areas = self.project.settings.areas
        return AnyArea() if areas is None else area_views(areas)

    def _secret(self, name: str) -> str:
        try:
            return self.project.settings.secret(name)
        except CauceError as error:
            raise KeyError(name) from error

    async def _open_channels(self, pipeline: Pipeline) -> None:
        for line in self._lines.values():
            try:
                async with asyncio.timeout(OPENING):
                    await line.transport.open(line.channel, pipeline.inbox)
            except CauceError:
                raise
            except Exception as error:
                raise self.project.plugins.blame(line.transport, error) from error
            self._opened.append(line)

    def _app(self) -> web.Application:
        transports = {line.transport.name: line.transport for line in self._lines.values()}
        values = self.project.settings.values
        cookie = SessionCookie(values.access.cookie)
        built = console.find()
        routes = [
            *(console.routes(built) if built else ()),
            *home.routes(self._overview, console=built is not None),
            *health.routes(self._health),
            *openapi.together(api.routes(self._desk(cookie)), map(self._hosted, self.project.plugins.routes)),
            *(route for transport in transports.values() for route in transport.routes()),
        ]
        return application(
            [*routes, *api_page.routes(routes, __version__)],
            Gate(self.access, cookie),
            Proxies(values.trusted_proxies),
            self.project.plugins.permissions,
            Repeats(self.database, self._clock.now),
        )

    def _desk(self, cookie: SessionCookie) -> api.Desk:
        """Return what the team works with; without a pipeline nothing is delivered."""
        access, database, pipeline = self.access, self.database, self.pipeline
        if pipeline is None:
            return api.Desk(access, database, cookie)
        team = Team(access, database, pipeline.stage, pipeline.go)
        return api.Desk(access, database, cookie, team, pipeline.switch, pipeline.traffic)

    def _live(self) -> Live:
        from cauce.live import Live, Parts

        values = self.project.settings.values
        cookie, proxies = SessionCookie(values.access.cookie), Proxies(values.trusted_proxies)
        return Live(Parts(self.database, self.access, cookie, self._clock, values.live, proxies))

    def _hosting(self) -> Hosting:
        plugins = self.project.plugins
        zone = self.project.settings.zone
        return Hosting(
            self.database, self._clock, self._guard, self._epoch, plugins.owner, self.host, self._holds, zone
        )

    def _holds(self) -> bool:
        return self.pipeline is not None and self.pipeline.stage.holds()

    def _epoch(self) -> int:
        return self.pipeline.stage.epoch if self.pipeline is not None else 0

    async def _health(self) -> Mapping[str, str]:
        try:
            await self.database.write(nodes.latest)
            stored = "ok"
        except Unavailable as error:
            stored = str(error)
        return {"service": self.state, "database": stored}

    async def _overview(self) -> Overview:
        checks = await self._health()
        return Overview(
            ready=all(state == "ok" for state in checks.values()),
            flows=sorted(self.publisher.names),
            channels=[(channel.name, channel.transport) for channel in self.channels],
            chats=[channel.name for channel in self.channels if channel.transport == "webchat"],
            conversations=await self.database.read(conversations.open_count),
        )
