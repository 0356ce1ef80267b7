"""A transport for the benches that run Cauce in their own process: it keeps what it is given to send, and can be held up."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from cauce.hookspecs import hookimpl
from cauce.model.message import Capabilities
from cauce.model.route import Route
from cauce.transport import Channel, Delivery, Ingress


class Mock:
    """Takes every message at once while `open_gate` is set. said: the texts by person, in order."""

    title: Mapping[str, str] = {"es": "Medición", "en": "Bench"}
    settings: Mapping[str, Any] = {}

    def __init__(self, name: str, *, idempotent: bool) -> None:
        self.name = name
        self.capabilities = Capabilities(idempotent=idempotent)
        self.said: dict[str, list[str]] = {}
        self.count = 0
        self.wanted = 0
        self.reached = asyncio.Event()
        self.open_gate = asyncio.Event()
        self.ingress: Ingress | None = None

    def routes(self) -> Sequence[Route]:
        return ()

    async def open(self, channel: Channel, ingress: Ingress) -> None:
        self.ingress = ingress

    async def close(self, channel: Channel) -> None:
        pass

    async def send(self, channel: Channel, delivery: Delivery) -> str:
        await self.open_gate.wait()
        self.said.setdefault(delivery.address[1], []).append(delivery.message.text)
        self.count += 1
        if self.count >= self.wanted:
            self.reached.set()
        return f"net-{delivery.id}"

    async def until(self, count: int) -> None:
        """Wait until so many were sent."""
        self.wanted = count
        self.reached.clear()
        if self.count < count:
            await self.reached.wait()


@hookimpl
def register_transports() -> list[Mock]:
    return [Mock("once", idempotent=True), Mock("twice", idempotent=False)]
