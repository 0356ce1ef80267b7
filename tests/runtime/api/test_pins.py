"""Pinned messages over HTTP: by whom and when, no more than so many, and those of the conversation alone."""

from __future__ import annotations

import asyncio

import pytest

from cauce.access.pins import MOST

ROOT = "/api/conversations"


@pytest.fixture
async def one(team):
    return await team.conversation("queue", "Ventas")


async def test_a_message_is_pinned_and_unpinned(team, one):
    ana, beto = await team.enter("ana"), await team.enter("beto")
    first, second = await team.message(one, "mi dirección es Sur 12"), await team.message(one, "Anotado", said=True)
    path = f"{ROOT}/{one}/pins"
    assert (await ana("PUT", f"{path}/{first}")).status == 204
    team.clock.advance(60)
    for _ in range(2):
        assert (await beto("PUT", f"{path}/{second}")).status == 204
    assert (await beto("PUT", f"{path}/{first}")).status == 204
    now = team.clock.now()
    said = {"message_type": "text", "created_at": now - 60_000}
    assert (await ana("GET", path)).body["items"] == [
        {"message": second, "direction": "out", "author": "bot", "text": "Anotado", "by": team.users["beto"].id, "name": "Beto", "pinned_at": now, **said},
        {"message": first, "direction": "in", "author": "contact", "text": "mi dirección es Sur 12", "by": team.users["ana"].id, "name": "Ana", "pinned_at": now - 60_000, **said},
    ]  # fmt: skip
    for _ in range(2):
        assert (await ana("DELETE", f"{path}/{second}")).status == 204
    assert [pin["message"] for pin in (await ana("GET", path)).body["items"]] == [first]
    told = [(kind, data["who"], data["message"]) for kind, data in await team.facts(one)]
    ids = {name: user.id for name, user in team.users.items()}
    assert told == [
        ("message.pinned", ids["ana"], first), ("message.pinned", ids["beto"], second), ("message.unpinned", ids["ana"], second),
    ]  # fmt: skip


async def test_what_is_foreign_is_not_there(team, one):
    ana, eva = await team.enter("ana"), await team.enter("eva")
    mine, theirs = await team.message(one), await team.message(await team.conversation("queue", "Ventas"))
    for client, path in ((ana, f"{ROOT}/{one}/pins/{theirs}"), (ana, f"{ROOT}/999/pins/{mine}"), (ana, f"{ROOT}/{one}/pins/999"),
                         (eva, f"{ROOT}/{one}/pins/{mine}")):  # fmt: skip
        for method in ("PUT", "DELETE"):
            assert (await client(method, path)).status == 404, path
    assert (await eva("GET", f"{ROOT}/{one}/pins")).status == (await ana("GET", f"{ROOT}/999/pins")).status == 404
    assert (await ana("GET", f"{ROOT}/{one}/pins")).body["items"] == []
    assert await team.facts(one) == []


async def test_of_many_at_once_as_many_are_pinned_as_there_is_room_for(team, one):
    ana = await team.enter("ana")
    messages = [await team.message(one) for _ in range(MOST + 3)]
    told = await asyncio.gather(*(ana("PUT", f"{ROOT}/{one}/pins/{message}") for message in messages))
    assert sorted(answer.status for answer in told) == [204] * MOST + [409] * 3
    assert next(answer for answer in told if answer.status == 409).code == "conflict"
    pinned = [pin["message"] for pin in (await ana("GET", f"{ROOT}/{one}/pins")).body["items"]]
    assert len(pinned) == MOST
    [left, *_] = set(messages) - set(pinned)
    await ana("DELETE", f"{ROOT}/{one}/pins/{pinned[0]}")
    assert (await ana("PUT", f"{ROOT}/{one}/pins/{left}")).status == 204


async def test_of_two_who_pin_the_same_message_it_is_pinned_once(team, one):
    clients = [await team.enter(name) for name in ("ana", "beto")]
    message = await team.message(one)
    told = await asyncio.gather(*(client("PUT", f"{ROOT}/{one}/pins/{message}") for client in clients))
    assert [answer.status for answer in told] == [204, 204]
    assert len(await team.facts(one)) == len((await clients[0]("GET", f"{ROOT}/{one}/pins")).body["items"]) == 1
