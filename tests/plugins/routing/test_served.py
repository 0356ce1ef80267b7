"""Routing in a whole running Cauce: heard of at once, asked about by the API, and switched off."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

import aiohttp
import pytest

import databases
from cauce.access import areas as area_rules
from cauce.app import Options, Service
from cauce.project import Project
from cauce.store import channels
from cauce.store.areas import Area
from cauce.store.conversations import Who, meet
from cauce.store.users import User
from cauce_plugins.routing.routes import routes
from desk_rig import PASSWORD, Client, Contract

SOON = 120
SLOW = "[routing]\nevery_seconds = 3600\n"


class House:
    """A running Cauce with a team in Ventas and Soporte."""

    def __init__(self, service) -> None:
        self.service = service
        self.people = {}
        self.areas = {}
        self.sessions = []
        self.count = 0

    @property
    def host(self):
        return self.service.host("cauce_plugins.routing")

    async def add(self, username, role="OPERATOR", area=""):
        access = self.service.access
        user = await access.add_user(access.console(), "", User(0, username, None, username.title(), role), PASSWORD)
        self.people[username] = user.id
        if area:
            await access.do(access.console(), "", area_rules.join, self.areas[area], user.id)
        return await self.enter(username)

    async def area(self, name):
        access = self.service.access
        self.areas[name] = (await access.do(access.console(), "", area_rules.add, Area(0, name))).id

    async def enter(self, username):
        session = aiohttp.ClientSession(self.service.server.addresses[0], cookie_jar=aiohttp.CookieJar(unsafe=True))
        self.sessions.append(session)
        client = Anybody(session, Contract(list(routes())))
        assert (await client("POST", "/api/auth/login", {"account": username, "password": PASSWORD})).status == 200
        return client

    async def wait(self, area="Ventas"):
        """Let somebody new come to the queue of an area, and be told of."""
        self.count += 1

        def job(acts):
            channel = channels.enrol(acts.db, "linea", "record", acts.now)
            one = meet(acts.db, channel, Who(("visitor", f"v{self.count}"), "V"), acts.now).conversation
            sql = "UPDATE conversations SET owner = 'queue', area = ? WHERE id = ?"
            acts.db.execute(sql, (area, one))
            acts.tell(one, "conversation.queued", {"area": area, "note": ""})
            return one

        return await self.host.act(job)

    async def has(self, conversation, user):
        """Wait until somebody has a conversation."""
        async with asyncio.timeout(SOON):
            while await self.owner(conversation) != ("human", user):  # noqa: ASYNC110
                await asyncio.sleep(0.02)

    async def owner(self, conversation):
        sql = "SELECT owner, assignee_id FROM conversations WHERE id = ?"
        return tuple(await self.host.read(lambda db: db.execute(sql, (conversation,)).fetchone()))


class Anybody(Client):
    """Somebody at the API, whose answers of routing are held against its document."""

    async def __call__(self, method, path, body=None, **more):
        if path.startswith("/api/routing"):
            return await super().__call__(method, path, body, **more)
        contract, self.contract = self.contract, Silent()
        try:
            return await super().__call__(method, path, body, **more)
        finally:
            self.contract = contract


class Silent:
    """A document that says nothing."""

    def check(self, *_):
        """Say nothing."""


@asynccontextmanager
async def house(kind, tmp_path, text=SLOW, **env):
    (tmp_path / "data").mkdir()
    (tmp_path / "flows").mkdir()
    place = await asyncio.to_thread(databases.fresh, kind, tmp_path / "data")
    (tmp_path / "cauce.toml").write_text(text, "utf-8")
    if kind == "mariadb":
        env["CAUCE_DATABASE_URL"] = f"{databases.SERVER}/{place.address.database}"
    project = Project.open(tmp_path, {"ADMIN_PASSWORD": PASSWORD, **env})
    found = House(Service(project, Options(port=0), lambda _: None))
    await found.service.start()
    try:
        await found.area("Ventas")
        await found.area("Soporte")
        yield found
    finally:
        for session in found.sessions:
            await session.close()
        await found.service.stop()


@pytest.fixture
def at(kind, tmp_path):
    """Give a house on each database."""
    return lambda text=SLOW: house(kind, tmp_path, text)


@pytest.fixture
def quick(tmp_path, monkeypatch):
    """Give a house on SQLite, for what is not about the database."""
    databases.prepare("sqlite")
    databases.be_patient(monkeypatch)
    return lambda text=SLOW: house("sqlite", tmp_path, text)


async def available(client):
    assert (await client("PUT", "/api/auth/presence", {"presence": "available"})).status in {200, 204}


async def queued(client, number):
    """Wait until somebody sees so many queues."""
    async with asyncio.timeout(SOON):
        while len((await client("GET", "/api/routing/queue")).body["items"]) < number:  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def test_who_waits_is_given_as_soon_as_somebody_is_there_and_the_next_as_soon_as_they_are_free(at):
    async with at("[routing]\nevery_seconds = 3600\ncapacity = 1\n") as house:
        ana = await house.add("ana", area="Ventas")
        one, two = await house.wait(), await house.wait()
        await available(ana)
        await house.has(one, house.people["ana"])
        assert await house.owner(two) == ("queue", None)
        assert (await ana("POST", f"/api/conversations/{one}/close", {"reason": "listo"})).status == 200
        await house.has(two, house.people["ana"])


async def test_the_job_finds_what_nobody_told_of(quick):
    async with quick("[routing]\nevery_seconds = 1\n") as house:
        ana = await house.add("ana")
        await available(ana)
        one = await house.wait()
        access = house.service.access
        await access.do(access.console(), "", area_rules.join, house.areas["Ventas"], house.people["ana"])
        await house.has(one, house.people["ana"])


async def test_what_was_decided_is_told_to_whoever_sees_the_conversation(quick):
    async with quick() as house:
        ana, eva = await house.add("ana", area="Ventas"), await house.add("eva", area="Soporte")
        await available(ana)
        one = await house.wait()
        await house.has(one, house.people["ana"])
        path = f"/api/routing/conversations/{one}/decisions"
        [decision] = (await ana("GET", path, headers={"Accept-Language": "en"})).body["items"]
        assert decision["text"].startswith("Ana: whoever has the fewest (Ana: 0 of 5, last seen ")
        assert (await eva("GET", path)).status == 404


async def test_the_queue_shows_how_long_those_wait_that_one_sees(at):
    async with at() as house:
        ana, jefa = await house.add("ana", area="Ventas"), await house.add("jefa", "SUPERVISOR")
        one, two = await house.wait("Ventas"), await house.wait("Soporte")
        await queued(jefa, 2)
        [mine] = (await ana("GET", "/api/routing/queue")).body["items"]
        assert (mine["area"], mine["waiting"], mine["online"], mine["open"]) == ("Ventas", 1, 0, True)
        assert [each["conversation"] for each in mine["first"]] == [one]
        every = (await jefa("GET", "/api/routing/queue")).body["items"]
        assert {each["first"][0]["conversation"] for each in every} == {one, two}


async def test_what_would_be_decided_can_be_asked(at):
    async with at() as house:
        ana, jefa = await house.add("ana", area="Ventas"), await house.add("jefa", "SUPERVISOR")
        one = await house.wait()
        spanish = {"Accept-Language": "es"}
        await queued(ana, 1)
        told = (await ana("POST", "/api/routing/explain", {"conversation": one}, headers=spanish)).body
        assert (told["user"], told["ahead"], told["text"]) == (
            None,
            0,
            "Espera: no hay nadie libre (Ana: fuera de línea).",
        )
        foreign = await house.wait("Soporte")
        for body, status in (
            ({"conversation": foreign}, 404), ({"area": "Soporte"}, 404), ({"area": "Nada"}, 404), ({}, 422),
            ({"area": "Ventas", "conversation": one}, 422), ({"area": 3}, 422), ({"conversation": 10**6}, 404),
        ):  # fmt: skip
            assert (await ana("POST", "/api/routing/explain", body)).status == status, body
        told = (await jefa("POST", "/api/routing/explain", {"area": "Soporte", "tags": ["vip"]})).body
        assert (told["user"], told["why"]["by"]) == (None, "busy")


async def test_an_area_says_how_its_conversations_are_given_out(quick):
    async with quick() as house:
        jefa, ana = await house.add("jefa", "SUPERVISOR"), await house.add("ana", area="Ventas")
        path = f"/api/routing/areas/{house.areas['Ventas']}"
        assert (await ana("GET", path)).body["said"] == {}
        said = {
            "strategy": "routing.round_robin",
            "skills": ["inglés"],
            "escalate_minutes": 3,
            "escalate_to": "Soporte",
        }
        assert (await ana("PUT", path, said)).status == 403
        made = (await jefa("PUT", path, said)).body
        assert made["said"] == said
        assert (made["holds"]["strategy"], made["holds"]["sticky_minutes"]) == ("routing.round_robin", 1440)
        assert [one["said"] for one in (await ana("GET", "/api/routing/areas")).body["items"]] == [{}, said]
        assert (await jefa("GET", "/api/routing/areas/999")).status == 404
        assert (await jefa("PUT", "/api/routing/areas/999", {})).status == 404


async def test_a_rule_that_could_not_work_is_refused_with_what_is_wrong(quick):
    async with quick() as house:
        jefa = await house.add("jefa", "SUPERVISOR")
        path = "/api/routing/areas/{}"
        ventas, soporte = (path.format(house.areas[name]) for name in ("Ventas", "Soporte"))
        assert (await jefa("PUT", ventas, {"escalate_to": "Soporte"})).status == 200
        for where, body, problem in (
            (soporte, {"escalate_to": "Ventas"}, "It would go in circles: Soporte → Ventas → Soporte."),
            (ventas, {"escalate_to": "Ventas"}, "It would go in circles: Ventas → Ventas."),
            (ventas, {"escalate_to": "Nada"}, "There is no active area of that name."),
            (ventas, {"strategy": "x.none"}, "There is no strategy “x.none”."),
        ):
            told = await jefa("PUT", where, body, headers={"Accept-Language": "en"})
            assert (told.status, told.body["errors"][0]["problem"]) == (422, problem)
        for body in ({"max": -1}, {"max": 1.5}, {"skills": ["a", "a"]}, {"strange": 1}, {"sticky_minutes": 10**9}):
            assert (await jefa("PUT", ventas, body)).status == 422


async def test_what_somebody_is_good_at_is_set_by_who_supervises(quick):
    async with quick() as house:
        jefa, ana = await house.add("jefa", "SUPERVISOR"), await house.add("ana", area="Ventas")
        path = f"/api/routing/users/{house.people['ana']}/skills"
        assert (await ana("GET", path)).body == {"skills": []}
        assert (await ana("PUT", path, {"skills": ["vip"]})).status == 403
        assert (await jefa("PUT", path, {"skills": ["vip", "inglés"]})).body == {"skills": ["inglés", "vip"]}
        assert (await ana("GET", path)).body == {"skills": ["inglés", "vip"]}
        assert (await jefa("PUT", "/api/routing/users/999/skills", {"skills": []})).status == 404


async def test_switched_off_everything_else_works(quick):
    async with quick('[plugins]\ndisable = ["cauce_plugins.routing"]\n') as house:
        ana = await house.add("ana", area="Ventas")
        await available(ana)
        one = await house.wait()
        async with ana.session.get("/api/routing/queue") as answer:
            assert answer.status == 404
        assert (await ana("POST", f"/api/conversations/{one}/take", {})).status == 200
        assert await house.owner(one) == ("human", house.people["ana"])
