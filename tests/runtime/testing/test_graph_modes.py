"""The fake goes wrong in every way that the platform, or what lies in between, has been seen to."""

from __future__ import annotations

import asyncio
import ssl

import aiohttp
import pytest

from cauce.testing.graph import MODES, FakeGraph
from graph_rig import TEXT, call, platform


@pytest.mark.parametrize(
    ("mode", "status", "code"),
    [
        ("429", 429, 130429), ("500", 500, 2), ("503", 503, 131016), ("template", 400, 132000), ("expired", 401, 190),
        ("off", 400, 133010), ("locked", 403, 131031), ("error:131048", 400, 131048), ("error:999999", 400, 999999),
    ],
)  # fmt: skip
async def test_what_is_refused_is_not_taken_and_says_why(mode, status, code):
    async with FakeGraph(mode=mode) as graph:
        got, answer = await call(graph, TEXT)
        assert (got, answer["error"]["code"]) == (status, code)
        assert graph.taken() == []


async def test_too_many_say_when_to_come_back():
    async with (
        FakeGraph(mode="429") as graph,
        aiohttp.ClientSession(headers={"Authorization": "Bearer token"}) as http,
        http.post(f"{graph.url}/v23.0/{graph.number_id}/messages", json=TEXT) as answer,
    ):
        assert answer.headers["Retry-After"] == "1"


@pytest.mark.parametrize(("mode", "taken"), [("reset", 1), ("drop", 0), ("truncated", 1)])
async def test_a_broken_connection_tells_nothing(mode, taken):
    async with FakeGraph(mode=mode) as graph:
        with pytest.raises(aiohttp.ClientError):
            await call(graph, TEXT)
        assert len(graph.taken()) == taken


async def test_an_answer_may_be_nonsense_or_name_no_message():
    async with FakeGraph(mode="noid") as graph:
        assert (await call(graph, TEXT))[1]["messages"] == []
        graph.mode = "garbage"
        with pytest.raises(ValueError, match="Expecting value"):
            await call(graph, TEXT)
        assert len(graph.taken()) == 2


async def test_a_slow_answer_comes_and_one_that_never_comes_does_not():
    async with FakeGraph(mode="slow", delay=0.01) as graph:
        assert (await call(graph, TEXT))[0] == 200
        graph.mode = "timeout"
        waiting = asyncio.create_task(call(graph, TEXT))
        while len(graph.taken()) < 2:  # noqa: ASYNC110 - it has no event to wait for
            await asyncio.sleep(0.01)
        assert not waiting.done()
    with pytest.raises(aiohttp.ClientError):
        await waiting


async def test_it_speaks_no_tls():
    async with FakeGraph() as graph, aiohttp.ClientSession() as http:
        with pytest.raises(aiohttp.ClientConnectorError) as trouble:
            await http.get(graph.url.replace("http:", "https:"))
    assert isinstance(trouble.value.os_error, ssl.SSLError)


async def test_scripted_modes_come_first_then_those_by_their_odds():
    async with FakeGraph(mix={"500": 0.5, "429": 0.5}) as graph:
        graph.modes += ["503", "ok"]
        got = [(await call(graph, TEXT))[0] for _ in range(40)]
        assert got[:2] == [503, 200]
        assert set(got[2:]) == {500, 429}
        graph.mix = {"500": 0.0}
        assert (await call(graph, TEXT))[0] == 200


async def test_a_mode_that_there_is_not_is_told():
    graph = FakeGraph()
    assert graph.next() in MODES
    from cauce.testing.graph.modes import refusal

    for wrong in ("sad", "error:x", ""):
        with pytest.raises(ValueError, match="there is no mode"):
            refusal(wrong)


async def test_the_rate_of_a_number_is_kept_where_that_is_wanted():
    async with FakeGraph(line_rate=2) as graph:
        got = [(await call(graph, {**TEXT, "to": f"54911500000{n}"})) for n in range(4)]
        assert [status for status, _ in got[:2]] == [200, 200]
        assert got[-1][1]["error"]["code"] == 130429
        graph.ahead += 2
        assert (await call(graph, TEXT))[0] == 200


async def test_the_rate_of_a_pair_lets_bursts_through_and_slows_that_person_only():
    async with FakeGraph(pair_rate=True) as graph:
        got = [(await call(graph, TEXT)) for _ in range(46)]
        assert [status for status, _ in got] == [200] * 45 + [400]
        assert got[-1][1]["error"]["code"] == 131056
        assert (await call(graph, {**TEXT, "to": "5491150000000"}))[0] == 200
        graph.ahead += 6
        assert (await call(graph, TEXT))[0] == 200


async def test_a_number_that_is_off_hears_nobody():
    async with platform(mode="off") as (graph, receiver):
        assert await graph.say("hola") == 0
        graph.mode = "ok"
        assert await graph.say("hola") == 200
        assert len(receiver.messages) == 1
