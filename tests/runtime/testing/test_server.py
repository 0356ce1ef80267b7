"""The stub server is a real one."""

from __future__ import annotations

import aiohttp
import pytest

from cauce.testing import StubServer


async def test_it_answers_what_it_was_given_and_remembers_what_was_asked():
    async with StubServer().given('http POST "/clients/..." 201 {"id": 7}', 'http GET "/gone" error refused') as server:
        async with aiohttp.ClientSession() as session:
            async with session.post(f"{server.url}/clients/7?full=1", json={"name": "Ana"}) as answer:
                assert (answer.status, await answer.json()) == (201, {"id": 7})
            async with session.put(f"{server.url}/other", data=b"\xff") as answer:
                assert answer.status == 404
            with pytest.raises(aiohttp.ClientError):
                await session.get(f"{server.url}/gone")
        first, second, *_ = server.requests
    assert (first.method, first.path, first.json) == ("POST", "/clients/7?full=1", {"name": "Ana"})
    assert (second.body, second.json) == (b"\xff", None)
    assert first.headers["Content-Type"] == "application/json"
