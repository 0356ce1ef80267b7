"""Calls of the platform: what they carry, where they go, and that an answer is read whole or not at all."""

from __future__ import annotations

import asyncio
import json

import pytest
from aiohttp import web

from cauce.transport import Refused, Stopped, Unreachable
from cauce_plugins.transports.whatsapp_cloud import client
from cauce_plugins.transports.whatsapp_cloud.failures import Unsettled
from whatsapp_rig import channel, opened, said, serving


@pytest.mark.parametrize(
    ("mode", "meaning"),
    [
        ("429", Unreachable),
        ("500", Unsettled),
        ("reset", Unsettled),
        ("garbage", Unsettled),
        ("template", Refused),
        ("expired", Stopped),
    ],
)
async def test_the_modes_of_the_platform(transport, graph, mode, meaning):
    graph.mode = mode
    with pytest.raises(meaning):
        await transport.send(channel(), said("hola"))
    graph.mode = "ok"
    assert await transport.send(channel(), said("hola"))


async def test_a_late_answer_is_unknown(graph, kept, monkeypatch):
    monkeypatch.setattr(client, "TOTAL_SECONDS", 0.5)
    graph.mode = "slow"
    async with opened(kept, channel(graph_url=graph.url)) as transport:
        with pytest.raises(TimeoutError):
            await transport.send(channel(), said("hola"))
    assert len(graph.taken()) == 1


async def test_where_nobody_listens_nothing_was_sent(kept, unused_tcp_port):
    async with opened(kept, channel(graph_url=f"http://127.0.0.1:{unused_tcp_port}")) as transport:
        with pytest.raises(Unreachable) as caught:
            await transport.send(channel(), said("hola"))
    assert (caught.value.counts, caught.value.scope) == (True, "person")
    with pytest.raises(Unreachable, match="closed") as caught:
        await transport.send(channel(), said("hola"))
    assert (caught.value.counts, caught.value.scope) == (False, "channel")


async def test_the_token_stays_with_the_host_it_is_for(kept):
    """A host that sends the request elsewhere is not followed, and an answer without end is not read."""
    asked = []

    async def elsewhere(request):
        asked.append((request.path, request.headers.get("Authorization")))
        return web.Response(status=307, headers={"Location": "/stolen"})

    async def endless(request):
        return web.Response(body=b"x" * (client.ANSWER + 1))

    async with serving(elsewhere) as url, opened(kept, channel(graph_url=f"{url}/")) as transport:
        with pytest.raises(Refused, match="307"):
            await transport.send(channel(), said("hola"))
    async with serving(endless) as url, opened(kept, channel(graph_url=url)) as transport:
        with pytest.raises(Unsettled, match="too large"):
            await transport.send(channel(), said("hola"))
    assert asked == [("/v23.0/108700000000001/messages", "Bearer token")]


async def test_the_health_of_a_number_is_what_the_platform_says(kept):
    async def told(request):
        asked.append((request.path, request.query["fields"], request.headers["Authorization"]))
        return web.json_response({"quality_rating": "GREEN", "throughput": {"level": "STANDARD"}})

    asked = []
    async with serving(told) as url, opened(kept, channel(graph_url=url)) as transport:
        assert (await transport.health(channel()))["quality_rating"] == "GREEN"
    [(path, fields, token)] = asked
    assert (path, token) == ("/v23.0/108700000000001", "Bearer token")
    assert "quality_rating" in fields


async def test_what_a_call_carries_is_json_for_this_number_alone(kept):
    async def taking(request):
        asked.append((dict(request.headers), await request.read()))
        return web.json_response({"messages": [{"id": "wamid.1"}]})

    asked = []
    async with serving(taking) as url, opened(kept, channel(graph_url=url)) as transport:
        await transport.send(channel(), said("¿qué? 😀\u2028"))
    [(headers, raw)] = asked
    assert (headers["Authorization"], headers["User-Agent"]) == ("Bearer token", "cauce")
    assert (headers["Content-Type"], headers["Accept-Encoding"]) == ("application/json", "identity")
    assert json.loads(raw)["text"] == {"body": "¿qué? 😀\u2028"}


async def test_half_of_a_sign_leaves_too(kept):
    async def taking(request):
        asked.append(json.loads(await request.read()))
        return web.json_response({"messages": [{"id": "wamid.1"}]})

    asked = []
    async with serving(taking) as url, opened(kept, channel(graph_url=url)) as transport:
        assert await transport.send(channel(), said("x\ud83d")) == "wamid.1"
    assert asked[0]["text"] == {"body": "x\ud83d"}


@pytest.mark.parametrize("way", ["in pieces", "packed", "at its end"])
async def test_an_answer_is_read_whole_however_it_comes(kept, way):
    told = json.dumps({"messages": [{"id": "wamid.1"}], "more": "x" * 20_000}).encode()

    async def slowly(request):
        answer = web.StreamResponse()
        if way == "packed":
            answer.enable_compression(web.ContentCoding.gzip)
        if way == "at its end":
            answer.force_close()
            answer.content_length = len(told)
        await answer.prepare(request)
        for place in range(0, len(told), 7000):
            await answer.write(told[place : place + 7000])
            await asyncio.sleep(0.01)
        await answer.write_eof()
        return answer

    async with serving(slowly) as url, opened(kept, channel(graph_url=url)) as transport:
        assert await transport.send(channel(), said("hola")) == "wamid.1"


async def test_an_answer_that_unpacks_to_too_much_is_not_read(kept):
    async def bomb(request):
        answer = web.Response(body=b"x" * (client.ANSWER * 8))
        answer.enable_compression(web.ContentCoding.gzip)
        return answer

    async with serving(bomb) as url, opened(kept, channel(graph_url=url)) as transport:
        with pytest.raises(Unsettled, match="too large"):
            await transport.send(channel(), said("hola"))
