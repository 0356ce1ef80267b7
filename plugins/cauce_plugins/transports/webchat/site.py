"""A channel that is open: the rules a request must meet, and what a visitor may do."""

from __future__ import annotations

import json
import math
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from cauce import Arrival, Buckets, Inbound, Ingress, Line, Problem, Request, SystemClock
from cauce_plugins.transports.webchat.settings import Site
from cauce_plugins.transports.webchat.stream import Tabs, follow
from cauce_plugins.transports.webchat.visitors import address_of, allowed, bearer, caller, new_token
from cauce_plugins.transports.webchat.wire import echo, frame, message_id

CROWD = 5
"""How many times as much as one visitor a whole address may send: offices and schools share one."""

READS_PER_MINUTE = 240


@dataclass(slots=True)
class Open:
    """One channel at work."""

    name: str
    site: Site
    desk: Ingress
    tabs: Tabs = field(default_factory=Tabs)
    buckets: Buckets = field(default_factory=Buckets)

    def admit(self, request: Request) -> Mapping[str, str]:
        """Return the headers that let the asking page read the answer. Raises Problem `forbidden` for a foreign one."""
        origin = request.headers.get("Origin", "")
        if not allowed(origin, request.host, self.site.origins):
            raise Problem("forbidden", f"{origin} is not among the origins of the channel {self.name}")
        return {"Access-Control-Allow-Origin": origin, "Vary": "Origin"} if origin else {}

    def limit(self, key: str, per_second: float, burst: float) -> None:
        """Count one. Raises Problem `too_many` where it is one too many."""
        wait = self.buckets.take(key, per_second, burst)
        if wait:
            raise Problem("too_many", headers={"Retry-After": str(math.ceil(wait))})

    def limit_reads(self, request: Request) -> None:
        """Count a read of an address. Raises Problem `too_many`."""
        self.limit(f"read {caller(request.remote)}", READS_PER_MINUTE / 60, READS_PER_MINUTE)

    async def visitor(self, request: Request) -> tuple[str, str]:
        """Return the address of the visitor who asks. Raises Problem `unauthenticated` for an unknown token."""
        token = bearer(request.headers.get("Authorization", ""))
        address = address_of(token) if token else None
        if address is None or not await self.desk.knows(self.name, address):
            raise Problem("unauthenticated", "begin a new visit")
        return address

    async def visit(self, request: Request) -> str:
        """Make a visitor and return the token, which is kept nowhere here."""
        hourly = self.site.visits_per_hour
        self.limit(f"visit {caller(request.remote)}", hourly / 3600, max(hourly / 3, 1))
        token = new_token()
        await self.desk.introduce(self.name, address_of(token))
        return token

    async def accept(self, request: Request) -> bool:
        """Take a message; when it returns, it is durable. Return False where it was known already."""
        address = await self.visitor(request)
        rate = self.site.messages_per_minute
        self.limit(f"say {address[1]}", rate / 60, max(rate / 2, 1))
        self.limit(f"say {caller(request.remote)}", CROWD * rate / 60, CROWD * max(rate / 2, 1))
        client_id, message = request.body["id"], read_message(request.body)
        raw = json.dumps({"address": address, **request.body}).encode()
        arrival = Arrival(message_id(address[1], client_id), address, message)
        [new] = await self.desk.accept(self.name, raw, [arrival])
        if new:
            self.tabs.ring(address[1], frame(echo(client_id, message, SystemClock().now())))
        return new

    async def history(self, request: Request, limit: int) -> Sequence[Line]:
        """Return the last messages, or those before a place that is asked for."""
        address = await self.visitor(request)
        self.limit_reads(request)
        return await self.desk.transcript(self.name, address, before=request.query.get("before"), limit=limit)

    async def stream(self, request: Request) -> AsyncIterator[bytes]:
        """Return the stream from where the tab stands (`Last-Event-ID`). Raises Problem `too_many`."""
        address = await self.visitor(request)
        self.limit_reads(request)
        if self.tabs.full(address[1], caller(request.remote)):
            raise Problem("too_many", "too many tabs", headers={"Retry-After": "30"})
        last = request.headers.get("Last-Event-ID", "0")
        after = int(last) if last.isascii() and last.isdecimal() and len(last) < 19 else 0
        return self._follow(caller(request.remote), address, after)

    async def _follow(self, where: str, address: tuple[str, str], after: int) -> AsyncIterator[bytes]:
        with self.tabs.listening(address[1], where) as tab:
            async for event in follow(tab, partial(self.desk.transcript, self.name, address), after):
                yield event


def read_message(body: Mapping[str, Any]) -> Inbound:
    """Return what a visitor sent. Raises Problem `invalid` where there is nothing in it."""
    text = body["text"].strip()
    choice = body.get("choice")
    if not text and choice is None:
        raise Problem("invalid", errors=[{"at": "/text", "problem": "there is nothing in it"}])
    return Inbound(text, "text" if choice is None else "choice", choice)
