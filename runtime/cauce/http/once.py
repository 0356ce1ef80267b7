"""Doing once what is asked for twice: under an `Idempotency-Key`, the answer of the first time is given again.

That it was done is written in the very commit that does it, and its answer right after. Who dies in between has done it
and told nobody: asked again, it is 409 `already_done`, never done twice.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial

import msgspec

from cauce.errors import Unavailable
from cauce.http.idempotency import key_of, print_of
from cauce.http.request import Request
from cauce.http.response import Bytes, Json, Problem, Reply, Text
from cauce.model.route import Route
from cauce.store import asked
from cauce.store.asked import NOT_KEPT, ONCE, Done, Known, Once, Told
from cauce.store.database import Database

log = logging.getLogger("cauce.http")

SETTLED_MS = 30_000
"""After how long an answer that is not there will not come any more: whoever was to give it is no more."""
REPLAYED = {"Idempotent-Replayed": "true"}

Place = tuple[int, str]
Handler = Callable[[Request], Awaitable[Reply]]


def takes_key(route: Route) -> bool:
    """Tell whether a route may be asked again under the same key: each that makes or does something for a known caller."""
    # What is read as it comes cannot be told from another body under the same key.
    return route.idempotent or (route.method == "POST" and route.permission != "public" and not route.stream)


class Repeats:
    """Knows what was asked for under which key. now: the time in milliseconds since 1970."""

    def __init__(self, database: Database, now: Callable[[], int]) -> None:
        self._database = database
        self._now = now
        self._busy: dict[Place, asyncio.Future[None]] = {}

    async def serve(self, request: Request, route: Route, handler: Handler) -> Reply:
        """Return what the handler answers, or what it answered before. Of those who ask at once, one has it done.

        Raises Problem `key_reused` for a key of another request, `key_in_use` where another process is at it.
        """
        key = key_of(request)
        if not key or route.idempotent or not takes_key(route):
            return await handler(request)
        place = (request.caller.user, hashlib.sha256(key.encode()).hexdigest())
        mark = print_of(request)
        async with self._alone(place):
            known = await self._find(place)
            if known is not None:
                return self._again(known, mark)
            return await self._do(place, Once(*place, mark, self._now(), told_once=route.told_once), request, handler)

    async def _do(self, place: Place, once: Once, request: Request, handler: Handler) -> Reply:
        before = ONCE.set(once)
        try:
            answer = await handler(request)
        except Done:
            raise Problem("key_in_use", headers={"Retry-After": "1"}) from None
        finally:
            ONCE.reset(before)
            did, once.begun = once.begun, True
        if did:
            await self._keep(place, answer)
        return answer

    @asynccontextmanager
    async def _alone(self, place: Place) -> AsyncIterator[None]:
        """Wait until nobody else in this process is at the same."""
        while (other := self._busy.get(place)) is not None:
            await asyncio.wait([other])
        mine = self._busy[place] = asyncio.get_running_loop().create_future()
        try:
            yield
        finally:
            del self._busy[place]
            mine.set_result(None)

    async def _find(self, place: Place) -> Known | None:
        user, hashed = place
        return await self._database.read(partial(asked.find, user=user, hashed=hashed, now=self._now()))

    async def _keep(self, place: Place, answer: Reply) -> None:
        user, hashed = place
        try:
            await self._database.write(partial(asked.tell, user=user, hashed=hashed, told=_told(answer)))
        except Unavailable:
            log.warning("an answer could not be kept: asked for again, it is only known that it was done")

    def _again(self, known: Known, mark: str) -> Reply:
        if known.mark != mark:
            raise Problem("key_reused")
        told = known.told
        if told is None and self._now() - known.at < SETTLED_MS:
            raise Problem("key_in_use", headers={"Retry-After": "1"})
        if told is None or told.status == NOT_KEPT:
            raise Problem("already_done")
        return Bytes(told.body, told.kind, status=told.status, headers={**told.headers, **REPLAYED})


def _told(answer: Reply) -> Told:
    """Return an answer as it is kept: not at all where it sets a cookie or is written as it comes."""
    if answer.cookies:
        return Told(NOT_KEPT)
    headers = dict(answer.headers)
    if isinstance(answer, Json):
        kind = headers.pop("Content-Type", "application/json")
        return Told(answer.status, kind, headers, msgspec.json.encode(answer.value))
    if isinstance(answer, Text):
        return Told(answer.status, f"{answer.content_type}; charset=utf-8", headers, answer.text.encode())
    if isinstance(answer, Bytes):
        return Told(answer.status, answer.content_type, headers, answer.data)
    return Told(NOT_KEPT)
