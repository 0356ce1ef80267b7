"""What happened to a conversation, and what was said last in it, as lists show both."""

from __future__ import annotations

ROOT = "/api/conversations"


async def test_what_happened_is_listed_the_last_first_with_who_and_why(team):
    one = await team.conversation("queue", "Ventas")
    ana = await team.enter("ana")
    await ana("POST", f"{ROOT}/{one}/take", {})
    await ana("POST", f"{ROOT}/{one}/transfer", {"area": "Ventas", "reason": "Voy a almorzar"})
    found = (await ana("GET", f"{ROOT}/{one}/events?limit=1")).body
    [last] = found["items"]
    assert (last["type"], last["data"]["name"], last["data"]["reason"]) == (
        "conversation.transferred", "Ana", "Voy a almorzar",
    )  # fmt: skip
    assert last["data"]["to"]["area"] == "Ventas"
    rest = (await ana("GET", f"{ROOT}/{one}/events?cursor={found['next']}")).body
    assert [item["type"] for item in rest["items"]] == ["conversation.taken"]
    assert rest["next"] is None


async def test_what_was_said_is_not_among_it(team):
    one = await team.conversation("queue", "Ventas")
    ana = await team.enter("ana")
    await ana("POST", f"{ROOT}/{one}/take", {})
    await ana("POST", f"{ROOT}/{one}/messages", {"text": "hola"})
    found = (await ana("GET", f"{ROOT}/{one}/events")).body["items"]
    assert [item["type"] for item in found] == ["conversation.taken"]


async def test_who_does_not_see_a_conversation_is_told_nothing_of_it(team):
    foreign = await team.conversation("queue", "Soporte")
    ana = await team.enter("ana")
    assert (await ana("GET", f"{ROOT}/{foreign}/events")).status == 404


async def test_a_list_shows_what_was_said_last_in_each(team):
    silent, talked = await team.conversation("queue", "Ventas"), await team.conversation("queue", "Ventas")
    await team.message(talked, "primero")
    last = await team.message(talked, "x" * 500, said=True)
    ana = await team.enter("ana")
    found = {item["id"]: item["last"] for item in (await ana("GET", ROOT)).body["items"]}
    assert found[silent] is None
    assert (found[talked]["id"], found[talked]["text"], found[talked]["direction"]) == (last, "x" * 160, "out")
    assert (found[talked]["message_type"], found[talked]["status"]) == ("text", "queued")
