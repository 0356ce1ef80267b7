"""Tags over HTTP: made by who manages them, put on conversations by the team and by flows, which see each other's."""

from __future__ import annotations

import asyncio

import pytest

import databases
import delivery_rig
from delivery_rig import Rig
from desk_rig import running

ROOT = "/api/conversations"
FLOW = """
flow mesa
  triggers = ["hola"]

start:
  tag moroso
  ask "¿Pagaste?" as x
  tag moroso remove=true
  tag "al día"
  say "Gracias"
  redirect Ventas
"""


async def test_a_tag_is_made_listed_changed_and_deleted(team):
    jefa, ana = await team.enter("jefa"), await team.enter("ana")
    made = await jefa("POST", "/api/tags", {"name": " Urgente  hoy ", "colour": "#FF0000"})
    assert (made.status, made.body["name"], made.body["colour"]) == (201, "Urgente hoy", "#ff0000")
    await jefa("POST", "/api/tags", {"name": "Moroso"})
    assert [one["name"] for one in (await ana("GET", "/api/tags")).body["items"]] == ["Moroso", "Urgente hoy"]
    path = f"/api/tags/{made.body['id']}"
    shown = await ana("GET", path)
    assert shown.body == made.body
    assert (await jefa("PATCH", path, {"colour": ""})).code == "unconditional"
    tag = {"If-Match": shown.headers["ETag"]}
    colours = ("#00ff00", "#0000ff")
    both = await asyncio.gather(*(jefa("PATCH", path, {"colour": one}, headers=tag) for one in colours))
    won, lost = sorted(both, key=lambda told: told.status)
    assert (won.status, lost.status, lost.body["current"]) == (200, 412, won.body)
    for method, where, body in (
        ("POST", "/api/tags", {"name": "x"}),
        ("PATCH", path, {"colour": ""}),
        ("DELETE", path, None),
    ):
        assert (await ana(method, where, body, headers={"If-Match": "*"})).status == 403
    assert (await jefa("DELETE", path)).status == 204
    assert (await jefa("DELETE", path)).status == (await jefa("GET", path)).status == 404
    assert (await jefa("PATCH", path, {"colour": ""}, headers={"If-Match": "*"})).status == 404
    for action in ("tag.added", "tag.changed", "tag.deleted"):
        assert (team.users["jefa"].id, path.removeprefix("/api/").replace("s/", ":")) in await team.audited(action)


@pytest.mark.parametrize(
    "body",
    [
        {}, {"name": ""}, {"name": " "}, {"name": "x" * 65}, {"name": "Moroso"}, {"name": 7}, {"name": "x", "colour": "red"},
        {"name": "x", "id": 3}, {"name": "x", "colour": None}, {"name": "a\u200bb"},
    ],
)  # fmt: skip
async def test_what_is_no_tag_is_refused(team, body):
    jefa = await team.enter("jefa")
    kept = (await jefa("POST", "/api/tags", {"name": "Moroso"})).body
    assert (await jefa("POST", "/api/tags", body)).status == 422
    assert (await jefa("GET", "/api/tags")).body["items"] == [kept]


async def test_of_two_who_make_the_same_tag_one_does(team):
    jefa = await team.enter("jefa")
    told = await asyncio.gather(*(jefa("POST", "/api/tags", {"name": "Moroso"}) for _ in range(2)))
    assert sorted(one.status for one in told) == [201, 422]


