"""Two servers on one database: what colleagues do at once through either is kept whole, and of two who cannot both, one wins."""

from __future__ import annotations

import asyncio

import pytest

import databases
from cauce.access.pins import MOST
from desk_rig import running

pytestmark = pytest.mark.skipif(len(databases.KINDS) == 1, reason="two processes need a server")

ROOT = "/api/conversations"
ROUNDS = 8


@pytest.fixture
async def two(tmp_path):
    """The same supervisor at two servers, and one conversation."""
    place = databases.fresh("mariadb", tmp_path)
    async with running(place) as here, running(place) as there:
        await here.add("jefa", "SUPERVISOR")
        there.users = here.users
        here.one = await here.conversation("queue", "Ventas")
        yield here, await here.enter("jefa"), await there.enter("jefa")


@pytest.fixture(scope="module", autouse=True)
def _database():
    databases.prepare("mariadb")


async def test_tags_that_are_put_on_at_once_are_all_there(two):
    desk, *clients = two
    names = [f"t{n}" for n in range(2 * ROUNDS)]
    for name in names:
        await clients[0]("POST", "/api/tags", {"name": name})
    path = f"{ROOT}/{desk.one}/tags"
    told = await asyncio.gather(*(clients[n % 2]("PATCH", path, {"add": [name]}) for n, name in enumerate(names)))
    assert {one.status for one in told} == {200}
    assert sorted((await clients[0]("GET", f"{ROOT}/{desk.one}")).body["tags"]) == sorted(names)
    assert len(await desk.facts(desk.one)) == len(names)


async def test_of_two_who_store_a_draft_one_does(two):
    desk, *clients = two
    path = f"{ROOT}/{desk.one}/draft"
    for number in range(ROUNDS):
        if number % 2:
            await clients[0]("DELETE", path, headers={"If-Match": "*"})
        tag = {"If-Match": (await clients[0]("GET", path)).headers["ETag"]}
        told = await asyncio.gather(
            *(client("PUT", path, {"text": f"{n} {number}"}, headers=tag) for n, client in enumerate(clients))
        )
        won, lost = sorted(told, key=lambda answer: answer.status)
        assert (won.status, lost.status, lost.body["current"]) == (200, 412, won.body)


async def test_of_two_who_change_a_note_one_does(two):
    desk, *clients = two
    path = f"{ROOT}/{desk.one}/notes"
    made = await clients[0]("POST", path, {"text": "x"})
    one = f"{path}/{made.body['id']}"
    for number in range(ROUNDS):
        tag = {"If-Match": (await clients[0]("GET", one)).headers["ETag"]}
        told = await asyncio.gather(
            *(client("PATCH", one, {"text": f"{n} {number}"}, headers=tag) for n, client in enumerate(clients))
        )
        assert sorted(answer.status for answer in told) == [200, 412]


async def test_of_two_who_make_the_same_tag_or_reply_one_does(two):
    _, *clients = two
    for number in range(ROUNDS):
        for path, body in (
            ("/api/tags", {"name": f"n{number}"}), ("/api/quick-replies", {"shortcut": f"n{number}", "text": "x"}),
        ):  # fmt: skip
            told = await asyncio.gather(*(client("POST", path, body) for client in clients))
            assert sorted(answer.status for answer in told) == [201, 422]


async def test_no_more_are_pinned_than_there_is_room_for(two):
    desk, *clients = two
    messages = [await desk.message(desk.one) for _ in range(MOST + 4)]
    path = f"{ROOT}/{desk.one}/pins"
    told = await asyncio.gather(*(clients[n % 2]("PUT", f"{path}/{one}") for n, one in enumerate(messages)))
    assert sorted(answer.status for answer in told) == [204] * MOST + [409] * 4
    assert len((await clients[0]("GET", path)).body["items"]) == MOST


async def test_a_mark_never_goes_back(two):
    desk, *clients = two
    messages = [await desk.message(desk.one) for _ in range(2 * ROUNDS)]
    path = f"{ROOT}/{desk.one}/read"
    await asyncio.gather(*(clients[n % 2]("PUT", path, {"message": one}) for n, one in enumerate(reversed(messages))))
    assert (await clients[1]("PUT", path, {"message": messages[0]})).body == {"message": messages[-1], "unread": 0}
