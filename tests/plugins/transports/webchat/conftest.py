"""What the tests of the webchat share."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping

import aiohttp
import pytest

from webchat_rig import Rig, running

Headers = Mapping[str, str]


class Visitor:
    """A client of the routes that is no browser."""

    def __init__(self, rig: Rig, http: aiohttp.ClientSession, headers: dict[str, str]) -> None:
        self.rig = rig
        self.http = http
        self.headers = headers

    async def get(self, path: str, **headers: str) -> tuple[int, Headers, str]:
        async with self.http.get(f"{self.rig.url}{path}", headers={**self.headers, **headers}) as answer:
            return answer.status, answer.headers, await answer.text()

    async def post(self, path: str, body: object, **headers: str) -> tuple[int, Headers, dict[str, object]]:
        async with self.http.post(f"{self.rig.url}{path}", json=body, headers={**self.headers, **headers}) as answer:
            return answer.status, answer.headers, await answer.json()

    async def say(self, text: str, key: str = "k" * 22, **more: str) -> tuple[int, Headers, dict[str, object]]:
        return await self.post("/webchat/web/messages", {"id": key, "text": text, **more})


async def visit(rig: Rig, http: aiohttp.ClientSession) -> Visitor:
    """Begin a visit."""
    async with http.post(f"{rig.url}/webchat/web/visits", json={}) as answer:
        assert answer.status == 201
        token = (await answer.json())["token"]
    return Visitor(rig, http, {"Authorization": f"Bearer {token}"})


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    async with running() as rig:
        yield rig


@pytest.fixture
async def visitor(rig: Rig, http: aiohttp.ClientSession) -> Visitor:
    return await visit(rig, http)


@pytest.fixture
def stranger(rig: Rig, http: aiohttp.ClientSession) -> Visitor:
    return Visitor(rig, http, {})
