"""Who hears what: everybody what they see, at that moment, and nothing else."""

from __future__ import annotations

from cauce.access import roles
from live_rig import until


async def team(desk):
    """Two areas with an operator each, and a supervisor, all connected."""
    running = desk.running
    ana, beto = await running.enter("ana", "OPERATOR"), await running.enter("beto", "OPERATOR")
    sofia = await running.enter("sofia", "SUPERVISOR")
    await running.area("ventas", "ana")
    await running.area("soporte", "beto")
    return {"ana": ana, "beto": beto, "sofia": sofia}, {
        name: await desk.console(client) for name, client in (("ana", ana), ("beto", beto), ("sofia", sofia))
    }


async def test_each_hears_of_their_area_and_who_sees_all_hears_all(desk):
    _, consoles = await team(desk)
    mine = await desk.running.conversation("queue", "ventas")
    theirs = await desk.running.conversation("queue", "soporte")
    nobodys = await desk.running.conversation("bot")
    for one in (mine, theirs, nobodys):
        await desk.tell(one, 3)
    await until(lambda: len(consoles["sofia"].bodies("conversation:update")) == 9)
    await until(lambda: consoles["ana"].of(f"conversation:{mine}") == [1, 2, 3])
    await until(lambda: consoles["beto"].of(f"conversation:{theirs}") == [1, 2, 3])
    assert consoles["ana"].streams() == {f"conversation:{mine}"}
    assert consoles["beto"].streams() == {f"conversation:{theirs}"}
    told = consoles["ana"].bodies("conversation:update")[0]
    assert set(told) == {"stream", "seq", "ts", "type", "data"}
    assert told["type"] == "conversation.noted"
    assert told["data"]["number"] == 0
    assert told["data"]["conversation"]["area"] == "ventas"


async def test_what_is_given_to_somebody_is_told_to_them_though_it_is_in_no_area_of_theirs(desk):
    _, consoles = await team(desk)
    given = await desk.running.conversation("human", "soporte", desk.running.users["ana"].id)
    await desk.tell(given)
    await until(lambda: consoles["ana"].of(f"conversation:{given}") == [1])
    await until(lambda: consoles["beto"].of(f"conversation:{given}") == [1])


async def test_a_transfer_moves_the_events_and_tells_those_who_lose_it_which_and_no_more(desk):
    clients, consoles = await team(desk)
    moved = await desk.running.conversation("queue", "ventas")
    stream = f"conversation:{moved}"
    path = f"/api/conversations/{moved}"
    assert (await clients["ana"]("POST", f"{path}/take", {})).status == 200
    await until(lambda: consoles["ana"].of(stream) == [1])
    body = {"area": "soporte", "reason": "es una falla", "note": "secreto"}
    assert (await clients["ana"]("POST", f"{path}/transfer", body)).status == 200
    await desk.tell(moved, 2)
    await until(lambda: consoles["beto"].of(stream) == [2, 3, 4])
    [incoming] = consoles["beto"].bodies("conversation:incoming")
    assert (incoming["data"]["to"]["owner"], incoming["data"]["to"]["area"]) == ("queue", "soporte")
    [left] = await until(lambda: consoles["ana"].bodies("conversation:left"))
    assert left["data"] == {"conversation": {"id": moved}}
    await until(lambda: consoles["sofia"].of(stream) == [1, 2, 3, 4])
    assert consoles["ana"].of(stream) == [1, 2]
    assert not consoles["ana"].bodies("conversation:incoming")
    assert not consoles["sofia"].bodies("conversation:left")


async def test_who_may_read_no_conversation_hears_of_none(desk):
    console = desk.running.access.console()
    await desk.running.access.do(console, "", roles.add, "AUDITOR", ["users.read"])
    nadia = await desk.console(await desk.running.enter("nadia", "AUDITOR"))
    await desk.running.area("ventas", "nadia")
    await until(lambda: nadia.bodies("account:changed"))
    sofia = await desk.console(await desk.running.enter("sofia", "SUPERVISOR"))
    one = await desk.running.conversation("human", "ventas", desk.running.users["nadia"].id)
    await desk.tell(one)
    await until(lambda: sofia.of(f"conversation:{one}") == [1])
    client = await desk.running.enter("sofia")
    await client("PUT", "/api/auth/presence", {"presence": "available"})
    # What comes after it in the log has come: what came before would have.
    [told] = await until(lambda: nadia.bodies("user:presence"))
    assert told["data"] == {"user": desk.running.users["sofia"].id, "name": "Sofia", "presence": "available"}
    assert nadia.streams() == {"team"}
