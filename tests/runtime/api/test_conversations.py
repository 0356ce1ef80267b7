"""Conversations over HTTP: what one sees, whose each one is, and what is said, from the operator to the person."""

from __future__ import annotations

import asyncio

import pytest

from cauce.access import users
from delivery_rig import Rig
from desk_rig import running

DESK = """
flow mesa
  triggers = ["hola"]

start:
  say "Te paso con ventas"
  redirect Ventas
    on done -> sigue

sigue:
  ask "¿Algo más?" as x
  say "Chao"
"""
ROOT = "/api/conversations"


async def test_everybody_lists_what_is_theirs_and_opens_nothing_else(team):
    mine, foreign = await team.conversation("queue", "Ventas"), await team.conversation("queue", "Soporte")
    ana, jefa = await team.enter("ana"), await team.enter("jefa")
    assert [one["id"] for one in (await ana("GET", ROOT)).body["items"]] == [mine]
    assert {one["id"] for one in (await jefa("GET", ROOT)).body["items"]} == {mine, foreign}
    assert (await ana("GET", f"{ROOT}/{mine}")).body["owner"] == "queue"
    for method, path, body in (
        ("GET", "", None), ("GET", "/messages", None), ("POST", "/messages", {"text": "x"}), ("POST", "/take", {}),
        ("POST", "/transfer", {"area": "Ventas", "reason": "x"}), ("POST", "/return", {}), ("POST", "/reopen", {}),
        ("POST", "/close", {"reason": "x"}),
    ):  # fmt: skip
        assert (await ana(method, f"{ROOT}/{foreign}{path}", body)).status == 404, path
        assert (await ana(method, f"{ROOT}/999999{path}", body)).status == 404, path
    assert (await ana("POST", f"{ROOT}/{foreign}/assign", {"user": 1})).status == 403


async def test_who_opened_one_is_written_down(team):
    one = await team.conversation("queue", "Ventas")
    ana = await team.enter("ana")
    await ana("GET", f"{ROOT}/{one}")
    await ana("GET", f"{ROOT}/{one}/messages")
    await ana("GET", f"{ROOT}/999")
    await team.database.write(lambda db: None)
    rows = await team.database.read(
        lambda db: db.execute("SELECT user_id, object FROM audit WHERE action = 'conversation.opened'").fetchall()
    )
    assert rows == [(team.users["ana"].id, f"conversation:{one}")] * 2


async def test_the_list_is_narrowed_and_goes_on(team):
    ana = team.users["ana"].id
    waiting = [await team.conversation("queue", "Ventas") for _ in range(4)]
    held = await team.conversation("human", "Soporte", ana)
    client = await team.enter("ana")

    async def listed(query):
        return [one["id"] for one in (await client("GET", f"{ROOT}?{query}")).body["items"]]

    assert await listed("owner=human") == await listed("assignee=me") == await listed("area=Soporte") == [held]
    assert await listed("owner=queue") == await listed("area=Ventas") == waiting[::-1]
    assert await listed("opened=false") == []
    found, cursor = [], ""
    while True:
        told = (await client("GET", f"{ROOT}?limit=2{cursor}")).body
        found += [one["id"] for one in told["items"]]
        if told["next"] is None:
            break
        cursor = f"&cursor={told['next']}"
    assert found == [held, *waiting[::-1]]
    for query in ("owner=nobody", "assignee=1", "opened=1", "cursor=x", "limit=101", "x=1"):
        assert (await client("GET", f"{ROOT}?{query}")).status == 422, query


async def test_a_whole_page_tells_that_it_goes_on(team):
    for _ in range(101):
        await team.conversation("queue", "Ventas")
    client = await team.enter("ana")
    first = (await client("GET", f"{ROOT}?limit=100")).body
    assert len(first["items"]) == 100
    assert len((await client("GET", f"{ROOT}?limit=100&cursor={first['next']}")).body["items"]) == 1


async def test_one_goes_from_hand_to_hand(team):
    one = await team.conversation("queue", "Ventas")
    ana, beto, eva, jefa = [await team.enter(name) for name in ("ana", "beto", "eva", "jefa")]
    ids = {name: user.id for name, user in team.users.items()}

    async def step(client, what, **body):
        return await client("POST", f"{ROOT}/{one}/{what}", body)

    told = await step(ana, "take")
    assert told.body == {"id": one, "opened": True, "owner": "human", "area": "Ventas", "assignee": ids["ana"]}
    assert (await step(ana, "take")).status == 200
    lost = await step(beto, "take")
    assert (lost.status, lost.code, lost.body["detail"]) == (409, "conflict", "Ya la tiene otra persona.")
    english = await beto("POST", f"{ROOT}/{one}/take", {}, headers={"Accept-Language": "en"})
    assert english.body["detail"] == "Somebody else has it already."
    assert (await step(beto, "take", takeover=True)).status == 403
    assert (await step(beto, "close", reason="x")).status == 403
    assert (await step(jefa, "take", takeover=True, reason="urgente")).body["assignee"] == ids["jefa"]
    assert (await step(jefa, "assign", user=ids["eva"])).body["assignee"] == ids["eva"]
    assert (await step(jefa, "assign", user=999)).status == 422
    assert (await eva("GET", f"{ROOT}/{one}")).status == 200
    for wrong in ({"area": "Nada"}, {"area": "Ventas", "user": ids["ana"]}, {}):
        assert (await step(eva, "transfer", reason="sabe más", **wrong)).status == 422
    assert (await step(eva, "transfer", area="Soporte")).status == 422
    moved = await step(eva, "transfer", area="Soporte", reason="sabe más", note="mira")
    assert (moved.body["owner"], moved.body["area"], moved.body["assignee"]) == ("queue", "Soporte", None)
    assert (await ana("GET", f"{ROOT}/{one}")).status == 404
    assert (await eva("GET", f"{ROOT}/{one}")).body["note"] == "mira"
    await step(eva, "take")
    assert (await step(eva, "close", reason="resuelto")).body["opened"] is False
    assert (await step(eva, "take")).status == 409
    assert (await eva("GET", f"{ROOT}/{one}")).body["reason"] == "resuelto"
    assert (await step(eva, "reopen")).body["owner"] == "human"
    assert (await step(eva, "return")).body == {
        "id": one,
        "opened": True,
        "owner": "bot",
        "area": None,
        "assignee": None,
    }
    kinds = await team.database.read(lambda db: db.execute("SELECT type FROM events ORDER BY id").fetchall())
    assert [kind.removeprefix("conversation.") for (kind,) in kinds] == [
        "taken", "taken", "assigned", "transferred", "taken", "closed", "reopened", "returned",
    ]  # fmt: skip


