"""Somebody of the team who works through the API, as the console does, and remembers all that they were shown."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any, Self

import aiohttp

from faults.shop import Shop

PASSWORD = "un río que no vuelve"
PAUSE = 0.1
LONGEST = 600.0
"""Seconds that anything may take here: the machine may have much else to do."""


def patience() -> AbstractAsyncContextManager[object]:
    """Return what ends a wait that will come to nothing."""
    return asyncio.timeout(LONGEST)


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered: a status, and what the JSON says."""

    status: int
    body: Any

    @property
    def code(self) -> str:
        """The code of a problem, "" for none."""
        return str(self.body.get("code", "")) if self.status >= 400 and isinstance(self.body, Mapping) else ""


@dataclass
class Worker:
    """Use it with `async with`. shown: every conversation that a list or a page showed them, as it was told."""

    shop: Shop
    account: str
    areas: frozenset[str] = frozenset()
    sees_all: bool = False
    id: int = 0
    shown: list[Mapping[str, Any]] = field(default_factory=list)
    done: list[str] = field(default_factory=list)

    async def __aenter__(self) -> Self:
        """Log in; the cookie is kept over every restart of the server."""
        jar = aiohttp.CookieJar(unsafe=True)
        self._session = aiohttp.ClientSession(cookie_jar=jar, timeout=aiohttp.ClientTimeout(total=60))
        found = await self("POST", "/api/auth/login", {"account": self.account, "password": PASSWORD})
        assert found.status == 200, found
        self.id = int(found.body["user"]["id"])
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the browser."""
        await self._session.close()

    async def __call__(self, method: str, path: str, body: Any = None) -> Answer:
        """Ask until there is an answer: whoever works does not notice that the server is started again."""
        headers = {"Idempotency-Key": uuid.uuid4().hex} if method == "POST" else {}
        if method == "PATCH" and path.startswith("/api/hours/"):
            headers["If-Match"] = "*"
        return await self._insists(method, path, json=body, headers=headers)

    async def brings(self, path: str, raw: bytes) -> Answer:
        """Send a file."""
        return await self._insists("POST", path, data=raw, headers={"Content-Type": "application/octet-stream"})

    async def fetches(self, path: str) -> Answer:
        """Fetch a file: the body of the answer is its bytes."""
        return await self._insists("GET", path)

    async def _insists(self, method: str, path: str, **more: Any) -> Answer:
        async with patience():
            while True:
                try:
                    async with self._session.request(method, f"{self.shop.server.address}{path}", **more) as answer:
                        is_json = answer.content_type.endswith("json")
                        told = Answer(answer.status, await (answer.json() if is_json else answer.read()))
                except (aiohttp.ClientError, OSError):
                    told = Answer(503, None)
                if told.code == "already_done":
                    # It was done before the server died, and what became of it was told to nobody.
                    return Answer(200, {})
                if told.status not in {429, 503} and told.code != "key_in_use":
                    return told
                await asyncio.sleep(PAUSE)

    async def pages(self, path: str) -> list[Mapping[str, Any]]:
        """Return all items of a list, page after page. path: with a query."""
        found: list[Mapping[str, Any]] = []
        cursor: str | None = ""
        while cursor is not None:
            page = await self("GET", f"{path}&cursor={cursor}" if cursor else path)
            assert page.status == 200, page
            found += page.body["items"]
            cursor = page.body["next"]
        return found

    async def rest(self, seconds: float) -> None:
        """Do nothing for a moment, while another process works."""
        await asyncio.sleep(seconds)

    @property
    def cookie(self) -> str:
        """The header by which the browser says who it is."""
        return "; ".join(f"{one.key}={one.value}" for one in self._session.cookie_jar)

    async def look(self, query: str = "") -> list[Mapping[str, Any]]:
        """List what they see, every page of it."""
        found = await self.pages(f"/api/conversations?limit=50{query}")
        self.shown += found
        return found

    async def finds(self, name: str) -> int:
        """Wait until somebody's conversation stands in a queue that they see, and return its id."""
        async with asyncio.timeout(LONGEST):
            while True:
                for one in await self.look("&owner=queue"):
                    if one["name"] == name:
                        return int(one["id"])
                await asyncio.sleep(PAUSE)

    async def searches(self, words: str) -> list[int]:
        """Return the conversations in which something with these words was said."""
        page = await self("GET", f"/api/search/messages?limit=100&q={words}")
        assert page.status == 200, page
        return [int(one["conversation"]) for one in page.body["items"]]

    async def finds_said(self, words: str, conversation: int) -> None:
        """Wait until what was said in a conversation is found by these words: it is taken up soon after it was said."""
        async with asyncio.timeout(LONGEST):
            while conversation not in await self.searches(words):  # noqa: ASYNC110 - another process is waited for
                await asyncio.sleep(PAUSE)

    async def opens(self, conversation: int) -> Answer:
        """Open one of them."""
        found = await self("GET", f"/api/conversations/{conversation}")
        if found.status == 200:
            self.shown.append(found.body)
        return found

    async def does(self, conversation: int, what: str, body: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
        """Do something to a conversation, which has to be possible."""
        found = await self.tries(conversation, what, body)
        assert found.status in {200, 201}, (self.account, conversation, what, found)
        return found.body

    async def tries(self, conversation: int, what: str, body: Mapping[str, Any] | None = None) -> Answer:
        """Do something to a conversation, which may be refused."""
        found = await self("POST", f"/api/conversations/{conversation}/{what}", dict(body or {}))
        if found.status == 200:
            self.done.append(what)
        return found

    async def reads(self, conversation: int) -> list[tuple[str, str]]:
        """Return what was said in a conversation, oldest first: who, and what."""
        found = await self.pages(f"/api/conversations/{conversation}/messages?order=oldest")
        return [(one["author"], one["text"]) for one in found]
