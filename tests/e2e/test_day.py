"""A day at the desk: two operators and a supervisor, fifty customers, and a server that is started again in the middle.

The books of the platform, of the database and of everybody who worked are compared at the end: nothing is lost, nothing
is said twice, nobody was shown what is not theirs, and each conversation had one owner at any moment.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from contextlib import AsyncExitStack
from itertools import pairwise

import pytest

import databases
from e2e.console import LEFT, Console
from e2e.stories import AREAS, ASKS, BYE, MORE, STORIES, Customer, Team, plain
from e2e.worker import PASSWORD, Worker
from faults.books import damage, settled
from faults.crowd import Crowd
from faults.shop import Shop, opened

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]

FLOW = f"""
flow mesa
  triggers = ["*"]

start:
  ask "{ASKS}" as quiere
  redirect (quiere)
    on closed -> vuelta
    on done -> vuelta

vuelta:
  ask "{MORE}" as otra
  end "{BYE.format("{otra}")}"
"""
CUSTOMERS = 50
AT_ONCE = 8


@pytest.fixture(params=databases.KINDS)
def kind(request):
    databases.prepare(request.param)
    return request.param


async def hired(admin: Worker) -> None:
    """Make the areas, those who work in them, and what they label conversations with."""
    ids = {}
    assert (await admin("POST", "/api/tags", {"name": "pago"})).status == 201
    for area in AREAS:
        found = await admin("POST", "/api/areas", {"name": area})
        assert found.status == 201, found
        ids[area] = found.body["id"]
    for name, role, area in (
        ("ana", "OPERATOR", "ventas"),
        ("beto", "OPERATOR", "soporte"),
        ("sara", "SUPERVISOR", ""),
    ):
        found = await admin("POST", "/api/users", {"username": name, "password": PASSWORD, "role": role})
        assert found.status == 201, found
        if area:
            member = await admin("PUT", f"/api/areas/{ids[area]}/members/{found.body['id']}")
            assert member.status == 204, member


async def test_nothing_is_lost_doubled_or_seen_by_the_wrong_person(kind, tmp_path):
    async with AsyncExitStack() as day:
        shop = await day.enter_async_context(opened(kind, tmp_path, ADMIN_PASSWORD=PASSWORD))
        crowd = await day.enter_async_context(Crowd(shop))
        (shop.folder / "flows/contador.flow").unlink()
        (shop.folder / "flows/mesa.flow").write_text(FLOW, "utf-8")
        shop.settings("[live]\nheartbeat_seconds = 1\n")
        await shop.server.open()
        await hired(await day.enter_async_context(Worker(shop, "admin", sees_all=True)))
        ana = await day.enter_async_context(Worker(shop, "ana", frozenset({"ventas"})))
        beto = await day.enter_async_context(Worker(shop, "beto", frozenset({"soporte"})))
        sara = await day.enter_async_context(Worker(shop, "sara", sees_all=True))
        team = Team(shop, {"ventas": ana, "soporte": beto}, sara)
        consoles = [await day.enter_async_context(Console(one)) for one in (ana, beto, sara)]
        customers = [Customer(crowd, crowd.person(), AREAS[place // len(STORIES) % 2]) for place in range(CUSTOMERS)]
        await worked(team, customers)
        await settled(shop)
        await compared(team, customers)
        await heard(consoles, customers, shop)
        assert await shop.server.close() == 0, shop.logs()


async def worked(team: Team, customers: list[Customer]) -> None:
    """Live through all the stories, some at a time; the server is started again once half of them have ended."""
    ended, free = 0, asyncio.Semaphore(AT_ONCE)
    half = asyncio.Event()

    async def live(place: int, customer: Customer) -> None:
        nonlocal ended
        async with free:
            await STORIES[place % len(STORIES)](team, customer)
        ended += 1
        if ended >= len(customers) // 2:
            half.set()

    async def start_again() -> None:
        await half.wait()
        assert await team.shop.server.close() == 0, team.shop.logs()
        await team.shop.server.open()

    async with asyncio.TaskGroup() as stories:
        stories.create_task(start_again())
        for place, customer in enumerate(customers):
            stories.create_task(live(place, customer))


async def compared(team: Team, customers: list[Customer]) -> None:
    """Compare the books."""
    shop, workers = team.shop, [*team.of.values(), team.supervisor]
    said = Counter((one.person, one.text) for one in await shop.platform.ledger() if one.id)
    assert {one: size for one, size in said.items() if size > 1} == {}
    assert said.keys() == {(customer.person, text) for customer in customers for text in customer.told}
    for customer in customers:
        assert await customer.heard() == customer.told
        assert Counter(await team.supervisor.reads(customer.conversation)) == Counter(customer.line)
    for worker in workers:
        foreign = [one for one in worker.shown if not theirs(worker, one)]
        assert foreign == []
    with shop.books() as db:
        assert list(damage(db)) == []
        steps = db.execute("SELECT stream, data FROM events WHERE type LIKE 'conversation.%' ORDER BY stream, seq")
        one_owner([(stream, json.loads(data)) for stream, data in steps.fetchall()])
        audited = dict(db.execute("SELECT action, COUNT(*) FROM audit GROUP BY action").fetchall())
    done = Counter(what for worker in workers for what in worker.done)
    names = {"take": "taken", "transfer": "transferred", "return": "returned", "close": "closed", "reopen": "reopened"}
    assert {what: audited[f"conversation.{name}"] for what, name in names.items()} == dict(done)


async def heard(consoles: list[Console], customers: list[Customer], shop: Shop) -> None:
    """Compare what the open consoles heard with the log: everything of what is theirs, in order, and nothing else."""
    with shop.books() as db:
        log = db.execute("SELECT stream, MAX(seq) FROM events WHERE stream LIKE 'conversation:%' GROUP BY stream")
        heads = dict(log.fetchall())
    *_, lead = consoles
    await lead.hears_all(heads)
    assert len(lead.of("message:new")) == sum(len(customer.line) for customer in customers)
    for console in consoles:
        await console.until(lambda console=console: console.starts >= 2)
        of_talks = [(name, body["data"]["conversation"]) for name, body in console.heard if body["stream"] in heads]
        # Of what was taken from them they hear that it was, and no more.
        assert [one for name, one in of_talks if name == LEFT and set(one) != {"id"}] == []
        assert [one for name, one in of_talks if name != LEFT and not theirs(console.worker, one)] == []
    mentions = await lead.worker("GET", "/api/mentions?limit=100")
    assert {one["conversation"] for one in mentions.body["items"]} == {
        customer.conversation for place, customer in enumerate(customers) if STORIES[place % len(STORIES)] is plain
    }


def theirs(worker: Worker, one: dict) -> bool:
    """Tell whether somebody was to be shown a conversation as it was told to them."""
    return worker.sees_all or one["area"] in worker.areas or one["assignee"] == worker.id


def one_owner(steps: list[tuple[str, dict]]) -> None:
    """Check that each step that the team took began where the one before had ended."""
    taken = [(stream, data) for stream, data in steps if "from" in data]
    assert len(taken) > CUSTOMERS
    for (stream, before), (other, after) in pairwise(taken):
        if stream == other:
            assert after["from"] == before["to"], (stream, before, after)