async def test_tags_are_put_on_a_conversation_and_taken_off(team):
    one = await team.conversation("queue", "Ventas")
    jefa, ana, eva = [await team.enter(name) for name in ("jefa", "ana", "eva")]
    for name in ("a", "b", "c"):
        await jefa("POST", "/api/tags", {"name": name})
    path = f"{ROOT}/{one}/tags"
    assert (await ana("PATCH", path, {"add": ["b", "a"]})).body == {"tags": ["b", "a"]}
    assert (await ana("PATCH", path, {"add": ["b"]})).body == {"tags": ["b", "a"]}
    assert (await ana("PATCH", path, {"add": ["c"], "remove": ["b", "nada"]})).body == {"tags": ["a", "c"]}
    assert (await ana("PATCH", path, {})).body == {"tags": ["a", "c"]}
    assert (await ana("GET", f"{ROOT}/{one}")).body["tags"] == ["a", "c"]
    assert (await ana("GET", ROOT)).body["items"][0]["tags"] == ["a", "c"]
    told = await ana("PATCH", path, {"add": ["nada"]})
    assert (told.status, told.body["errors"][0]["at"]) == (422, "/add")
    for body in ({"add": "a"}, {"add": ["a", "a"]}, {"add": [1]}, {"add": None}, {"tags": ["a"]}, {"add": [""]}):
        assert (await ana("PATCH", path, body)).status == 422, body
    for client, where in ((eva, path), (ana, f"{ROOT}/999/tags")):
        assert (await client("PATCH", where, {"remove": ["a"]})).status == 404
    who = {"who": team.users["ana"].id, "name": "Ana"}
    assert await team.facts(one) == [
        ("conversation.tagged", {**who, "added": ["b", "a"], "removed": [], "tags": ["b", "a"]}),
        ("conversation.tagged", {**who, "added": ["c"], "removed": ["b"], "tags": ["a", "c"]}),
    ]


async def test_a_tag_that_is_deleted_stays_where_it_is_and_can_be_taken_off(team):
    one = await team.conversation("queue", "Ventas")
    jefa = await team.enter("jefa")
    tag = (await jefa("POST", "/api/tags", {"name": "a"})).body["id"]
    await jefa("PATCH", f"{ROOT}/{one}/tags", {"add": ["a"]})
    await jefa("DELETE", f"/api/tags/{tag}")
    assert (await jefa("PATCH", f"{ROOT}/{one}/tags", {"add": ["a"]})).body == {"tags": ["a"]}
    assert (await jefa("PATCH", f"{ROOT}/{one}/tags", {"remove": ["a"]})).body == {"tags": []}
    assert (await jefa("PATCH", f"{ROOT}/{one}/tags", {"add": ["a"]})).status == 422


async def test_what_many_put_on_at_once_is_all_there_up_to_a_number(team):
    one = await team.conversation("queue", "Ventas")
    jefa = await team.enter("jefa")
    names = [f"t{n}" for n in range(51)]
    for name in names:
        await jefa("POST", "/api/tags", {"name": name})
    path = f"{ROOT}/{one}/tags"
    told = await asyncio.gather(*(jefa("PATCH", path, {"add": [name]}) for name in names))
    assert sorted(one.status for one in told) == [200] * 50 + [422]
    assert len(set((await jefa("GET", f"{ROOT}/{one}")).body["tags"])) == 50


@pytest.mark.parametrize("kind", databases.KINDS)
async def test_a_flow_and_the_team_see_each_others_tags(kind, tmp_path, monkeypatch):
    databases.prepare(kind)
    monkeypatch.setattr(delivery_rig, "kind", kind)
    async with Rig(tmp_path, FLOW) as rig, running(rig.backend, rig=rig) as desk:
        jefa = await desk.enter("jefa", "SUPERVISOR")
        await jefa("POST", "/api/tags", {"name": "VIP"})
        await rig.say("hola")
        assert (await jefa("GET", f"{ROOT}/1")).body["tags"] == ["moroso"]
        assert (await jefa("PATCH", f"{ROOT}/1/tags", {"add": ["VIP"]})).body == {"tags": ["moroso", "VIP"]}
        assert await rig.say("sí") == ["Gracias"]
        assert (await jefa("GET", f"{ROOT}/1")).body["tags"] == ["VIP", "al día"]
        assert (await jefa("PATCH", f"{ROOT}/1/tags", {"remove": ["al día"]})).body == {"tags": ["VIP"]}
