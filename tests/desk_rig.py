"""The API as it is served: access, gate and every route over a database, and clients that check what they are told.

Whatever comes back is held against the OpenAPI document: a status that is not in it, or a body that is not as it says,
fails the test that asked.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import jsonschema_rs
from aiohttp import web

from cauce import api
from cauce.access.door import Access, Lasting
from cauce.access.permissions import CORE
from cauce.clock import FrozenClock
from cauce.delivery.pacing import Pace
from cauce.delivery.stage import Stage
from cauce.delivery.switch import Switch
from cauce.delivery.team import Team
from cauce.delivery.traffic import Traffic
from cauce.delivery.world import Line, World
from cauce.engine.library import Library
from cauce.http import api_page, home, openapi
from cauce.http.app import application
from cauce.http.gate import Gate, Limit, Rates
from cauce.http.once import Repeats
from cauce.http.session_cookie import SessionCookie
from cauce.model.permission import Permission
from cauce.model.route import Route
from cauce.model.vocabulary import Vocabulary
from cauce.store import channels, events, messages
from cauce.store.areas import Area
from cauce.store.backend import Backend
from cauce.store.connection import Connection
from cauce.store.conversations import Who, find, meet
from cauce.store.database import Database
from cauce.store.messages import Draft
from cauce.store.users import User
from cauce.transport import Channel
from delivery_rig import Recorder, Rig

PASSWORD = "un río que no vuelve"


@dataclass(frozen=True)
class Told:
    """An answer. body: what its JSON says, None where there is none."""

    status: int
    body: Any
    headers: Any

    @property
    def code(self) -> str:
        """The code of a problem."""
        return str(self.body["code"])


@dataclass
class Contract:
    """Every operation, and what it may answer."""

    routes: list[Route]
    seen: dict[str, set[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        document = openapi.document(self.routes, "1")
        schemas = {"components": document["components"]}
        self.operations = []
        for path, found in document["paths"].items():
            pattern = re.compile(re.sub(r"\{\w+\}", "[^/]+", re.escape(path).replace(r"\{", "{").replace(r"\}", "}")))
            for method, operation in found.items():
                self.operations.append((pattern, method.upper(), operation, schemas))

    def check(self, method: str, path: str, told: Told, kind: str) -> None:
        """Raise AssertionError where an answer is not what the document says."""
        for pattern, verb, operation, schemas in self.operations:
            if verb == method and pattern.fullmatch(path):
                return self._check(operation, schemas, told, kind)
        assert told.status in {404, 405}, f"{method} {path} is in no document, and answered {told.status}"
        return None

    def _check(self, operation: dict[str, Any], schemas: dict[str, Any], told: Told, kind: str) -> None:
        name = operation["operationId"]
        self.seen.setdefault(name, set()).add(told.status)
        assert str(told.status) in operation["responses"], f"{name} answered {told.status}: {told.body}"
        content = operation["responses"][str(told.status)].get("content", {})
        if not content:
            assert told.body is None, f"{name} says more than it said"
            return
        assert kind in content, f"{name} answered {kind}"
        jsonschema_rs.validator_for({**content[kind]["schema"], **schemas}).validate(told.body)


class Client:
    """Somebody who calls, with a cookie jar of their own or a token."""

    def __init__(self, session: aiohttp.ClientSession, contract: Contract) -> None:
        self.session = session
        self.contract = contract
        self.headers: dict[str, str] = {}

    async def __call__(self, method: str, path: str, body: Any = None, **more: Any) -> Told:
        headers = {**self.headers, **more.pop("headers", {})}
        if body is not None:
            more["json"] = body
        async with self.session.request(method, path, headers=headers, **more) as answer:
            raw = await answer.read()
            kind = answer.content_type
            found = await answer.json(content_type=None) if raw and "json" in kind else None
            told = Told(answer.status, found, answer.headers)
        if method != "HEAD" and str(path).startswith("/api/"):
            self.contract.check(method, str(path).split("?")[0], told, kind)
        return told

    async def log_in(self, account: str, password: str = PASSWORD) -> Told:
        """Log in; the cookie is kept."""
        return await self("POST", "/api/auth/login", {"account": account, "password": password})


@dataclass
class Running:
    """A desk that is served."""

    access: Access
    database: Database
    clock: FrozenClock
    contract: Contract
    address: str
    users: dict[str, User] = field(default_factory=dict)
    sessions: list[aiohttp.ClientSession] = field(default_factory=list)
    conversations: list[int] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    @property
    def routes(self) -> list[Route]:
        """Every route of the document."""
        return self.contract.routes

    def client(self) -> Client:
        """Return somebody whom nobody knows."""
        session = aiohttp.ClientSession(self.address, cookie_jar=aiohttp.CookieJar(unsafe=True))
        self.sessions.append(session)
        return Client(session, self.contract)

    async def add(self, username: str, role: str) -> User:
        """Add somebody whose password is PASSWORD."""
        user = User(0, username, f"{username}@example.org", username.title(), role)
        self.users[username] = await self.access.add_user(self.access.console(), "", user, PASSWORD)
        return self.users[username]

    async def enter(self, username: str, role: str = "") -> Client:
        """Return somebody who is logged in, added first where there is no such user."""
        if username not in self.users:
            await self.add(username, role)
        client = self.client()
        assert (await client.log_in(username)).status == 200
        return client

    async def area(self, name: str, *members: str) -> Area:
        """Make an area with these in it."""
        from cauce.access import areas

        console = self.access.console()
        made = await self.access.do(console, "", areas.add, Area(0, name))
        for member in members:
            await self.access.do(console, "", areas.join, made.id, self.users[member].id)
        return made

    async def conversation(self, owner: str = "bot", area: str | None = None, assignee: int | None = None) -> int:
        """Open one with somebody who was never there before."""
        now, number = self.clock.now(), len(self.conversations)

        def job(db: Connection) -> int:
            channel = channels.enrol(db, "linea", "record", now)
            found = meet(db, channel, Who(("visitor", f"v{number}"), f"V{number}"), now).conversation
            db.execute(
                "UPDATE conversations SET owner = ?, area = ?, assignee_id = ? WHERE id = ?",
                (owner, area, assignee, found),
            )
            return found

        self.conversations.append(await self.database.write(job))
        return self.conversations[-1]

    async def message(self, conversation: int, text: str = "hola", *, said: bool = False) -> int:
        """Let a person write in one, or the bot."""
        now, number = self.clock.now(), next(self._numbers)

        def job(db: Connection) -> int:
            channel = find(db, conversation).channel
            draft = Draft(conversation, channel, json.dumps({"text": text}), None if said else f"in-{number}")
            messages.add(db, [draft], now)
            return draft.id

        return await self.database.write(job)

    async def facts(self, conversation: int) -> list[tuple[str, dict[str, Any]]]:
        """Return the events of one: what each is and what it tells."""
        stream = events.conversation(conversation)
        told = await self.database.read(lambda db: events.after(db, stream, 0, 1000))
        return [(kind, json.loads(data)) for _, kind, data, _ in told]

    async def audited(self, action: str) -> list[tuple[int, str]]:
        """Return who did something, and to what."""
        sql = "SELECT user_id, object FROM audit WHERE action = ? ORDER BY id"
        return [tuple(row) for row in await self.database.read(lambda db: db.execute(sql, (action,)).fetchall())]


async def _nothing() -> home.Overview:
    return home.Overview(ready=True, flows=(), channels=(), chats=(), conversations=0)


Mount = Callable[[web.Application, Access, FrozenClock], None]


class AnyLine(dict[int, Line]):
    """A line for whatever channel there is, which nothing leaves by."""

    def __missing__(self, row: int) -> Line:
        """Return one."""
        return Line(Channel("linea", "record", {}, row), Recorder())


def silent(clock: FrozenClock) -> Stage:
    """Return a stage without flows, on which what is said stays in the outbox."""
    return Stage(Library(Vocabulary({})), World(clock, AnyLine()), 1)


def many() -> Rates:
    """Return rates that no test reaches."""
    return Rates(Limit(10_000, 100_000), Limit(10_000, 100_000))


@dataclass
class Guest:
    """A plugin at the desk: what roles may do by it, and its routes, given the stage that its acts go over."""

    permissions: Sequence[Permission]
    routes: Callable[[Database, FrozenClock, Stage], Iterable[Route]]


@asynccontextmanager
async def running(
    place: Backend,
    rates: Rates | None = None,
    rig: Rig | None = None,
    also: Mount | None = None,
    guest: Guest | None = None,
) -> AsyncIterator[Running]:
    """Serve a desk over an empty database that is up to date, or over that of a rig whose pipeline works on it.

    also: serves more in the same app. guest: a plugin whose routes are served as Cauce serves them.
    """
    database, clock, cookie = Database(place), FrozenClock(), SessionCookie()
    if rig is not None:
        database, clock = rig.database, rig.clock
    else:
        database.open()
    known = {one.name: one for one in (*CORE, *(guest.permissions if guest else ()))}
    access = Access(database, clock, Lasting(), known)
    await access.start()
    stage, go = (rig.pipeline.stage, rig.pipeline.go) if rig is not None else (silent(clock), lambda _: None)
    team, switch = Team(access, database, stage, go), Switch(database, stage, lambda: None)
    traffic = Traffic(stage.world.lines, Pace({}))
    if rig is not None:
        switch, traffic = rig.pipeline.switch, rig.pipeline.traffic
    else:
        await switch.look()
    theirs = map(api.tell, guest.routes(database, clock, stage)) if guest else ()
    routes = openapi.together(api.routes(api.Desk(access, database, cookie, team, switch, traffic)), theirs)
    contract = Contract([*routes, *home.routes(_nothing), *api_page.routes(routes, "1")])
    gate, repeats = Gate(access, cookie, rates or many()), Repeats(database, clock.now)
    app = application(contract.routes, gate, repeats=repeats)
    if also is not None:
        also(app, access, clock)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    desk = Running(access, database, clock, contract, f"http://{host}:{port}")
    try:
        yield desk
    finally:
        for session in desk.sessions:
            await session.close()
        await runner.cleanup()
        access.close()
        if rig is None:
            await database.close()


__all__ = ["PASSWORD", "Client", "Contract", "Running", "Told", "many", "running"]
