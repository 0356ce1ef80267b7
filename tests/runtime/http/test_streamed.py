"""Bodies that are read as they come: within a limit, within a time, and never whole."""

from __future__ import annotations

import asyncio
import gzip
import zlib

import pytest

from cauce.http import decode
from cauce.http.openapi import operation, problems
from cauce.model.route import Route


def route(limit=1000, seen=None, **more):
    async def count(request):
        size = 0
        async for chunk in request.chunks:
            size += len(chunk)
            if seen is not None:
                seen.append(len(chunk))
        return {"size": size, "raw": len(request.raw), "name": request.query.get("name", "")}

    query = {"type": "object", "properties": {"name": {"type": "string"}}}
    return Route("POST", "/api/put/{id}", "public", count, query=query, stream=True, limit=limit, **more)


async def post(session, data, path="/api/put/1", **headers):
    async with session.post(path, data=data, headers=headers) as answer:
        return answer.status, await answer.json()


async def pieces(count, size=100_000):
    for _ in range(count):
        yield bytes(size)


async def test_a_body_is_handed_over_in_pieces_and_never_whole(serve):
    seen = []
    session = await serve(route(3_000_000, seen))
    assert await post(session, pieces(20), "/api/put/1?name=x") == (200, {"size": 2_000_000, "raw": 0, "name": "x"})
    assert max(seen) <= decode.PIECE


async def test_no_body_is_one_that_ends_at_once(serve):
    assert (await post(await serve(route()), None))[1]["size"] == 0


@pytest.mark.parametrize("said", [True, False])
async def test_one_that_is_larger_than_it_may_be_is_refused_with_or_without_saying_so(serve, said):
    session = await serve(route(1000))
    status, told = await post(session, bytes(1001) if said else pieces(1, 1001))
    assert (status, told["code"]) == (413, "too_large")


async def test_what_is_packed_counts_unpacked(serve):
    session = await serve(route(1000))
    packed = gzip.compress(bytes(100_000))
    status, told = await post(session, packed, **{"Content-Encoding": "gzip"})
    assert (status, told["code"]) == (413, "too_large")
    assert (await post(session, zlib.compress(bytes(500)), **{"Content-Encoding": "deflate"}))[1]["size"] == 500
    status, told = await post(session, b"no gzip at all", **{"Content-Encoding": "gzip"})
    assert (status, told["code"]) == (400, "bad_compression")


async def test_one_that_stands_still_is_let_go(serve, monkeypatch):
    monkeypatch.setattr(decode, "BODY_SECONDS", 0.05)
    session = await serve(route())

    async def slow():
        yield b"x"
        await asyncio.sleep(3600)

    task = asyncio.create_task(post(session, slow()))
    assert (await task)[1]["code"] == "too_slow"


async def test_one_that_trickles_is_let_go_after_the_time_of_its_route(serve):
    session = await serve(route(seconds=0.1))

    async def trickle():
        while True:
            yield b"x"
            await asyncio.sleep(0.01)

    assert (await post(session, trickle()))[1]["code"] == "too_slow"


def test_the_document_says_that_bytes_are_sent_and_no_key_is_taken():
    login = Route("POST", "/api/put/{id}", "login", lambda _: None, stream=True)
    told = operation(login, "en")
    assert list(told["requestBody"]["content"]) == ["application/octet-stream"]
    assert [one["name"] for one in told["parameters"]] == ["id"]
    assert "bad_compression" in problems(login)
    assert "key_reused" not in problems(login)
