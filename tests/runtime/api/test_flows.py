"""The published flows as the API shows them: what new conversations start, and how many are in it."""

from __future__ import annotations

import pytest

from delivery_rig import COUNTER, HELLO, Rig
from desk_rig import running


@pytest.fixture
async def rig(tmp_path):
    """A pipeline with two flows."""
    async with Rig(tmp_path, HELLO, COUNTER) as found:
        yield found


async def test_each_is_told_with_its_revision_its_text_and_who_is_in_it(rig, file):
    async with running(file, rig=rig) as desk:
        ana = await desk.enter("ana", "SUPERVISOR")
        await rig.say("hola", "a")
        await rig.say("hola", "b")
        await rig.say("cualquiera", "c")
        await rig.say("Ana", "b")
        items = (await ana("GET", "/api/flows")).body["items"]
        assert [(one["name"], one["format"], one["running"]) for one in items] == [
            ("contador", ".flow", 1),
            ("hola", ".flow", 1),
        ]
        one = (await ana("GET", "/api/flows/hola")).body
        assert {name: one[name] for name in items[1]} == items[1]
        assert 'say "Gracias, {nombre}"' in one["text"]


async def test_what_was_withdrawn_is_not_there_and_who_is_in_it_goes_on(rig, file):
    async with running(file, rig=rig) as desk:
        ana = await desk.enter("ana", "SUPERVISOR")
        await rig.say("hola")
        await rig.shelf.publish([(rig.flows[1], ".flow")])
        assert [one["name"] for one in (await ana("GET", "/api/flows")).body["items"]] == ["contador"]
        assert (await ana("GET", "/api/flows/hola")).status == 404
        assert await rig.say("Ana") == ["Gracias, Ana", "Chao"]


@pytest.mark.parametrize("name", ["ninguno", "%C3%B1", "a%00b", "x" * 192, "..%2f..%2fcauce.toml", "hola%20"])
async def test_what_is_no_flow_is_not_there(rig, file, name):
    async with running(file, rig=rig) as desk:
        ana = await desk.enter("ana", "SUPERVISOR")
        assert (await ana("GET", f"/api/flows/{name}")).status == 404
