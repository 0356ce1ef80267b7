"""How far one has read, over HTTP: a mark that never goes back, and what came in after it, for each by themselves."""

from __future__ import annotations

import asyncio

from cauce.store.read_marks import MOST

ROOT = "/api/conversations"


async def unread(client, one: int) -> int:
    """Return what the list and the conversation itself say, which is the same."""
    listed = {found["id"]: found["unread"] for found in (await client("GET", ROOT)).body["items"]}
    assert (await client("GET", f"{ROOT}/{one}")).body["unread"] == listed[one]
    return listed[one]


async def test_what_came_in_after_ones_mark_is_unread_for_each_by_themselves(team):
    one, other = await team.conversation("queue", "Ventas"), await team.conversation("queue", "Ventas")
    ana, beto = await team.enter("ana"), await team.enter("beto")
    assert await unread(ana, one) == 0
    heard = [await team.message(one) for _ in range(3)]
    await team.message(one, said=True)
    await team.message(other)
    assert (await unread(ana, one), await unread(ana, other)) == (3, 1)
    path = f"{ROOT}/{one}/read"
    assert (await ana("PUT", path, {"message": heard[1]})).body == {"message": heard[1], "unread": 1}
    assert (await unread(ana, one), await unread(beto, one)) == (1, 3)
    # It never goes back, however late a tab tells what it showed.
    assert (await ana("PUT", path, {"message": heard[0]})).body == {"message": heard[1], "unread": 1}
    assert (await ana("PUT", path, {"message": heard[2]})).body == {"message": heard[2], "unread": 0}
    await team.message(one)
    assert (await unread(ana, one), await unread(ana, other)) == (1, 1)
    assert await team.facts(one) == []


async def test_of_many_tabs_at_once_the_one_that_is_furthest_counts(team):
    one = await team.conversation("queue", "Ventas")
    ana = await team.enter("ana")
    heard = [await team.message(one) for _ in range(6)]
    shuffled = [heard[n] for n in (3, 0, 5, 1, 4, 2)]
    await asyncio.gather(*(ana("PUT", f"{ROOT}/{one}/read", {"message": message}) for message in shuffled))
    assert await unread(ana, one) == 0


async def test_it_is_counted_up_to_a_number(team):
    one = await team.conversation("queue", "Ventas")
    ana = await team.enter("ana")
    heard = [await team.message(one) for _ in range(MOST + 2)]
    assert await unread(ana, one) == MOST
    assert (await ana("PUT", f"{ROOT}/{one}/read", {"message": heard[2]})).body["unread"] == MOST - 1


async def test_what_is_foreign_is_not_there_and_what_is_no_message_of_it_is_refused(team):
    one, other = await team.conversation("queue", "Ventas"), await team.conversation("queue", "Ventas")
    ana, eva = await team.enter("ana"), await team.enter("eva")
    mine, theirs = await team.message(one), await team.message(other)
    path = f"{ROOT}/{one}/read"
    assert (await eva("PUT", path, {"message": mine})).status == 404
    assert (await ana("PUT", f"{ROOT}/999/read", {"message": mine})).status == 404
    for body in ({"message": theirs}, {"message": 2**53 - 1}, {"message": 2**53}, {"message": 0}, {"message": "1"}, {"message": None},
                 {}, {"message": mine, "user": 1}):  # fmt: skip
        assert (await ana("PUT", path, body)).status == 422, body
    assert await unread(ana, one) == 1


async def test_a_badge_counts_the_open_conversations_with_something_unread(team):
    ana, jefa = await team.enter("ana"), await team.enter("jefa")
    mine = await team.conversation("human", "Ventas", team.users["ana"].id)
    waiting, quiet, foreign = [await team.conversation("queue", area) for area in ("Ventas", "Ventas", "Soporte")]
    for one in (mine, waiting, foreign):
        await team.message(one)
        await team.message(one, said=True)
    await team.message(quiet, said=True)
    assert (await ana("GET", "/api/unread")).body == {"mine": 1, "areas": [{"area": "Ventas", "unread": 2}]}
    assert (await jefa("GET", "/api/unread")).body == {"mine": 0, "areas": []}
    heard = (await ana("GET", f"{ROOT}/{mine}/messages?order=oldest")).body["items"][0]["id"]
    await ana("PUT", f"{ROOT}/{mine}/read", {"message": heard})
    assert (await ana("GET", "/api/unread")).body == {"mine": 0, "areas": [{"area": "Ventas", "unread": 1}]}
    await team.area("Bodega", "ana")
    told = (await ana("GET", "/api/unread")).body
    assert told["areas"] == [{"area": "Bodega", "unread": 0}, {"area": "Ventas", "unread": 1}]
    await ana("POST", f"{ROOT}/{waiting}/take", {})
    await ana("POST", f"{ROOT}/{waiting}/close", {"reason": "x"})
    assert (await ana("GET", "/api/unread")).body["areas"][1] == {"area": "Ventas", "unread": 0}