async def test_of_those_who_take_it_at_once_one_has_it(team):
    one = await team.conversation("queue", "Ventas")
    clients = [await team.enter(name) for name in ("ana", "beto", "jefa")]
    told = await asyncio.gather(*(client("POST", f"{ROOT}/{one}/take", {}) for client in clients))
    assert sorted(answer.status for answer in told) == [200, 409, 409]


async def test_somebody_who_is_switched_off_gets_none(team):
    one = await team.conversation("queue", "Ventas")
    beto = team.users["beto"].id
    await team.access.do(team.access.console(), "", users.set_active, beto, False)
    jefa = await team.enter("jefa")
    assert (await jefa("POST", f"{ROOT}/{one}/assign", {"user": beto})).status == 422


@pytest.fixture
async def served(each, tmp_path):
    """A desk over a pipeline that delivers, with a conversation that waits in an area."""
    async with Rig(tmp_path, DESK) as rig, running(rig.backend, rig=rig) as desk:
        for name in ("ana", "beto"):
            await desk.add(name, "OPERATOR")
        await desk.area("Ventas", "ana", "beto")
        assert await rig.say("hola") == ["Te paso con ventas"]
        desk.rig = rig
        yield desk


async def test_an_operator_talks_with_the_person_and_the_flow_keeps_silent(served):
    rig = served.rig
    ana, beto = await served.enter("ana"), await served.enter("beto")
    [one] = [found["id"] for found in (await ana("GET", f"{ROOT}?owner=queue")).body["items"]]
    path = f"{ROOT}/{one}/messages"
    early = await ana("POST", path, {"text": "Hola"})
    assert (early.status, early.body["detail"]) == (409, "Primero tómala.")
    await ana("POST", f"{ROOT}/{one}/take", {})
    assert (await beto("POST", path, {"text": "Hola"})).status == 403
    said = await ana("POST", path, {"text": "Soy Ana, ¿qué necesitas?"})
    assert said.status == 201
    await rig.quiet()
    assert await rig.say("un plan") == []
    assert rig.transport.texts() == ["Te paso con ventas", "Soy Ana, ¿qué necesitas?"]
    newest = (await ana("GET", path)).body["items"]
    oldest = (await ana("GET", f"{path}?order=oldest")).body["items"]
    assert newest == oldest[::-1]
    assert [(line["author"], line["text"], line["status"]) for line in oldest] == [
        ("contact", "hola", "received"), ("bot", "Te paso con ventas", "sent"),
        ("human", "Soy Ana, ¿qué necesitas?", "sent"), ("contact", "un plan", "received"),
    ]  # fmt: skip
    assert oldest[2]["id"] == said.body["id"]
    first = (await ana("GET", f"{path}?order=oldest&limit=3")).body
    rest = (await ana("GET", f"{path}?order=oldest&limit=3&cursor={first['next']}")).body
    assert [*first["items"], *rest["items"]] == oldest
    assert (await ana("GET", f"{path}?order=newest&cursor={first['next']}")).status == 422
    await ana("POST", f"{ROOT}/{one}/return", {})
    await rig.quiet()
    assert rig.transport.texts()[2:] == ["¿Algo más?"]
    assert await rig.say("no") == ["Chao"]


async def test_under_one_key_it_is_said_once(served):
    ana = await served.enter("ana")
    await ana("POST", f"{ROOT}/1/take", {})
    key = {"Idempotency-Key": "k-1"}
    first, again = [await ana("POST", f"{ROOT}/1/messages", {"text": "Hola"}, headers=key) for _ in range(2)]
    assert first.body == again.body
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    other = await ana("POST", f"{ROOT}/1/messages", {"text": "Otra"}, headers=key)
    assert (other.status, other.code) == (422, "key_reused")
    assert (await ana("POST", f"{ROOT}/1/messages", {"text": "x"}, headers={"Idempotency-Key": "a b"})).status == 422
    await served.rig.quiet()
    assert served.rig.transport.texts() == ["Te paso con ventas", "Hola"]


@pytest.mark.parametrize("text", ["", "   ", "x" * 5000, "x" * 16_385, 7, None])
async def test_what_cannot_be_said_is_refused(served, text):
    ana = await served.enter("ana")
    await ana("POST", f"{ROOT}/1/take", {})
    assert (await ana("POST", f"{ROOT}/1/messages", {"text": text})).status == 422
    assert served.rig.transport.texts() == ["Te paso con ventas"]
